//! `MyST`: Sphinx's directives and roles in Markdown.
//!
//! A directive is a fence with a name in braces. Of those that hold text the
//! fences go and the text stays; those that hold code become plain fences.

use std::borrow::Cow;

use super::Context;
use super::lines::{Kind, Line, Lines};
use super::myst_include::Included;
use super::myst_roles::without_roles;

/// How deep fences nest; deeper ones are left as they are.
const MAX_DEPTH: usize = 32;

/// Directives that hold code.
const CODE: &[&str] = &[
    "code-block",
    "code",
    "sourcecode",
    "code-cell",
    "literalinclude",
    "prompt",
    "parsed-literal",
    "doctest",
    "testcode",
    "testoutput",
    "console",
    "ipython",
    "math",
];

/// Directives that show nothing of their own.
const DROPPED: &[&str] = &[
    "toctree",
    "index",
    "raw",
    "contents",
    "mermaid",
    "graphviz",
    "tableofcontents",
    "todo",
    "bibliography",
    "glue",
    "highlight",
    "currentmodule",
    "module",
    "program",
    "autosummary",
    "image",
    "iframe",
    "video",
];

/// Directives whose argument is no text.
const SILENT: &[&str] = &["figure", "include", "eval-rst", "container", "div", "only"];

/// What an open fence holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Text, its fences gone.
    Text,
    /// Code, its fences kept.
    Code,
    /// reStructuredText, of which the prose is kept.
    Rst,
    /// Nothing that is shown.
    Dropped,
}

/// An open fence: its sign, how many of it, what it holds.
struct Fence {
    sign: char,
    n_signs: usize,
    mode: Mode,
    /// Whether options may still come.
    is_head: bool,
    /// Whether options stand between two `---`.
    is_block: bool,
    /// The file that comes in its place.
    included: Option<Included>,
    /// Where it starts among the lines that are kept.
    start: usize,
}

/// Turns `MyST` into plain Markdown.
pub(super) fn apply(lines: &mut Lines<'_>, context: &mut Context<'_>) {
    let has_signs = lines.list.iter().any(|line| {
        line.text.contains("{") || line.text.ends_with(")=") || line.text.starts_with('%')
    });
    if !has_signs {
        return;
    }
    let mut open: Vec<Fence> = Vec::new();
    let mut kept = Vec::with_capacity(lines.list.len());
    for line in std::mem::take(&mut lines.list) {
        take(line, &mut open, &mut kept, context);
    }
    lines.list = kept;
    lines.mark_code();
    for line in &mut lines.list {
        if line.kind == Kind::Text && line.text.contains("}`") {
            line.text = Cow::Owned(without_roles(&line.text, context));
        }
    }
}

/// Takes one line: keeps, changes or drops it.
fn take<'a>(
    mut line: Line<'a>,
    open: &mut Vec<Fence>,
    kept: &mut Vec<Line<'a>>,
    context: &mut Context<'_>,
) {
    let start = line.text.trim_start();
    let sign = start.chars().next().filter(|c| "`~:".contains(*c));
    let n_signs = sign.map_or(0, |sign| start.len() - start.trim_start_matches(sign).len());
    let info = start[n_signs..].trim();
    if let Some(fence) = open.last()
        && n_signs >= fence.n_signs
        && sign == Some(fence.sign)
        && info.is_empty()
    {
        let closed = open.pop();
        return close(line, closed, kept, context);
    }
    if let Some(fence) = open.last_mut().filter(|fence| fence.is_head)
        && is_option(fence, start)
    {
        // The caption of code is read before it.
        if let Some(caption) = start.strip_prefix(":caption:")
            && fence.mode == Mode::Code
        {
            let caption = caption.trim().to_owned();
            kept.insert(fence.start, Line::text("", line.number));
            kept.insert(fence.start, Line::text(caption, line.number));
            fence.start += 2;
        }
        return;
    }
    match open.last() {
        Some(fence) if fence.mode == Mode::Code => return kept.push(line),
        Some(fence) if fence.mode == Mode::Rst => return kept.extend(prose_of_rst(line)),
        Some(fence) if fence.mode == Mode::Dropped && sign.is_none() => return,
        _ => {}
    }
    let is_fence = n_signs >= 3 && !(sign == Some('`') && info.contains('`'));
    if let Some(sign) = sign.filter(|_| is_fence && open.len() < MAX_DEPTH) {
        let indent = line.text.len() - start.len();
        let info = info.to_owned();
        return open_fence(line, indent, (sign, n_signs), &info, open, kept);
    }
    if open.last().is_some_and(|fence| fence.mode == Mode::Dropped) {
        return;
    }
    let shown = line.text.trim();
    if shown.starts_with('%') || (shown.starts_with("+++") && line.text.starts_with('+')) {
        line.text = Cow::Borrowed("");
    } else if let Some(label) = shown
        .strip_suffix(")=")
        .and_then(|text| text.strip_prefix('('))
    {
        let id: Vec<&str> = label.split(|c: char| !c.is_alphanumeric()).collect();
        let anchor = format!("<a id=\"{}\"></a>", id.join("-").to_lowercase());
        line.text = Cow::Owned(anchor);
    }
    kept.push(line);
}

