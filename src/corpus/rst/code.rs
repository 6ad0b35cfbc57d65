//! Code of directives, and files that a page brings in.

use crate::error::NoticeKind;

use super::Reader;
use super::explicit::Directive;
use super::lines::{self, Line, least_indent};
use super::with_blanks;

/// How deep files include files.
const MAX_INCLUDES: usize = 8;

/// Directives whose body is code, with its language where the name says it.
const CODE: &[(&str, Option<&str>)] = &[
    ("code-block", None),
    ("code", None),
    ("sourcecode", None),
    ("code-tab", None),
    ("tab-code", None),
    ("prompt", None),
    ("code-cell", None),
    ("jupyter-execute", Some("python")),
    ("ipython", Some("ipython")),
    ("ipython3", Some("ipython")),
    ("doctest", Some("pycon")),
    ("testcode", Some("python")),
    ("testoutput", None),
    ("console", Some("console")),
    ("terminal", Some("console")),
    ("productionlist", None),
    ("math", Some("latex")),
    ("caption-code-block", None),
    ("cmd", Some("console")),
    ("command-output", Some("console")),
];

impl Reader<'_, '_> {
    /// Reads a directive as code, if it is that.
    pub(super) fn code_directive(&mut self, name: &str, directive: &Directive<'_, '_>) -> bool {
        let argument = directive.argument();
        match name {
            "parsed-literal" => self.parsed_literal(directive),
            "literalinclude" => self.literal_include(directive),
            _ => {
                let Some((_, language)) = CODE.iter().find(|(known, _)| *known == name) else {
                    return false;
                };
                self.caption(directive);
                let has_content_first = name == "math" || name == "productionlist";
                let own = match has_content_first {
                    true => None,
                    false => language_of(argument),
                };
                let language = own.or_else(|| language.map(str::to_owned));
                let language = language.or_else(|| match argument.is_empty() {
                    true => self.language.clone(),
                    false => None,
                });
                // Code that follows without a blank line looks like arguments.
                let mut lines = directive.content();
                let n_words = usize::from(!argument.is_empty() && !has_content_first);
                lines.drain(..n_words.min(lines.len()));
                self.literal(&lines, least_indent(&lines), language);
            }
        }
        true
    }

    /// Writes the words above a piece of code.
    fn caption(&mut self, directive: &Directive<'_, '_>) {
        if let Some(caption) = directive.option("caption").filter(|text| !text.is_empty()) {
            self.flow.end_block();
            self.inline(caption, directive.number);
            self.flow.end_block();
        }
    }

    /// Reads code in which marks are marks.
    fn parsed_literal(&mut self, directive: &Directive<'_, '_>) {
        let lines = directive.content();
        let base = least_indent(&lines);
        self.flow.end_block();
        self.flow.start_code(None);
        for line in &lines {
            let indent = line.indent.saturating_sub(base);
            self.flow
                .text(&" ".repeat(if line.is_blank() { 0 } else { indent }));
            self.inline(line.text, line.number);
            self.flow.line_break();
        }
        self.flow.end_code();
    }

    /// Writes a part of another file as code.
    fn literal_include(&mut self, directive: &Directive<'_, '_>) {
        let path = self.included_path(directive.argument());
        let Some(text) = self.file_text(&path, directive) else {
            return;
        };
        self.caption(directive);
        let text = with_blanks(&text);
        let all = lines::of(&text, directive.number);
        let part = part_of(&all, directive);
        let extension = path.rsplit_once('.').map(|(_, extension)| extension);
        let language = directive.option("language").or(extension);
        let base = match directive.option("dedent") {
            Some(_) => least_indent(&part),
            None => 0,
        };
        self.literal(&part, base, language.and_then(language_of));
        self.flow.at_line = directive.number;
    }

