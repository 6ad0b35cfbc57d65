//! Directives: which are text to a reader, which are code, and which nothing.

use super::Reader;
use super::explicit::Directive;
use super::lines::Line;

/// Directives that show nothing of their own where they stand.
const DROPPED: &[&str] = &[
    "toctree",
    "index",
    "raw",
    "meta",
    "contents",
    "sectnum",
    "section-numbering",
    "tabularcolumns",
    "default-role",
    "role",
    "default-domain",
    "testsetup",
    "testcleanup",
    "autosummary",
    "header",
    "footer",
    "target-notes",
    "todo",
    "todolist",
    "graphviz",
    "digraph",
    "graph",
    "uml",
    "mermaid",
    "inheritance-diagram",
    "youtube",
    "vimeo",
    "video",
    "audio",
    "iframe",
    "disqus",
    "tags",
    "highlightlang",
    "title",
    "date",
    "sectionauthor",
    "moduleauthor",
    "codeauthor",
    "namespace",
    "namespace-push",
    "namespace-pop",
    "bibliography",
    "printindex",
    "feed",
    "post",
    "plot",
    "button-ref",
    "button-link",
    "kernel-figure",
    "kernel-render",
    "comment",
    "restructuredtext-test-directive",
];

/// Directives whose argument is for the machine and whose body is text.
const BODIES: &[&str] = &[
    "container",
    "compound",
    "rst-class",
    "cssclass",
    "hlist",
    "ifconfig",
    "tabs",
    "tab-set",
    "configuration-block",
    "grid",
    "card-carousel",
    "acks",
    "parsed-text",
    "glossary",
    "epigraph",
    "highlights",
    "pull-quote",
    "line-block",
    "nosearch",
    "ifslides",
    "flat-table",
    "article-info",
    "content-tabs",
    "panels",
    "div",
    "automodule",
];

/// Directives whose argument is a title and whose body is text.
const TITLED: &[&str] = &[
    "admonition",
    "topic",
    "sidebar",
    "rubric",
    "centered",
    "tab",
    "group-tab",
    "tab-item",
    "card",
    "grid-item",
    "grid-item-card",
    "dropdown",
    "details",
    "collapse",
    "spoiler",
    "table",
    "tab-container",
    "toggle",
    "dropdown-item",
];

/// Directives whose argument is the start of their text.
const NOTES: &[&str] = &[
    "note",
    "warning",
    "tip",
    "hint",
    "important",
    "attention",
    "caution",
    "danger",
    "error",
    "seealso",
    "see-also",
    "info",
    "best-practice",
    "screencast",
    "sidebar-note",
    "todo-note",
    "success",
    "question",
    "example",
    "pull-quote",
    "impl-detail",
    "availability",
    "soft-deprecated",
];

/// What stands before the number in notes about versions.
const VERSIONS: &[(&str, &str)] = &[
    ("versionadded", "New in version "),
    ("version-added", "New in version "),
    ("versionchanged", "Changed in version "),
    ("version-changed", "Changed in version "),
    ("deprecated", "Deprecated since version "),
    ("versionremoved", "Removed in version "),
    ("version-deprecated", "Deprecated since version "),
    ("version-removed", "Removed in version "),
    ("deprecated-removed", "Deprecated since version "),
];

impl Reader<'_, '_> {
    /// Reads a directive; `after` is what follows it.
    pub(super) fn directive(&mut self, directive: &Directive<'_, '_>, after: &[Line<'_>]) {
        let lower = directive.name.to_ascii_lowercase();
        let name = lower.as_str();
        self.flow.at_line = directive.number;
        if self.code_directive(name, directive) || self.table_directive(name, directive) {
            return;
        }
        match name {
            "module" | "currentmodule" => self.module = directive.argument().to_owned(),
            "program" => self.program = directive.argument().to_owned(),
            "highlight" => self.language = super::code::language_of(directive.argument()),
            "only" => self.only(directive),
            "include" => self.include(directive),
            "image" | "figure" | "thumbnail" => self.figure(directive),
            _ if DROPPED.contains(&name) => {}
            _ if BODIES.contains(&name) => self.blocks(directive.body),
            _ if TITLED.contains(&name) => self.titled(directive),
            _ if NOTES.contains(&name) => {
                let content = directive.content();
                self.contained(|reader| reader.blocks(&content));
            }
            _ => match VERSIONS.iter().find(|(known, _)| *known == name) {
                Some((_, before)) => self.version(before, directive),
                None if self.object(name, directive, after) => {}
                None => self.unknown(directive),
            },
        }
    }

    /// Reads a box with a title.
    fn titled(&mut self, directive: &Directive<'_, '_>) {
        self.inline_lines(&directive.arguments);
        self.flow.end_block();
        self.contained(|reader| reader.blocks(directive.body));
    }

    /// Reads what nothing is known of: its body, and an argument of words.
    fn unknown(&mut self, directive: &Directive<'_, '_>) {
        let argument = directive.argument();
        let is_text = argument.split(' ').count() > 2;
        if is_text || directive.arguments.len() > 1 {
            self.inline_lines(&directive.arguments);
            self.flow.end_block();
        }
        self.blocks(directive.body);
    }

    /// Reads what some outputs show: only that of web pages counts.
    fn only(&mut self, directive: &Directive<'_, '_>) {
        let tags = directive.argument();
        let is_for_print = ["latex", "texinfo", "man", "text", "epub", "pdf"].contains(&tags);
        if !is_for_print && !tags.contains("not html") {
            self.blocks(directive.body);
        }
    }

    /// Reads a picture: its words, then what stands below it.
    fn figure(&mut self, directive: &Directive<'_, '_>) {
        if let Some(alt) = directive.option("alt") {
            self.flow.image_words(alt);
            self.flow.end_block();
        }
        self.contained(|reader| reader.blocks(directive.body));
    }

    /// Reads a note about a version: `New in version 3.2: text`.
    fn version(&mut self, before: &str, directive: &Directive<'_, '_>) {
        let mut content = directive.content();
        let mut rest = Vec::new();
        self.flow.text(before);
        if let Some(first) = directive.arguments.first() {
            let words = match directive.name {
                "deprecated-removed" => 2,
                _ => 1,
            };
            let size = first.text.split(' ').take(words).map(|word| word.len() + 1);
            let size = (size.sum::<usize>() - 1).min(first.text.len());
            self.flow.text(&first.text[..size]);
            let head = content.remove(0);
            let text = first.text[size..].trim_start();
            rest.extend((!text.is_empty()).then_some(Line { text, ..head }));
        }
        if content.first().is_some_and(Line::is_blank) && rest.is_empty() {
            content.remove(0);
        }
        rest.append(&mut content);
        match rest.is_empty() {
            true => self.flow.text("."),
            false => self.flow.text(": "),
        }
        self.lead_in(&rest);
        self.flow.end_block();
    }
}
