//! How Microsoft Learn names a file to bring in.

use super::directive::{Directive, Found, Shape, language_of};
use super::part::{Part, ranges};

/// Reads `[!INCLUDE [t](x)]`, `[!code-cpp[t](x)]` and `:::code:::`.
pub(super) fn find(text: &str) -> Option<Found<'_>> {
    let code = text.find(":::code ").and_then(|at| learn_block(text, at));
    code.or_else(|| {
        let marks = text.match_indices("[!");
        marks.take(20).find_map(|(at, _)| learn_link(text, at))
    })
}

/// Reads `:::code source="x" range="1-5" id="y":::`.
fn learn_block(text: &str, start: usize) -> Option<Found<'_>> {
    let inner = &text[start + 3..];
    let length = inner.find(":::").unwrap_or(inner.len());
    let end = (start + 3 + length + 3).min(text.len());
    let inner = &inner[..length];
    let path = attribute(inner, "source")?;
    let part = match (attribute(inner, "id"), attribute(inner, "range")) {
        (Some(id), _) => Part::Named(id),
        (None, Some(lines)) => Part::Lines(ranges(lines, &['-'])),
        (None, None) => Part::All,
    };
    let language = attribute(inner, "language").map(str::to_owned);
    let info = language.unwrap_or_else(|| language_of(path));
    Some(Found {
        start,
        end,
        directive: Some(Directive {
            path,
            part,
            shape: Shape::Code(info),
        }),
        kept: "",
    })
}

/// Reads `[!INCLUDE [t](x)]` and `[!code-cpp[t](x#id)]`.
fn learn_link(text: &str, start: usize) -> Option<Found<'_>> {
    let inner = &text[start + 2..];
    let name_end = inner.find(|c: char| !c.is_alphanumeric() && c != '-')?;
    let name = &inner[..name_end];
    let is_page = name.eq_ignore_ascii_case("include");
    let is_code = name
        .get(..4)
        .is_some_and(|head| head.eq_ignore_ascii_case("code"));
    if !is_page && !is_code {
        return None;
    }
    let link = inner[name_end..].trim_start().strip_prefix('[')?;
    let (_, target) = link.split_once("](")?;
    let (target, after) = target.split_once(')')?;
    let after = after.trim_start();
    let after = after.strip_prefix(']')?;
    let end = text.len() - after.len();
    let target = target.trim().trim_start_matches('<').trim_end_matches('>');
    let target = target.split(" \"").next().unwrap_or(target);
    let at = target.find(['#', '?']).unwrap_or(target.len());
    let (path, part) = target.split_at(at);
    let shape = match is_page {
        true => Shape::Text,
        false => Shape::Code(name.get(5..).unwrap_or_default().to_lowercase()),
    };
    let part = match is_page {
        true => Part::All,
        false => learn_part(part),
    };
    Some(Found {
        start,
        end,
        directive: Some(Directive { path, part, shape }),
        kept: "",
    })
}

/// Reads `#id`, `#L1-L5`, `?range=1-5` and `?name=id`.
fn learn_part(text: &str) -> Part<'_> {
    let text = text.trim_start_matches(['#', '?']);
    for field in text.split('&') {
        match field.split_once('=') {
            Some(("range", lines)) => return Part::Lines(ranges(lines, &['-'])),
            Some(("name", name)) => return Part::Named(name),
            _ => {}
        }
    }
    let is_line = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'L' | b'-');
    match text {
        text if text.is_empty() || text.contains('=') => Part::All,
        text if text.starts_with('L') && text.bytes().all(is_line) => {
            Part::Lines(ranges(&text.replace('L', ""), &['-']))
        }
        text => Part::Named(text),
    }
}

/// Returns the value of an attribute: `name="value"`.
fn attribute<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = text;
    loop {
        let at = rest.find(name)?;
        let is_start = rest[..at].ends_with(char::is_whitespace);
        rest = &rest[at + name.len()..];
        let value = rest.strip_prefix("=\"").filter(|_| is_start);
        if let Some(value) = value {
            return value.split_once('"').map(|(value, _)| value);
        }
    }
}