    /// Reads another file in the place of the directive.
    pub(super) fn include(&mut self, directive: &Directive<'_, '_>) {
        let path = self.included_path(directive.argument());
        if self.including.len() >= MAX_INCLUDES || self.including.contains(&path) {
            let message = format!("`{path}` includes itself, or too deep; it is left out");
            self.context
                .notices
                .add(NoticeKind::Include, directive.number, message);
            return;
        }
        let Some(text) = self.file_text(&path, directive) else {
            return;
        };
        let text = with_blanks(&text);
        let mut all = lines::of(&text, 1);
        for line in &mut all {
            line.number = directive.number;
        }
        let part = part_of(&all, directive);
        let code = directive.option("code");
        if code.is_some() || directive.option("literal").is_some() {
            let language = code.and_then(language_of);
            return self.literal(&part, 0, language);
        }
        self.names.add(&part);
        let file = std::mem::replace(&mut self.file, path.clone());
        self.including.push(path);
        self.blocks(&part);
        self.including.pop();
        self.file = file;
    }

    /// Returns the text of another file, or says that there is none.
    pub(super) fn file_text(
        &mut self,
        path: &str,
        directive: &Directive<'_, '_>,
    ) -> Option<String> {
        // `<isonum.txt>` is a file of docutils itself.
        if path.ends_with('>') {
            return None;
        }
        let found = self.context.resolver.text(path);
        if found.is_err() {
            let message = format!("`{path}` is not there to be included");
            self.context
                .notices
                .add(NoticeKind::Include, directive.number, message);
        }
        found.ok()
    }
}

/// Returns the part of a file that a directive's options choose.
fn part_of<'a>(all: &[Line<'a>], directive: &Directive<'_, '_>) -> Vec<Line<'a>> {
    let mut part: Vec<Line<'a>> = match directive.option("lines") {
        Some(ranges) => chosen(all, ranges),
        None => all.to_vec(),
    };
    let number = |name: &str| directive.option(name).and_then(|n| n.parse::<usize>().ok());
    if let Some(end) = number("end-line") {
        part.truncate(end);
    }
    if let Some(start) = number("start-line") {
        part.drain(..start.min(part.len()));
    }
    if let Some(name) = directive.option("pyobject") {
        part = python_object(&part, name);
    }
    let place =
        |part: &[Line<'_>], mark: &str| part.iter().position(|line| line.text.contains(mark));
    for (option, extra) in [("start-after", 1), ("start-at", 0)] {
        if let Some(at) = directive.option(option).and_then(|mark| place(&part, mark)) {
            part.drain(..(at + extra).min(part.len()));
        }
    }
    for (option, extra) in [("end-before", 0), ("end-at", 1)] {
        if let Some(at) = directive.option(option).and_then(|mark| place(&part, mark)) {
            part.truncate(at + extra);
        }
    }
    part
}

/// Returns the lines of ranges such as `1-3,7,20-`.
fn chosen<'a>(all: &[Line<'a>], ranges: &str) -> Vec<Line<'a>> {
    let mut part: Vec<Line<'a>> = Vec::new();
    for range in ranges.split(',') {
        let (start, end) = range.split_once('-').unwrap_or((range, range));
        let start = start.trim().parse::<usize>().unwrap_or(1).max(1) - 1;
        let end = end.trim().parse::<usize>().unwrap_or(all.len());
        if part.len() > all.len() {
            break;
        }
        part.extend(all.iter().take(end.min(all.len())).skip(start));
    }
    part
}

/// Returns the lines of a class or function of Python.
fn python_object<'a>(all: &[Line<'a>], name: &str) -> Vec<Line<'a>> {
    let name = name.rsplit('.').next().unwrap_or(name);
    let starts = |line: &Line<'_>| {
        let text = line.text.strip_prefix("async ").unwrap_or(line.text);
        let rest = text.strip_prefix("def ").or(text.strip_prefix("class "));
        rest.and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| rest.starts_with(['(', ':', ' ']))
    };
    let Some(at) = all.iter().position(starts) else {
        return all.to_vec();
    };
    let n = 1 + lines::indented(&all[at + 1..], all[at].indent);
    all[at..at + n].to_vec()
}

/// Returns the name of a language as code blocks have it.
pub(super) fn language_of(written: &str) -> Option<String> {
    let name = written.split(' ').next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    let is_none = matches!(
        name.as_str(),
        "" | "none" | "text" | "default" | "txt" | "guess"
    );
    (!is_none && name.len() <= 40).then_some(name)
}
