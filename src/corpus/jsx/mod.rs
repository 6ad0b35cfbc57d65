//! MDX, JSX and Vue: the children stay, the code goes.
//!
//! What a component shows besides its children (`title`, `label`, `caption`)
//! becomes text. `Vec<T>` and `{name}` in prose are text: a component is one
//! only where it closes, an expression only where it is seen to be script.

use std::collections::{HashMap, HashSet};

use crate::error::NoticeKind;

use super::address::split_path;
use super::dialect::Context;
use super::dialect::lines::{Kind, Line, Lines};
use super::frontmatter;
use super::resolve::normal;
use super::site::Generator;

mod braces;

mod code;

mod component;

mod layout;

mod script;

mod stretch;

mod tag;

use layout::Output;
use script::{Budget, Scan};

/// The deepest that pages may show each other.
const MAX_DEPTH: usize = 5;

/// The most lines of one statement of a module.
const MAX_STATEMENT_LINES: usize = 3_000;

/// What a page's braces and indentation mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flavour {
    /// MDX, where all that looks like script is script.
    Mdx,
    /// Markdown that its generator reads as MDX: `{name}` may be text.
    Lenient,
    /// Vue, where `{{ }}` is script.
    Vue,
    /// Tags of components in Markdown.
    Tags,
}

impl Flavour {
    /// Says whether braces hold script and indentation means nothing.
    fn is_mdx(self) -> bool {
        matches!(self, Self::Mdx | Self::Lenient)
    }
}

/// What is known of a page while it is rewritten.
#[derive(Debug)]
struct Page<'p> {
    path: &'p str,
    flavour: Flavour,
    /// Components whose opening and closing tags are both there.
    paired: HashSet<String>,
    /// Names that the page's modules bring in or make.
    names: HashSet<String>,
    /// The paths of pages that are brought in as components.
    partials: HashMap<String, String>,
    budget: Budget,
    depth: usize,
    /// Statements that were seen to have no end.
    n_unended: usize,
    out: Output,
}

/// Rewrites the lines of a page.
pub(super) fn apply(lines: &mut Lines<'_>, context: &mut Context<'_>) {
    let has_sign = |line: &Line<'_>| {
        line.kind == Kind::Text
            && (line.text.contains(['<', '{']) || script::starts_module(&line.text))
    };
    if !lines.list.iter().any(has_sign) {
        return;
    }
    let flavour = flavour_of(&lines.list, context);
    lines.list = rewritten(&lines.list, context.path, flavour, 0, context);
    lines.mark_code();
}

