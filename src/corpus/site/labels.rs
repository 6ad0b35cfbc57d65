//! What the pages of a site call each other by: titles and labels.
//!
//! A reader of a site made by Sphinx or Antora sees the title of what a reference
//! without words leads to, and that may stand on any page: all of them are
//! looked at once, when a corpus opens.

use std::collections::BTreeMap;

use super::super::Format;
use super::super::asciidoc::labels_of as labels_of_asciidoc;
use super::super::dialect::labels_of as labels_of_markdown;
use super::super::rst::labels_of as labels_of_rst;
use super::{Preset, Tree, is_below};

/// The most pages that are looked at.
const MAX_PAGES: usize = 20_000;

/// The most bytes of pages that are looked at.
const MAX_BYTES: usize = 256 << 20;

/// The most labels that are kept.
const MAX_LABELS: usize = 100_000;

/// The longest title that is kept, in bytes.
const MAX_TITLE_BYTES: usize = 300;

/// The titles of a site by the names that its pages have for them.
#[derive(Debug, Clone, Default)]
pub(in crate::corpus) struct Labels {
    /// The titles of pages by their paths.
    titles: BTreeMap<String, String>,
    /// By label, in lower case: the page that has it and the title after it.
    labels: BTreeMap<String, (String, String)>,
}

impl Labels {
    /// Looks at the pages below a folder.
    pub(super) fn read(tree: &Tree<'_>, folder: &str, preset: &Preset) -> Self {
        let mut found = Self::default();
        let is_ours = |path: &&String| is_below(path, folder) && format_of(path, preset).is_some();
        let mut n_bytes = 0;
        for path in tree.paths().iter().filter(is_ours).take(MAX_PAGES) {
            let Some(text) = tree.read(path).filter(|_| n_bytes < MAX_BYTES) else {
                continue;
            };
            n_bytes += text.len();
            let (title, labels) = match format_of(path, preset) {
                Some(Format::Rst) => labels_of_rst(&text),
                Some(Format::AsciiDoc) => labels_of_asciidoc(&text),
                _ => labels_of_markdown(&text),
            };
            let is_kept = |title: &String| !title.is_empty() && title.len() <= MAX_TITLE_BYTES;
            if let Some(title) = title.filter(is_kept) {
                found.titles.insert(path.clone(), title);
            }
            for (name, title) in labels.into_iter().filter(|(_, title)| is_kept(title)) {
                if found.labels.len() < MAX_LABELS {
                    let named = found.labels.entry(normal(&name));
                    named.or_insert_with(|| (path.clone(), title));
                }
            }
        }
        found
    }

    /// Returns the title of a page.
    pub(in crate::corpus) fn title(&self, path: &str) -> Option<&str> {
        self.titles.get(path).map(String::as_str)
    }

    /// Returns the page that has a label, and the title after the label.
    pub(in crate::corpus) fn label(&self, name: &str) -> Option<(&str, &str)> {
        let (path, title) = self.labels.get(&normal(name))?;
        Some((path, title))
    }
}

/// Returns the format of a page that may have labels.
fn format_of(path: &str, preset: &Preset) -> Option<Format> {
    match Format::of(path)? {
        Format::Text => (preset.text == Format::Rst).then_some(Format::Rst),
        format @ (Format::Rst | Format::Markdown | Format::AsciiDoc) => Some(format),
        _ => None,
    }
}

/// Returns a label as labels are compared: lower case, single blanks.
fn normal(name: &str) -> String {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::site::Generator;
    use std::fs;

    #[test]
    fn labels_and_titles_of_all_pages_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let pages = [
            (
                "a.rst",
                ".. _Top of A:\n\n``Sea`` *maps*\n==========\n\n.. _x_1:\n.. _x-2:\n\n\
                 The :class:`~a.Chart` class\n---------------------------\n\n.. _no-title:\n\nText.\n",
            ),
            (
                "b.md",
                "(top-b)=\n# Bays `of` it\n\n```\n(code)=\n# no\n```\n",
            ),
            ("c.txt", ".. _c:\n\nC\n=\n"),
        ];
        for (name, text) in pages {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let paths = ["a.rst", "b.md", "c.txt"].map(str::to_owned);
        let mut preset = Generator::Sphinx.preset();
        preset.text = Format::Text;
        let labels = Labels::read(&Tree::new(folder.path(), &paths), "", &preset);
        assert_eq!(labels.title("a.rst"), Some("Sea maps"));
        assert_eq!(labels.title("b.md"), Some("Bays of it"));
        assert_eq!(labels.label("top  of a"), Some(("a.rst", "Sea maps")));
        assert_eq!(labels.label("x_1"), Some(("a.rst", "The Chart class")));
        assert_eq!(labels.label("X-2"), Some(("a.rst", "The Chart class")));
        assert_eq!(labels.label("top-b"), Some(("b.md", "Bays of it")));
        for none in ["no-title", "code", "c"] {
            assert_eq!(labels.label(none), None, "{none}");
        }
    }
}
