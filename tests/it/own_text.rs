//! A page's own text as Markdown reads back as the same text.

use docent::api::{PageText, SearchRequest, TextBlock};
use docent::document::{Block, CodeBlock, Document, Section};
use docent::index::Snapshot;
use docent::search::{page_at, read_page, to_markdown};

use crate::support::{corpus, index_of, run, stdout};

/// Lines that mean something in Markdown, or in what generators add to it.
const LINES: [&str; 36] = [
    "* star",
    "- dash",
    "+ plus",
    "> quote",
    "1. one",
    "1) one",
    "# hash",
    "## two",
    "=== x",
    "--- x",
    "*a* **b** _c_ __d__",
    "`code` and ``more``",
    "[x](y) ![z](w)",
    "<b>bold</b> &amp; &lt;",
    "back\\slash \\* \\",
    "a | b",
    "~~gone~~ ~~~",
    "https://x.example/a_b*c",
    "[^1]: note",
    "[ref]: /x",
    "::: note",
    "!!! note",
    "!note",
    "{{ x }} {% raw %} {x}",
    "$x$ $$y$$",
    "<!-- c -->",
    "@media (x)",
    "    indented",
    "|---|---|",
    "a\u{a0}b c",
    "***",
    "___",
    "99999. many",
    "(1) one",
    "<https://x.example>",
    "![[x]] [[y]]",
];

fn prose(page: &PageText) -> Vec<String> {
    let blocks = page.sections.iter().flat_map(|section| &section.blocks);
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    blocks
        .map(|block| match block {
            TextBlock::Prose(text) => words(&text.text),
            TextBlock::Table(rows) => format!("{} rows", rows.len()),
            TextBlock::Code { text, .. } => text.text.clone(),
        })
        .collect()
}

fn read(snapshot: &Snapshot, path: &str) -> PageText {
    let page = page_at(snapshot, path).unwrap();
    read_page(snapshot, page, &SearchRequest::default()).unwrap()
}

#[test]
fn markdown_reads_back_as_the_same_text() {
    let code = CodeBlock {
        language: Some("sh".into()),
        text: "```\n# not a heading\n```\n".into(),
    };
    let mut blocks: Vec<Block> = LINES
        .iter()
        .map(|line| Block::Prose((*line).to_owned()))
        .collect();
    blocks.push(Block::Code(code));
    let page = Document {
        path: "a.md".into(),
        id: "a".into(),
        url: "/a/".into(),
        title: "A *title* of <b>".into(),
        sections: vec![
            Section::default(),
            Section {
                headings: vec!["What `is` [this]?".into()],
                anchor: Some("what".into()),
                blocks,
                ..Section::default()
            },
        ],
        ..Document::default()
    };
    let (_folder, snapshot) = index_of(&[page]);
    let before = read(&snapshot, "a");
    let markdown = to_markdown(&before);
    let site = corpus(&[("corpus/a.md", markdown.as_bytes())]);
    stdout(&run(site.path(), &["index"]));
    let snapshot = Snapshot::open(&site.path().join("index")).unwrap();
    let after = read(&snapshot, "a");
    assert_eq!(after.title.text, before.title.text);
    let heading = |page: &PageText| {
        page.sections[1]
            .heading
            .as_ref()
            .map(|text| text.text.clone())
    };
    assert_eq!(heading(&after), heading(&before));
    let (before, after) = (prose(&before), prose(&after));
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(after, before, "in\n{markdown}");
    }
    assert_eq!(after.len(), before.len(), "{after:#?}");
}
