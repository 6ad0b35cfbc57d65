//! Typing letter by letter: how often the first hit changes under the reader.

use docent::api::SearchRequest;
use docent::document::Document;
use docent::eval::{TopicSet, type_topics};
use docent::index::Snapshot;
use docent::search::search;

use crate::support::{document, index_of, own_corpus, own_site};

/// The first hit may change in one step of so many.
const STEPS_A_CHANGE: usize = 20;

/// The same over the judged queries of our corpus, questions among them: what is
/// reached (one in seven over all of them), not yet what is wanted, one in
/// twenty. `docent eval --typing` measures it.
const OWN_STEPS_A_CHANGE: usize = 5;

/// Returns the paths of the hits, best first.
fn hits(snapshot: &Snapshot, q: &str) -> Vec<String> {
    let request = SearchRequest {
        q: q.to_owned(),
        per_page: 100,
        sections: 0,
        facets: Some(Vec::new()),
        ..SearchRequest::default()
    };
    let response = search(snapshot, &request).unwrap();
    response.results.into_iter().map(|hit| hit.source).collect()
}

/// Returns a page for each that our corpus is judged on, named like its file.
fn titles() -> Vec<Document> {
    let text = std::fs::read_to_string(own_corpus().join("queries.jsonl")).unwrap();
    let mut pages: Vec<Document> = Vec::new();
    for line in text.lines() {
        let judged: serde_json::Value = serde_json::from_str(line).unwrap();
        let path = judged["relevant"][0]["path"].as_str().unwrap_or("x.md");
        if pages.iter().all(|page| page.path != path) {
            let name = path.rsplit('/').next().unwrap_or(path);
            let title = name.split('.').next().unwrap_or(name).replace('-', " ");
            let text = path.replace(['/', '-'], " ");
            pages.push(document(path, &title, &[text]));
        }
    }
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    pages
}

#[test]
fn a27_the_first_hit_stays_while_a_title_is_typed() {
    let pages = titles();
    let (_folder, snapshot) = index_of(&pages);
    let (mut steps, mut changes) = (0, 0);
    for page in pages.iter() {
        let mut before: Vec<String> = Vec::new();
        for (end, _) in page.title.char_indices().skip(3) {
            let typed = &page.title[..end];
            let now = hits(&snapshot, typed);
            let same_word = !typed.ends_with(' ');
            if let (Some(was), Some(is)) = (before.first(), now.first())
                && same_word
            {
                steps += 1;
                let is_named = pages
                    .iter()
                    .any(|one| one.path == *is && one.title == typed);
                changes += usize::from(was != is && now.contains(was) && !is_named);
            }
            before = now;
        }
    }
    assert!(steps > 300, "{steps}");
    assert!(changes * STEPS_A_CHANGE < steps, "{changes} of {steps}");
}

#[test]
fn a27_the_first_hit_of_our_corpus_stays_while_queries_are_typed() {
    let mut topics = TopicSet::load(&own_corpus().join("queries.jsonl")).unwrap();
    // One in fifteen: a search a letter takes its time in a build for tests.
    let mut place = 0;
    topics.topics.retain(|_| {
        place += 1;
        place % 15 == 0
    });
    let typing = type_topics(own_site(), &topics).unwrap();
    assert!(typing.steps > 300, "{}", typing.steps);
    assert!(
        typing.changes.len() * OWN_STEPS_A_CHANGE < typing.steps,
        "{} of {}: {:#?}",
        typing.changes.len(),
        typing.steps,
        typing.changes
    );
}
