//! Headings and blocks, and the sections that they come to.

use super::*;

fn heading(level: u8, text: &str) -> Heading {
    Heading {
        level,
        text: text.to_owned(),
        slug_text: text.to_owned(),
        ..Heading::default()
    }
}

/// Builds a page from lines: `# heading`, `` `code ``, else prose.
fn check(title: Option<&str>, lines: &[&str], expected_title: &str, expected: &[&str]) {
    let mut outline = Outline::new(title.map(str::to_owned), 50);
    for line in lines {
        let level = line.len() - line.trim_start_matches('#').len();
        match (level, line.strip_prefix('`')) {
            (0, None) => outline.prose((*line).to_owned()),
            (0, Some(code)) => outline.code(None, format!("{code}\n")),
            _ => outline.heading(heading(level as u8, line[level..].trim())),
        }
    }
    let page = outline.finish();
    assert_eq!(page.title.unwrap_or_default(), expected_title);
    let shown: Vec<String> = page.sections.iter().map(show).collect();
    assert_eq!(shown, expected);
}

fn show(section: &Section) -> String {
    let anchor = section.anchor.as_deref().unwrap_or("");
    let n_blocks = section.blocks.len();
    let path = section.headings.join(" > ");
    format!("{path}#{anchor} {:?} {n_blocks}", section.kind)
}

#[test]
fn the_first_h1_is_the_title_and_its_text_the_lead() {
    check(
        None,
        &["# T", "lead", "## A", "a", "### B", "`b", "## Why?", "c"],
        "T",
        &[
            "# Section 1",
            "A#a Section 1",
            "A > B#b Code 1",
            "Why?#why Faq 1",
        ],
    );
}

#[test]
fn a_heading_equal_to_the_title_is_dropped_others_are_sections() {
    check(
        Some("Hello, World"),
        &["# hello world", "lead", "# Other", "## Sub"],
        "Hello, World",
        &[
            "# Section 1",
            "Other#other Section 0",
            "Other > Sub#sub Section 0",
        ],
    );
}

#[test]
fn a_page_that_starts_with_its_only_big_heading_has_its_title() {
    check(
        None,
        &["## T", "lead", "### A", "#### B"],
        "T",
        &["# Section 1", "A#a Section 0", "A > B#b Section 0"],
    );
    check(
        None,
        &["## A", "## B"],
        "",
        &["# Section 0", "A#a Section 0", "B#b Section 0"],
    );
    check(
        Some("T"),
        &["## T", "lead", "### A", "## B"],
        "T",
        &["# Section 1", "A#a Section 0", "B#b Section 0"],
    );
    check(
        None,
        &["text", "## A"],
        "",
        &["# Section 1", "A#a Section 0"],
    );
}

#[test]
fn the_title_takes_its_slug() {
    check(
        None,
        &["# A", "a", "## A"],
        "A",
        &["# Section 1", "A#a-1 Section 0"],
    );
}

#[test]
fn long_sections_are_split_between_blocks() {
    let long = "word ".repeat(30);
    let long = long.trim();
    check(
        None,
        &["# T", "## A", long, long, "x"],
        "T",
        &["# Section 0", "A#a Section 1", "A#a Section 2"],
    );
}

#[test]
fn a_page_of_nothing_but_headings_is_bounded() {
    let mut outline = Outline::new(None, 800);
    for n in 0..2 * MAX_HEADINGS {
        outline.heading(heading(2, &format!("h{n}")));
    }
    let page = outline.finish();
    assert!(page.has_too_many);
    assert!(page.sections.len() < MAX_HEADINGS + 100);
    let blocks = page.sections.iter().map(|section| section.blocks.len());
    assert_eq!(blocks.sum::<usize>(), MAX_HEADINGS);
}

#[test]
fn huge_blocks_are_cut_and_nothing_is_lost() {
    let mut outline = Outline::new(None, 50);
    outline.prose("né ".repeat(20_000).trim().to_owned());
    outline.prose("語".repeat(20_000));
    outline.code(None, format!("{}\n", "x = 1\n".repeat(5_000)));
    let page = outline.finish();
    let blocks = page.sections.iter().flat_map(|section| &section.blocks);
    let sizes = blocks.map(|block| match block {
        Block::Prose(text) => (text.len(), text.matches("né").count(), 0),
        Block::Code(code) => (code.text.len(), 0, code.text.matches("x = 1").count()),
    });
    let sizes: Vec<_> = sizes.collect();
    assert!(sizes.iter().all(|size| size.0 <= MAX_BLOCK_BYTES + 1));
    assert_eq!(sizes.iter().map(|size| size.1).sum::<usize>(), 20_000);
    assert_eq!(sizes.iter().map(|size| size.2).sum::<usize>(), 5_000);
}
