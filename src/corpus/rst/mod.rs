//! reStructuredText: titles, sections, anchors, code, bodies of directives.
//!
//! A page is read line by line and block by block, as docutils does it, but no
//! further than a reader's eye: a block is a paragraph, code, a row, a heading
//! or something around other blocks. What is not understood is read as text.
//!
//! ```text
//! lines       lines with their indents
//! names       what the page defines: link targets, substitutions
//! blocks      paragraphs, headings, quotes, literal blocks
//! lists       items, fields, options
//! explicit    `..`: targets, footnotes, comments, directives taken apart
//! directives  what each directive is to a reader; objects, code, tables
//! inline      marks within a paragraph; roles
//! docinfo     the fields at the top of a page
//! labels      what other pages may refer to
//! ```

use std::borrow::Cow;

use super::dialect::Context;
use super::flow::Flow;

mod blocks;

mod code;

mod directives;

mod docinfo;

mod explicit;

mod inline;

mod labels;

mod lines;

mod lists;

mod names;

mod objects;

mod roles;

mod tables;

pub(super) use docinfo::docinfo;
pub(super) use labels::labels_of;
pub(super) use lines::is_adornment;

use names::Names;

/// How deep blocks nest; deeper ones are read as plain lines.
const MAX_DEPTH: usize = 24;

/// Reads a page into `flow`.
pub(super) fn read(body: &str, first_line: u32, flow: &mut Flow, context: &mut Context<'_>) {
    let text = with_blanks(body);
    let lines = lines::of(&text, first_line);
    let rest = docinfo::after(&lines);
    let including = vec![context.path.to_owned()];
    let mut names = Names::of(&lines);
    names.add_site(context.site);
    let mut reader = Reader {
        names,
        flow,
        file: context.path.to_owned(),
        context,
        styles: Vec::new(),
        level: 0,
        title: String::new(),
        depth: 0,
        objects: Vec::new(),
        module: String::new(),
        program: String::new(),
        language: None,
        including,
    };
    reader.blocks(&lines[rest..]);
}

/// Returns a text with its tabs as blanks, eight to a tab as docutils has it.
fn with_blanks(text: &str) -> Cow<'_, str> {
    if !text.contains('\t') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in text.split_inclusive('\n') {
        let mut column = 0;
        for piece in line.split_inclusive('\t') {
            let plain = piece.strip_suffix('\t').unwrap_or(piece);
            out.push_str(plain);
            column += plain.chars().count();
            if plain.len() < piece.len() {
                let n = 8 - column % 8;
                out.push_str(&"        "[..n]);
                column += n;
            }
        }
    }
    Cow::Owned(out)
}

/// How a title is adorned: the sign, and whether there is one above it too.
type Style = (char, bool);

/// Reads one page.
struct Reader<'r, 'c> {
    flow: &'r mut Flow,
    context: &'r mut Context<'c>,
    names: Names,
    /// The file at hand: the page, or what it includes.
    file: String,
    /// The styles of titles in the order of their first use.
    styles: Vec<Style>,
    /// The level of the section at hand; 0 before the first title.
    level: u8,
    /// The title of the section at hand, as written without marks.
    title: String,
    /// How many blocks stand around the one at hand.
    depth: usize,
    /// The names of the objects around the block at hand.
    objects: Vec<String>,
    /// What `module` or `currentmodule` named last.
    module: String,
    /// What `program` named last.
    program: String,
    /// What `highlight` named last.
    language: Option<String>,
    /// The files on the way to the one at hand.
    including: Vec<String>,
}

impl Reader<'_, '_> {
    /// Reads blocks in which a heading would be prose.
    fn contained(&mut self, read: impl FnOnce(&mut Self)) {
        self.flow.n_containers += 1;
        read(self);
        self.flow.n_containers -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::Notices;
    use super::super::outline::Outline;
    use super::super::resolve::Resolver;
    use super::super::site::{Generator, Site};
    use super::*;
    use crate::corpus::hostile;

    #[test]
    fn hostile_pages_are_read() {
        let site = Site::new(Generator::Sphinx, "", "");
        let resolver = Resolver::new(std::path::Path::new("none"));
        let nested: String = (0..hostile(100))
            .map(|depth| format!("{}* a\n\n", "  ".repeat(depth)))
            .collect();
        let pages = [
            "`a ``b **c *d |e :f:`g [h]_ _`i ".repeat(hostile(1_000)),
            "a_ ".repeat(hostile(10_000)) + &"b_.".repeat(hostile(10_000)),
            "x".repeat(hostile(80_000)),
            "`".repeat(hostile(20_000)),
            "http://".repeat(hostile(5_000)),
            ".. note::\n\n  ".repeat(hostile(1_000)),
            nested,
            "a::\n\n".repeat(hostile(2_000)),
            "+-+\n".repeat(hostile(2_000)),
            "== ==\n".repeat(hostile(1_000)),
            ".. _a:\n".repeat(hostile(2_000)),
            "A\n=\n\n".repeat(hostile(1_000)),
            "a\n".repeat(hostile(10_000)),
            "(a\n:b\n-c\n|d\n".repeat(hostile(2_000)),
            "\u{e9}*\u{e9}`\u{e9}_|".repeat(hostile(2_000)),
        ];
        for page in pages {
            let mut flow = Flow::new(Outline::new(None, 800));
            let mut notices = Notices::new("a.rst");
            let mut context = Context {
                front: &crate::corpus::frontmatter::Parts::of_body(""),
                path: "a.rst",
                site: &site,
                resolver: &resolver,
                notices: &mut notices,
            };
            read(&page, 1, &mut flow, &mut context);
            flow.finish();
        }
    }
}
