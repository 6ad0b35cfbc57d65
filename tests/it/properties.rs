//! Properties that hold for any page and any query.

use docent::analysis::tokenize;
use docent::document::Document;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::{prop_assert, prop_assert_eq};

use crate::support::{ask, cases, document, highlights, index_of, shown};

/// Text as pages and readers have it, and worse.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zA-Z0-9_.:<>#@$\"' -]{0,60}",
        1 => "\\PC{0,40}",
        1 => any::<String>(),
        1 => "(getElementById|C\\+\\+|\\.NET|データベース|café|e\u{301}| |::|--x|<b>){0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(400), ..ProptestConfig::default() })]

    #[test]
    fn tokens_lie_in_the_text_in_order(text in text()) {
        let mut last_position = 0;
        tokenize(&text, |token| {
            assert!(text.get(token.start..token.end).is_some_and(|word| !word.is_empty()));
            assert!(!token.term.is_empty() && token.position >= last_position);
            last_position = token.position;
        });
    }

    #[test]
    fn a_token_s_own_text_gives_its_term_again(text in text()) {
        let mut tokens = Vec::new();
        tokenize(&text, |token| {
            tokens.push((token.term.to_owned(), text[token.start..token.end].to_owned()));
        });
        for (term, word) in tokens {
            let mut again = Vec::new();
            tokenize(&word, |token| again.push(token.term.to_owned()));
            prop_assert!(!again.is_empty(), "{:?} of {:?} gives nothing", term, word);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(40), ..ProptestConfig::default() })]

    #[test]
    fn any_query_on_any_pages_gives_a_sound_answer(
        pages in vec((text(), vec(text(), 1..4)), 1..6),
        queries in vec(text(), 12),
    ) {
        let documents: Vec<Document> = pages
            .iter()
            .enumerate()
            .map(|(number, (title, texts))| document(&format!("{number}.md"), title, texts))
            .collect();
        let (_folder, snapshot) = index_of(&documents);
        for q in &queries {
            let response = ask(&snapshot, q);
            prop_assert!(response.total.value <= documents.len());
            for highlight in highlights(&response) {
                let joined: String = highlight.parts.iter().map(|part| part.t.as_str()).collect();
                prop_assert_eq!(&joined, &highlight.text);
                prop_assert_eq!(&shown(&highlight.html), &highlight.text);
            }
            prop_assert_eq!(&ask(&snapshot, q).results, &response.results);
        }
    }

    #[test]
    fn a_word_of_a_page_finds_the_page(
        words in vec("[a-z]{3,9}", 2..20),
        place in any::<proptest::sample::Index>(),
    ) {
        let documents = [
            document("a.md", "Title", &[words.join(" ")]),
            document("b.md", "Other", &["nothing of the kind".to_owned()]),
        ];
        let (_folder, snapshot) = index_of(&documents);
        let response = ask(&snapshot, place.get::<String>(&words));
        prop_assert!(response.results.iter().any(|hit| hit.source == "a.md"));
    }
}
