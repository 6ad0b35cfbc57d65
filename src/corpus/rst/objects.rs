//! Objects: functions, classes, options, settings that a page describes.
//!
//! Each becomes a heading one level below the section it stands in, with the
//! anchor that Sphinx gives it; what follows it goes on in that section.

use super::Reader;
use super::explicit::Directive;
use super::lines::Line;
use super::names::label_id;

/// What kind of thing an object is: this decides its anchor.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Of a language with modules and classes: `module.Class.method`.
    Member,
    /// An option of a command.
    CommandOption,
    /// Something else, by the name of its directive: `envvar-HOME`.
    Named,
    /// Something without an anchor that is known.
    Bare,
}

const MEMBERS: &[&str] = &[
    "method",
    "class",
    "function",
    "attribute",
    "exception",
    "data",
    "classmethod",
    "staticmethod",
    "decorator",
    "decoratormethod",
    "property",
    "autoclass",
    "autofunction",
    "automethod",
    "autoexception",
    "autodata",
    "autoattribute",
    "awaitablefunction",
    "coroutinefunction",
    "coroutinemethod",
    "abstractmethod",
    "awaitablemethod",
    "autoproperty",
    "interface",
    "trait",
];

const NAMED: &[&str] = &[
    "setting",
    "fieldlookup",
    "templatefilter",
    "templatetag",
    "confval",
    "envvar",
    "directive",
    "role",
    "2to3fixer",
    "pdbcommand",
    "opcode",
    "token",
    "django-admin",
    "config",
    "signal",
];

const BARE: &[&str] = &[
    "describe",
    "object",
    "macro",
    "struct",
    "member",
    "var",
    "type",
    "enum",
    "enumerator",
    "union",
    "typedef",
    "concept",
    "alias",
    "get",
    "post",
    "put",
    "delete",
    "patch",
    "head",
    "options",
    "namespace",
    "const",
    "case",
    "global",
    "click",
    "argparse",
    "c-function",
    "cfunction",
    "cvar",
    "ctype",
    "cmacro",
    "cmember",
    "kernel-doc-function",
    "enum-class",
    "enum-struct",
];

/// Named objects that Sphinx puts under `std`, as a site's own configuration
/// declares them.
const DECLARED: &[&str] = &[
    "setting",
    "fieldlookup",
    "templatefilter",
    "templatetag",
    "signal",
];

