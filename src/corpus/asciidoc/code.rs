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
    substitutes(brackets, "attributes")
}

/// Says whether marks are marks in a listing too.
pub(super) fn takes_quotes(brackets: &Brackets) -> bool {
    substitutes(brackets, "quotes")
}

fn substitutes(brackets: &Brackets, what: &str) -> bool {
    let subs = brackets.value("subs").unwrap_or_default();
    [what, "normal"]
        .iter()
        .any(|name| subs.split([',', '+', ' ']).any(|sub| sub == *name))
}

/// Returns a line without the marks around words: `*bold*`, `_slanted_`.
pub(super) fn without_quotes(line: &str) -> String {
    let signs: Vec<char> = line.chars().collect();
    let mut is_kept = vec![true; signs.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, &sign) in signs.iter().enumerate() {
        if !matches!(sign, '*' | '_' | '#') {
            continue;
        }
        let before = at.checked_sub(1).map_or(' ', |at| signs[at]);
        let next = signs.get(at + 1).copied().unwrap_or(' ');
        match open.iter().rposition(|at| signs[*at] == sign) {
            Some(place) if !before.is_whitespace() && !next.is_alphanumeric() => {
                is_kept[open[place]] = false;
                is_kept[at] = false;
                open.truncate(place);
            }
            None if !before.is_alphanumeric() && !next.is_whitespace() => open.push(at),
            _ => {}
        }
    }
    let kept = signs.iter().zip(is_kept).filter(|(_, is_kept)| *is_kept);
    kept.map(|(sign, _)| *sign).collect()
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

    #[test]
    fn marks_around_words_are_taken_out() {
        let check = |line: &str, expected: &str| assert_eq!(without_quotes(line), expected);
        check("$ cd *folder* now", "$ cd folder now");
        check("a_snake_case = _b_ * 3 * c", "a_snake_case = b * 3 * c");
        check("*open and **p", "*open and **p");
        check("(_x_)", "(x)");
    }
}
