//! How each generator names a file to bring in.

use super::super::site::Generator;
use super::docfx::find as learn;
use super::indented::split_prefix;
use super::lines::{Kind, Line};
use super::part::{Part, ranges};

/// The most bytes of a directive.
const MAX_LENGTH: usize = 1_000;

/// The generators that bring in files in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// `{{#include x}}`.
    MdBook,
    /// `--8<-- "x"`, `{* x *}`, `{!x!}`.
    MkDocs,
    /// `<<< x` and `<!--@include: x-->`.
    VitePress,
    /// `[!INCLUDE [t](x)]` and `:::code source="x":::`.
    Learn,
    /// A site that is not known: all of them.
    Any,
}

/// What becomes of a file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// It stands as it is.
    Text,
    /// It stands in a fence with this info string.
    Code(String),
}

/// A file to bring in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive<'a> {
    pub(super) path: &'a str,
    pub(super) part: Part<'a>,
    pub(super) shape: Shape,
}

/// A directive on a line.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// Where it stands.
    pub(super) start: usize,
    pub(super) end: usize,
    /// What it brings in.
    pub(super) directive: Option<Directive<'a>>,
    /// What stays of it if it brings in nothing.
    pub(super) kept: &'a str,
}

impl Family {
    pub(super) fn of(generator: Generator) -> Self {
        match generator {
            Generator::MdBook => Self::MdBook,
            Generator::MkDocs => Self::MkDocs,
            Generator::VitePress => Self::VitePress,
            Generator::Learn => Self::Learn,
            _ => Self::Any,
        }
    }

    fn has(self, other: Self) -> bool {
        self == other || self == Self::Any
    }

    /// Says whether a line may hold a directive.
    pub(super) fn is_on(self, line: &str) -> bool {
        self.has(Self::MdBook) && line.contains("{{#")
            || self.has(Self::MkDocs)
                && (line.contains("8<-")
                    || line.contains("{*")
                    || line.contains("{!")
                    || line.contains("::: "))
            || self.has(Self::VitePress) && (line.contains("<<<") || line.contains("@include"))
            || self.has(Self::Learn) && (line.contains("[!") || line.contains(":::code"))
    }
}

/// Finds the first directive of one kind in a text.
type Finder = fn(&str) -> Option<Found<'_>>;

/// Finds the first directive on a line.
pub(super) fn find(family: Family, text: &str, kind: Kind) -> Option<Found<'_>> {
    let is_text = kind == Kind::Text;
    let finders: [(Family, bool, Finder); 7] = [
        (Family::MdBook, true, mdbook),
        (Family::MkDocs, true, snippet),
        (Family::MkDocs, true, braces),
        (Family::MkDocs, is_text, starred),
        (Family::VitePress, is_text, vitepress_code),
        (Family::VitePress, is_text, vitepress_page),
        (Family::Learn, is_text, learn),
    ];
    let mut finders = finders.into_iter();
    finders.find_map(
        |(of, is_allowed, finder)| match family.has(of) && is_allowed {
            true => finder(text),
            false => None,
        },
    )
}

