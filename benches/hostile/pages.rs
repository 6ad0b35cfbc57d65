//! The hostile pages: marks that repeat, nest, stay open or do not match.

use crate::marks::{
    ASCIIDOC, ASCIIDOC_PAIRS, ASCIIDOC_STARTS, HTML, HTML_PAIRS, HTML_STARTS, MARKDOWN,
    MARKDOWN_PAIRS, MARKDOWN_STARTS, NOTEBOOK, NUMBERED, RECORDS, RST, RST_STARTS, TEXT,
};

/// What a page is made of.
pub(crate) struct Case {
    /// Its mark, as it is shown.
    pub(crate) name: String,
    shape: Shape,
}

enum Shape {
    /// A start, a mark again and again, and an end.
    Repeat(String, String, String),
    /// A mark again and again, then as often the one that ends it.
    Nested(String, String),
    /// Each mark one longer than the one before.
    Growing(char, &'static str),
    /// Each mark with a number of its own in the place of `#N`.
    Numbered(&'static str),
    /// Each line deeper by so many blanks than the one before.
    Indented(&'static str),
}

impl Case {
    /// Makes a page of about so many bytes.
    pub(crate) fn page(&self, size: usize) -> String {
        match &self.shape {
            Shape::Repeat(start, mark, end) => {
                let n = size / mark.len().max(1);
                format!("{start}{}{end}", mark.repeat(n))
            }
            Shape::Nested(open, close) => {
                let n = size / (open.len() + close.len());
                open.repeat(n) + &close.repeat(n)
            }
            Shape::Growing(mark, between) => {
                let mut page = String::new();
                for n in 1.. {
                    page.extend(std::iter::repeat_n(*mark, n));
                    page.push_str(between);
                    if page.len() >= size {
                        break;
                    }
                }
                page
            }
            Shape::Numbered(mark) => {
                let mut page = String::new();
                for n in 0.. {
                    page.push_str(&mark.replace("#N", &n.to_string()));
                    if page.len() >= size {
                        break;
                    }
                }
                page
            }
            Shape::Indented(mark) => {
                let mut page = String::new();
                for n in 0.. {
                    page.extend(std::iter::repeat_n(' ', n));
                    page.push_str(mark);
                    if page.len() >= size {
                        break;
                    }
                }
                page
            }
        }
    }
}

/// Returns the cases of a file of this name.
pub(crate) fn cases(name: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    match name.rsplit('.').next().unwrap_or_default() {
        "md" | "mdx" => {
            for mark in MARKDOWN.iter().chain(HTML) {
                wrapped(mark, &MARKDOWN_STARTS, &mut cases);
            }
            nested(MARKDOWN_PAIRS, &mut cases);
            nested(HTML_PAIRS, &mut cases);
            others(&mut cases);
            front_matter(&mut cases);
        }
        "html" => {
            for mark in HTML {
                wrapped(mark, &HTML_STARTS, &mut cases);
            }
            nested(HTML_PAIRS, &mut cases);
        }
        "rst" => {
            for mark in RST {
                wrapped(mark, &RST_STARTS, &mut cases);
            }
            others(&mut cases);
        }
        "adoc" => {
            for mark in ASCIIDOC {
                wrapped(mark, &ASCIIDOC_STARTS, &mut cases);
            }
            nested(ASCIIDOC_PAIRS, &mut cases);
            others(&mut cases);
        }
        "ipynb" => json(NOTEBOOK, &mut cases),
        "jsonl" => json(RECORDS, &mut cases),
        _ => {
            for mark in TEXT {
                wrapped(mark, &[""], &mut cases);
            }
            others(&mut cases);
        }
    }
    cases
}

/// Adds a mark on one line and on lines of its own, after each start.
fn wrapped(mark: &str, starts: &[&str], cases: &mut Vec<Case>) {
    for start in starts {
        let mut add = |mark: String| {
            cases.push(Case {
                name: format!("{start}{mark}"),
                shape: Shape::Repeat((*start).to_owned(), mark, String::new()),
            });
        };
        add(mark.to_owned());
        if start.is_empty() && !mark.ends_with('\n') {
            add(format!("{mark}\n"));
            add(format!("{mark} a\n\n"));
        }
    }
}

fn nested(pairs: &[(&str, &str)], cases: &mut Vec<Case>) {
    for (open, close) in pairs {
        for between in ["", "\n", "\n\n"] {
            cases.push(Case {
                name: format!("{open}…{close}{between}"),
                shape: Shape::Nested(format!("{open}{between}"), format!("{close}{between}")),
            });
        }
    }
}

fn others(cases: &mut Vec<Case>) {
    for mark in "`*_~=:<[({$|\\-#^\"'%!>+. ".chars() {
        for between in [" ", "\n", "a ", "\n\n"] {
            cases.push(Case {
                name: format!("growing {mark}{between}"),
                shape: Shape::Growing(mark, between),
            });
        }
    }
    for mark in NUMBERED {
        cases.push(Case {
            name: format!("numbered {mark}"),
            shape: Shape::Numbered(mark),
        });
    }
    for mark in [
        "- a\n",
        "a\n",
        "* a\n\n",
        "1. a\n",
        "!!! note\n",
        ".. note::\n\n",
        "> a\n",
        "=== \"a\"\n",
        "a\n  : b\n",
    ] {
        cases.push(Case {
            name: format!("indented {mark}"),
            shape: Shape::Indented(mark),
        });
    }
}

fn front_matter(cases: &mut Vec<Case>) {
    for fence in ["---\n", "+++\n"] {
        for mark in [
            "a: &a [*a,*a]\n",
            "a#N: b\n",
            "[",
            "{",
            "- ",
            "a: ",
            "- - ",
            "&a ",
            "*a ",
            "\"",
            "? ",
            "a=1\n",
            "[[a]]\n",
            "a.",
            "[a.",
            "a = [",
            "a={b=",
            "|\n ",
            "- [a, b]\n",
            "title: x\n",
            "tags: [a]\n",
            "aliases:\n - /a\n",
            " - /a\n",
            "!",
            "a: |\n b\n",
            "#\n",
            "'",
            "\"\\",
        ] {
            cases.push(Case {
                name: format!("{fence}{mark}"),
                shape: Shape::Repeat(
                    fence.to_owned(),
                    mark.to_owned(),
                    format!("\n{fence}\ntext\n"),
                ),
            });
        }
    }
}

fn json(pieces: &[(&str, &str, &str)], cases: &mut Vec<Case>) {
    for (start, mark, end) in pieces {
        cases.push(Case {
            name: format!("{start}{mark}{end}"),
            shape: Shape::Repeat((*start).to_owned(), (*mark).to_owned(), (*end).to_owned()),
        });
    }
}
