//! Small syntax: attribute lists in brackets, markers of list items.

/// What stands in the brackets before a block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Brackets {
    /// The style, `source` or `NOTE`; empty where there is none.
    pub(super) style: String,
    pub(super) id: Option<String>,
    /// The values without a name, the style first.
    pub(super) positional: Vec<String>,
    pub(super) named: Vec<(String, String)>,
}

impl Brackets {
    /// Reads a list: `source#id.role%option,ruby,title="a, b"`.
    pub(super) fn of(text: &str) -> Self {
        let mut found = Self::default();
        for part in split_list(text) {
            match name_of(part) {
                Some((name, value)) => found.named.push((name.to_owned(), unquoted(value))),
                None => found.positional.push(unquoted(part)),
            }
        }
        if let Some(first) = found.positional.first() {
            let end = first.find(['#', '.', '%']).unwrap_or(first.len());
            found.style = first[..end].to_owned();
            found.id = first.split_once('#').map(|(_, rest)| {
                let end = rest.find(['.', '%']).unwrap_or(rest.len());
                rest[..end].to_owned()
            });
        }
        if let Some(id) = found.value("id") {
            found.id = Some(id.to_owned());
        }
        found
    }

    /// Returns a named value.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let mut named = self.named.iter();
        named.find_map(|(known, value)| (known == name).then_some(value.as_str()))
    }

    /// Returns the value of a place, where it is not empty.
    pub(super) fn at(&self, place: usize) -> Option<&str> {
        let value = self.positional.get(place)?;
        (!value.is_empty()).then_some(value)
    }

    /// Takes what further brackets before the same block say.
    pub(super) fn join(&mut self, other: Self) {
        if !other.style.is_empty() {
            self.style = other.style;
            self.positional = other.positional;
        } else if other.positional.len() > 1 {
            self.positional = other.positional;
        }
        self.id = other.id.or(self.id.take());
        self.named.extend(other.named);
    }
}

/// Returns the named values of a list.
pub(super) fn named(text: &str) -> Vec<(String, String)> {
    Brackets::of(text).named
}

/// Splits a list at its commas, those in quotes apart.
pub(super) fn split_list(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut quote = None;
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b',') => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            (None, b'"' | b'\'')
                if text[start..at].trim_end().is_empty() || text[..at].ends_with('=') =>
            {
                quote = Some(byte);
            }
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        if parts.len() > 100 {
            break;
        }
    }
    parts.push(text[start..].trim());
    parts
}

fn name_of(part: &str) -> Option<(&str, &str)> {
    let (name, value) = part.split_once('=')?;
    let name = name.trim();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    (!name.is_empty() && name.chars().all(is_name)).then_some((name, value.trim()))
}

fn unquoted(text: &str) -> String {
    for quote in ['"', '\''] {
        let inner = text
            .strip_prefix(quote)
            .and_then(|text| text.strip_suffix(quote));
        if let Some(inner) = inner {
            return inner.replace(&format!("\\{quote}"), &quote.to_string());
        }
    }
    text.to_owned()
}

/// Returns the text of a list item, if a line starts one.
pub(super) fn item_of(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let end = line.find([' ', '\t'])?;
    let (marker, text) = (&line[..end], line[end..].trim_start());
    let is_run =
        |sign: char, most: usize| marker.len() <= most && marker.chars().all(|c| c == sign);
    let is_marker = match marker.as_bytes().first()? {
        b'*' => is_run('*', 6),
        b'.' => is_run('.', 6),
        b'-' => marker == "-",
        b'<' => is_callout(marker),
        b'0'..=b'9' => marker
            .strip_suffix('.')
            .is_some_and(|n| n.len() <= 9 && n.bytes().all(|b| b.is_ascii_digit())),
        b'a'..=b'z' | b'A'..=b'Z' => is_letter(marker),
        _ => marker == "•",
    };
    (is_marker && !text.is_empty()).then(|| without_box(text))
}

fn is_letter(marker: &str) -> bool {
    match marker.strip_suffix(')') {
        Some(roman) => {
            roman.len() <= 6 && roman.bytes().all(|b| b"ivxIVX".contains(&b)) && !roman.is_empty()
        }
        None => marker.len() == 2 && marker.ends_with('.'),
    }
}

/// Says whether a word is the mark of a callout: `<1>`, `<.>`.
pub(super) fn is_callout(word: &str) -> bool {
    let inner = word
        .strip_prefix('<')
        .and_then(|word| word.strip_suffix('>'));
    inner.is_some_and(|inner| {
        inner == "."
            || (!inner.is_empty() && inner.len() <= 3 && inner.bytes().all(|b| b.is_ascii_digit()))
    })
}

fn without_box(text: &str) -> &str {
    let boxes = ["[ ] ", "[x] ", "[*] ", "[X] "];
    let inner = boxes.iter().find_map(|mark| text.strip_prefix(mark));
    inner.unwrap_or(text)
}

/// Returns term and text of a description list's line: `term:: text`.
pub(super) fn term_of(line: &str) -> Option<(&str, &str)> {
    if !line.contains("::") && !line.contains(";;") {
        return None;
    }
    let line = line.trim_start();
    for mark in ["::::", ":::", "::", ";;"] {
        let mut from = 0;
        while let Some(at) = line[from..].find(mark) {
            let at = from + at;
            let after = &line[at + mark.len()..];
            let is_end = after.is_empty() || after.starts_with([' ', '\t']);
            let is_longer = line[..at].ends_with(':');
            if is_end && at > 0 && !is_longer && !line.starts_with("//") {
                return Some((line[..at].trim_end(), after.trim_start()));
            }
            from = at + mark.len();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_read() {
        let found = Brackets::of("source#a.b%c,ruby,title=\"x, y\",n=1");
        assert_eq!(found.style, "source");
        assert_eq!(found.id.as_deref(), Some("a"));
        assert_eq!(found.at(1), Some("ruby"));
        assert_eq!(found.value("title"), Some("x, y"));
        assert_eq!(found.value("n"), Some("1"));
        assert_eq!(Brackets::of("#only").id.as_deref(), Some("only"));
        assert_eq!(Brackets::of("").style, "");
    }

    #[test]
    fn items_and_terms_are_told_from_text() {
        let check =
            |line: &str, expected: Option<&str>| assert_eq!(item_of(line), expected, "{line}");
        check("* a", Some("a"));
        check("  *** a b", Some("a b"));
        check("- [x] a", Some("a"));
        check("12. a", Some("a"));
        check("<1> a", Some("a"));
        check("iv) a", Some("a"));
        check("*a* b", None);
        check("-- a", None);
        check("1.2 a", None);
        check("*", None);
        assert_eq!(term_of("a:: b"), Some(("a", "b")));
        assert_eq!(term_of("a b::"), Some(("a b", "")));
        assert_eq!(term_of("q;; a"), Some(("q", "a")));
        assert_eq!(term_of("std::vec is"), None);
        assert_eq!(term_of("a::b:: c"), Some(("a::b", "c")));
        assert_eq!(term_of(":: c"), None);
    }
}