/// Brings forms of several lines to one line each.
///
/// Blocks of snippets become a directive for each file; what
/// `mkdocstrings` would make of code (`::: name` and options) goes.
pub(super) fn joined(list: Vec<Line<'_>>, family: Family) -> Vec<Line<'_>> {
    if !family.has(Family::MkDocs) {
        return list;
    }
    let mut out = Vec::with_capacity(list.len());
    let mut is_in_block = false;
    let mut dropping: Option<usize> = None;
    for mut line in list {
        let (prefix, rest) = split_prefix(&line.text);
        let column = prefix.len();
        if let Some(of) = dropping {
            if rest.is_empty() || (column > of && line.kind == Kind::Text) {
                continue;
            }
            dropping = None;
        }
        if is_snippet_mark(rest.trim_end()) {
            is_in_block = !is_in_block;
            continue;
        }
        if is_in_block {
            if rest.is_empty() || rest.starts_with(';') {
                continue;
            }
            let directive = format!("{prefix}--8<-- \"{}\"", rest.trim_end());
            line.text = directive.into();
        } else if family == Family::MkDocs && line.kind == Kind::Text && rest.contains("::: ") {
            match rest.trim_start_matches(['#', ' ']).strip_prefix("::: ") {
                Some(name) if rest.starts_with('#') => {
                    let level = &rest[..rest.len() - rest.trim_start_matches('#').len()];
                    let heading = format!("{prefix}{level} {name}");
                    line.text = heading.into();
                }
                Some(_) => {
                    dropping = Some(column);
                    continue;
                }
                None => {}
            }
        }
        out.push(line);
    }
    out
}

/// Says whether a text is the mark `--8<--` with any number of dashes.
fn is_snippet_mark(text: &str) -> bool {
    let after = text.trim_start_matches('-').strip_prefix("8<");
    text.starts_with('-')
        && after.is_some_and(|after| !after.is_empty() && after.bytes().all(|byte| byte == b'-'))
}

/// Reads `{{#include x:part}}` and its like.
fn mdbook(text: &str) -> Option<Found<'_>> {
    let mut from = 0;
    loop {
        let start = from + text[from..].find("{{#")?;
        let mut near = text.as_bytes()[start..].windows(2).take(MAX_LENGTH);
        let end = start + near.position(|two| two == b"}}")? + 2;
        let inner = text[start + 3..end - 2].trim();
        let (command, argument) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let argument = argument.split_whitespace().next().unwrap_or_default();
        let shape = match command {
            "include" | "rustdoc_include" | "title" => Shape::Text,
            "playground" | "playpen" => Shape::Code("rust".to_owned()),
            _ => {
                from = start + 3;
                continue;
            }
        };
        if text[..start].ends_with('\\') {
            return Some(Found {
                start: start - 1,
                end,
                directive: None,
                kept: &text[start..end],
            });
        }
        let (path, part) = argument.split_once(':').unwrap_or((argument, ""));
        let directive = (command != "title").then(|| Directive {
            path,
            part: mdbook_part(part),
            shape,
        });
        return Some(Found {
            start,
            end,
            directive,
            kept: "",
        });
    }
}

/// Reads `anchor`, `2`, `2:`, `:10` and `2:10`.
fn mdbook_part(text: &str) -> Part<'_> {
    let is_range = |byte: u8| byte.is_ascii_digit() || byte == b':';
    match text {
        "" | ":" => Part::All,
        text if text.bytes().all(is_range) => Part::Lines(ranges(text, &[':'])),
        text => Part::Named(text.split(':').next().unwrap_or(text)),
    }
}

/// Reads the snippet `--8<-- "x:part"`.
fn snippet(text: &str) -> Option<Found<'_>> {
    let (prefix, rest) = split_prefix(text);
    let escaped = rest.strip_prefix(';');
    let mark = escaped.unwrap_or(rest);
    let (mark, quoted) = mark.trim_end().split_once(char::is_whitespace)?;
    if !is_snippet_mark(mark) {
        return None;
    }
    let quote = quoted.trim().chars().next()?;
    let name = quoted.trim()[quote.len_utf8()..].strip_suffix(quote)?;
    let found = |directive, kept| Found {
        start: prefix.len(),
        end: text.len(),
        directive,
        kept,
    };
    if let Some(shown) = escaped {
        return Some(found(None, shown));
    }
    if name.contains("://") || name.is_empty() || !matches!(quote, '"' | '\'') {
        return Some(found(None, ""));
    }
    let (path, part) = name.split_once(':').unwrap_or((name, ""));
    let is_range = |byte: u8| byte.is_ascii_digit() || matches!(byte, b':' | b',' | b'-');
    let part = match part {
        "" => Part::All,
        part if part.bytes().all(is_range) => {
            let mut list = ranges(part, &[':']);
            // A line alone starts what is brought in.
            if let ([(_, last)], false) = (list.as_mut_slice(), part.contains(':')) {
                *last = usize::MAX;
            }
            Part::Lines(list)
        }
        part => Part::Named(part),
    };
    let directive = Directive {
        path,
        part,
        shape: Shape::Text,
    };
    Some(found(Some(directive), ""))
}

/// Reads `{!x!}` of Python-Markdown's plugins for includes.
fn braces(text: &str) -> Option<Found<'_>> {
    let start = text.find("{!")?;
    let end = start + text[start..].find("!}")? + 2;
    let inner = text.get(start + 2..end - 2)?.trim_start_matches('>').trim();
    let (path, part) = inner.split_once("[ln:").unwrap_or((inner, ""));
    let path = path.trim();
    let is_escaped = text[..start].ends_with('\\');
    let is_shown = text[..start].ends_with('`');
    if path.is_empty() || is_shown || path.contains(['"', '\'', '{', '(', ' ']) {
        return None;
    }
    let part = match part.trim_end_matches(']') {
        "" => Part::All,
        lines => Part::Lines(ranges(lines, &['-'])),
    };
    let directive = Directive {
        path,
        part,
        shape: Shape::Text,
    };
    Some(Found {
        start: start - usize::from(is_escaped),
        end,
        directive: (!is_escaped).then_some(directive),
        kept: &text[start..end],
    })
}

