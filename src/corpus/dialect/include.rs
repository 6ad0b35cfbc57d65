//! Files that a page brings in.
//!
//! [`directive`] knows how each generator writes that, [`part`] which lines of
//! a file are meant. What comes in may bring in more, so deep and no deeper; it
//! stands on the line of the directive. What cannot be brought in is dropped.

use crate::error::NoticeKind;

use super::super::address::split_path;
use super::super::frontmatter;
use super::super::resolve::{Refused, normal};
use super::super::site::SNIPPETS;
use super::directive::{self, Directive, Family, Shape};
use super::lines::{Kind, Line, Lines};
use super::{Context, part};

/// How deep files that include files are followed.
const MAX_DEPTH: usize = 8;

/// The most directives on a line that are followed.
const MAX_ON_LINE: usize = 64;

/// Rewrites the lines of a page.
pub(super) fn apply(lines: &mut Lines<'_>, context: &mut Context<'_>) {
    let family = Family::of(context.site.generator);
    if !lines.list.iter().any(|line| family.is_on(&line.text)) {
        return;
    }
    let mut expander = Expander {
        family,
        open: vec![context.path.to_owned()],
        context,
    };
    let list = directive::joined(std::mem::take(&mut lines.list), family);
    lines.list = expander.expand(list);
    lines.mark_code();
}

/// Puts the files in place of what names them.
struct Expander<'c, 'p> {
    family: Family,
    /// The files being read, each included by the one before it.
    open: Vec<String>,
    context: &'c mut Context<'p>,
}

