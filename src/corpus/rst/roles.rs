//! Roles: what a reader sees of `` :role:`text <target>` ``.

use super::super::address::split_path;
use super::Reader;
use super::inline::unescaped;
use super::labels::plain;
use super::names::label_id;

/// Roles whose text is code.
const CODE: &[&str] = &[
    "class",
    "meth",
    "func",
    "attr",
    "mod",
    "data",
    "exc",
    "obj",
    "const",
    "type",
    "deco",
    "prop",
    "setting",
    "djadmin",
    "ttag",
    "tfilter",
    "lookup",
    "option",
    "envvar",
    "file",
    "samp",
    "code",
    "program",
    "command",
    "kbd",
    "literal",
    "confval",
    "dir",
    "role",
    "macro",
    "member",
    "struct",
    "enum",
    "enumerator",
    "union",
    "var",
    "expr",
    "texpr",
    "keyword",
    "token",
    "mimetype",
    "regexp",
    "math",
    "cpp",
    "c",
    "python",
    "rst",
    "method",
    "function",
    "module",
    "attribute",
    "directive",
    "makevar",
    "opcode",
    "pdbcmd",
    "paramref",
    "namespace",
    "phpclass",
    "phpmethod",
    "phpfunction",
];

/// Roles whose objects are shown with `()`.
const CALLS: &[&str] = &["meth", "func", "method"];

/// Roles that lead to a numbered document: what stands before the number.
const NUMBERED: &[(&str, &str)] = &[
    ("pep", "PEP "),
    ("rfc", "RFC "),
    ("cve", "CVE-"),
    ("cwe", "CWE-"),
    ("bpo", "bpo-"),
    ("gh", "#"),
    ("issue", "#"),
    ("pr", "#"),
    ("pull", "#"),
    ("ticket", "#"),
];

impl Reader<'_, '_> {
    /// Writes what is shown of a role.
    pub(super) fn role(&mut self, role: &str, inner: &str, line: u32) {
        let name = role.rsplit(':').next().unwrap_or(role);
        let (title, target) = match name {
            "doc" | "ref" | "numref" | "download" | "term" => reference_parts(inner),
            _ => parts(inner),
        };
        let numbered = NUMBERED.iter().find(|(known, _)| *known == name);
        if let Some((_, before)) = numbered {
            if title.is_none() && target.starts_with(|c: char| c.is_ascii_digit()) {
                self.flow.text(before);
            }
            return self.flow.text(&unescaped(title.unwrap_or(target)));
        }
        match name {
            "doc" => self.document_role(title, target, line),
            "ref" | "numref" => self.label_role(title, target, line),
            "download" => self.link(&unescaped(title.unwrap_or(target)), None, line),
            "menuselection" => self.flow.text(&inner.replace("-->", "‣").replace('&', "")),
            "guilabel" => self.flow.text(
                &inner
                    .replace("&&", "\0")
                    .replace('&', "")
                    .replace('\0', "&"),
            ),
            "samp" | "file" => self.code_text(&inner.replace(['{', '}'], "")),
            "index" => self.flow.text(&unescaped(title.unwrap_or(target))),
            "math" | "code" | "literal" | "kbd" | "command" | "program" | "regexp" => {
                self.code_text(inner);
            }
            "raw-html" | "raw-latex" | "raw" => {}
            name if CODE.contains(&name) => {
                let text = shown_object(title, target, CALLS.contains(&name));
                self.code_text(&unescaped(&text));
            }
            _ => self.flow.text(&unescaped(title.unwrap_or(target))),
        }
    }

    /// Writes code whose line ends are blanks.
    fn code_text(&mut self, text: &str) {
        match text.contains('\n') {
            true => self.flow.inline_code(&text.replace('\n', " ")),
            false => self.flow.inline_code(text),
        }
    }

    /// Writes a link to a document: its text, else the title it is known by.
    fn document_role(&mut self, title: Option<&str>, target: &str, line: u32) {
        let path = self.document_path(target);
        let site = self.context.site;
        let known = site.labels.title(&path).map(str::to_owned);
        let known = known.or_else(|| site.entry_of(&path).and_then(|entry| entry.title.clone()));
        let shown = match title {
            Some(title) => unescaped(title),
            None => known.unwrap_or_else(|| {
                let (_, name) = split_path(target.trim_end_matches("/index"));
                name.replace(['-', '_'], " ")
            }),
        };
        // `python:tutorial` is a document of another site.
        let address = (!target.contains(':')).then(|| self.relative(&path));
        self.link(&shown, address.as_deref(), line);
    }

    /// Returns the path in the corpus of a document named without extension:
    /// that of the page at hand, unless only a file of another is known.
    fn document_path(&self, target: &str) -> String {
        let page = self.context.path;
        let own = page.rsplit_once('.').map_or("rst", |(_, end)| end);
        let path = self.included_path(target);
        let named = |extension: &str| format!("{path}.{extension}");
        let labels = &self.context.site.labels;
        let mut others = ["rst", "md", "txt"].into_iter().map(named);
        match labels.title(&named(own)) {
            Some(_) => named(own),
            None => others
                .find(|path| labels.title(path).is_some())
                .unwrap_or_else(|| named(own)),
        }
    }

