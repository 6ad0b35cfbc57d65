//! Roles of `MyST` and what they show; the labels that they refer to.

use super::super::address::split_path;
use super::super::resolve::normal;
use super::super::site::{Site, join};
use super::Context;
use super::lines::{Kind, Lines};

/// The longest name of a role in bytes.
const MAX_NAME: usize = 60;

/// Returns a line with its roles as what they show: `` {ref}`text <label>` ``.
pub(super) fn without_roles(line: &str, context: &Context<'_>) -> String {
    with_shown(line, |role, inner| {
        let known = match (is_titled(inner), last_part(role)) {
            (false, "ref" | "numref") => titled(context.site, inner),
            (false, "doc") => title_of_page(context, inner),
            _ => None,
        };
        known.unwrap_or_else(|| shown(role, inner))
    })
}

/// Returns the title after a label of the site.
fn titled(site: &Site, label: &str) -> Option<String> {
    let (_, title) = site.labels.label(label)?;
    Some(title.to_owned())
}

/// Returns the title of a page named without its extension.
fn title_of_page(context: &Context<'_>, target: &str) -> Option<String> {
    let whole = match target.strip_prefix('/') {
        Some(rooted) => join(&context.site.root, rooted),
        None => join(split_path(context.path).0, target),
    };
    let path = normal(&whole)?;
    let labels = &context.site.labels;
    let mut extensions = ["", ".md", ".rst"].into_iter();
    let title = extensions.find_map(|end| labels.title(&format!("{path}{end}")))?;
    Some(title.to_owned())
}

/// Returns a page's title and its labels, each with the heading after it.
pub(in crate::corpus) fn labels_of(text: &str) -> (Option<String>, Vec<(String, String)>) {
    let lines = Lines::of(text, 1);
    let mut title = None;
    let mut labels = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for line in lines.list.iter().filter(|line| line.kind == Kind::Text) {
        let text = line.text.trim();
        let label = text
            .strip_prefix('(')
            .and_then(|text| text.strip_suffix(")="));
        let heading = text.trim_start_matches('#');
        let level = text.len() - heading.len();
        if let Some(label) = label {
            open.push(label);
        } else if (1..=6).contains(&level) && heading.starts_with(' ') {
            let shown = plain(heading.trim().trim_end_matches('#').trim_end());
            let named = open
                .drain(..)
                .map(|label| (label.to_owned(), shown.clone()));
            labels.extend(named);
            title.get_or_insert(shown);
        } else if !text.is_empty() {
            open.clear();
        }
    }
    (title, labels)
}

/// Returns a heading without marks.
fn plain(heading: &str) -> String {
    let heading = with_shown(heading, shown);
    heading.replace(['`', '*'], "")
}

/// Returns a line with its roles replaced.
fn with_shown(line: &str, shown: impl Fn(&str, &str) -> String) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((at, role)) = next_role(rest) {
        let inner = &rest[at + role.len() + 3..];
        let Some(end) = inner.find('`') else {
            break;
        };
        out.push_str(&rest[..at]);
        out.push_str(&shown(role, &inner[..end]));
        rest = &inner[end + 1..];
    }
    out.push_str(rest);
    out
}

/// Finds the next `` {name}` `` of a line: its place and its name.
fn next_role(text: &str) -> Option<(usize, &str)> {
    let mut from = 0;
    loop {
        let end = from + text.get(from..)?.find("}`")?;
        let before = &text[..end];
        // Names are short: a line of nothing but signs must not be read anew.
        let near = end - before.bytes().rev().take(MAX_NAME).count();
        let start = before.as_bytes()[near..]
            .iter()
            .rposition(|byte| *byte == b'{');
        let start = start.map(|start| near + start);
        let name = start.map(|start| &before[start + 1..]);
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.:+".contains(c);
        match (start, name) {
            // A span of code may hold braces too.
            (Some(start), Some(name))
                if !name.is_empty()
                    && name.chars().all(is_name)
                    && !text[..start].ends_with('`') =>
            {
                return Some((start, name));
            }
            _ => from = end + 2,
        }
    }
}

/// Says whether a role states its text: `text <target>`.
fn is_titled(inner: &str) -> bool {
    title_in(inner).is_some()
}

/// Parts `text <target>`.
fn title_in(inner: &str) -> Option<(&str, &str)> {
    let parts = inner.strip_suffix('>')?.rsplit_once('<');
    parts.filter(|(title, _)| title.ends_with(' '))
}

/// Returns a role's name without its domain.
fn last_part(role: &str) -> &str {
    role.rsplit(':').next().unwrap_or(role)
}

/// Returns what is shown of a role.
fn shown(role: &str, inner: &str) -> String {
    let titled = title_in(inner);
    let target = titled.map_or(inner, |(_, target)| target);
    let name = last_part(role);
    let text = match titled {
        Some((title, _)) => title.trim().to_owned(),
        None => match target.strip_prefix('~') {
            Some(path) => path.rsplit('.').next().unwrap_or(path).to_owned(),
            None => target.trim_start_matches('!').to_owned(),
        },
    };
    match name {
        "doc" if titled.is_none() => {
            let name = text.rsplit('/').next().unwrap_or(&text);
            name.replace(['-', '_'], " ")
        }
        "ref" | "numref" if titled.is_none() => text.replace(['-', '_'], " "),
        "pep" if titled.is_none() => format!("PEP {text}"),
        "rfc" if titled.is_none() => format!("RFC {text}"),
        "doc" | "ref" | "numref" | "term" | "abbr" | "guilabel" | "menuselection" | "sub"
        | "sup" | "download" | "cite" | "pep" | "rfc" | "index" | "eq" | "any" => text,
        _ => format!("`{text}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_show_their_text() {
        let check = |line: &str, expected: &str| assert_eq!(with_shown(line, shown), expected);
        check("see {ref}`the text <label>` now", "see the text now");
        check("{py:class}`~a.B` and {kbd}`x`", "`B` and `x`");
        check("{doc}`../first-steps`", "first steps");
        check("a `{x}` b {ref}`open", "a `{x}` b {ref}`open");
        check("{pep}`8`", "PEP 8");
    }
}
