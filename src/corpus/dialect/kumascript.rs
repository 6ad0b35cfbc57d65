//! MDN's macros: the words they show.
//!
//! `{{domxref("Node.nodeName", "nodeName")}}` is a link with its second
//! argument as text, `{{Compat}}` a table that is not in the page. Each macro
//! that shows words becomes these; all others are taken away. A macro after a
//! backslash is text, in code too.

use std::borrow::Cow;

use super::super::markup::decode_entities;
use super::Context;
use super::lines::{Kind, Lines, outside_spans};

/// The most bytes of a macro: what is longer is not closed.
const MAX_MACRO_BYTES: usize = 2_048;

/// The most arguments of a macro that are read.
const MAX_ARGUMENTS: usize = 16;

/// Where a macro stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// On a line that holds nothing but macros.
    Alone,
    /// In a heading: badges would change its anchor.
    Heading,
    /// In a row of a table: a `|` would part cells.
    Row,
    /// Within a line.
    Line,
}

/// A macro with its arguments.
#[derive(Debug, PartialEq, Eq)]
struct Macro<'a> {
    name: &'a str,
    arguments: Vec<Cow<'a, str>>,
}

/// What a macro shows.
#[derive(Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    Text(String),
    Code(String),
    /// It is no macro: it stays as written.
    Itself,
}

/// Rewrites the lines of a page.
pub(super) fn apply(lines: &mut Lines<'_>, _context: &mut Context<'_>) {
    let mut is_open = false;
    let mut is_escaped = false;
    for line in &mut lines.list {
        if !line.text.contains("{{") {
            continue;
        }
        is_escaped |= line.text.contains("\\{{");
        if line.kind != Kind::Text {
            continue;
        }
        let place = place_of(&line.text);
        let has_ticks_after = line.text.contains("}}`");
        let rewritten = match place {
            Place::Alone => {
                let mut out = String::new();
                rewrite(&line.text, place, false, &mut out);
                out
            }
            _ => outside_spans(&line.text, |piece, out| {
                rewrite(piece, place, has_ticks_after, out);
            }),
        };
        is_open |= rewritten
            .rfind("{{")
            .is_some_and(|at| !rewritten[at..].contains("}}"));
        line.text = Cow::Owned(rewritten);
    }
    if is_open {
        lines.rewrite_text(|text| {
            let rewrite = |piece: &str, out: &mut String| rewrite(piece, Place::Line, false, out);
            text.contains("{{").then(|| outside_spans(text, rewrite))
        });
    }
    if is_escaped {
        for line in &mut lines.list {
            if line.text.contains("\\{{") {
                line.text = Cow::Owned(line.text.replace("\\{{", "{{"));
            }
        }
    }
}

/// Says where the macros of a line stand.
fn place_of(line: &str) -> Place {
    let mut rest = line.trim();
    if rest.starts_with('#') {
        return Place::Heading;
    }
    if rest.starts_with('|') {
        return Place::Row;
    }
    while let Some((_, length)) = macro_at(rest) {
        rest = rest[length..].trim_start();
    }
    match rest {
        "" => Place::Alone,
        _ => Place::Line,
    }
}

/// Writes a text with what its macros show.
fn rewrite(text: &str, place: Place, has_ticks_after: bool, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        let found = match rest[..at].ends_with('\\') {
            true => None,
            false => macro_at(&rest[at..]),
        };
        let Some((found, length)) = found else {
            out.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
            continue;
        };
        out.push_str(&rest[..at]);
        let written = &rest[at..at + length];
        match shown(&found, place) {
            Shown::Nothing => {}
            Shown::Text(text) => out.push_str(&in_row(&text, place)),
            Shown::Code(text) if has_ticks_after || out.ends_with('`') || text.contains('`') => {
                push_escaped(&text, out);
            }
            Shown::Code(text) => {
                out.push('`');
                out.push_str(&in_row(&text, place));
                out.push('`');
            }
            Shown::Itself => out.push_str(written),
        }
        // Lines that a macro went over stay, so that those after it keep theirs.
        if written.contains('\n') && !written.contains("\n\n") {
            out.extend(written.matches('\n'));
        }
        rest = &rest[at + length..];
    }
    out.push_str(rest);
}

