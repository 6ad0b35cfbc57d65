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

use super::macro_call::{Macro, macro_at};

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
    /// In a code span, where the site expands macros too.
    Span,
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
        let mut rewritten = match place {
            Place::Alone => rewrite_all(&line.text, place),
            _ => outside_spans(&line.text, |piece, out| {
                rewrite(piece, place, has_ticks_after, out);
            }),
        };
        if rewritten.contains('`') && rewritten.contains("{{") {
            rewritten = rewrite_all(&rewritten, Place::Span);
        }
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

fn rewrite_all(text: &str, place: Place) -> String {
    let mut out = String::with_capacity(text.len());
    rewrite(text, place, false, &mut out);
    out
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
            Shown::Nothing if place == Place::Span => out.push_str(written),
            Shown::Nothing => {}
            Shown::Text(text) | Shown::Code(text) if place == Place::Span => {
                out.push_str(&text.replace('`', ""));
            }
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
        true => Cow::Owned(text.replace("\\|", "|").replace('|', "\\|")),
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
        | "webextapiref" | "exception" | "event" | "mathmlattr" => named(found, None),
        "domxref" => named(found, Some('.')),
        "htmlelement" | "svgelement" | "mathmlelement" | "htmlxref" | "svgxref" => element(found),
        "glossary" => match found.label() {
            Some(label) => Shown::Text(label.to_owned()),
            None => Shown::Nothing,
        },
        "rfc" => rfc(found),
        // Its second argument is the element that has the attribute.
        "htmlattrxref" => match found.argument(2).or_else(|| found.argument(0)) {
            Some(label) => Shown::Code(label.to_owned()),
            None => Shown::Nothing,
        },
        "bug" => numbered(found, "Firefox bug"),
        "webkitbug" => numbered(found, "WebKit bug"),
        "livesamplelink" | "interwiki" => match found.arguments.last() {
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
        "embed",
        "previous",
        "next",
        "list",
        "compat",
        "spec",
        "css",
        "jsfiddle",
        "subpages",
        "quicklinks",
        "firefox_for",
        "webextexample",
        "webextall",
        "glossary",
        "svginfo",
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
        _ if place == Place::Span => Shown::Itself,
        Some(label) => Shown::Text(label.to_owned()),
        None if found.arguments.is_empty() => Shown::Itself,
        None => Shown::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let place = place_of(text);
        let found = match place {
            Place::Alone => rewrite_all(text, place),
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
        check("{{htmlattrxref(\"type\", \"input\")}} c", "`type` c");
        check(
            "{{HTMLElement(\"input/text\")}} c",
            "`<input type=\"text\">` c",
        );
        check(
            "{{Glossary(\"MitM\", \"man in the middle\")}} c",
            "man in the middle c",
        );
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
