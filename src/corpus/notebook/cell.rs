//! What a cell shows: marks for Colab, licences and buttons taken away.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::super::element::code_language;

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    Markdown,
    Code,
    Raw,
}

/// Tags that keep a cell or its input out of the built page.
const HIDING_TAGS: [&str; 6] = [
    "remove-cell",
    "remove_cell",
    "remove-input",
    "remove_input",
    "hide-input",
    "hide-cell",
];

/// The words of a table of buttons.
const BUTTONS: &str = "tfo-notebook-buttons";

/// What is left of a code cell.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Code {
    /// The titles of the form that Colab shows in its place.
    pub(super) captions: Vec<String>,
    /// What a magic command says it is written in.
    pub(super) language: Option<String>,
    pub(super) text: String,
}

/// Says whether a cell of these tags is not shown.
pub(super) fn is_hidden(tags: &[String]) -> bool {
    tags.iter().any(|tag| HIDING_TAGS.contains(&tag.as_str()))
}

/// Says whether a cell only says who wrote the notebook and under what terms.
pub(super) fn is_licence(kind: Kind, text: &str) -> bool {
    let text = text.trim();
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let says = |words: &[&str]| {
        let head = super::super::plain::cut(text, 2_000).to_ascii_lowercase();
        words.iter().any(|word| head.contains(word))
    };
    match kind {
        Kind::Markdown => {
            let words = first.trim_start_matches(['#', '*', ' ']);
            first.starts_with('#')
                && words.starts_with("Copyright")
                && lines.all(|line| line.trim().is_empty() || line.starts_with("Licen"))
        }
        Kind::Code => {
            let is_comment = |line: &str| {
                let line = line.trim_start();
                line.is_empty() || line.starts_with('#') || line.starts_with("//")
            };
            says(&["licen", "copyright"]) && text.lines().all(is_comment)
        }
        Kind::Raw => false,
    }
}

/// Returns a Markdown cell without buttons that run the notebook elsewhere.
pub(super) fn without_buttons(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    while let Some(at) = text.find(BUTTONS) {
        let Some(start) = text[..at].rfind("<table") else {
            break;
        };
        let end = text[at..].find("</table>");
        let end = end.map_or(text.len(), |end| at + end + "</table>".len());
        text = Cow::Owned(format!("{}\n{}", &text[..start], &text[end..]));
    }
    if text.contains("colab-badge")
        || text.contains("badge/launch/binder")
        || text.contains("mybinder.org/badge")
    {
        let is_badge =
            |line: &&str| line.contains("badge") && line.contains("](") || line.contains("-badge.");
        let kept: Vec<&str> = text.lines().filter(|line| !is_badge(line)).collect();
        text = Cow::Owned(kept.join("\n"));
    }
    text
}

/// Takes a code cell apart.
pub(super) fn code_of(text: &str) -> Code {
    let mut code = Code::default();
    let mut hidden = false;
    let first = text.lines().find(|line| !line.trim().is_empty());
    if let Some(magic) = first.and_then(|line| line.trim().strip_prefix("%%")) {
        code.language = magic_language(magic);
    }
    for line in text.lines() {
        let plain = line.trim_start();
        if let Some(option) = plain.strip_prefix("#|") {
            let option = option.replace(' ', "");
            hidden |= option == "include:false" || option == "echo:false";
            continue;
        }
        if let Some((name, rest)) = form_mark(plain) {
            if matches!(name, "title" | "markdown") {
                let title = rest.split(" {").next().unwrap_or_default();
                let title = title.trim().trim_start_matches('#').trim();
                code.captions
                    .extend((!title.is_empty()).then(|| title.to_owned()));
            }
            continue;
        }
        code.text.push_str(without_param(line));
        code.text.push('\n');
    }
    if hidden {
        code.text.clear();
    }
    code
}

/// Returns name and rest of a line that marks a form: `#@title Name`.
fn form_mark(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix('#')?.trim_start().strip_prefix('@')?;
    let end = rest
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(rest.len());
    let name = &rest[..end];
    matches!(name, "title" | "markdown" | "param" | "test" | "hidden")
        .then_some((name, &rest[end..]))
}

/// Returns a line of code without the mark of a form's field.
fn without_param(line: &str) -> &str {
    let mark = line.find("#@param").or_else(|| line.find("# @param"));
    mark.map_or(line, |at| line[..at].trim_end())
}

/// Returns the language of a cell that starts with a magic command.
fn magic_language(magic: &str) -> Option<String> {
    let mut words = magic.split_whitespace();
    match words.next()? {
        "bash" | "sh" | "shell" | "script" => Some("bash".to_owned()),
        name @ ("html" | "javascript" | "js" | "latex" | "markdown" | "ruby" | "perl" | "sql"
        | "svg" | "cython" | "julia") => Some(name.to_owned()),
        "R" => Some("r".to_owned()),
        "writefile" | "file" => {
            let name = words.find(|word| !word.starts_with('-'))?;
            code_language(name.rsplit_once('.')?.1)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_forms_are_no_code() {
        let code = code_of(
            "#@title Pick a size { display-mode: \"form\" }\nn = 3 #@param {type: \"integer\"}\n!ls\n",
        );
        assert_eq!(code.captions, ["Pick a size"]);
        assert_eq!(code.text, "n = 3\n!ls\n");
        let code = code_of("#@title\n#| echo: false\nx");
        assert_eq!((code.captions.len(), code.text.as_str()), (0, ""));
        assert_eq!(code_of("%%bash\nls").language.as_deref(), Some("bash"));
        assert_eq!(
            code_of("%%writefile a.py\nx").language.as_deref(),
            Some("py")
        );
    }

    #[test]
    fn licences_and_buttons_are_left_out() {
        assert!(is_licence(
            Kind::Markdown,
            "##### Copyright 2020 The Authors.\n\nLicensed under MIT"
        ));
        assert!(!is_licence(
            Kind::Markdown,
            "# Copyright law for programmers\n\nA tutorial."
        ));
        assert!(is_licence(
            Kind::Code,
            "#@title MIT License\n#\n# Free to use"
        ));
        assert!(!is_licence(Kind::Code, "# check the license\nrun()"));
        let text = "a\n<table class=\"tfo-notebook-buttons\"><td>Run</td></table>\nb";
        assert_eq!(without_buttons(text), "a\n\n\nb");
    }
}
