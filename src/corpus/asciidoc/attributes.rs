//! Document attributes: `:name: value` sets one, `{name}` stands for it.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

/// The longest value in bytes.
const MAX_VALUE_BYTES: usize = 4_000;

/// The longest text that references may grow to, in bytes.
const MAX_EXPANDED_BYTES: usize = 256 * 1024;

/// The most bytes that all references of a page may add, or a short page could
/// ask for gigabytes.
const MAX_GROWN_BYTES: usize = 4 << 20;

/// How often values are looked through for further references.
const MAX_ROUNDS: usize = 4;

/// The attributes that are set at one place of a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Attributes {
    set: HashMap<String, String>,
    /// How many bytes references have added.
    n_grown: Cell<usize>,
}

/// A line that sets or unsets an attribute.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    /// `None` unsets it.
    pub(super) value: Option<&'a str>,
}

impl Attributes {
    /// Starts with what an HTML build knows; `is_antora` adds what Antora sets.
    pub(super) fn of_build(is_antora: bool) -> Self {
        let mut all = Self::default();
        for (name, value) in [
            ("backend", "html5"),
            ("basebackend", "html"),
            ("backend-html5", ""),
            ("basebackend-html", ""),
            ("asciidoctor", ""),
            ("asciidoctor-version", "2.0.23"),
            ("sectids", ""),
        ] {
            all.set(name, Some(value));
        }
        if is_antora {
            for (name, value) in [
                ("env", "site"),
                ("env-site", ""),
                ("site-gen", "antora"),
                ("site-gen-antora", ""),
                ("attachmentsdir", "_attachments"),
                ("imagesdir", "_images"),
                ("experimental", ""),
            ] {
                all.set(name, Some(value));
            }
        }
        all
    }

    /// Sets an attribute; `None` unsets it.
    pub(super) fn set(&mut self, name: &str, value: Option<&str>) {
        let name = name.to_ascii_lowercase();
        match value {
            Some(value) if value.len() <= MAX_VALUE_BYTES => {
                let value = self.expand(value).into_owned();
                if value.len() <= MAX_VALUE_BYTES {
                    self.set.insert(name, value);
                }
            }
            _ => {
                self.set.remove(&name);
            }
        }
    }

    /// Applies a line that sets one; `leveloffset` may be relative.
    pub(super) fn apply(&mut self, entry: &Entry<'_>) {
        let is_relative = |value: &str| value.starts_with(['+', '-']);
        match entry.value {
            Some(value) if entry.name == "leveloffset" && is_relative(value) => {
                let by: i32 = value.trim_start_matches('+').parse().unwrap_or(0);
                let level = self.level_offset().saturating_add(by);
                self.set("leveloffset", Some(&level.to_string()));
            }
            value => self.set(entry.name, value),
        }
    }

    /// Returns the value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.set.get(name).map(String::as_str)
    }

    /// Says whether one is set.
    pub(super) fn has(&self, name: &str) -> bool {
        self.set.contains_key(&name.to_ascii_lowercase())
    }

    /// Returns by how much the levels of headings are moved.
    pub(super) fn level_offset(&self) -> i32 {
        let offset = self.get("leveloffset");
        offset.and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    /// Puts values for references; what is not set stays as it is written.
    pub(super) fn expand<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let n_before = text.len();
        let mut text = Cow::Borrowed(text);
        if self.n_grown.get() > MAX_GROWN_BYTES {
            return text;
        }
        for _ in 0..MAX_ROUNDS {
            if !text.contains('{') {
                break;
            }
            match self.expand_once(&text) {
                Some(expanded) => text = Cow::Owned(expanded),
                None => break,
            }
        }
        let n_added = text.len().saturating_sub(n_before);
        self.n_grown.set(self.n_grown.get().saturating_add(n_added));
        text
    }

    /// Puts values for references once; `None` if there was none to put.
    fn expand_once(&self, text: &str) -> Option<String> {
        let mut out = String::new();
        let mut done = 0;
        for (at, _) in text.match_indices('{') {
            let Some((name, end)) = reference_at(text, at) else {
                continue;
            };
            if at < done || out.len() > MAX_EXPANDED_BYTES {
                continue;
            }
            if text[..at].ends_with(['\\', '+', '$']) {
                continue;
            }
            if let Some(value) = self.set.get(&name.to_ascii_lowercase()) {
                out.push_str(&text[done..at]);
                out.push_str(value);
                done = end;
            }
        }
        (done > 0).then(|| out + &text[done..])
    }
}

