//! What holds for any bytes, in any format.

use std::fs;

use docent::config::Config;
use docent::corpus::Corpus;
use docent::document::{Block, Document};
use proptest::prelude::{Strategy, prop, prop_assert, prop_assert_eq, proptest};

/// Pieces that mean something to a parser, and some that mean nothing.
const PIECES: &[&str] = &[
    "---\n",
    "+++\n",
    "title: x\n",
    "# ",
    "## a {#b}\n",
    "\n",
    "\n\n",
    "```js\n",
    "```",
    "> ",
    "- ",
    "1. ",
    "    ",
    "\t",
    "|a|b|\n",
    "|-|-|\n",
    "[",
    "](x)",
    "![",
    "*",
    "_",
    "`",
    "<div>",
    "</div>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<pre>",
    "</pre>",
    "<a name='x'>",
    "<h2 id=y>",
    "</h2>",
    "<table><tr><td>",
    "<",
    ">",
    "&lt;",
    "&#0;",
    "&",
    "[^1]",
    "[^1]: ",
    "{: #z }",
    "===\n",
    "---",
    "\u{0}",
    "\u{7}",
    "\u{1b}",
    "\u{202e}",
    "é",
    "漢字",
    "👍",
    "\r\n",
    "word ",
    "A. B?",
    "\\",
];

/// Any mixture of those pieces and other characters.
fn pages() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES).prop_map(str::to_owned);
    let other = prop::collection::vec(proptest::char::any(), 0..4)
        .prop_map(|characters| characters.into_iter().collect::<String>());
    prop::collection::vec(proptest::prop_oneof![4 => piece, 1 => other], 0..60)
        .prop_map(|pieces| pieces.concat())
}

/// Parses the same bytes in every format.
fn documents(bytes: &[u8]) -> Vec<Document> {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.md", "b.html", "c.txt"] {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let corpus = Corpus::open(folder.path(), &Config::default()).unwrap();
    let parsed = corpus.sources().iter().map(|source| corpus.parse(source));
    parsed.filter_map(|parsed| parsed.document).collect()
}

/// Returns what is wrong with a document, if anything is.
fn fault(document: &Document) -> Option<String> {
    let is_control = |c: char| c.is_control();
    if document.title.is_empty() || document.title.contains(is_control) {
        return Some(format!("title {:?}", document.title));
    }
    for section in &document.sections {
        if section
            .headings
            .iter()
            .any(|heading| heading.is_empty() || heading.contains(is_control))
        {
            return Some(format!("headings {:?}", section.headings));
        }
        let anchor = section.anchor.as_deref().unwrap_or("a");
        if anchor.is_empty() || anchor.contains(|c: char| c.is_control() || c.is_whitespace()) {
            return Some(format!("anchor {anchor:?}"));
        }
        for block in &section.blocks {
            let is_wrong = match block {
                Block::Prose(text) => text.trim().is_empty() || text.contains(is_control),
                Block::Code(code) => {
                    let is_bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
                    !code.text.ends_with('\n') || code.text.contains(is_bad)
                }
            };
            if is_wrong {
                return Some(format!("{block:?}"));
            }
        }
    }
    let is_first_own = document.sections.first()?.headings.is_empty();
    (!is_first_own).then(|| "the first section is not the page's own".to_owned())
}

proptest! {
    #[test]
    fn any_page_gives_clean_text(page in pages()) {
        for document in documents(page.as_bytes()) {
            prop_assert_eq!(fault(&document), None);
            // Each byte may stand in a title, a heading path and a block.
            prop_assert!(document.text_bytes() <= 4 * page.len() + 64);
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(proptest::num::u8::ANY, 0..300)) {
        for document in documents(&bytes) {
            prop_assert_eq!(fault(&document), None);
        }
    }

    #[test]
    fn plain_words_are_kept(words in prop::collection::vec("[a-z]{1,9}", 1..40)) {
        let paragraphs: Vec<String> = words.chunks(7).map(|chunk| chunk.join(" ")).collect();
        for document in documents(format!("# t\n\n{}\n", paragraphs.join("\n\n")).as_bytes()) {
            let prose = document.sections.iter().flat_map(|section| section.prose());
            let text = prose.collect::<Vec<_>>().join(" ");
            let found: Vec<&str> = text.split(' ').filter(|word| !matches!(*word, "#" | "t")).collect();
            let expected: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "t").collect();
            prop_assert_eq!(found, expected);
        }
    }
}
