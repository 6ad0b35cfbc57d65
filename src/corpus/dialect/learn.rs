//! Microsoft Learn's extensions: images, rows, monikers, references, tabs.
//!
//! What it brings in is the work of `include`, its notes that of `admonition`.

use std::fmt::Write as _;

use super::Context;
use super::indented::{put_title, split_prefix};
use super::lines::{Kind, Line, Lines, outside_spans};

/// Blocks whose marks go and whose content stays.
const TRANSPARENT: [&str; 10] = [
    "row",
    "row-end",
    "column",
    "column-end",
    "moniker",
    "moniker-end",
    "zone",
    "zone-end",
    "image-end",
    "form",
];

/// The most lines that one image's attributes are spread over.
const MAX_IMAGE_LINES: usize = 12;

/// The most bytes of a reference.
const MAX_REFERENCE_BYTES: usize = 1_000;

/// Rewrites the lines of a page.
pub(super) fn apply(lines: &mut Lines<'_>, _context: &mut Context<'_>) {
    let has_sign = |line: &Line<'_>| {
        line.kind == Kind::Text
            && (line.text.contains(":::")
                || line.text.contains("[!")
                || line.text.contains("<xref:")
                || line.text.contains("](#tab/"))
    };
    if !lines.list.iter().any(has_sign) {
        return;
    }
    let list = std::mem::take(&mut lines.list);
    let mut rest = list.into_iter().peekable();
    let mut out: Vec<Line<'_>> = Vec::new();
    let mut column = Column::default();
    while let Some(mut line) = rest.next() {
        if line.kind == Kind::Text && has_open_image(&line.text) {
            join_image(&mut line, &mut rest);
        }
        column.outdent(&mut line);
        match has_sign(&line) {
            true => rewrite(line, &mut out),
            false => out.push(line),
        }
    }
    lines.list = out;
}

/// What of the lines in a column of a row is indentation.
#[derive(Default)]
struct Column {
    is_open: bool,
    indent: Option<usize>,
}

impl Column {
    /// Takes a column's own indentation from its lines.
    fn outdent(&mut self, line: &mut Line<'_>) {
        let start = line.text.trim_start_matches(' ');
        let indent = line.text.len() - start.len();
        if line.kind == Kind::Text
            && let Some(name) = block_name(start)
            && matches!(name, "column" | "column-end" | "row-end")
        {
            self.is_open = name == "column";
            self.indent = None;
            return;
        }
        if !self.is_open || start.is_empty() {
            return;
        }
        let own = *self.indent.get_or_insert(indent);
        let text = line.text[own.min(indent)..].to_owned();
        line.text = text.into();
    }
}

/// Returns the name of a block's mark: `:::row:::`, `::: moniker range="x"`.
fn block_name(text: &str) -> Option<&str> {
    let after = text.strip_prefix(":::")?.trim_start();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let rest = after.trim_start_matches(is_name);
    let name = &after[..after.len() - rest.len()];
    (!name.is_empty()).then_some(name)
}

/// Says whether the last image of a line is not closed.
fn has_open_image(text: &str) -> bool {
    let Some(at) = text.rfind(":::image ").or_else(|| text.rfind("::: image ")) else {
        // `:::image` alone on its line.
        return text.trim_end().ends_with(":::image");
    };
    let after = &text[at + 3..];
    !after.contains(":::")
}

/// Joins an image's tag with the lines that its attributes go over, never with
/// an empty one; the sign that closes it may be missing.
fn join_image<'a>(
    line: &mut Line<'a>,
    rest: &mut std::iter::Peekable<std::vec::IntoIter<Line<'a>>>,
) {
    for _ in 1..MAX_IMAGE_LINES {
        let is_quote_open = !line.text.matches('"').count().is_multiple_of(2);
        let is_rest = |next: &Line<'_>| {
            let text = next.text.trim();
            let starts = text.starts_with(":::") && !text.starts_with(":::image-end");
            next.kind == Kind::Text
                && !text.is_empty()
                && (is_quote_open || starts || starts_attribute(text))
        };
        let Some(next) = rest.next_if(is_rest) else {
            break;
        };
        line.text = format!("{} {}", line.text, next.text.trim()).into();
        if !has_open_image(&line.text) {
            return;
        }
    }
    let is_whole = line.text.matches('"').count().is_multiple_of(2);
    if is_whole && line.text.trim_end().ends_with('"') {
        line.text = format!("{}:::", line.text.trim_end()).into();
    }
}

/// Says whether a line starts with an attribute: `alt-text="…"`.
fn starts_attribute(text: &str) -> bool {
    let name = text.split_once('=').map_or("", |(name, _)| name.trim_end());
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
}

/// Rewrites a line with a sign.
fn rewrite<'a>(mut line: Line<'a>, out: &mut Vec<Line<'a>>) {
    let (prefix, rest) = split_prefix(&line.text);
    if let Some(title) = tab_title(rest) {
        put_title(out, prefix, Some(title), line.number);
        return;
    }
    let is_transparent = block_name(rest).is_some_and(|name| TRANSPARENT.contains(&name));
    if is_transparent || is_dropped(rest) {
        put_title(out, prefix, None, line.number);
        return;
    }
    let text = outside_spans(&line.text, |piece, out| {
        let piece = replaced(piece, ":::", put_block);
        let piece = replaced(&piece, "<xref:", put_reference);
        out.push_str(&piece);
    });
    if text != line.text {
        line.text = text.into();
    }
    out.push(line);
}

