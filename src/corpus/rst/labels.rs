//! What a page lends to others, as a reader sees it: title and labels.

use super::inline::unescaped;
use super::names::Names;
use super::roles::shown_role;
use super::{lines, with_blanks};

/// Returns a page's title and its labels, each with the title after it.
pub(in crate::corpus) fn labels_of(text: &str) -> (Option<String>, Vec<(String, String)>) {
    let text = with_blanks(text);
    let lines = lines::of(&text, 1);
    let title = lines.iter().enumerate().take(200).find_map(|(at, line)| {
        let follows = lines::title_at(&lines[at..]);
        follows.filter(|_| line.indent == 0)
    });
    let names = Names::of(&lines);
    let labels = names
        .into_labels()
        .map(|(name, title)| (name, plain(&title)));
    (title.map(plain), labels.collect())
}

/// Returns a title without marks: ``` ``a`` ``` is `a`, `` :class:`~a.B` `` is `B`.
pub(super) fn plain(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    let mut rest = title;
    while let Some(at) = rest.find('`') {
        let (before, after) = rest.split_at(at);
        if let Some(literal) = after.strip_prefix("``")
            && let Some((inside, next)) = literal.split_once("``")
        {
            out.push_str(&without_stars(before));
            out.push_str(inside);
            rest = next;
            continue;
        }
        let Some((inside, next)) = after[1..].split_once('`') else {
            break;
        };
        let (before, role) = role_before(before);
        out.push_str(&without_stars(before));
        out.push_str(&shown_role(role, inside));
        rest = next.trim_start_matches('_');
    }
    out.push_str(&without_stars(rest));
    out.trim().to_owned()
}

/// Parts `text :role:` into what stands before the role and the role's name.
fn role_before(text: &str) -> (&str, &str) {
    let parted = text.strip_suffix(':').and_then(|head| {
        let start = head.rfind([' ', '(', '/']).map_or(0, |at| at + 1);
        let role = head[start..].strip_prefix(':')?;
        Some((&head[..start], role))
    });
    parted.unwrap_or((text, ""))
}

/// Takes the marks of emphasis out, but not a star of its own.
fn without_stars(text: &str) -> String {
    let strong = text.replace("**", "");
    let plain = match strong.matches('*').count() {
        2 if !strong.contains("\\*") => strong.replace('*', ""),
        _ => strong,
    };
    unescaped(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_shown_without_marks() {
        for (title, expected) in [
            ("``Sea`` maps", "Sea maps"),
            (
                "The :py:class:`~a.b.Chart` (:func:`draw`)",
                "The Chart (draw())",
            ),
            ("*All* **of** `it <x>`_", "All of it"),
            ("2 * 3", "2 * 3"),
            ("``*args``", "*args"),
            ("An \\*escape\\*", "An *escape*"),
            ("open ` tick", "open ` tick"),
        ] {
            assert_eq!(plain(title), expected);
        }
    }

    #[test]
    fn hostile_titles_take_linear_time() {
        for sign in ["`", "``", ":a:`", "*", "` "] {
            plain(&sign.repeat(200_000));
        }
    }
}
