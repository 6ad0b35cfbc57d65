//! The arguments of a template language's tag: `name key="value" "value"`.

/// A tag's name and arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Arguments<'t> {
    /// The name, as written.
    pub(super) name: &'t str,
    /// What follows it: a key, empty for none, and the value without quotes.
    list: Vec<(&'t str, &'t str)>,
    /// The keys whose values stand in quotes.
    quoted: Vec<&'t str>,
}

impl<'t> Arguments<'t> {
    /// Reads what is between the signs of a tag.
    pub(super) fn of(inner: &'t str) -> Self {
        let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '`' | '=');
        let end = inner.find(is_end).unwrap_or(inner.len());
        let mut list = Vec::new();
        let mut quoted = Vec::new();
        let mut rest = inner[end..].trim_start_matches([' ', '\t', ',']);
        while !rest.is_empty() {
            let (value, after) = take_value(rest);
            let after_key = after.trim_start();
            match after_key.strip_prefix(['=', ':']) {
                Some(stated) if !rest.starts_with(['"', '\'', '`']) => {
                    let stated = stated.trim_start();
                    if stated.starts_with(['"', '\'', '`']) {
                        quoted.push(value);
                    }
                    let (stated, after) = take_value(stated);
                    list.push((value, stated));
                    rest = after;
                }
                _ => {
                    list.push(("", value));
                    rest = after;
                }
            }
            rest = rest.trim_start_matches([' ', '\t', ',', '\n']);
        }
        let name = &inner[..end];
        Self { name, list, quoted }
    }

    /// Returns the value of a key unless it is empty.
    pub(super) fn get(&self, key: &str) -> Option<&'t str> {
        let mut named = self.list.iter();
        let (_, value) = named.find(|(known, _)| known.eq_ignore_ascii_case(key))?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// Returns the value that stands `n`th without a key.
    pub(super) fn nth(&self, n: usize) -> Option<&'t str> {
        let mut unnamed = self.list.iter().filter(|(key, _)| key.is_empty());
        unnamed.nth(n).map(|(_, value)| *value)
    }

    /// Returns the first of some keys that has a value.
    pub(super) fn first_of(&self, keys: &[&str]) -> Option<&'t str> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// Says whether the value of a key stands in quotes.
    pub(super) fn is_quoted(&self, key: &str) -> bool {
        self.quoted.contains(&key)
    }

    /// Returns the keys with their values.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'t str, &'t str)> {
        let all = self.list.iter().copied();
        all.filter(|(key, _)| !key.is_empty())
    }
}

/// Takes a value, quoted or not; returns what follows it.
fn take_value(text: &str) -> (&str, &str) {
    let quote = text
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\'' | '`'));
    if let Some(quote) = quote {
        let mut from = 1;
        while let Some(n) = text[from..].find(quote) {
            let at = from + n;
            if quote == '`' || !text[..at].ends_with('\\') {
                return (&text[1..at], &text[at + 1..]);
            }
            from = at + 1;
        }
        return (&text[1..], "");
    }
    let is_end = |c: char| c.is_whitespace() || matches!(c, '=' | ',');
    let end = text.find(is_end).unwrap_or(text.len());
    // Never nothing, so that every step takes something.
    let end = match (end, text.chars().next()) {
        (0, Some(c)) => c.len_utf8(),
        (end, _) => end,
    };
    (&text[..end], &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_have_keys_and_values() {
        let tag = Arguments::of(r#"figure src=a.png alt="a \"b\"" title = 'T' "one" two"#);
        assert_eq!(tag.name, "figure");
        assert_eq!(tag.get("alt"), Some(r#"a \"b\""#));
        assert_eq!(tag.get("title"), Some("T"));
        assert!(tag.is_quoted("title") && !tag.is_quoted("src"));
        assert_eq!(tag.get("src"), Some("a.png"));
        assert_eq!((tag.nth(0), tag.nth(1)), (Some("one"), Some("two")));
        assert_eq!(Arguments::of("note").list, []);
        assert_eq!(Arguments::of("x \"a").nth(0), Some("a"));
        assert_eq!(Arguments::of("x = = ,").list.len(), 1);
    }
}
