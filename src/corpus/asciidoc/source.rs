//! What is read before blocks are: includes, conditions, comments, attributes.
//!
//! AsciiDoc's preprocessor knows nothing of blocks, so an include or a
//! condition works in code too; comments and attributes do not.

use std::borrow::Cow;

use crate::error::NoticeKind;

use super::super::dialect::Context;
use super::super::resolve::Refused;
use super::attributes::{Attributes, entry_of};
use super::include::{self, Include};

/// How deep includes of includes go.
const MAX_DEPTH: usize = 8;

/// How deep conditions nest.
const MAX_CONDITIONS: usize = 100;

/// A line of the page with all that it includes.
#[derive(Debug, Clone)]
pub(super) struct Row<'a> {
    pub(super) text: Cow<'a, str>,
    /// Its line in the page's file; of what is included that of the include.
    pub(super) line: u32,
}

/// Gathers the lines that a build would show.
struct Source<'a, 'c, 'x> {
    context: &'c mut Context<'x>,
    attributes: Attributes,
    rows: Vec<Row<'a>>,
    /// Whether each open condition holds.
    conditions: Vec<bool>,
    /// The line that ends the code or comment at hand.
    verbatim: Option<String>,
    /// The files open, the page first.
    files: Vec<String>,
    /// The line of the page at hand.
    line: u32,
}

/// Returns the lines of a page.
pub(super) fn rows_of<'a>(
    body: &'a str,
    first_line: u32,
    attributes: Attributes,
    context: &mut Context<'_>,
) -> Vec<Row<'a>> {
    let mut source = Source {
        files: vec![context.path.to_owned()],
        context,
        attributes,
        rows: Vec::new(),
        conditions: Vec::new(),
        verbatim: None,
        line: first_line,
    };
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        let n_lines = source.take(Cow::Borrowed(line.trim_end()), &mut lines);
        source.line = source.line.saturating_add(n_lines);
    }
    source.rows
}

