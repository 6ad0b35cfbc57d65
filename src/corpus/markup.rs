//! HTML as it stands in text: tags, attributes, entities; no tree.
//!
//! Markdown hands over raw HTML in pieces that need not be balanced, so this
//! reads tag by tag in one pass, in time that grows with the text alone.

use std::borrow::Cow;

use scraper::Html;

/// The longest name of an entity, as in `&CounterClockwiseContourIntegral;`.
const MAX_ENTITY_BYTES: usize = 34;

/// A tag as written, from `<` to `>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The element's name in lower case.
    pub(super) name: String,
    /// Whether it is `</name>`.
    pub(super) closes: bool,
    /// The whole tag.
    pub(super) raw: &'a str,
}

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text, entities not yet decoded.
    Text(&'a str),
    /// A tag. Comments, declarations and instructions are left out.
    Tag(Tag<'a>),
    /// What stands between backticks on a line, only inside of Markdown.
    Code(&'a str),
}

/// Reads HTML piece by piece, in one pass whatever it holds.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    rest: &'a str,
    is_in_markdown: bool,
    /// The element whose content is not HTML: `script`.
    raw_text: Option<String>,
}

/// Returns the pieces of some HTML in order.
pub(super) fn pieces(html: &str) -> Pieces<'_> {
    Pieces {
        rest: html,
        is_in_markdown: false,
        raw_text: None,
    }
}

/// Returns the pieces of raw HTML in Markdown: "the `<script>` element" is no
/// tag there, whatever a browser would make of it.
pub(super) fn pieces_in_markdown(html: &str) -> Pieces<'_> {
    Pieces {
        is_in_markdown: true,
        ..pieces(html)
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        while !self.rest.is_empty() {
            if let Some(name) = self.raw_text.take() {
                let end = find_closing(self.rest, &name).unwrap_or(self.rest.len());
                if end > 0 {
                    return Some(Piece::Text(self.advance(end)));
                }
            }
            if self.is_in_markdown
                && let Some(size) = code_size(self.rest)
            {
                return Some(Piece::Code(self.advance(size).trim_matches('`')));
            }
            if !self.rest.starts_with('<') {
                let ends = |c: char| c == '<' || (c == '`' && self.is_in_markdown);
                let mut ends = self.rest.char_indices().skip(1).filter(|(_, c)| ends(*c));
                let end = ends.next().map_or(self.rest.len(), |(at, _)| at);
                return Some(Piece::Text(self.advance(end)));
            }
            if let Some(end) = aside_end(self.rest) {
                self.advance(end);
                continue;
            }
            match tag_at(self.rest) {
                Tagged::Tag(tag) => {
                    self.advance(tag.raw.len());
                    let holds_raw = matches!(tag.name.as_str(), "script" | "style" | "textarea");
                    if holds_raw && !tag.closes && !tag.closes_itself() {
                        self.raw_text = Some(tag.name.clone());
                    }
                    return Some(Piece::Tag(tag));
                }
                Tagged::Sign => return Some(Piece::Text(self.advance(1))),
                Tagged::Unclosed => return Some(Piece::Text(self.advance(self.rest.len()))),
            }
        }
        None
    }
}

impl<'a> Pieces<'a> {
    fn advance(&mut self, size: usize) -> &'a str {
        let (piece, rest) = self.rest.split_at(size);
        self.rest = rest;
        piece
    }
}

impl Tag<'_> {
    /// Returns an attribute's value with entities decoded; empty without one.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let inner = self
            .raw
            .trim_start_matches(['<', '/'])
            .trim_end_matches('>');
        let mut rest = &inner[self.name.len().min(inner.len())..];
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            // A name is at least one character, even if that is `=`.
            let mut ends = rest.char_indices().skip(1);
            let end = ends.find(|(_, c)| c.is_whitespace() || matches!(c, '=' | '/'));
            let (key, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
            let (value, after) = value_at(after);
            if key.eq_ignore_ascii_case(name) {
                return Some(decode_entities(value).into_owned());
            }
            rest = after;
        }
    }

    /// Says whether it is `<name/>`.
    pub(super) fn closes_itself(&self) -> bool {
        self.raw.ends_with("/>")
    }

    /// Says whether it is no more than `<name>`.
    pub(super) fn is_bare(&self) -> bool {
        self.raw.len() == self.name.len() + 2
    }
}

/// Returns the size of the code between backticks at the start of `text`.
fn code_size(text: &str) -> Option<usize> {
    let line = text.strip_prefix('`')?.split('\n').next()?;
    Some(line.find('`')? + 2)
}

/// Returns the value after an attribute's name and what follows it.
fn value_at(after: &str) -> (&str, &str) {
    let Some(value) = after.trim_start().strip_prefix('=') else {
        return ("", after);
    };
    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    let end = value.find(char::is_whitespace).unwrap_or(value.len());
    value.split_at(end)
}

/// What stands at a `<`.
enum Tagged<'a> {
    Tag(Tag<'a>),
    /// Only a sign, as in `a < b`.
    Sign,
    /// A tag that never ends; nothing after it can be a tag for certain.
    Unclosed,
}

