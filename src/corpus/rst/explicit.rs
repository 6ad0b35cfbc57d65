//! What starts with `..`: targets, notes, substitutions, directives, comments.

use super::Reader;
use super::lines::{Line, indented, trimmed};
use super::lists::field_name;
use super::names::{label_id, target_parts};

/// A directive taken apart.
pub(super) struct Directive<'l, 'a> {
    /// Its name without its domain: `function` of `py:function`.
    pub(super) name: &'a str,
    /// Its domain, empty if it names none.
    pub(super) domain: &'a str,
    /// What follows on its line and goes on below.
    pub(super) arguments: Vec<Line<'a>>,
    /// Its options with what the first line says of each.
    pub(super) options: Vec<(&'a str, &'a str)>,
    /// The lines below, blank ones around them left out.
    pub(super) body: &'l [Line<'a>],
    /// Its line in the file.
    pub(super) number: u32,
}

impl<'a> Directive<'_, 'a> {
    /// Returns its first argument as one line; empty if it has none.
    pub(super) fn argument(&self) -> &'a str {
        self.arguments.first().map_or("", |line| line.text)
    }

    /// Returns the value of an option.
    pub(super) fn option(&self, name: &str) -> Option<&'a str> {
        let mut options = self.options.iter();
        options.find_map(|(known, value)| (*known == name).then_some(*value))
    }

    /// Returns arguments and body as one text, as those without arguments are.
    pub(super) fn content(&self) -> Vec<Line<'a>> {
        let mut lines = self.arguments.clone();
        if lines.is_empty() {
            return self.body.to_vec();
        }
        // What follows on the directive's line has no indent of its own.
        let below = lines.iter().skip(1).chain(self.body);
        let below = below.filter(|line| !line.is_blank());
        if let Some(least) = below.map(|line| line.indent).min() {
            lines[0].indent = least;
        }
        let is_parted = self.body.first().zip(lines.last());
        if let Some((first, last)) = is_parted
            && first.number > last.number + 1
        {
            lines.push(Line::new("", last.number + 1));
        }
        lines.extend_from_slice(self.body);
        lines
    }
}

impl Reader<'_, '_> {
    /// Reads what starts with `..`; returns its number of lines.
    pub(super) fn explicit(&mut self, lines: &[Line<'_>], base: usize) -> usize {
        let line = &lines[0];
        let rest = line.text[2..].trim_start();
        if rest.is_empty() && lines.get(1).is_none_or(Line::is_blank) {
            return 1;
        }
        let n = 1 + indented(&lines[1..], base);
        if let Some(note) = rest.strip_prefix('[') {
            self.note(note, &lines[..n]);
        } else if let Some(target) = rest.strip_prefix('_') {
            if let Some((name, "")) = target_parts(target)
                && n == 1
            {
                self.flow.anchor(label_id(name));
            }
        } else if rest.starts_with('|') {
            // Its text stands where its name is used.
        } else if let Some((name, size)) = directive_name(rest) {
            let start = line.text.len() - rest.len() + size;
            let directive = taken_apart(name, line.after(start), &lines[1..n]);
            self.directive(&directive, &lines[n..]);
        }
        n
    }

    /// Reads a footnote or a citation: its label is no text, its body is.
    fn note(&mut self, rest: &str, lines: &[Line<'_>]) {
        let Some((label, text)) = rest.split_once(']') else {
            return;
        };
        if label.is_empty() || !(text.is_empty() || text.starts_with(' ')) {
            return;
        }
        let mut own = vec![lines[0].after(lines[0].text.len() - text.len())];
        own.extend_from_slice(&lines[1..]);
        if !label.starts_with(['#', '*']) {
            self.flow.text(&format!("[{label}] "));
        }
        if own[0].is_blank() {
            own.remove(0);
        }
        self.lead_in(&own);
    }
}

/// Returns a directive's name and the size of `name::`.
fn directive_name(text: &str) -> Option<(&str, usize)> {
    let end = super::super::plain::cut(text, 100).find("::")?;
    let name = text[..end].trim_end();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+:".contains(&byte);
    let after = &text[end + 2..];
    let is_end = after.is_empty() || after.starts_with(' ');
    (is_end && !name.is_empty() && name.bytes().all(is_name)).then_some((name, end + 2))
}

/// Takes a directive apart: arguments, options, body.
fn taken_apart<'l, 'a>(name: &'a str, first: Line<'a>, below: &'l [Line<'a>]) -> Directive<'l, 'a> {
    let (domain, name) = name.rsplit_once(':').unwrap_or(("", name));
    let number = first.number;
    let mut arguments = Vec::new();
    arguments.extend((!first.is_blank()).then_some(first));
    let mut options = Vec::new();
    let mut at = 0;
    let mut indent = None;
    while let Some(line) = below.get(at).filter(|line| !line.is_blank()) {
        let deeper = indent.is_some_and(|indent| line.indent > indent);
        match field_name(line.text) {
            // The option before goes on.
            _ if deeper => {}
            Some((name, size)) => {
                indent = Some(line.indent);
                options.push((name, line.text.get(size..).unwrap_or_default().trim()));
            }
            None if options.is_empty() => arguments.push(*line),
            None => break,
        }
        at += 1;
    }
    Directive {
        name,
        domain,
        arguments,
        options,
        body: trimmed(&below[at..]),
        number,
    }
}
