//! What readers see of a component besides its children: titles, labels.

use super::tag::{Tag, Value};

/// Attributes that hold words for readers, in the order they are shown.
const WORDS: [&str; 10] = [
    "name",
    "title",
    "label",
    "header",
    "heading",
    "text",
    "description",
    "caption",
    "code",
    "alt",
];

/// Attributes that hold the address that a card or a button leads to.
const TARGETS: [&str; 4] = ["href", "to", "link", "url"];

/// Says whether a name is a component's: `Card`, `Tabs.Tab`, `my-card`.
pub(super) fn is_component(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) || name.contains(['-', '.'])
}

/// Says whether a component is left out with all that is in it.
pub(super) fn is_dropped(name: &str) -> bool {
    matches!(name, "Head" | "Script" | "Style" | "ClientOnly.Fallback")
}

/// Says whether the text in a component is code.
pub(super) fn holds_code(name: &str) -> bool {
    matches!(
        name,
        "CodeBlock" | "Code" | "TerminalBlock" | "SyntaxHighlighter" | "Highlight" | "pre"
    )
}

/// Says whether an HTML element only lays out what is in it.
pub(super) fn only_lays_out(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "p"
            | "section"
            | "article"
            | "aside"
            | "center"
            | "figure"
            | "figcaption"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "details"
            | "summary"
            | "blockquote"
    )
}

/// Returns the words that a component's attributes show, in Markdown.
pub(super) fn words_of(tag: &Tag<'_>) -> Vec<String> {
    if matches!(tag.name, "Icon" | "Tabs") || tag.name.ends_with("Icon") {
        return Vec::new();
    }
    if tag.name == "Listing" {
        return words_of_listing(tag);
    }
    let mut words: Vec<String> = Vec::new();
    for key in WORDS {
        if !shows(tag.name, key) {
            continue;
        }
        let Some(text) = tag.text_of(key) else {
            continue;
        };
        let text = match key {
            "code" if !text.contains('`') => format!("`{}`", on_one_line(&text)),
            _ => escaped(&on_one_line(&text)),
        };
        if !text.is_empty() && !words.contains(&text) {
            words.push(text);
        }
    }
    if words.is_empty() && is_pane(tag.name) {
        words.extend(tag.text_of("value").map(|value| escaped(&value)));
    }
    if let (Some(first), Some(target)) = (words.first_mut(), target_of(tag)) {
        *first = format!("[{first}]({target})");
    }
    words
}

/// Says whether a component is a pane of tabs.
pub(super) fn is_pane(name: &str) -> bool {
    name.ends_with("TabItem") || matches!(name, "Tab" | "Tabs.Tab")
}

/// Returns what a listing of the Rust book shows; its caption is Markdown.
fn words_of_listing(tag: &Tag<'_>) -> Vec<String> {
    let text = |key: &str| tag.text_of(key).map(|text| on_one_line(&text));
    let file = text("file-name").map(|name| format!("Filename: {}", escaped(&name)));
    let number = text("number").map(|number| format!("Listing {number}"));
    let caption = match (number, text("caption")) {
        (Some(number), Some(caption)) => Some(format!("{number}: {caption}")),
        (number, caption) => number.or(caption),
    };
    let words = file.into_iter().chain(caption);
    words.filter(|text| !text.is_empty()).collect()
}

/// Returns a text with each run of white space as one blank.
pub(super) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Says whether an attribute of a component is shown to readers.
fn shows(name: &str, key: &str) -> bool {
    let is_any = |words: &[&str]| words.iter().any(|word| name.contains(word));
    match key {
        "name" => is_any(&[
            "FileTree",
            "Card",
            "Tab",
            "Member",
            "Person",
            "Author",
            "Testimonial",
        ]),
        "text" => is_any(&["Badge", "Button", "Link", "Tag", "Label", "Chip", "Tip"]),
        "label" => !name.contains("Group"),
        _ => true,
    }
}

/// Returns the address that a component leads to, if Markdown can write it.
fn target_of(tag: &Tag<'_>) -> Option<String> {
    let target = TARGETS.iter().find_map(|key| tag.text_of(key))?;
    let is_plain = |c: char| !c.is_whitespace() && !matches!(c, '(' | ')' | '<' | '>' | '{');
    (!target.is_empty() && target.chars().all(is_plain)).then_some(target)
}

/// Returns text in which Markdown sees no more than code spans.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_code = false;
    for c in text.chars() {
        if c == '`' {
            is_code = !is_code;
        } else if !is_code && matches!(c, '*' | '_' | '<' | '[' | ']' | '\\' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Returns the language that a block of code names.
pub(super) fn language_of(tag: &Tag<'_>) -> String {
    let named = ["language", "lang", "className"]
        .iter()
        .find_map(|key| tag.text_of(key));
    let default = match tag.name {
        "TerminalBlock" => "bash",
        _ => "",
    };
    let named = named.unwrap_or_else(|| default.to_owned());
    let named = named.strip_prefix("language-").unwrap_or(&named);
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '-');
    named.chars().take_while(|c| is_word(*c)).collect()
}

/// Returns the code that an attribute holds: `<Code code={`…`} />`.
pub(super) fn code_of(tag: &Tag<'_>) -> Option<String> {
    let is_code = matches!(tag.name, "Code" | "CodeBlock" | "SyntaxHighlighter");
    let has_text = |value: &Value<'_>| *value != Value::Nothing;
    let mut codes = tag.attributes.iter().filter(|(name, _)| *name == "code");
    match is_code && codes.any(|(_, value)| has_text(value)) {
        true => tag.text_of("code"),
        false => None,
    }
}