impl Reader<'_, '_> {
    /// Reads a directive as an object, if it is one.
    pub(super) fn object(
        &mut self,
        name: &str,
        directive: &Directive<'_, '_>,
        after: &[Line<'_>],
    ) -> bool {
        let signature = directive.argument();
        let kind = match name {
            _ if signature.is_empty() => return false,
            "option" | "cmdoption" | "django-admin-option" => Kind::CommandOption,
            _ if NAMED.contains(&name) => Kind::Named,
            _ if matches!(directive.domain, "c" | "cpp" | "http" | "rst") => Kind::Bare,
            _ if MEMBERS.contains(&name) => Kind::Member,
            _ if BARE.contains(&name) => Kind::Bare,
            _ if !directive.body.is_empty() && is_signature(signature) => Kind::Bare,
            _ => return false,
        };
        let shown = shown_name(signature, kind);
        let id = self.object_id(kind, name, directive.domain, shown);
        // With no text of its own it marks the title that follows.
        if directive.body.is_empty() && DECLARED.contains(&name) && leads_to_title(after) {
            if let Some(id) = id {
                self.flow.anchor(id);
            }
            return true;
        }
        if name == "django-admin" {
            self.program = shown.to_owned();
        }
        self.described(
            directive,
            shown,
            id,
            kind,
            name == "class" || name == "exception",
        );
        true
    }

    /// Writes an object: its heading, its signatures, its text.
    fn described(
        &mut self,
        directive: &Directive<'_, '_>,
        shown: &str,
        id: Option<String>,
        kind: Kind,
        is_class: bool,
    ) {
        self.flow.end_block();
        let place = self.flow.place();
        let depth = u8::try_from(self.objects.len()).unwrap_or(6);
        // Under a title of the same name it needs no other.
        if shown != self.title.trim_end_matches("()") || depth > 0 {
            let level = self.level.max(1).saturating_add(1).saturating_add(depth);
            self.flow.start_heading(level.min(6), id);
            self.flow.inline_code(shown);
            self.flow.end_heading();
            self.flow.end_block();
        }
        for line in &directive.arguments {
            let signature = line.text.trim_end_matches('\\').trim_end();
            let signature = signature.replace('\\', "");
            let whole = match kind {
                Kind::Member => self.whole_signature(directive.name, &signature),
                _ => signature,
            };
            if whole != shown {
                self.flow.inline_code(&whole);
                self.flow.end_block();
            }
        }
        let own = match (kind, is_class) {
            (Kind::Member, true) => shown.to_owned(),
            _ => String::new(),
        };
        // Without a body of its own the text after it is about it.
        if !directive.body.is_empty() {
            self.objects.push(own);
            self.blocks(directive.body);
            self.objects.pop();
            self.flow.resume(place);
        }
    }

    /// Returns a signature as it is shown: what it is, and where if that is not
    /// said above it.
    fn whole_signature(&self, name: &str, signature: &str) -> String {
        let is_shown = matches!(name, "class" | "exception" | "classmethod" | "staticmethod");
        let what = if is_shown { name } else { "" };
        let is_known = self.objects.iter().any(|name| !name.is_empty())
            || self.module.is_empty()
            || signature.starts_with(&format!("{}.", self.module));
        let (place, dot) = match is_known {
            true => ("", ""),
            false => (self.module.as_str(), "."),
        };
        format!("{what} {place}{dot}{signature}").trim().to_owned()
    }

    /// Returns the anchor of an object.
    fn object_id(&self, kind: Kind, name: &str, domain: &str, shown: &str) -> Option<String> {
        match kind {
            Kind::CommandOption => {
                let option = label_id(shown);
                let program = label_id(&self.program);
                if option.is_empty() {
                    return None;
                }
                Some(match program.is_empty() || program == "none" {
                    true => format!("cmdoption-{option}"),
                    false => format!("cmdoption-{program}-{option}"),
                })
            }
            Kind::Named if DECLARED.contains(&name) => Some(format!("std-{name}-{shown}")),
            Kind::Named if name == "directive" || name == "role" => {
                Some(format!("{name}-{}", label_id(shown)))
            }
            Kind::Named => Some(format!("{name}-{}", shown.replace(' ', "-"))),
            Kind::Member => {
                let class = self.objects.iter().rev().find(|name| !name.is_empty());
                let mut parts: Vec<&str> = Vec::new();
                if !self.module.is_empty() && !shown.starts_with(&format!("{}.", self.module)) {
                    parts.push(&self.module);
                }
                if let Some(class) = class
                    && !shown.starts_with(&format!("{class}."))
                {
                    parts.push(class);
                }
                parts.push(shown);
                Some(parts.join("."))
            }
            Kind::Bare if domain == "c" => Some(format!("c.{shown}")),
            Kind::Bare => None,
        }
    }
}

/// Returns the name in a signature: `save` of `async save(force=False) -> int`.
fn shown_name(signature: &str, kind: Kind) -> &str {
    let signature = signature.trim_end_matches('\\').trim_end();
    if kind == Kind::CommandOption {
        let end = signature.find([' ', ',', '=', '[']);
        return &signature[..end.filter(|at| *at > 0).unwrap_or(signature.len())];
    }
    let end = signature.find(['(', '[', '{']).filter(|at| *at > 0);
    let head = signature[..end.unwrap_or(signature.len())].trim_end();
    let head = head.split(" -> ").next().unwrap_or(head);
    let head = head.split(" = ").next().unwrap_or(head);
    let head = match kind {
        Kind::Member => head.split(": ").next().unwrap_or(head),
        _ => head,
    };
    match kind {
        Kind::Named => head.split(' ').next().unwrap_or(head),
        _ if end.is_some() || kind == Kind::Member => {
            let name = head.rsplit(' ').next().unwrap_or(head);
            name.trim_start_matches(['*', '&', '@'])
        }
        _ => head,
    }
}

/// Says whether an argument looks like the signature of something.
fn is_signature(argument: &str) -> bool {
    let name = argument.split(['(', ' ']).next().unwrap_or_default();
    let is_name = |c: char| c.is_alphanumeric() || "_.:\\-$".contains(c);
    let is_call = argument.ends_with(')') && argument.contains('(');
    let is_path = !argument.contains(' ') && argument.contains(['.', ':', '_', '\\']);
    !name.is_empty() && name.chars().all(is_name) && (is_call || is_path)
}

/// Says whether a title follows, after blank lines, labels and the like.
fn leads_to_title(lines: &[Line<'_>]) -> bool {
    let is_between = |line: &Line<'_>| line.is_blank() || line.text.starts_with(".. ");
    let n = lines.iter().take(20).take_while(|line| is_between(line));
    Reader::is_title(&lines[n.count()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_out_of_signatures() {
        let check = |signature: &str, kind: Kind, expected: &str| {
            assert_eq!(shown_name(signature, kind), expected);
        };
        check("Model.save(force=False)", Kind::Member, "Model.save");
        check("async run(*args) -> int", Kind::Member, "run");
        check("count: int", Kind::Member, "count");
        check(
            "--verbosity {0,1}, -v {0,1}",
            Kind::CommandOption,
            "--verbosity",
        );
        check("check [app_label ...]", Kind::Named, "check");
        check("int PyList_Size(PyObject *list)", Kind::Bare, "PyList_Size");
        check("Meta.ordering", Kind::Member, "Meta.ordering");
    }
}
