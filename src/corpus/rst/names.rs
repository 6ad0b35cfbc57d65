//! What a page defines for use anywhere on it: targets and substitutions.

use std::collections::{HashMap, VecDeque};

use super::super::site::{DEFINITIONS, Site};
use super::blocks::joined;
use super::lines::{self, Line, indented};

/// The names that a page defines.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The address of each target, names as [`normal`] has them.
    targets: HashMap<String, String>,
    /// The targets without a name, in order.
    anonymous: VecDeque<String>,
    /// What stands for each `|name|`.
    substitutions: HashMap<String, String>,
    /// The title after each label.
    labels: HashMap<String, String>,
}

impl Names {
    /// Gathers what is defined on lines, at whatever depth.
    pub(super) fn of(lines: &[Line<'_>]) -> Self {
        let mut names = Self::default();
        names.add(lines);
        names
    }

    /// Adds what other lines define, such as those of an include.
    pub(super) fn add(&mut self, lines: &[Line<'_>]) {
        for (at, line) in lines.iter().enumerate() {
            let text = line.text;
            if let Some(target) = text.strip_prefix("__ ") {
                self.anonymous.push_back(target.trim().to_owned());
            } else if let Some(rest) = text.strip_prefix(".. __:") {
                self.anonymous.push_back(rest.trim().to_owned());
            } else if let Some(rest) = text.strip_prefix(".. _") {
                self.add_target(rest, &lines[at..]);
            } else if let Some(rest) = text.strip_prefix(".. |") {
                self.add_substitution(rest, &lines[at..]);
            }
        }
    }

    /// Adds what the site defines for all of its pages.
    pub(super) fn add_site(&mut self, site: &Site) {
        for name in DEFINITIONS {
            if let Some(text) = site.variables.get(name) {
                self.add(&lines::of(text, 1));
            }
        }
        for (key, value) in &site.variables {
            if let Some(name) = key.strip_prefix("sphinx.") {
                self.substitutions
                    .entry(normal(name))
                    .or_insert_with(|| value.clone());
            }
        }
    }

    fn add_target(&mut self, rest: &str, lines: &[Line<'_>]) {
        let Some((name, target)) = target_parts(rest) else {
            return;
        };
        let mut target = target.to_owned();
        let more = 1 + indented(&lines[1..], lines[0].indent);
        for line in lines[1..more].iter().take_while(|line| !line.is_blank()) {
            target.push_str(line.text);
        }
        if target.is_empty() {
            target = format!("#{}", label_id(name));
            if let Some(title) = title_after(&lines[1..]) {
                self.labels.entry(normal(name)).or_insert(title.to_owned());
            }
        }
        self.targets.entry(normal(name)).or_insert(target);
    }

    fn add_substitution(&mut self, rest: &str, lines: &[Line<'_>]) {
        let Some((name, definition)) = rest.split_once('|') else {
            return;
        };
        let Some((kind, text)) = definition.trim_start().split_once("::") else {
            return;
        };
        let n = 1 + indented(&lines[1..], lines[0].indent);
        let body = &lines[1..n];
        let value = match kind {
            "replace" => {
                let more = joined(body);
                format!("{} {more}", text.trim()).trim_end().to_owned()
            }
            "unicode" => characters(text),
            "image" | "figure" => {
                let alt = body.iter().find_map(|line| line.text.strip_prefix(":alt:"));
                alt.unwrap_or_default().trim().to_owned()
            }
            _ => return,
        };
        self.substitutions.entry(normal(name)).or_insert(value);
    }

    /// Returns the address of a target.
    pub(super) fn target(&self, name: &str) -> Option<&str> {
        // A target may name another: `.. _a: b_`.
        let mut found = self.targets.get(&normal(name))?;
        for _ in 0..4 {
            let Some(other) = found.strip_suffix('_') else {
                break;
            };
            match self.targets.get(&normal(other.trim_matches('`'))) {
                Some(next) => found = next,
                None => break,
            }
        }
        Some(found)
    }

    /// Returns the next target without a name.
    pub(super) fn anonymous(&mut self) -> Option<String> {
        self.anonymous.pop_front()
    }

    /// Returns the title that a label stands before.
    pub(super) fn label(&self, name: &str) -> Option<&str> {
        self.labels.get(&normal(name)).map(String::as_str)
    }

    /// Returns all labels that stand before titles, each with its title.
    pub(super) fn into_labels(self) -> impl Iterator<Item = (String, String)> {
        self.labels.into_iter()
    }

    /// Returns what stands for a name.
    pub(super) fn substitution(&self, name: &str) -> Option<&str> {
        self.substitutions.get(&normal(name)).map(String::as_str)
    }
}

/// Returns the title that lines start with, after blank ones and other labels.
fn title_after<'a>(lines: &[Line<'a>]) -> Option<&'a str> {
    let is_between = |line: &Line<'_>| line.is_blank() || line.text.starts_with(".. ");
    let n = lines.iter().take(20).take_while(|line| is_between(line));
    let rest = &lines[n.count()..];
    super::lines::title_at(rest)
}

/// Parts what follows `.. _` into name and address: `name: address`.
pub(super) fn target_parts(rest: &str) -> Option<(&str, &str)> {
    if let Some(quoted) = rest.strip_prefix('`') {
        let (name, rest) = quoted.split_once('`')?;
        return Some((name, rest.strip_prefix(':')?.trim()));
    }
    let mut from = 0;
    loop {
        let at = from + rest.get(from..)?.find(':')?;
        let after = &rest[at + 1..];
        let is_end = after.is_empty() || after.starts_with(' ');
        if is_end && !rest[..at].ends_with('\\') {
            return Some((&rest[..at], after.trim()));
        }
        from = at + 1;
    }
}

/// Returns a label as the id that Sphinx gives it: `my_label` is `my-label`.
pub(super) fn label_id(label: &str) -> String {
    let lower = label.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let id = words.join("-");
    id.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-')
        .to_owned()
}

/// Returns a name as docutils compares it: lower case, single blanks.
fn normal(name: &str) -> String {
    let plain = name.replace('\\', "").to_lowercase();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ")
}

/// Returns the text of `unicode::`: code points and words up to ` .. `.
fn characters(text: &str) -> String {
    let text = text.split(" .. ").next().unwrap_or_default();
    let parts = text.split_whitespace().map(|word| {
        let hex = ["0x", "U+", "u+", "\\u", "\\x", "x"];
        let digits = hex.iter().find_map(|mark| word.strip_prefix(mark));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let character = code.and_then(char::from_u32);
        character.map_or_else(|| word.to_owned(), |c| c.to_string())
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::super::lines;
    use super::*;

    #[test]
    fn targets_and_substitutions_are_gathered() {
        let text = ".. _The  Site: https://x.example/\n   path\n.. _`a: b`: c_\n\
                    .. _c: d\n.. _My_Label:\n\n__ e\n.. |v| replace:: 1.2\n.. |c| unicode:: 0xA9 .. sign\n";
        let mut names = Names::of(&lines::of(text, 1));
        assert_eq!(names.target("the site"), Some("https://x.example/path"));
        assert_eq!(names.target("a: b"), Some("d"));
        assert_eq!(names.target("my_label"), Some("#my-label"));
        assert_eq!(names.anonymous().as_deref(), Some("e"));
        assert_eq!(names.substitution("v"), Some("1.2"));
        assert_eq!(names.substitution("c"), Some("©"));
        assert_eq!(names.target("none"), None);
    }
}
