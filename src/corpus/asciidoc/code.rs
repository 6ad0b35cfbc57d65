//! Code of listings: callouts taken out, attributes put in where asked for.

use super::attributes::Attributes;
use super::list::{Brackets, is_callout};

/// Returns the language of a listing.
pub(super) fn language_of(
    brackets: &Brackets,
    attributes: &Attributes,
    is_listing: bool,
) -> Option<String> {
    let stated = brackets
        .value("language")
        .or(match brackets.style.as_str() {
            "source" | "" => brackets.at(1),
            "listing" | "literal" | "stem" | "pass" | "example" => None,
            diagram => Some(diagram),
        });
    let is_source = brackets.style == "source" || (brackets.style.is_empty() && is_listing);
    let default = attributes.get("source-language").filter(|_| is_source);
    let name = stated.or(default)?;
    super::super::element::code_language(name)
}

/// Writes a line of code without its callouts.
pub(super) fn line_without_callouts(line: &str) -> &str {
    let mut rest = line.trim_end();
    if !rest.ends_with(['>', '-']) {
        return line;
    }
    let mut is_found = false;
    while let Some(at) = rest.rfind('<') {
        let word = &rest[at..];
        let is_comment = word
            .strip_prefix("<!--")
            .and_then(|word| word.strip_suffix("-->"));
        let is_mark = match is_comment {
            Some(n) => is_callout(&format!("<{n}>")),
            None => is_callout(word),
        };
        let is_free = rest[..at].is_empty() || rest[..at].ends_with([' ', '\t', '>']);
        if !is_mark || !is_free {
            break;
        }
        is_found = true;
        rest = rest[..at].trim_end();
    }
    if !is_found {
        return line;
    }
    for guard in ["//", "#", "--", ";;"] {
        let before = rest.strip_suffix(guard);
        if let Some(before) =
            before.filter(|before| before.is_empty() || before.ends_with([' ', '\t']))
        {
            return before.trim_end();
        }
    }
    rest
}

/// Says whether references to attributes are replaced in a listing.
pub(super) fn takes_attributes(brackets: &Brackets) -> bool {
    let subs = brackets.value("subs").unwrap_or_default();
    ["attributes", "normal"]
        .iter()
        .any(|name| subs.split([',', '+', ' ']).any(|sub| sub == *name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callouts_are_no_code() {
        let check = |line: &str, expected: &str| assert_eq!(line_without_callouts(line), expected);
        check("a(); // <1>", "a();");
        check("a # <1> <2>", "a");
        check("<a/> <!--1-->", "<a/>");
        check("x <.>", "x");
        check("Vec<1>", "Vec<1>");
        check("a --> b", "a --> b");
        check("  if a >", "  if a >");
    }
}