impl<'a> Source<'a, '_, '_> {
    /// Takes a line; returns how many lines it took of its file.
    fn take<'l>(&mut self, line: Cow<'a, str>, rest: &mut impl Iterator<Item = &'l str>) -> u32 {
        if line.ends_with(']') && line.contains("::") && self.directive(&line) {
            return 1;
        }
        if self.conditions.contains(&false) {
            return 1;
        }
        if let Some(end) = &self.verbatim {
            let is_comment = end.starts_with('/');
            if *end == line {
                self.verbatim = None;
            }
            if !is_comment {
                self.push(line);
            }
            return 1;
        }
        if line.starts_with("//") && !line.starts_with("///") {
            return 1;
        }
        if is_verbatim_mark(&line) {
            self.verbatim = Some(match line.starts_with("```") {
                true => "```".to_owned(),
                false => line.to_string(),
            });
            if line.starts_with('/') {
                self.push(Cow::Borrowed(""));
                return 1;
            }
        }
        if line.starts_with(':') && entry_of(&line).is_some() {
            return self.entry(line, rest);
        }
        self.push(line);
        1
    }

    fn push(&mut self, text: Cow<'a, str>) {
        let line = self.line;
        self.rows.push(Row { text, line });
    }

    /// Takes a line that sets an attribute, with those that continue it.
    fn entry<'l>(&mut self, line: Cow<'a, str>, rest: &mut impl Iterator<Item = &'l str>) -> u32 {
        let mut text = line.into_owned();
        let mut n_lines = 1;
        while let Some(before) = text.strip_suffix(" \\") {
            let hard = before.ends_with(" +");
            let before = before.trim_end_matches(" +").len();
            text.truncate(before);
            let Some(next) = rest.next() else {
                break;
            };
            n_lines += 1;
            text.push_str(if hard { " +\n" } else { " " });
            text.push_str(next.trim());
        }
        if let Some(entry) = entry_of(&text) {
            self.attributes.apply(&entry);
        }
        self.push(Cow::Owned(text));
        n_lines
    }

    /// Does what a directive says; `false` if the line is none.
    fn directive(&mut self, line: &str) -> bool {
        let Some((name, rest)) = line.split_once("::") else {
            return false;
        };
        let Some((target, text)) = rest.strip_suffix(']').and_then(|rest| rest.split_once('['))
        else {
            return false;
        };
        match name {
            "ifdef" | "ifndef" => {
                let holds = (name == "ifdef") == self.is_defined(target);
                self.condition(holds, text);
            }
            "ifeval" => {
                let holds = self.holds(text);
                self.condition(holds, "");
            }
            "endif" => {
                self.conditions.pop();
            }
            "include" if self.is_comment() || self.conditions.contains(&false) => {}
            "include" => self.include(target, text),
            "\\include" | "\\ifdef" | "\\ifndef" | "\\endif" | "\\ifeval" => {
                if !self.conditions.contains(&false) && !self.is_comment() {
                    self.push(Cow::Owned(line[1..].to_owned()));
                }
            }
            _ => return false,
        }
        true
    }

    fn is_comment(&self) -> bool {
        let end = self.verbatim.as_ref();
        end.is_some_and(|end| end.starts_with('/'))
    }

    /// Opens a condition, or shows the one line that it has.
    fn condition(&mut self, holds: bool, text: &str) {
        if text.is_empty() {
            if self.conditions.len() < MAX_CONDITIONS {
                self.conditions.push(holds);
            }
        } else if holds && !self.conditions.contains(&false) {
            let mut none = std::iter::empty();
            if text.starts_with("include::") {
                self.directive(text);
            } else {
                self.take(Cow::Owned(text.to_owned()), &mut none);
            }
        }
    }

    /// Says whether attributes are set: `a,b` any of them, `a+b` all.
    fn is_defined(&self, names: &str) -> bool {
        match names.contains('+') {
            true => names
                .split('+')
                .all(|name| self.attributes.has(name.trim())),
            false => names
                .split(',')
                .any(|name| self.attributes.has(name.trim())),
        }
    }

    /// Compares as `ifeval::["{a}" == "b"]` says.
    fn holds(&self, text: &str) -> bool {
        let expanded = self.attributes.expand(text);
        let found = ["==", "!=", "<=", ">=", "<", ">"]
            .iter()
            .find_map(|sign| Some((*sign, expanded.split_once(sign)?)));
        let Some((sign, (left, right))) = found else {
            return false;
        };
        let value = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
        let (left, right) = (value(left), value(right));
        let order = match (left.parse::<f64>(), right.parse::<f64>()) {
            (Ok(left), Ok(right)) => left.partial_cmp(&right),
            _ => Some(left.cmp(&right)),
        };
        let Some(order) = order else {
            return false;
        };
        match sign {
            "==" => order.is_eq(),
            "!=" => order.is_ne(),
            "<=" => order.is_le(),
            ">=" => order.is_ge(),
            "<" => order.is_lt(),
            _ => order.is_gt(),
        }
    }

    /// Takes the lines of another file.
    fn include(&mut self, target: &str, options: &str) {
        let target = self.attributes.expand(target).into_owned();
        let options = self.attributes.expand(options).into_owned();
        let include = Include::of(&options);
        let from = self.files.last().map_or("", String::as_str);
        let Some(path) = include::path_of(&target, from, self.context.site) else {
            return;
        };
        let entry = self.context.site.entry_of(&path);
        if entry.is_some_and(|entry| entry.url.is_some()) && !include.takes_part() {
            // The file is a page of its own: its text is found there.
            return;
        }
        let looped = self.files.contains(&path);
        if looped || self.files.len() > MAX_DEPTH {
            let message =
                format!("`include::{target}[]` includes itself or goes too deep: break the circle");
            self.context
                .notices
                .add(NoticeKind::Include, self.line, message);
            return;
        }
        let text = match self.context.resolver.text(&path) {
            Ok(text) => text,
            Err(Refused::Missing) if include.is_optional => return,
            Err(refused) => {
                let why = match refused {
                    Refused::Missing => "there is no such text file: mend the path",
                    Refused::Outside => "it lies outside of the corpus: copy it in",
                    Refused::TooMuch => "the page includes too much: split it",
                };
                let message = format!("`include::{target}[]` is left out; {why}");
                self.context
                    .notices
                    .add(NoticeKind::Include, self.line, message);
                return;
            }
        };
        self.files.push(path);
        self.included(&text, &include);
        self.files.pop();
    }

    /// Takes those lines of an included text that the include asks for.
    fn included(&mut self, text: &str, include: &Include) {
        let before = self.attributes.get("leveloffset").map(str::to_owned);
        if let Some(offset) = &include.level_offset {
            self.level(Some(offset));
        }
        let chosen = include.chosen(text);
        let mut lines = chosen.iter().copied();
        while let Some(line) = lines.next() {
            self.take(Cow::Owned(line.trim_end().to_owned()), &mut lines);
        }
        if include.level_offset.is_some() {
            self.level(before.as_deref());
        }
    }

    /// Sets the offset of headings from here on.
    fn level(&mut self, offset: Option<&str>) {
        let text = match offset {
            Some(offset) => format!(":leveloffset: {offset}"),
            None => ":!leveloffset:".to_owned(),
        };
        if let Some(entry) = entry_of(&text) {
            self.attributes.apply(&entry);
        }
        self.push(Cow::Borrowed(""));
        self.push(Cow::Owned(text));
    }
}

/// Says whether a line opens code, a passthrough or a comment.
pub(super) fn is_verbatim_mark(line: &str) -> bool {
    let is_all = |sign: char| line.len() >= 4 && line.bytes().all(|b| b == sign as u8);
    match line.as_bytes().first() {
        Some(b'-') => is_all('-'),
        Some(b'.') => is_all('.'),
        Some(b'+') => is_all('+'),
        Some(b'/') => is_all('/'),
        Some(b'`') => line.starts_with("```") && !line[3..].contains('`'),
        _ => false,
    }
}
