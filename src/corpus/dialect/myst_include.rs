//! Files that `MyST` brings in: `{include}` and `{literalinclude}`.

use std::borrow::Cow;

use super::super::address::split_path;
use super::super::resolve::{Refused, normal};
use super::super::site::join;
use super::Context;
use super::lines::Line;
use crate::error::NoticeKind;

/// A file to be brought in where its directive ends.
#[derive(Debug)]
pub(super) struct Included {
    /// Its path as written.
    path: String,
    /// Whether it is shown as code.
    is_code: bool,
    /// Where the line that opens the code stands among those kept.
    opening: usize,
    /// The line of the directive.
    number: u32,
    options: Vec<(String, String)>,
}

impl Included {
    /// Reads `{include} path` on a line; `at` is how many lines stand before.
    pub(super) fn of(info: &str, at: usize, number: u32) -> Option<Self> {
        let (name, path) = info.strip_prefix('{')?.split_once('}')?;
        let is_code = match name {
            "include" => false,
            "literalinclude" => true,
            _ => return None,
        };
        Some(Self {
            path: path.trim().to_owned(),
            is_code,
            opening: at,
            number,
            options: Vec::new(),
        })
    }

    /// Notes an option.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.options.push((name.to_owned(), value.to_owned()));
    }

    fn option(&self, name: &str) -> Option<&str> {
        let mut options = self.options.iter();
        options.find_map(|(known, value)| (known == name).then_some(value.as_str()))
    }

    /// Says whether the file is shown as code.
    pub(super) fn is_code(&self) -> bool {
        self.is_code
    }

    /// Returns the lines of the file, all of them as those of one line here.
    pub(super) fn lines<'a>(
        &self,
        kept: &mut [Line<'a>],
        context: &mut Context<'_>,
    ) -> Vec<Line<'a>> {
        let whole = match self.path.strip_prefix('/') {
            Some(rooted) => join(&context.site.root, rooted),
            None => join(split_path(context.path).0, &self.path),
        };
        let path = normal(&whole);
        let found = path.map_or(Err(Refused::Outside), |path| context.resolver.text(&path));
        let Ok(text) = found else {
            let path = &self.path;
            let message = format!("`{path}` is not there to be included: mend the path");
            context
                .notices
                .add(NoticeKind::Include, self.number, message);
            return Vec::new();
        };
        if self.is_code {
            self.name_language(kept);
        }
        let lines = self.chosen(&text).into_iter().map(|text| {
            // What it brings in itself stays out: no circles.
            let is_directive = text.contains("{include}") && !self.is_code;
            let text = if is_directive { "" } else { text };
            Line::text(Cow::Owned(text.to_owned()), self.number)
        });
        lines.collect()
    }

    /// Says on the fence that opens the code which language it is.
    fn name_language(&self, kept: &mut [Line<'_>]) {
        let extension = self.path.rsplit_once('.').map(|(_, extension)| extension);
        let language = self.option("language").or(extension).unwrap_or_default();
        let is_fence = |line: &&mut Line<'_>| line.text.trim_start().starts_with("```");
        if let Some(line) = kept.get_mut(self.opening).filter(is_fence) {
            let fence = line.text.trim_end();
            line.text = Cow::Owned(format!("{fence}{language}"));
        }
    }

    /// Returns the lines that the options choose.
    fn chosen<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut lines: Vec<&str> = text.lines().collect();
        if let Some(ranges) = self.option("lines") {
            lines = in_ranges(&lines, ranges);
        }
        let number = |name: &str| self.option(name).and_then(|n| n.parse::<usize>().ok());
        if let Some(end) = number("end-line") {
            lines.truncate(end);
        }
        if let Some(start) = number("start-line") {
            lines.drain(..start.min(lines.len()));
        }
        for (option, extra) in [("start-after", 1), ("start-at", 0)] {
            if let Some(at) = place(&lines, self.option(option)) {
                lines.drain(..at + extra);
            }
        }
        for (option, extra) in [("end-before", 0), ("end-at", 1)] {
            if let Some(at) = place(&lines, self.option(option)) {
                lines.truncate(at + extra);
            }
        }
        lines
    }
}

/// Returns the first line that holds a mark.
fn place(lines: &[&str], mark: Option<&str>) -> Option<usize> {
    let mark = mark?.trim_matches(['"', '\'']);
    lines.iter().position(|line| line.contains(mark))
}

/// Returns the lines of ranges such as `1-3,7,20-`, each line once.
fn in_ranges<'t>(lines: &[&'t str], ranges: &str) -> Vec<&'t str> {
    let bounds = ranges.trim_matches('"').split(',').map(|range| {
        let (start, end) = range.split_once('-').unwrap_or((range, range));
        let start = start.trim().parse().unwrap_or(1);
        (start, end.trim().parse().unwrap_or(usize::MAX))
    });
    let bounds: Vec<(usize, usize)> = bounds.take(100).collect();
    let is_in = |n: &usize| bounds.iter().any(|(start, end)| (start..=end).contains(&n));
    let numbered = (1..).zip(lines).filter(|(n, _)| is_in(n));
    numbered.map(|(_, line)| *line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_choose_lines() {
        let text = "a\nb start\nc\nd end\ne";
        let check = |options: &[(&str, &str)], expected: &[&str]| {
            let mut included = Included::of("{include} x.md", 0, 1).unwrap();
            for (name, value) in options {
                included.set(name, value);
            }
            assert_eq!(included.chosen(text), expected, "{options:?}");
        };
        check(&[], &["a", "b start", "c", "d end", "e"]);
        check(&[("lines", "1-2,5-")], &["a", "b start", "e"]);
        check(&[("start-after", "start"), ("end-before", "end")], &["c"]);
        check(&[("start-line", "3")], &["d end", "e"]);
        check(&[("end-at", "b")], &["a", "b start"]);
    }
}