/// Takes the line that closes a fence.
fn close<'a>(
    line: Line<'a>,
    closed: Option<Fence>,
    kept: &mut Vec<Line<'a>>,
    context: &mut Context<'_>,
) {
    let is_code = closed
        .as_ref()
        .is_some_and(|fence| fence.mode == Mode::Code);
    if let Some(included) = closed.and_then(|fence| fence.included) {
        let lines = included.lines(kept, context);
        let mut inside: Vec<Fence> = Vec::new();
        for line in lines {
            match included.is_code() {
                true => kept.push(line),
                false => take(line, &mut inside, kept, context),
            }
        }
    }
    kept.push(match is_code {
        true => line,
        false => Line::text("", line.number),
    });
}

/// Returns what a line of reStructuredText says, without the marks of its
/// directives: `.. note:: text` is `text`, `:width: 50` is nothing.
fn prose_of_rst(line: Line<'_>) -> Option<Line<'_>> {
    let text = line.text.trim();
    let said = match text.strip_prefix("..") {
        Some(rest) => rest.split_once(":: ").map_or("", |(name, said)| {
            let is_text = name.trim_start().chars().all(char::is_alphabetic);
            let is_file = matches!(name.trim(), "image" | "figure" | "include" | "toctree");
            if is_text && !is_file { said } else { "" }
        }),
        None if text.starts_with(':') && text[1..].contains(": ") => return None,
        None => text,
    };
    let said = said.to_owned();
    Some(Line {
        text: Cow::Owned(said),
        ..line
    })
}

/// Takes the line that opens a fence.
fn open_fence<'a>(
    line: Line<'a>,
    indent: usize,
    (sign, n_signs): (char, usize),
    info: &str,
    open: &mut Vec<Fence>,
    kept: &mut Vec<Line<'a>>,
) {
    let is_dropped = open.last().is_some_and(|fence| fence.mode == Mode::Dropped);
    let (mode, text) = opened(sign, info, is_dropped);
    open.push(Fence {
        sign,
        n_signs,
        mode,
        is_head: info.starts_with('{'),
        is_block: false,
        start: kept.len(),
        included: Included::of(info, kept.len(), line.number).filter(|_| !is_dropped),
    });
    match text {
        Some(text) => {
            let indent = " ".repeat(indent);
            let mark: String = std::iter::repeat_n(sign, n_signs).collect();
            let text = match mode {
                Mode::Code => format!("{indent}{mark}{text}"),
                _ => format!("\n{indent}{text}\n"),
            };
            let number = line.number;
            let lines = text.split('\n');
            kept.extend(lines.map(|text| Line::text(text.to_owned(), number)));
        }
        None if mode == Mode::Code => kept.push(line),
        None => kept.push(Line::text("", line.number)),
    }
}

/// Says whether a line is an option of the fence just opened.
fn is_option(fence: &mut Fence, text: &str) -> bool {
    if text.trim_end() == "---" {
        fence.is_head = !fence.is_block;
        fence.is_block = !fence.is_block;
        return true;
    }
    let field = text
        .strip_prefix(':')
        .and_then(|rest| rest.split_once(':'))
        .filter(|(name, rest)| {
            !name.is_empty()
                && !name.contains(char::is_whitespace)
                && (rest.is_empty() || rest.starts_with(' '))
        });
    let setting = field.or_else(|| text.split_once(':').filter(|_| fence.is_block));
    if let (Some(included), Some((name, value))) = (&mut fence.included, setting) {
        included.set(name.trim(), value.trim());
    }
    fence.is_head = fence.is_block || field.is_some();
    fence.is_head
}

/// Returns what a fence holds, and what stands in its place if it changes.
fn opened(sign: char, info: &str, is_dropped: bool) -> (Mode, Option<String>) {
    if is_dropped {
        return (Mode::Dropped, None);
    }
    let directive = info.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    let Some((name, argument)) = directive else {
        return match sign {
            // `:::` without a name is a box of another kind: its text stays.
            ':' => (Mode::Text, None),
            _ => (Mode::Code, None),
        };
    };
    let name = name.rsplit(':').next().unwrap_or(name);
    let argument = argument.trim();
    if CODE.contains(&name) {
        let language = match name {
            "math" => "latex",
            "console" => "console",
            "literalinclude" => "",
            _ => argument,
        };
        // A fence of colons is none to Markdown.
        return match sign {
            ':' => (Mode::Text, None),
            _ => (Mode::Code, Some(language.to_owned())),
        };
    }
    if DROPPED.contains(&name) {
        return (Mode::Dropped, None);
    }
    if name == "eval-rst" {
        return (Mode::Rst, None);
    }
    let text = match name {
        "versionadded" => format!("New in version {argument}"),
        "versionchanged" => format!("Changed in version {argument}"),
        "deprecated" => format!("Deprecated since version {argument}"),
        name if SILENT.contains(&name) => String::new(),
        _ if argument.chars().all(|c| c.is_ascii_digit() || c == ' ') => String::new(),
        _ => argument.to_owned(),
    };
    (Mode::Text, (!text.is_empty()).then_some(text))
}