/// Returns the name of the reference that starts at a `{`, and its end.
pub(super) fn reference_at(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = &text[at + 1..];
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let end = rest.bytes().take(100).position(|b| !is_name(b))?;
    let name = &rest[..end];
    (rest.as_bytes()[end] == b'}' && !name.is_empty()).then_some((name, at + end + 2))
}

/// Returns the characters that an attribute of AsciiDoc itself stands for.
pub(super) fn character(name: &str) -> Option<&'static str> {
    let text = match name {
        "blank" | "empty" => "",
        "sp" | "nbsp" => " ",
        "zwsp" | "wj" | "shy" => "",
        "apos" => "'",
        "quot" => "\"",
        "lsquo" => "‘",
        "rsquo" => "’",
        "ldquo" => "“",
        "rdquo" => "”",
        "deg" => "°",
        "plus" => "+",
        "brvbar" => "¦",
        "vbar" => "|",
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "startsb" => "[",
        "endsb" => "]",
        "caret" => "^",
        "asterisk" => "*",
        "tilde" => "~",
        "backslash" => "\\",
        "backtick" => "`",
        "two-colons" => "::",
        "two-semicolons" => ";;",
        "cpp" | "cxx" => "C++",
        "pp" => "++",
        _ => return None,
    };
    Some(text)
}

/// Returns what a line sets: `:name: value`, `:!name:`, `:name!:`.
pub(super) fn entry_of(line: &str) -> Option<Entry<'_>> {
    let rest = line.strip_prefix(':')?;
    let (name, value) = rest.split_once(':')?;
    let (unset, name) = match (name.strip_prefix('!'), name.strip_suffix('!')) {
        (Some(name), _) | (_, Some(name)) => (true, name),
        _ => (false, name),
    };
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let is_entry = !name.is_empty()
        && name.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && name.chars().all(is_name)
        && (value.is_empty() || value.starts_with([' ', '\t']));
    is_entry.then_some(Entry {
        name,
        value: (!unset).then_some(value.trim()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_to_references_do_not_grow_without_end() {
        let mut all = Attributes::default();
        all.set("a", Some("ab"));
        for _ in 0..100 {
            all.set("a", Some("{a}{a}"));
        }
        assert!(
            all.get("a")
                .is_some_and(|value| value.len() <= MAX_VALUE_BYTES)
        );
        let text = "{a}".repeat(1_000);
        let grown: usize = (0..1_000).map(|_| all.expand(&text).len()).sum();
        assert!(grown <= MAX_GROWN_BYTES + MAX_EXPANDED_BYTES + 1_000 * text.len() + 8_000);
    }

    #[test]
    fn lines_set_and_unset() {
        let check = |line: &str, expected: Option<(&str, Option<&str>)>| {
            let found = entry_of(line).map(|entry| (entry.name, entry.value));
            assert_eq!(found, expected, "{line}");
        };
        check(":a-b: c d ", Some(("a-b", Some("c d"))));
        check(":toc:", Some(("toc", Some(""))));
        check(":!toc:", Some(("toc", None)));
        check(":toc!:", Some(("toc", None)));
        check(
            ":trophy: for :microscope: it",
            Some(("trophy", Some("for :microscope: it"))),
        );
        check("::a: b", None);
        check(":a b: c", None);
        check(":a:b", None);
    }

    #[test]
    fn references_get_their_values() {
        let mut all = Attributes::of_build(false);
        all.set("v", Some("1.2"));
        all.set("url", Some("https://x.dev/{v}"));
        assert_eq!(
            all.expand("at {url}, {none} {V}"),
            "at https://x.dev/1.2, {none} 1.2"
        );
        assert_eq!(all.expand("\\{v} ${v} +{v}+"), "\\{v} ${v} +{v}+");
        let bomb = "{a}".repeat(1_000);
        all.set("a", Some(&"x".repeat(4_000)));
        assert!(all.expand(&bomb).len() < 2 * MAX_EXPANDED_BYTES);
    }
}
