//! `conf.py`: the plain strings that Sphinx's configuration assigns.

use super::super::plain::cut;
use super::Site;

/// The variables of `conf.py` with text that defines names for every page.
pub(in crate::corpus) const DEFINITIONS: [&str; 2] = ["rst_prolog", "rst_epilog"];

/// The most bytes of such a text that are read.
const MAX_DEFINITIONS_BYTES: usize = 64 << 10;

/// Reads what stands for `|version|` and `|release|`, and the text before and
/// after every page, which defines more such names.
pub(super) fn read_substitutions(program: &str, site: &mut Site) {
    let said = |key: &str| literals(program, key).into_iter().next();
    // Often one is set to the other.
    let (version, release) = (said("version"), said("release"));
    let known = [
        ("version", version.clone().or(release.clone())),
        ("release", release.or(version)),
    ];
    for (name, value) in known {
        if let Some(value) = value {
            site.variables.insert(format!("sphinx.{name}"), value);
        }
    }
    for name in DEFINITIONS {
        if let Some(text) = long_literal(program, name) {
            site.variables.insert(name.to_owned(), text);
        }
    }
}

/// Returns the string over several lines that a program assigns to a name at
/// its top level: `name = """…"""`.
fn long_literal(program: &str, name: &str) -> Option<String> {
    let mut starts = program.match_indices(name).map(|(at, _)| at);
    let value = starts.find_map(|at| {
        let is_start = at == 0 || program[..at].ends_with('\n');
        let rest = program[at + name.len()..].trim_start_matches(' ');
        let value = rest.strip_prefix("+=").or_else(|| rest.strip_prefix('='))?;
        is_start.then(|| value.trim_start())
    })?;
    let value = value.strip_prefix(['r', 'u']).unwrap_or(value);
    let quotes = [r#"""""#, "'''"];
    let (quote, inner) = quotes
        .iter()
        .find_map(|quote| value.strip_prefix(quote).map(|inner| (*quote, inner)))?;
    let text = &inner[..inner.find(quote)?];
    Some(cut(text, MAX_DEFINITIONS_BYTES).to_owned())
}

/// Returns the plain strings that a program assigns to a name at its top level:
/// `name = "a"`, `name = ["a", "b"]`, `name = {".a": "b"}`.
pub(super) fn literals(program: &str, name: &str) -> Vec<String> {
    let assigned = program.lines().enumerate().find_map(|(at, line)| {
        let rest = line.strip_prefix(name)?.trim_start();
        let value = rest.strip_prefix('=')?.trim_start();
        (!value.starts_with('=')).then_some((at, value))
    });
    let Some((at, first)) = assigned else {
        return Vec::new();
    };
    let closing = match first.chars().next() {
        Some('[') => Some(']'),
        Some('{') => Some('}'),
        Some('(') => Some(')'),
        _ => None,
    };
    let mut found = strings(first);
    let Some(closing) = closing else {
        found.truncate(1);
        return found;
    };
    if !first.contains(closing) {
        for line in program.lines().skip(at + 1).take(200) {
            found.extend(strings(line));
            if line.contains(closing) {
                break;
            }
        }
    }
    found
}

/// Returns the strings on a line of Python, up to a comment.
fn strings(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(['"', '\'', '#']) {
        let quote = rest.as_bytes()[at];
        let inner = &rest[at + 1..];
        let Some(end) = inner.find(quote as char).filter(|_| quote != b'#') else {
            break;
        };
        // `f"…"` and `a + "…"` are no plain strings.
        let before = rest[..at].chars().next_back();
        if !before.is_some_and(char::is_alphanumeric) {
            found.push(inner[..end].to_owned());
        }
        rest = &inner[end + 1..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Generator;
    use super::*;

    #[test]
    fn programs_give_their_literals() {
        let program = "project = 'A'\nname = f\"{x}\"\nsource_suffix = {\n    '.rst': 'x', # y 'z'\n}\n\
                       language = \"pt_BR\"\nexclude_patterns = ['_build', \"a/*\"]\nx = ['q']\n";
        assert_eq!(literals(program, "project"), ["A"]);
        assert_eq!(literals(program, "source_suffix"), [".rst", "x"]);
        assert_eq!(literals(program, "exclude_patterns"), ["_build", "a/*"]);
        assert!(literals(program, "name").is_empty());
        assert!(literals(program, "html_theme").is_empty());
    }

    #[test]
    fn names_for_all_pages_are_found() {
        let program = "version = '2.1'\nrelease = version\nxrst_epilog = 1\n\
                       rst_epilog = r\"\"\"\n.. |knot| replace:: reef knot\n\"\"\"\n";
        let mut site = Site::new(Generator::Sphinx, "", "conf.py");
        read_substitutions(program, &mut site);
        let known = |name: &str| site.variables.get(name).map(String::as_str);
        assert_eq!(known("sphinx.version"), Some("2.1"));
        assert_eq!(known("sphinx.release"), Some("2.1"));
        assert_eq!(
            known("rst_epilog"),
            Some("\n.. |knot| replace:: reef knot\n")
        );
        assert_eq!(known("rst_prolog"), None);
    }
}