impl Expander<'_, '_> {
    fn expand<'a>(&mut self, list: Vec<Line<'a>>) -> Vec<Line<'a>> {
        let mut out = Vec::with_capacity(list.len());
        for line in list {
            match self.family.is_on(&line.text) {
                true => self.expand_line(line, &mut out),
                false => out.push(line),
            }
        }
        out
    }

    /// Expands the directives of one line from left to right.
    fn expand_line<'a>(&mut self, line: Line<'a>, out: &mut Vec<Line<'a>>) {
        let mut rest = line.text.as_ref();
        let mut before = String::new();
        let mut n_found = 0;
        while n_found < MAX_ON_LINE
            && let Some(found) = directive::find(self.family, rest, line.kind)
        {
            n_found += 1;
            before.push_str(&rest[..found.start]);
            rest = &rest[found.end..];
            let Some(directive) = found.directive else {
                before.push_str(found.kept);
                continue;
            };
            let is_alone = before.trim_matches([' ', '\t', '>']).is_empty();
            let Some(text) = self.text_of(&directive, line.number, line.kind) else {
                continue;
            };
            let prefix = match is_alone {
                true => before.clone(),
                false => String::new(),
            };
            let mut brought = self.lines_of(&directive, &text, &prefix, &line);
            let last = brought.pop();
            if !is_alone && let Some(first) = brought.first_mut() {
                first.text = format!("{before}{}", first.text).into();
            }
            let last = last.map_or_else(String::new, |line| line.text.into_owned());
            before = match !is_alone && brought.is_empty() {
                true => format!("{before}{last}"),
                false => last,
            };
            out.append(&mut brought);
        }
        if n_found == 0 {
            out.push(line);
            return;
        }
        before.push_str(rest);
        if !before.trim().is_empty() {
            out.push(Line {
                text: before.into(),
                number: line.number,
                kind: line.kind,
            });
        }
    }

    /// Reads what a directive names; a notice says why there is nothing.
    fn text_of(&mut self, directive: &Directive<'_>, line: u32, kind: Kind) -> Option<String> {
        let reason = match self.read(directive) {
            Ok((path, text)) => {
                let is_counted = matches!(directive.part, part::Part::Lines(_));
                let text = match directive.shape {
                    // Lines are counted from the start of the file.
                    Shape::Text if kind == Kind::Text && !is_counted => {
                        frontmatter::split(&text).body
                    }
                    _ => &text,
                };
                if let Some(text) = part::of(text, &directive.part) {
                    self.open.push(path);
                    return Some(text);
                }
                "the file has no such part"
            }
            Err(reason) => reason,
        };
        let path = directive.path;
        let message = format!("does not bring in \"{path}\": {reason}");
        self.context.notices.add(NoticeKind::Include, line, message);
        None
    }

    /// Returns the path and the text of a file, looked for where each
    /// generator looks.
    fn read(&self, directive: &Directive<'_>) -> Result<(String, String), &'static str> {
        if self.open.len() > MAX_DEPTH {
            return Err("it is included too deep");
        }
        let mut reason = "there is no such file in the corpus";
        for path in self.candidates(directive.path) {
            if self.open.contains(&path) {
                return Err("it includes itself");
            }
            match self.context.resolver.text(&path) {
                Ok(text) => return Ok((path, text)),
                Err(Refused::TooMuch) => return Err("the page includes too much"),
                Err(Refused::Outside) => reason = "it lies outside of the corpus",
                Err(Refused::Missing) => {}
            }
        }
        Err(reason)
    }

    /// Returns where a file may be, the likeliest place first.
    fn candidates(&self, path: &str) -> Vec<String> {
        let site = self.context.site;
        let own = self.open.last().map_or("", String::as_str);
        let (folder, _) = split_path(own);
        let mount = site.mount_of(self.context.path);
        let mount = mount.map_or("", |mount| mount.folder.as_str());
        let root = site.root.as_str();
        let is_rooted = path.starts_with(['/', '~', '@']);
        let path = path.trim_start_matches(['/', '~', '@']);
        let mut folders = match self.family {
            // Paths start where MkDocs runs: above the folder of the pages.
            Family::MkDocs => vec![split_path(mount).0, root, folder, mount],
            _ => vec![folder, root, mount],
        };
        if is_rooted {
            folders = vec![root, mount];
        }
        let stated = site.variables.get(SNIPPETS);
        let stated = stated.into_iter().flat_map(|folders| folders.split('\n'));
        folders.splice(0..0, stated);
        let mut found = Vec::new();
        let inner = ["", "docs", "includes", "snippets", "docs/snippets"];
        let n_inner = match self.family {
            Family::MkDocs | Family::Any => inner.len(),
            _ => 1,
        };
        for (folder, inner) in folders
            .into_iter()
            .map(|folder| (folder, ""))
            .chain(inner[1..n_inner].iter().map(|inner| (root, *inner)))
        {
            let known = normal(&format!("{folder}/{inner}/{path}"));
            found.extend(known.filter(|known| !found.contains(known)));
        }
        found
    }

    /// Returns the lines that come in place of a directive, at least one.
    fn lines_of(
        &mut self,
        directive: &Directive<'_>,
        text: &str,
        prefix: &str,
        line: &Line<'_>,
    ) -> Vec<Line<'static>> {
        let fence = match (&directive.shape, line.kind) {
            (Shape::Code(info), Kind::Text) => Some((fence_for(text), info)),
            _ => None,
        };
        let new = |text: String, kind: Kind| Line {
            text: text.into(),
            number: line.number,
            kind,
        };
        let texts = text.trim_end_matches('\n').split('\n');
        let mut lines: Vec<Line<'static>> = texts
            .map(|text| new(format!("{prefix}{text}"), line.kind))
            .collect();
        if let Some((fence, info)) = fence {
            lines.iter_mut().for_each(|line| line.kind = Kind::Code);
            lines.insert(0, new(format!("{prefix}{fence}{info}"), Kind::Opening));
            lines.push(new(format!("{prefix}{fence}"), Kind::Closing));
        } else if matches!(directive.shape, Shape::Text) {
            if line.kind == Kind::Text {
                let mut marked = Lines { list: lines };
                marked.mark_code();
                lines = directive::joined(marked.list, self.family);
            }
            lines = self.expand(lines);
        }
        self.open.pop();
        lines
    }
}

/// Returns a fence that no line of a code closes.
fn fence_for(code: &str) -> String {
    let ticks = |line: &str| {
        let line = line.trim_start();
        line.len() - line.trim_start_matches('`').len()
    };
    let longest = code.lines().map(ticks).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}