/// Returns the title of a tab: `# [Title](#tab/id)`.
fn tab_title(rest: &str) -> Option<&str> {
    let link = rest.strip_prefix('#')?.trim_start_matches('#').trim();
    let (title, target) = link.strip_prefix('[')?.rsplit_once("](#tab/")?;
    target.trim_end().ends_with(')').then_some(title)
}

/// Says whether a line is a mark without text: `[!div class="x"]`.
fn is_dropped(rest: &str) -> bool {
    let Some(inner) = rest.strip_prefix("[!") else {
        return false;
    };
    let name_end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.');
    let name = &inner[..name_end.unwrap_or(inner.len())];
    let names = ["div", "video", "op.no-loc", "selector"];
    let is_alone = rest.trim_end().ends_with(']');
    is_alone && names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Replaces what starts with a sign by what `put` makes of it.
///
/// `put` gets the text after the sign and returns how much of it is replaced.
fn replaced(text: &str, sign: &str, put: impl Fn(&str, &mut String) -> Option<usize>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(sign) {
        out.push_str(&rest[..at]);
        let after = &rest[at + sign.len()..];
        match put(after, &mut out) {
            Some(end) => rest = &after[end..],
            None => {
                out.push_str(sign);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Puts the words of `:::image alt-text="x":::` and `:::no-loc text="x":::`.
fn put_block(after: &str, out: &mut String) -> Option<usize> {
    let start = after.trim_start();
    let is_image = start.starts_with("image") && !start.starts_with("image-");
    let words = match () {
        () if is_image => attribute(start, "alt-text"),
        () if start.starts_with("no-loc") => attribute(start, "text"),
        () if start.starts_with("video") => attribute(start, "title"),
        () => return None,
    };
    let end = match after.find(":::") {
        Some(end) => end + 3,
        None => after.len(),
    };
    let words = words.unwrap_or_default();
    match attribute(start, "source").filter(|_| is_image && !words.is_empty()) {
        Some(source) => {
            let words = words.replace('[', "\\[").replace(']', "\\]");
            let _ = write!(out, "![{words}](<{source}>)");
        }
        None => out.push_str(words),
    }
    Some(end)
}

/// Returns the value of an attribute before the closing colons.
fn attribute<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let text = &text[..text.find(":::").unwrap_or(text.len())];
    let mut rest = text;
    loop {
        let at = rest.find(name)?;
        let is_start = rest[..at].ends_with(char::is_whitespace);
        rest = &rest[at + name.len()..];
        let value = rest.trim_start().strip_prefix('=').map(str::trim_start);
        let value = value
            .filter(|_| is_start)
            .and_then(|value| value.strip_prefix('"'));
        if let Some(value) = value {
            return value.split('"').next();
        }
    }
}

/// Puts the name that `<xref:System.String?displayProperty=x>` shows.
fn put_reference(after: &str, out: &mut String) -> Option<usize> {
    let mut near = after.bytes().take(MAX_REFERENCE_BYTES);
    let end = near.position(|byte| byte == b'>')?;
    let target = &after[..end];
    if target.is_empty() || target.contains(char::is_whitespace) {
        return None;
    }
    let (id, options) = target.split_once('?').unwrap_or((target, ""));
    let id = id
        .replace("%2A", "")
        .replace("%2a", "")
        .replace("%23", "#")
        .replace("%60", "`");
    // `` List`1 `` stands for `List<T>`; the number is nothing to read.
    let name: String = id
        .split('`')
        .enumerate()
        .fold(String::new(), |name, (n, part)| {
            let part = match n {
                0 => part,
                _ => part.trim_start_matches(|c: char| c.is_ascii_digit()),
            };
            name + part
        });
    let name = name.trim_end_matches('*');
    let (path, arguments) = match name.find('(') {
        Some(at) => name.split_at(at),
        None => (name, ""),
    };
    let n_parts = match options {
        options if options.contains("fullName") => usize::MAX,
        options if options.contains("nameWithType") => 2,
        _ => 1,
    };
    let from = path
        .rmatch_indices('.')
        .nth(n_parts - 1)
        .map_or(0, |(at, _)| at + 1);
    let _ = write!(out, "`{}{arguments}`", &path[from..]);
    Some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_show_the_name_asked_for() {
        let check = |text: &str, expected: &str| {
            assert_eq!(replaced(text, "<xref:", put_reference), expected);
        };
        check("a <xref:A.B.C> b", "a `C` b");
        check("<xref:A.B.C?displayProperty=nameWithType>", "`B.C`");
        check("<xref:A.B?displayProperty=fullName>.", "`A.B`.");
        check("<xref:A.List%601.Add%2A>", "`Add`");
        check("<xref:A.List%601>", "`List`");
        check("<xref:A.B(C.D)>", "`B(C.D)`");
        check("<xref: a <xref:b", "<xref: a <xref:b");
    }

    #[test]
    fn images_give_their_words() {
        let check = |text: &str, expected: &str| {
            assert_eq!(replaced(text, ":::", put_block), expected);
        };
        check(
            "a :::image type=\"content\" source=\"a b.png\" alt-text=\"A [b].\"::: c",
            "a ![A \\[b\\].](<a b.png>) c",
        );
        check(":::image type=\"icon\" source=\"a.png\":::b", "b");
        check(":::no-loc text=\"Word\"::: x", "Word x");
        check("a:::b", "a:::b");
    }
}