    /// Returns the path in the corpus that an author wrote: from the site's
    /// folder if it starts with `/`, else from the file at hand.
    pub(super) fn included_path(&self, target: &str) -> String {
        let target = target.trim();
        let path = match target.strip_prefix('/') {
            Some(rooted) => match self.context.site.root.as_str() {
                "" => rooted.to_owned(),
                root => format!("{root}/{rooted}"),
            },
            None => match split_path(&self.file) {
                ("", _) => target.to_owned(),
                (folder, _) => format!("{folder}/{target}"),
            },
        };
        super::super::resolve::normal(&path).unwrap_or(path)
    }

    /// Returns a path in the corpus as a link from the page.
    fn relative(&self, path: &str) -> String {
        let (folder, _) = split_path(self.context.path);
        let up = folder.split('/').filter(|part| !part.is_empty()).count();
        format!("{}{path}", "../".repeat(up))
    }

    /// Writes a link to a label: its text, else the title after the label, on
    /// whichever page it is, else the words of the label.
    fn label_role(&mut self, title: Option<&str>, label: &str, line: u32) {
        let id = label_id(label);
        let (known, address) = match self.names.label(label) {
            Some(known) => (Some(plain(known)), Some(format!("#{id}"))),
            None => match self.context.site.labels.label(label) {
                Some((path, known)) => {
                    let address = format!("{}#{id}", self.relative(path));
                    (Some(known.to_owned()), Some(address))
                }
                None => (None, None),
            },
        };
        let shown = match (title, label) {
            (Some(title), _) => unescaped(title),
            (None, "genindex") => "Index".to_owned(),
            (None, "modindex" | "py-modindex") => "Module Index".to_owned(),
            (None, "search") => "Search Page".to_owned(),
            (None, label) => known.unwrap_or_else(|| label.replace(['-', '_'], " ")),
        };
        self.link(&shown, address.as_deref(), line);
    }
}

/// Returns what is shown of a role in a title, as plain text.
pub(super) fn shown_role(role: &str, inner: &str) -> String {
    let name = role.rsplit(':').next().unwrap_or(role);
    let (title, target) = parts(inner);
    match CODE.contains(&name) {
        true => shown_object(title, target, CALLS.contains(&name)),
        false => unescaped(title.unwrap_or(target)),
    }
}

/// Parts the inside of a role into its text, if it has one, and its target.
fn parts(inner: &str) -> (Option<&str>, &str) {
    let parts = inner
        .strip_suffix('>')
        .and_then(|text| text.rsplit_once('<'));
    match parts {
        Some((title, target)) if title.ends_with(char::is_whitespace) => {
            (Some(title.trim()), target.trim())
        }
        _ => (None, inner.trim()),
    }
}

/// Parts the inside of a role that leads to a place: a blank before the target
/// may be missing, for no place has `<` in its name.
fn reference_parts(inner: &str) -> (Option<&str>, &str) {
    let parts = inner
        .strip_suffix('>')
        .and_then(|text| text.rsplit_once('<'))
        .map(|(title, target)| (title.trim(), target.trim()));
    match parts {
        Some((title, target)) if !title.is_empty() => (Some(title), target),
        _ => (None, inner.trim()),
    }
}

/// Returns what is shown of an object: of `~a.b` the last part.
fn shown_object(title: Option<&str>, target: &str, is_call: bool) -> String {
    if let Some(title) = title {
        return title.strip_prefix('!').unwrap_or(title).to_owned();
    }
    let target = target.strip_prefix('!').unwrap_or(target);
    let mut shown = match target.strip_prefix('~') {
        Some(path) => {
            let end = path.find('(').unwrap_or(path.len());
            let start = path[..end].rfind(['.', '\\']).map_or(0, |at| at + 1);
            path[start..].to_owned()
        }
        None => target.trim_start_matches('.').to_owned(),
    };
    if is_call && !shown.ends_with(')') {
        shown.push_str("()");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_shown_as_sphinx_shows_them() {
        let check = |inner: &str, is_call: bool, expected: &str| {
            let (title, target) = parts(inner);
            assert_eq!(shown_object(title, target, is_call), expected);
        };
        check("~django.db.Model", false, "Model");
        check("a.b", false, "a.b");
        check("!x.save", true, "x.save()");
        check("the text <a.b>", true, "the text");
        check(".Model", false, "Model");
        check("~a.b(c.d)", true, "b(c.d)");
        check("List<T>", false, "List<T>");
    }

    #[test]
    fn references_need_no_blank_before_their_target() {
        assert_eq!(reference_parts("tides</a/b>"), (Some("tides"), "/a/b"));
        assert_eq!(reference_parts("the tides\n<b>"), (Some("the tides"), "b"));
        assert_eq!(reference_parts("a/b"), (None, "a/b"));
        assert_eq!(reference_parts("<b>"), (None, "<b>"));
    }
}