/// Reads the tag at the start of `text`.
fn tag_at(text: &str) -> Tagged<'_> {
    let closes = text.starts_with("</");
    let name_at = if closes { 2 } else { 1 };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    let after = &text[name_at..];
    let name = &after[..after.find(|c| !is_name(c)).unwrap_or(after.len())];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Tagged::Sign;
    }
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(name_at + name.len()) {
        match (quote, byte) {
            (None, b'>') => {
                return Tagged::Tag(Tag {
                    name: name.to_ascii_lowercase(),
                    closes,
                    raw: &text[..=at],
                });
            }
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    Tagged::Unclosed
}

/// Returns where a comment, declaration or instruction at the start ends.
fn aside_end(text: &str) -> Option<usize> {
    let (opening, closing) = [
        ("<!--", "-->"),
        ("<![CDATA[", "]]>"),
        ("<?", "?>"),
        ("<!", ">"),
    ]
    .into_iter()
    .find(|(opening, _)| text.starts_with(opening))?;
    let found = text[opening.len()..].find(closing);
    Some(found.map_or(text.len(), |at| opening.len() + at + closing.len()))
}

/// Returns where `</name` stands in `text`, whatever its case.
pub(super) fn find_closing(text: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let after = &text.as_bytes()[from + at + 2..];
        let same = after.get(..name.len());
        if same.is_some_and(|same| same.eq_ignore_ascii_case(name.as_bytes())) {
            return Some(from + at);
        }
        from += at + 2;
    }
    None
}

/// Returns text with its entities decoded, each once.
pub(super) fn decode_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let name_end = rest
            .bytes()
            .take(MAX_ENTITY_BYTES)
            .position(|byte| byte == b';');
        match name_end.and_then(|end| Some((end, entity(&rest[1..end])?))) {
            Some((end, character)) => {
                decoded.push_str(&character);
                rest = &rest[end + 1..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// Returns what an entity stands for; the rare ones are HTML's to know.
fn entity(name: &str) -> Option<Cow<'static, str>> {
    let common = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" | "#39" | "#x27" => "'",
        "nbsp" => "\u{a0}",
        _ => "",
    };
    if !common.is_empty() {
        return Some(Cow::Borrowed(common));
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '#';
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let written = format!("&{name};");
    let decoded: String = Html::parse_fragment(&written)
        .root_element()
        .text()
        .collect();
    (decoded != written).then_some(Cow::Owned(decoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_text_and_tags() {
        let check = |html: &str, expected: &str| {
            let shown: Vec<String> = pieces(html)
                .map(|piece| match piece {
                    Piece::Text(text) => text.to_owned(),
                    Piece::Code(code) => format!("`{code}`"),
                    Piece::Tag(tag) if tag.closes => format!("[/{}]", tag.name),
                    Piece::Tag(tag) => format!("[{}]", tag.name),
                })
                .collect();
            assert_eq!(shown.concat(), expected, "{html:?}");
        };
        check("<p>a <B>b</b></P>", "[p]a [b]b[/b][/p]");
        check("a < b <!-- <i> --> c <!DOCTYPE x>d", "a < b  c d");
        check("<a title='>'>x</a>", "[a]x[/a]");
        check(
            "<script>if (a<b) {}</script>x",
            "[script]if (a<b) {}[/script]x",
        );
        check("<a href=\"never ends> <b>", "<a href=\"never ends> <b>");
        check("<!-- never ends", "");
        check("<é>", "<é>");
        check("</", "</");
        let in_markdown: Vec<Piece<'_>> = pieces_in_markdown("a `<b>` `<!-- ` é").collect();
        let code = |text| Piece::Code(text);
        let text = |text| Piece::Text(text);
        let expected = [
            text("a "),
            code("<b>"),
            text(" "),
            code("<!-- "),
            text(" é"),
        ];
        assert_eq!(in_markdown, expected);
    }

    #[test]
    fn attributes_are_found() {
        let check = |html: &str, name: &str, expected: Option<&str>| {
            let Some(Piece::Tag(tag)) = pieces(html).next() else {
                panic!("no tag: {html}");
            };
            assert_eq!(tag.attribute(name).as_deref(), expected, "{html}");
        };
        check("<a name='x' ID = \"y z\" href=/a?b>", "id", Some("y z"));
        check("<a name='x' href=/a?b=1&amp;c>", "href", Some("/a?b=1&c"));
        check("<a hidden name>", "hidden", Some(""));
        check("<img alt=\"a > b\"/>", "alt", Some("a > b"));
        check("<a 日本=x id=y>", "id", Some("y"));
        check("<a日 id=y>", "id", Some("y"));
        check("<a>", "id", None);
        check("<a =>", "id", None);
    }

    #[test]
    fn entities_are_decoded_once() {
        let check = |text: &str, expected: &str| assert_eq!(decode_entities(text), expected);
        check("a &amp;lt; b &lt;i&gt;", "a &lt; b <i>");
        check("&copy; &hellip; &#169; &#x263A; &#150;", "© … © ☺ –");
        check("AT&T; R&D & &nope; &", "AT&T; R&D & &nope; &");
        check("?a=1&copy=2", "?a=1&copy=2");
    }
}
