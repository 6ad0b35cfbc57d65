//! Steps of a flow and the sections that they come to.

use super::*;
use crate::document::Block;

/// Runs steps on a page and compares the sections as text.
fn check(steps: impl FnOnce(&mut Flow), expected: &str) {
    let mut flow = Flow::new(Outline::new(None, 800));
    steps(&mut flow);
    let (page, _) = flow.finish();
    let mut shown = page.title.unwrap_or_default();
    for section in page.sections {
        if let Some(heading) = section.heading() {
            let anchor = section.anchor.as_deref().unwrap_or("");
            shown.push_str(&format!("\n# {heading} #{anchor}"));
        }
        for block in section.blocks {
            match block {
                Block::Prose(text) => shown.push_str(&format!("\n- {text}")),
                Block::Code(code) => shown.push_str(&format!("\n` {}", code.text.trim_end())),
            }
        }
    }
    assert_eq!(shown, expected);
}

fn heading(flow: &mut Flow, text: &str) {
    flow.start_heading(2, None);
    flow.text(text);
    flow.end_heading();
}

#[test]
fn anchors_belong_to_the_heading_here_or_next() {
    check(
        |flow| {
            flow.anchor("before".into());
            heading(flow, "A");
            flow.anchor("lost".into());
            flow.text("text");
            flow.end_block();
            heading(flow, "B");
            flow.start_heading(2, Some("own".into()));
            flow.anchor("inner".into());
            flow.text("C");
            flow.end_heading();
        },
        "\n# A #before\n- text\n# B #b\n# C #own",
    );
}

#[test]
fn rows_are_lines_with_marks() {
    check(
        |flow| {
            flow.start_row();
            for text in ["a", "", "c | d"] {
                flow.start_cell();
                flow.part();
                flow.text(text);
                flow.part();
            }
            flow.end_row();
            flow.start_row();
            flow.start_cell();
            flow.start_cell();
            flow.end_row();
        },
        "\n- a | | c | d",
    );
}

#[test]
fn blocks_inside_code_are_lines_of_it() {
    check(
        |flow| {
            flow.start_code(None);
            flow.text("a");
            flow.part();
            flow.inline_code("  b");
            flow.line_break();
            flow.end_block();
            flow.text("c");
            flow.end_code();
            flow.text("d");
        },
        "\n` a\n  b\nc\n- d",
    );
}

#[test]
fn headings_in_containers_are_prose() {
    check(
        |flow| {
            flow.n_containers = 1;
            heading(flow, "no heading");
            flow.n_containers = 0;
            heading(flow, "heading");
        },
        "\n- no heading\n# heading #heading",
    );
}

#[test]
fn links_that_run_are_left_out() {
    let mut flow = Flow::new(Outline::new(None, 800));
    for target in ["/a", " JavaScript:alert(1)", "data:x", "", "a b"] {
        flow.start_link(target);
        flow.end_link();
    }
    let (_, links) = flow.finish();
    let targets: Vec<&str> = links.iter().map(|link| link.target.as_str()).collect();
    assert_eq!(targets, ["/a", "a b"]);
}
