//! Jupyter notebooks: Markdown cells as text, code cells as code.
//!
//! A notebook is mostly outputs and pictures, so it is read in two steps:
//! [`extract`] goes through the file once, in bounded memory however long it
//! is, and keeps the cells' own text as a small notebook; [`read`] reads that.
//! No output is kept: what a program printed is not what the page says.

use std::borrow::Cow;

use super::dialect::{self, Cleaned, Context, LineNumbers};
use super::flow::Flow;
use super::{frontmatter, markdown};

mod cell;

mod file;

pub(super) use file::extract;

use cell::Kind;
use file::Notebook;

/// Reads a notebook as [`extract`] leaves it into `flow`.
pub(super) fn read(text: &str, flow: &mut Flow, context: &mut Context<'_>) {
    let Ok(notebook) = serde_json::from_str::<Notebook>(text) else {
        return;
    };
    for cell in &notebook.cells {
        flow.end_block();
        match cell.kind {
            Kind::Markdown => read_markdown(&cell.text, flow, context),
            Kind::Code => read_code(&cell.text, notebook.language.as_deref(), flow),
            Kind::Raw => {}
        }
    }
}

fn read_markdown(text: &str, flow: &mut Flow, context: &mut Context<'_>) {
    let text = cell::without_buttons(text);
    let dialects = context.site.preset.dialects.clone();
    let cleaned = dialect::clean(&text, 0, &dialects, context);
    let cleaned = Cleaned {
        text: Cow::Borrowed(cleaned.text.as_ref()),
        // A cell's lines are no lines of the file.
        lines: LineNumbers::Each(vec![0]),
    };
    markdown::read(&cleaned, flow, context.notices);
}

fn read_code(text: &str, language: Option<&str>, flow: &mut Flow) {
    let code = cell::code_of(text);
    for caption in &code.captions {
        flow.text(caption);
        flow.end_block();
    }
    if code.text.trim().is_empty() {
        return;
    }
    let language = code.language.or(language.map(str::to_owned));
    flow.start_code(language);
    flow.text(&code.text);
    flow.end_code();
}

/// Returns the front matter of a notebook's first cell, and whether that cell
/// holds nothing else.
fn front_matter_of(text: &str) -> Option<(&str, &str)> {
    if !text.starts_with("---") {
        return None;
    }
    let parts = frontmatter::split(text);
    let block = &text[..text.len() - parts.body.len()];
    (!block.is_empty()).then_some((block, parts.body))
}

#[cfg(test)]
mod tests {
    #[test]
    fn bad_bytes_and_huge_cells_are_notices() {
        let folder = tempfile::tempdir().unwrap();
        let cell = |text: &[u8]| {
            let start: &[u8] =
                b"{\"cells\": [{\"cell_type\": \"markdown\", \"source\": [\"# Tides\\n\", \"";
            [start, text, b"\"]}]}"].concat()
        };
        std::fs::write(folder.path().join("bad.ipynb"), cell(b"high \xff water")).unwrap();
        std::fs::write(
            folder.path().join("huge.ipynb"),
            cell(&b"rope ".repeat(600_000)),
        )
        .unwrap();
        let mut config = crate::config::Config::default();
        config.corpus.max_page_mb = 1;
        let corpus = crate::corpus::Corpus::open(folder.path(), &config).unwrap();
        for source in corpus.sources() {
            let parsed = corpus.parse(source);
            assert!(!parsed.notices.is_empty(), "{}", source.path);
            let size = parsed.document.map_or(0, |document| {
                let prose = document
                    .sections
                    .iter()
                    .flat_map(crate::document::Section::prose);
                prose.map(str::len).sum()
            });
            assert!(size <= 1 << 20, "{}: {size}", source.path);
        }
    }
}