/// Returns a text so that it parts no cells.
fn in_row(text: &str, place: Place) -> Cow<'_, str> {
    match place == Place::Row && text.contains('|') {
        true => Cow::Owned(text.replace('|', "\\|")),
        false => Cow::Borrowed(text),
    }
}

/// Writes a text that Markdown shows as it is.
fn push_escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Returns what a macro shows.
fn shown(found: &Macro<'_>, place: Place) -> Shown {
    let name = found.name.to_ascii_lowercase();
    match name.as_str() {
        "jsxref" | "cssxref" | "httpheader" | "httpstatus" | "httpmethod" | "csp" | "svgattr"
        | "webextapiref" | "htmlattrxref" | "exception" | "event" | "mathmlattr" => {
            named(found, None)
        }
        "domxref" => named(found, Some('.')),
        "htmlelement" | "svgelement" | "mathmlelement" | "htmlxref" | "svgxref" => element(found),
        "glossary" => match found.label() {
            Some(label) => Shown::Text(label.to_owned()),
            None => Shown::Nothing,
        },
        "rfc" => rfc(found),
        "bug" => numbered(found, "Firefox bug"),
        "webkitbug" => numbered(found, "WebKit bug"),
        "livesamplelink" | "interwiki" | "link" => match found.arguments.last() {
            Some(label) => Shown::Text(label.clone().into_owned()),
            None => Shown::Nothing,
        },
        name if is_left_out(name) => Shown::Nothing,
        name => match badge(name) {
            Some(_) if place == Place::Heading => Shown::Nothing,
            Some(badge) => Shown::Text(badge.to_owned()),
            None => unknown(found, place),
        },
    }
}

impl Macro<'_> {
    /// Returns an argument that is not empty.
    fn argument(&self, number: usize) -> Option<&str> {
        let argument = self.arguments.get(number).map(|text| text.trim());
        argument.filter(|text| !text.is_empty() && *text != "null")
    }

    /// Returns the words of a link: its second argument, else its first.
    fn label(&self) -> Option<&str> {
        self.argument(1).or_else(|| self.argument(0))
    }
}

/// Returns the words of a link to a page of the reference.
fn named(found: &Macro<'_>, joiner: Option<char>) -> Shown {
    let Some(label) = found.label() else {
        return Shown::Nothing;
    };
    let mut label = decode_entities(label).into_owned();
    if let (Some(joiner), Some(anchor)) = (joiner, found.argument(2))
        && !anchor.starts_with('#')
    {
        label.push(joiner);
        label.push_str(anchor);
    }
    let is_plain = found
        .argument(3)
        .is_some_and(|flag| !matches!(flag, "0" | "false"));
    match is_plain && !label.contains('<') {
        true => Shown::Text(label),
        false => Shown::Code(label),
    }
}

/// Returns an element's name as a tag, unless it has words of its own.
fn element(found: &Macro<'_>) -> Shown {
    match (found.argument(1), found.argument(0)) {
        (Some(label), _) => Shown::Code(decode_entities(label).into_owned()),
        (None, Some(name)) if name.contains(' ') => Shown::Text(name.to_owned()),
        (None, Some(name)) => match name.split_once('/') {
            Some((name, kind)) => Shown::Code(format!("<{name} type=\"{kind}\">")),
            None => Shown::Code(format!("<{name}>")),
        },
        (None, None) => Shown::Nothing,
    }
}

/// Returns a reference to a Request for Comments.
fn rfc(found: &Macro<'_>) -> Shown {
    let Some(number) = found.argument(0) else {
        return Shown::Nothing;
    };
    let mut label = format!("RFC {number}");
    if let Some(section) = found.argument(2) {
        label.push_str(", section ");
        label.push_str(section);
    }
    if let Some(title) = found.argument(1) {
        label.push_str(": ");
        label.push_str(title);
    }
    Shown::Text(label)
}

