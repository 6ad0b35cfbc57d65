//! Tags of JSX and Vue: names, attributes, values that are expressions.

use super::script::{Budget, literal};

/// What an attribute is set to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'t> {
    /// It only stands there.
    Nothing,
    /// A quoted text.
    Text(&'t str),
    /// What stands between braces.
    Expression(&'t str),
}

/// A tag as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'t> {
    /// Its name as written; empty for a fragment.
    pub(super) name: &'t str,
    /// Whether it is `</Name>`.
    pub(super) closes: bool,
    /// Whether it is `<Name />`.
    pub(super) closes_itself: bool,
    /// Its attributes in order.
    pub(super) attributes: Vec<(&'t str, Value<'t>)>,
    /// The whole tag.
    pub(super) raw: &'t str,
}

impl<'t> Tag<'t> {
    /// Reads the tag that a text starts with; `None` if it is none.
    pub(super) fn read(text: &'t str, budget: &mut Budget) -> Option<Self> {
        let bytes = text.as_bytes();
        let closes = bytes.get(1) == Some(&b'/');
        let start = if closes { 2 } else { 1 };
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let length = text.get(start..)?.find(|c| !is_name(c))?;
        let name = &text[start..start + length];
        if !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let mut tag = Self {
            name,
            closes,
            closes_itself: false,
            attributes: Vec::new(),
            raw: "",
        };
        if name.is_empty() || closes {
            let rest = text[start + length..].trim_start();
            let end = rest.strip_prefix('>').map(|rest| text.len() - rest.len());
            tag.raw = &text[..end?];
            return Some(tag);
        }
        let after = bytes[start + length];
        if !after.is_ascii_whitespace() && !matches!(after, b'/' | b'>') {
            return None;
        }
        let mut at = start + length;
        let Some(end) = tag.read_attributes(text, &mut at, budget) else {
            budget.pay(at);
            return None;
        };
        tag.raw = &text[..end];
        Some(tag)
    }

    /// Reads the attributes from `at` on; returns where the tag ends.
    ///
    /// `at` is left where it stopped.
    fn read_attributes(
        &mut self,
        text: &'t str,
        at: &mut usize,
        budget: &mut Budget,
    ) -> Option<usize> {
        let bytes = text.as_bytes();
        loop {
            *at += blanks(&bytes[*at..]);
            match *bytes.get(*at)? {
                b'>' => return Some(*at + 1),
                b'/' => {
                    let end = *at + 1 + blanks(&bytes[*at + 1..]);
                    if bytes.get(end) != Some(&b'>') {
                        return None;
                    }
                    self.closes_itself = true;
                    return Some(end + 1);
                }
                b'{' => {
                    *at += budget.end_of_braces(&text[*at..])?;
                    continue;
                }
                _ => {}
            }
            let ends = |byte: &u8| byte.is_ascii_whitespace() || b"=>/\"'<{}`,;".contains(byte);
            let length = bytes[*at..].iter().position(ends)?;
            if length == 0 || self.attributes.len() >= 200 {
                return None;
            }
            let name = text.get(*at..*at + length)?;
            *at += length;
            let equals = *at + blanks(&bytes[*at..]);
            if bytes.get(equals) != Some(&b'=') {
                self.attributes.push((name, Value::Nothing));
                continue;
            }
            *at = equals + 1 + blanks(&bytes[equals + 1..]);
            let (value, length) = read_value(&text[*at..], budget)?;
            self.attributes.push((name, value));
            *at += length;
        }
    }

    /// Returns the text that an attribute is plainly set to.
    pub(super) fn text_of(&self, name: &str) -> Option<String> {
        let mut named = self.attributes.iter().filter(|(known, _)| *known == name);
        named.find_map(|(_, value)| match value {
            Value::Text(text) => Some((*text).to_owned()),
            Value::Expression(script) => literal(script),
            Value::Nothing => None,
        })
    }

    /// Says whether HTML itself would not read one of its attributes.
    pub(super) fn has_script(&self) -> bool {
        let signs = ['@', '#', ':', '[', '(', '*'];
        self.attributes.iter().any(|(name, value)| {
            matches!(value, Value::Expression(_)) || name.starts_with(signs) || *name == "className"
        }) || self.raw.contains('{')
    }

    /// Returns it in plain HTML: what a text says, not what a script does.
    pub(super) fn plain(&self) -> String {
        let mut out = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            if !is_plain || *name == "style" || *name == "className" {
                continue;
            }
            if *value == Value::Nothing {
                out.push(' ');
                out.push_str(name);
            } else if let Some(text) = self.text_of(name) {
                let text = text.replace('"', "&quot;").replace('\n', " ");
                out.push_str(&format!(" {name}=\"{text}\""));
            }
        }
        out.push_str(if self.closes_itself { " />" } else { ">" });
        out
    }
}

/// Returns how many blanks a text starts with.
fn blanks(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| b.is_ascii_whitespace()).count()
}

/// Reads an attribute's value; returns it with its length.
fn read_value<'t>(text: &'t str, budget: &mut Budget) -> Option<(Value<'t>, usize)> {
    match text.chars().next()? {
        quote @ ('"' | '\'') => {
            let sign = if quote == '"' { "\"" } else { "'" };
            let end = budget.find(&text[1..], sign)?;
            Some((Value::Text(&text[1..=end]), end + 2))
        }
        '{' => {
            let end = budget.end_of_braces(text)?;
            Some((Value::Expression(&text[1..end - 1]), end))
        }
        _ => {
            let ends = |c: char| c.is_whitespace() || matches!(c, '>' | '"' | '\'' | '<' | '`');
            let end = text.find(ends)?;
            (end > 0).then_some((Value::Text(&text[..end]), end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_whole() {
        let check = |text: &str, expected: Option<&str>| {
            let tag = Tag::read(text, &mut Budget::new());
            assert_eq!(tag.map(|tag| tag.raw), expected, "{text}");
        };
        check("<A> b", Some("<A>"));
        check("<A b={c > d} e> f", Some("<A b={c > d} e>"));
        check("<A\n  b=\"c\n>\"\n/> f", Some("<A\n  b=\"c\n>\"\n/>"));
        check("<A {...b} /> c", Some("<A {...b} />"));
        check(
            "<span @click=\"a > b\" #c v-if='d'>",
            Some("<span @click=\"a > b\" #c v-if='d'>"),
        );
        check("</A.B > c", Some("</A.B >"));
        check("<> a", Some("<>"));
        check("<https://a.b>", None);
        check("<a@b.c>", None);
        check("<K, V>", None);
        check("< b", None);
        check("<A b=", None);
        check("<A b={", None);
        check("<A b=\"", None);
        check("<A", None);
    }

    #[test]
    fn scripts_go_and_texts_stay() {
        let check = |text: &str, expected: &str| {
            let tag = Tag::read(text, &mut Budget::new()).unwrap();
            assert_eq!(tag.plain(), expected, "{text}");
        };
        check(
            "<img src={a} alt={'b \"c\"'} />",
            "<img alt=\"b &quot;c&quot;\" />",
        );
        check(
            "<a href=\"/b\" @click=\"c\" style={{d: 1}}>",
            "<a href=\"/b\">",
        );
        check("<details open className=\"x\">", "<details open>");
    }
}