/// Reads `{* x.py hl[1,3] ln[1:5,8] *}`.
fn starred(text: &str) -> Option<Found<'_>> {
    let (prefix, rest) = split_prefix(text);
    let inner = rest.trim_end().strip_prefix("{*")?.strip_suffix("*}")?;
    let path = inner.split_whitespace().next()?;
    let lines = inner
        .split_once("ln[")
        .and_then(|(_, after)| after.split_once(']'));
    let part = lines.map_or(Part::All, |(lines, _)| {
        Part::Lines(ranges(lines, &[':', '-']))
    });
    let shape = match path.ends_with(".md") {
        true => Shape::Text,
        false => Shape::Code(language_of(path)),
    };
    Some(Found {
        start: prefix.len(),
        end: text.len(),
        directive: Some(Directive { path, part, shape }),
        kept: "",
    })
}

/// Reads `<<< @/x.js#region{1,2 ts} [label]`.
fn vitepress_code(text: &str) -> Option<Found<'_>> {
    let (prefix, rest) = split_prefix(text);
    let rest = rest.strip_prefix("<<<")?.trim();
    let (rest, label) = match rest
        .strip_suffix(']')
        .and_then(|rest| rest.rsplit_once('['))
    {
        Some((rest, label)) => (rest.trim_end(), Some(label)),
        None => (rest, None),
    };
    let (target, meta) = match rest
        .strip_suffix('}')
        .and_then(|rest| rest.rsplit_once('{'))
    {
        Some((target, meta)) => (target.trim_end(), meta),
        None => (rest, ""),
    };
    if target.is_empty() {
        return None;
    }
    let (path, region) = target.rsplit_once('#').unwrap_or((target, ""));
    let is_language = |word: &&str| !word.starts_with(|c: char| c.is_ascii_digit() || c == '{');
    let words = meta.split_whitespace().find(is_language);
    let mut info = match words.map(|word| word.split(':').next().unwrap_or(word)) {
        Some(language) if !language.is_empty() => language.to_owned(),
        _ => language_of(path),
    };
    if let Some(label) = label {
        info = format!("{info} [{label}]");
    }
    let part = match region {
        "" => Part::All,
        region => Part::Named(region),
    };
    Some(Found {
        start: prefix.len(),
        end: text.len(),
        directive: Some(Directive {
            path,
            part,
            shape: Shape::Code(info),
        }),
        kept: "",
    })
}

/// Reads `<!-- @include: x.md#part{1,3} -->`.
fn vitepress_page(text: &str) -> Option<Found<'_>> {
    let at = text.find("@include")?;
    let start = text[..at].rfind("<!--")?;
    let end = at + text[at..].find("-->")? + 3;
    if !text[start + 4..at].trim().is_empty() {
        return None;
    }
    let target = text[at..end - 3].strip_prefix("@include")?;
    let target = target.trim_start_matches(':').trim();
    let (target, lines) = match target
        .strip_suffix('}')
        .and_then(|rest| rest.rsplit_once('{'))
    {
        Some((target, lines)) => (target.trim_end(), Some(lines)),
        None => (target, None),
    };
    let (path, name) = target.split_once('#').unwrap_or((target, ""));
    let lines = lines.map(|lines| match lines.contains('-') {
        true => ranges(lines, &['-']),
        // `{1,3}` is one range.
        false => ranges(&lines.replace(',', ":"), &[':']),
    });
    let part = match (name, lines) {
        ("", None) => Part::All,
        ("", Some(lines)) => Part::Lines(lines),
        (name, None) => Part::Named(name),
        (name, Some(lines)) => Part::LinesOf(name, lines),
    };
    Some(Found {
        start,
        end,
        directive: Some(Directive {
            path,
            part,
            shape: Shape::Text,
        }),
        kept: "",
    })
}

/// Returns the language of a file of code: its extension.
pub(super) fn language_of(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    extension.to_owned()
}