fn numbered(found: &Macro<'_>, what: &str) -> Shown {
    match found.argument(0) {
        Some(number) => Shown::Text(format!("{what} {number}")),
        None => Shown::Nothing,
    }
}

/// Returns the word of a badge beside a name.
fn badge(name: &str) -> Option<&'static str> {
    Some(match name {
        "optional_inline" | "optionalinline" => "Optional",
        "readonlyinline" | "readonly_inline" => "Read only",
        "deprecated_inline" | "deprecatedinline" | "obsolete_inline" => "Deprecated",
        "experimental_inline" | "experimentalinline" => "Experimental",
        "non-standard_inline" | "nonstandardinline" => "Non-standard",
        "securecontext_inline" => "Secure context",
        _ => return None,
    })
}

/// Says whether a macro shows nothing of its own: navigation, banners, tables
/// of other data, samples that run.
fn is_left_out(name: &str) -> bool {
    let ends = ["sidebar", "ref", "_header", "menu", "badge", "generic"];
    let starts = [
        "embed", "previous", "next", "list", "compat", "spec", "css", "jsfiddle", "subpages",
        "quicklinks", "firefox_for", "webextexample", "webextall", "glossary", "svginfo",
    ];
    ends.iter().any(|end| name.ends_with(end))
        || starts.iter().any(|start| name.starts_with(start))
        || matches!(
            name,
            "availableinworkers"
                | "seecompattable"
                | "inheritancediagram"
                | "js_property_attributes"
                | "page"
                | "draft"
        )
}

/// Guesses what a macro shows that is not known.
///
/// Alone on its line it is a table or a banner; within a line it shows its
/// words, if it has any. Without arguments it may be a template's variable.
fn unknown(found: &Macro<'_>, place: Place) -> Shown {
    let is_words = |text: &&str| {
        let is_place = text.contains(['/', '%']) || text.starts_with('#');
        !is_place && text.contains(char::is_alphabetic)
    };
    let label = found.argument(1).filter(is_words);
    let label = label.or_else(|| found.argument(0).filter(is_words));
    match label {
        _ if place == Place::Alone => Shown::Nothing,
        Some(label) => Shown::Text(label.to_owned()),
        None if found.arguments.is_empty() => Shown::Itself,
        None => Shown::Nothing,
    }
}

/// Reads the macro that a text starts with, and its length.
fn macro_at(text: &str) -> Option<(Macro<'_>, usize)> {
    let bytes = text.as_bytes();
    if !bytes.starts_with(b"{{") {
        return None;
    }
    let start = after_blanks(bytes, 2);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let length = bytes[start..].iter().take_while(|byte| is_name(byte)).count();
    let name = &text[start..start + length];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || length > 80 {
        return None;
    }
    let mut at = after_blanks(bytes, start + length);
    let mut arguments = Vec::new();
    if bytes.get(at) == Some(&b'(') {
        (arguments, at) = arguments_at(text, at + 1)?;
        at = after_blanks(bytes, at);
    }
    let is_closed = bytes[at..].starts_with(b"}}");
    is_closed.then_some((Macro { name, arguments }, at + 2))
}

/// Reads arguments up to their `)`, and returns the place after it.
fn arguments_at(text: &str, start: usize) -> Option<(Vec<Cow<'_, str>>, usize)> {
    let bytes = text.as_bytes();
    let mut arguments = Vec::new();
    let mut at = start;
    loop {
        at = after_blanks(bytes, at);
        let (argument, after) = match bytes.get(at)? {
            b')' => return Some((arguments, at + 1)),
            quote @ (b'"' | b'\'') => quoted_at(text, at + 1, *quote)?,
            _ => {
                let window = &bytes[at..bytes.len().min(at + MAX_MACRO_BYTES)];
                let length = window.iter().position(|byte| matches!(byte, b',' | b')'))?;
                (Cow::Borrowed(text[at..at + length].trim()), at + length)
            }
        };
        if arguments.len() < MAX_ARGUMENTS {
            arguments.push(argument);
        }
        at = after_blanks(bytes, after);
        match bytes.get(at)? {
            b',' => at += 1,
            b')' => {}
            _ => return None,
        }
        if at - start > MAX_MACRO_BYTES {
            return None;
        }
    }
}