/// Says what braces and indentation mean on a page.
fn flavour_of(lines: &[Line<'_>], context: &Context<'_>) -> Flavour {
    if context.path.ends_with(".mdx") {
        return Flavour::Mdx;
    }
    match context.site.generator {
        Generator::VitePress => Flavour::Vue,
        Generator::Docusaurus | Generator::Nextra | Generator::React => Flavour::Lenient,
        _ => {
            let mut text = lines.iter().filter(|line| line.kind == Kind::Text);
            let shows_script = text.any(|line| {
                let text = line.text.as_ref();
                text.contains("{/*") || text.contains("={") || script::starts_module(text)
            });
            match shows_script {
                true => Flavour::Lenient,
                false => Flavour::Tags,
            }
        }
    }
}

/// Returns the lines of a page rewritten.
fn rewritten(
    source: &[Line<'_>],
    path: &str,
    flavour: Flavour,
    depth: usize,
    context: &mut Context<'_>,
) -> Vec<Line<'static>> {
    let mut page = Page {
        path,
        flavour,
        paired: paired_in(source),
        names: HashSet::new(),
        partials: HashMap::new(),
        budget: Budget::new(),
        depth,
        n_unended: 0,
        out: Output::new(flavour.is_mdx()),
    };
    let mut at = 0;
    while at < source.len() {
        at += match source[at].kind {
            Kind::Text => page.text(source, at, context),
            Kind::Opening if page.is_hidden(&source[at]) => {
                let inner = source[at + 1..].iter();
                1 + inner.take_while(|line| line.kind == Kind::Code).count()
                    + usize::from(closes(source, at))
            }
            Kind::Opening if page.is_in_sandbox() => {
                page.open_file(&source[at]);
                1
            }
            _ => {
                page.out.code_line(&source[at]);
                1
            }
        };
    }
    page.out.lines
}

/// Says whether the fence at `at` has its closing fence.
fn closes(source: &[Line<'_>], at: usize) -> bool {
    let mut after = source[at + 1..].iter();
    let end = after.find(|line| line.kind != Kind::Code);
    end.is_some_and(|line| line.kind == Kind::Closing)
}

impl Page<'_> {
    /// Takes a statement or a stretch of text; returns how many lines it has.
    fn text(&mut self, source: &[Line<'_>], at: usize, context: &mut Context<'_>) -> usize {
        if self.flavour.is_mdx() && starts_statement(source, at) {
            let limit = match self.n_unended {
                0..20 => MAX_STATEMENT_LINES,
                _ => 20,
            };
            let n = statement(&source[at..], limit);
            if n == 0 {
                self.n_unended += 1;
            } else {
                self.note_module(&source[at..at + n], context);
                return n;
            }
        }
        let mut end = at + 1;
        while end < source.len()
            && source[end].kind == Kind::Text
            && !(self.flavour.is_mdx() && starts_statement(source, end))
        {
            end += 1;
        }
        self.stretch(&source[at..end], context);
        end - at
    }

    /// Notes what a statement brings in.
    fn note_module(&mut self, lines: &[Line<'_>], context: &Context<'_>) {
        for line in lines {
            let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
            let words = line.text.split(|c| !is_word(c)).filter(|w| !w.is_empty());
            self.names.extend(words.take(50).map(str::to_owned));
            for part in line.text.split(';') {
                let Some(rest) = part.trim().strip_prefix("import ") else {
                    continue;
                };
                let Some((name, file)) = rest.split_once(" from ") else {
                    continue;
                };
                let file = file.trim().trim_matches(['"', '\'']);
                if file.ends_with(".md") || file.ends_with(".mdx") {
                    let file = self.resolved(file, context);
                    self.partials.insert(name.trim().to_owned(), file);
                }
            }
        }
    }

    /// Returns the path of a file that the page names.
    fn resolved(&self, file: &str, context: &Context<'_>) -> String {
        if let Some(file) = file.strip_prefix("@site/") {
            return format!("{}/{file}", context.site.root);
        }
        let (folder, _) = split_path(self.path);
        format!("{folder}/{file}")
    }

    /// Shows the page that a component stands for; `false` if it is none.
    fn show_partial(&mut self, name: &str, context: &mut Context<'_>) -> bool {
        let Some(path) = self.partials.get(name).cloned() else {
            return false;
        };
        let text = match self.depth < MAX_DEPTH {
            true => context.resolver.text(&path).ok(),
            false => None,
        };
        let Some(text) = text else {
            let message = format!("`{path}` is not there to be shown as `<{name} />`");
            context
                .notices
                .add(NoticeKind::Markup, self.out.number, message);
            return true;
        };
        let number = self.out.number;
        let mut lines = Lines::of(frontmatter::split(&text).body, number);
        for line in &mut lines.list {
            line.number = number;
        }
        let flavour = match path.ends_with(".mdx") {
            true => Flavour::Mdx,
            false => self.flavour,
        };
        let path = normal(&path).unwrap_or_default();
        let shown = rewritten(&lines.list, &path, flavour, self.depth + 1, context);
        self.out.break_block();
        self.out.lines.extend(shown);
        self.out.break_block();
        true
    }

    /// Says whether code stands among the files of a sandbox.
    fn is_in_sandbox(&self) -> bool {
        let mut frames = self.out.frames.iter();
        frames.any(|frame| frame.name.starts_with("Sandpack"))
    }

    /// Says whether a fence holds a file that readers are not shown.
    fn is_hidden(&self, line: &Line<'_>) -> bool {
        let mut words = line.text.split_whitespace();
        words.any(|word| word == "hidden") && self.is_in_sandbox()
    }

    /// Opens a file of a sandbox: its name stands above it.
    fn open_file(&mut self, line: &Line<'_>) {
        let mut words = line.text.split_whitespace();
        let fence = words.next().unwrap_or_default();
        if let Some(name) = words.find(|word| word.contains('.') && !word.contains('{')) {
            self.out.start_line(line.number, name);
            self.out
                .current
                .push_str(&format!("`{}`", name.trim_start_matches('/')));
            self.out.end_line();
            self.out.lines.push(Line::text("", line.number));
        }
        let bytes = line.text.len() - line.text.trim_start().len();
        let plain = format!("{}{fence}", &line.text[..bytes]);
        self.out.code_line(&Line {
            text: plain.into(),
            number: line.number,
            kind: Kind::Opening,
        });
    }
}

/// Returns the components that have both opening and closing tags.
fn paired_in(source: &[Line<'_>]) -> HashSet<String> {
    let mut opened: HashSet<&str> = HashSet::new();
    let mut closed: HashSet<&str> = HashSet::new();
    for line in source.iter().filter(|line| line.kind == Kind::Text) {
        let mut rest = line.text.as_ref();
        while let Some(at) = rest.find('<') {
            rest = &rest[at + 1..];
            let is_closing = rest.starts_with('/');
            let name = rest.trim_start_matches('/');
            let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
            let name = &name[..name.find(ends).unwrap_or(name.len())];
            if component::is_component(name) {
                match is_closing {
                    true => closed.insert(name),
                    false => opened.insert(name),
                };
            }
        }
    }
    let both = opened.intersection(&closed);
    both.map(|name| (*name).to_owned()).collect()
}

/// Says whether a statement of a module may start at a line.
fn starts_statement(source: &[Line<'_>], at: usize) -> bool {
    if !script::starts_module(&source[at].text) {
        return false;
    }
    let before = at.checked_sub(1).map(|before| &source[before]);
    before.is_none_or(|line| {
        let text = line.text.trim();
        line.kind != Kind::Text
            || text.is_empty()
            || text.starts_with(['#', '<', '{'])
            || text.ends_with([';', '\'', '"', '}', '>', '/'])
    })
}

/// Returns how many lines the statement at the start has; 0 if it has no end.
fn statement(lines: &[Line<'_>], limit: usize) -> usize {
    let mut scan = Scan::default();
    for (at, line) in lines.iter().take(limit).enumerate() {
        scan.feed(&line.text, false);
        scan.feed("\n", false);
        let next = lines.get(at + 1).map_or("", |line| &line.text);
        let is_single = line.text.starts_with("import ") && at == 0;
        let is_end = next.trim().is_empty()
            || is_single
            || !next.starts_with([' ', '\t', '.', '?', ':', '|', '&', ')', '}', ']']);
        if scan.is_balanced() && is_end && !script::goes_on(&line.text) {
            return at + 1;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::super::Notices;
    use super::super::resolve::Resolver;
    use super::super::site::Site;
    use super::*;
    use crate::corpus::hostile;
    use std::path::Path;

    fn clean(text: &str, generator: Generator, path: &str) -> (String, Vec<u32>) {
        let site = Site::new(generator, "", "");
        let mut notices = Notices::new(path);
        let mut context = Context {
            front: &crate::corpus::frontmatter::Parts::of_body(""),
            path,
            site: &site,
            resolver: &Resolver::new(Path::new("/nowhere")),
            notices: &mut notices,
        };
        let mut lines = Lines::of(text, 1);
        apply(&mut lines, &mut context);
        lines.into_text()
    }

    #[test]
    fn lines_keep_their_numbers() {
        let text = "import A from 'a';\n\n<A\n  b={1}\n>\n\n## B\n\n</A>\n\n## C";
        let (text, numbers) = clean(text, Generator::Docusaurus, "a.mdx");
        let lines = text.split('\n').zip(numbers);
        let headings: Vec<_> = lines.filter(|(line, _)| line.starts_with('#')).collect();
        assert_eq!(headings, [("## B", 7), ("## C", 11)]);
    }

    #[test]
    fn unknown_sites_show_by_signs_what_they_are() {
        let check = |text: &str, expected: &str| {
            let found = clean(text, Generator::Plain, "a.md").0;
            assert_eq!(found, expected, "{text}");
        };
        check("a {/* b */} {'c'} {d}", "a  c {d}");
        check("a {'c'} {d}", "a {'c'} {d}");
        check("a {{ b }} <T> <A.B /> c", "a {{ b }} <T>  c");
        check("\n    <A>b</A>\n\nc <A>d</A>", "\n    <A>b</A>\n\nc d");
        check("- a\n\n  - b\n\n    <A>c</A>", "- a\n\n  - b\n\n    c");
    }

    #[test]
    fn hostile_pages_do_not_grow() {
        let long = |piece: &str| piece.repeat(hostile(2_000) / piece.len());
        let nested = format!(
            "{}{}",
            "<A>\n".repeat(hostile(1_000)),
            "</A>\n".repeat(hostile(1_000))
        );
        let mut pages: Vec<String> = [
            "<A ",
            "<A>",
            "</A>",
            "<A/>",
            "<A b={",
            "<A b=\"",
            "<A b='>",
            "{",
            "{`${",
            "{/*",
            "`a",
            "<!--",
            "<!-- -->",
            "<style>",
            "<style>\n",
            "> <A/> ",
            "{{",
            "{{ a }}",
            "{{ a",
            "{a}",
            "export const a = {\n\n",
            "import {\n\n",
            "$^{a} ",
            "<div>\n",
            "<Head>\n",
            "\\{#",
            "- <A>\n",
            "<Sandpack>\n```js a.js\n",
            "<A b='",
            "é{",
            "<Code code={`",
            "\u{a0}<A>\n",
        ]
        .map(long)
        .to_vec();
        pages.push(nested);
        pages.push(format!(
            "{}{}",
            ">".repeat(hostile(20_000)),
            "<A/>".repeat(hostile(5_000))
        ));
        pages.push(format!(
            "</A>{}{}",
            " ".repeat(hostile(20_000)),
            "<A>".repeat(hostile(1_000))
        ));
        for page in &pages {
            for (generator, path) in [
                (Generator::Docusaurus, "a.mdx"),
                (Generator::VitePress, "a.md"),
                (Generator::Plain, "a.md"),
            ] {
                let cleaned = clean(page, generator, path).0;
                assert!(cleaned.len() <= 3 * page.len(), "{path}");
            }
        }
    }
}