/// Reads a text up to its quote, and returns the place after it.
fn quoted_at(text: &str, start: usize, quote: u8) -> Option<(Cow<'_, str>, usize)> {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut is_escaped = false;
    loop {
        match bytes.get(at)? {
            b'\\' => {
                is_escaped = true;
                at += 2;
            }
            byte if *byte == quote => break,
            _ => at += 1,
        }
        if at - start > MAX_MACRO_BYTES {
            return None;
        }
    }
    let inner = text.get(start..at)?;
    let inner = match is_escaped {
        true => Cow::Owned(inner.replace("\\\"", "\"").replace("\\'", "'")),
        false => Cow::Borrowed(inner),
    };
    let is_broken = inner.contains('\n');
    let inner = match is_broken {
        true => Cow::Owned(inner.split_whitespace().collect::<Vec<_>>().join(" ")),
        false => inner,
    };
    Some((inner, at + 1))
}

/// Returns the place of the next byte that is no blank.
fn after_blanks(bytes: &[u8], at: usize) -> usize {
    let at = at.min(bytes.len());
    let window = &bytes[at..bytes.len().min(at + MAX_MACRO_BYTES)];
    at + window.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let place = place_of(text);
        let found = match place {
            Place::Alone => {
                let mut out = String::new();
                rewrite(text, place, false, &mut out);
                out
            }
            _ => outside_spans(text, |piece, out| rewrite(piece, place, false, out)),
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn links_show_their_words() {
        check("a {{domxref(\"Node.x\")}}", "a `Node.x`");
        check("a {{DOMxRef('Node.x', 'x')}} b", "a `x` b");
        check("{{domxref(\"A\", \"\", \"b\")}} c", "`A.b` c");
        check("{{jsxref(\"A\", \"an a\", \"\", 1)}} c", "an a c");
        check("{{ cssxref(\"&lt;length&gt;\") }} c", "`<length>` c");
        check("{{HTMLElement(\"img\")}} c", "`<img>` c");
        check("{{HTMLElement(\"input/text\")}} c", "`<input type=\"text\">` c");
        check("{{Glossary(\"MitM\", \"man in the middle\")}} c", "man in the middle c");
        check("{{RFC(1, \"T\", \"2.3\")}} c", "RFC 1, section 2.3: T c");
        check("[{{httpheader(\"Age\")}}](/a)", "[`Age`](/a)");
        check("| {{jsxref(\"a\", \"b|c\")}} |", "| `b\\|c` |");
        check("{{jsxref(\"a\")}}{{jsxref(\"b()\")}} c", "`a`b\\(\\) c");
        check("{{domxref(\"Node.x\")}}", "`Node.x`");
    }

    #[test]
    fn what_shows_no_words_goes() {
        check("{{APIRef(\"A\")}}{{SeeCompatTable}}", "");
        check("{{EmbedLiveSample(\"`a` b\", \"100%\", 200)}}", "");
        check("{{NewTable(\"words here\")}}", "");
        check("## a {{Deprecated_Inline}}", "## a ");
        check("- a {{ReadOnlyInline}}", "- a Read only");
        check("a {{NewLink(\"/x\", \"words\")}} b", "a words b");
    }

    #[test]
    fn what_is_no_macro_stays() {
        for text in [
            "a `{{jsxref(\"a\")}}` b",
            "a {{ user.name }} b",
            "a {{name}} b",
            "a \\{{Compat}} b",
            "a {{ b",
            "a {{b(\"c}} d",
            "{{",
            "{{a(\"\\",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn hostile_macros_take_no_longer() {
        for piece in ["{{", "{{a(", "{{a(\"", "{{a('b',", "{{ \t"] {
            let text = piece.repeat(100_000);
            let mut out = String::new();
            rewrite(&text, place_of(&text), false, &mut out);
            assert_eq!(out.len(), text.len());
        }
    }
}
