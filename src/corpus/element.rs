//! The elements of HTML: what each does to the text in it.
//!
//! One table serves raw HTML in Markdown, read tag by tag, and the tree of an
//! HTML page. A name that is not in it is no element: `Vec<T>` is text.

use super::flow::Flow;

/// Looks up an attribute of the element at hand.
pub(super) type Attributes<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What an element does to the text in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Its content is no text for readers: a script, a style, a control.
    Dropped,
    /// A heading of this level.
    Heading(u8),
    /// Code whose white space counts.
    Pre,
    /// A row of a table.
    Row,
    /// A cell of a row.
    Cell,
    /// Text of its own, apart from what is around it.
    Block,
    /// The end of a line.
    Break,
    /// An image with words in its place.
    Image,
    /// Part of the line.
    Inline,
}

/// Opens an element.
pub(super) fn open(flow: &mut Flow, name: &str, role: Role, attributes: Attributes<'_>) {
    if ends_heading(name) {
        flow.end_filled_heading();
    }
    if let Some(id) = attributes("id") {
        flow.note_id(&id);
    }
    match role {
        Role::Heading(level) => flow.start_heading(level, attributes("id")),
        Role::Pre => flow.start_code(attributes("class").and_then(|class| class_language(&class))),
        Role::Row => flow.start_row(),
        Role::Cell => flow.start_cell(),
        Role::Block if matches!(name, "details" | "dl") => {
            flow.open_questions();
            flow.question_id = attributes("id").filter(|id| !id.is_empty());
        }
        Role::Block if matches!(name, "summary" | "dt") => {
            flow.start_question();
            let own = attributes("id").filter(|id| !id.is_empty());
            flow.question_id = own.or_else(|| flow.question_id.take());
        }
        Role::Block => flow.part(),
        Role::Break => flow.line_break(),
        Role::Image => flow.image_words(&attributes("alt").unwrap_or_default()),
        Role::Inline => open_inline(flow, name, attributes),
        Role::Dropped => {}
    }
}

/// Says whether an element after a heading's text shows that its end is missing.
fn ends_heading(name: &str) -> bool {
    matches!(
        name,
        "p" | "pre" | "ul" | "ol" | "dl" | "table" | "section" | "article" | "blockquote"
    )
}

/// Closes an element.
pub(super) fn close(flow: &mut Flow, name: &str, role: Role) {
    match role {
        Role::Heading(_) => flow.end_heading(),
        Role::Pre => flow.end_code(),
        Role::Row => flow.end_row(),
        Role::Block if matches!(name, "details" | "dl") => flow.close_questions(),
        Role::Block if matches!(name, "summary" | "dt") => flow.end_question(),
        Role::Block => flow.part(),
        Role::Inline if name == "a" => flow.end_link(),
        Role::Inline if matches!(name, "code" | "kbd" | "samp" | "tt" | "var") => {
            flow.end_verbatim();
        }
        Role::Cell | Role::Break | Role::Image | Role::Inline | Role::Dropped => {}
    }
}

/// Takes what is to be known of an inline element: links, ids, languages.
fn open_inline(flow: &mut Flow, name: &str, attributes: Attributes<'_>) {
    match name {
        "a" => {
            if let Some(id) = attributes("name").or_else(|| attributes("id")) {
                flow.anchor(id);
            }
            if let Some(target) = attributes("href") {
                flow.start_link(&target);
            }
        }
        "span" => {
            if let Some(id) = attributes("id") {
                flow.anchor(id);
            }
        }
        "code" | "kbd" | "samp" | "tt" | "var" => {
            flow.name_language(|| class_language(&attributes("class")?));
            flow.start_verbatim();
        }
        _ => {}
    }
}

/// Says what an element of HTML does; `None` for a name that is not HTML's.
#[rustfmt::skip]
pub(super) fn role_of(name: &str) -> Option<Role> {
    Some(match name {
        "script" | "style" | "template" | "iframe" | "noscript" | "svg" | "canvas" | "audio"
        | "video" | "object" | "embed" | "applet" | "button" | "select" | "textarea" | "input"
        | "datalist" | "title" | "head" | "noframes" | "noembed" | "annotation" => Role::Dropped,
        "h1" => Role::Heading(1),
        "h2" => Role::Heading(2),
        "h3" => Role::Heading(3),
        "h4" => Role::Heading(4),
        "h5" => Role::Heading(5),
        "h6" => Role::Heading(6),
        "pre" | "listing" | "xmp" | "plaintext" => Role::Pre,
        "tr" => Role::Row,
        "td" | "th" => Role::Cell,
        "br" => Role::Break,
        "img" => Role::Image,
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "col"
        | "colgroup" | "dd" | "details" | "dialog" | "dir" | "div" | "dl" | "dt" | "fieldset"
        | "figcaption" | "figure" | "footer" | "form" | "frame" | "frameset" | "header"
        | "hgroup" | "hr" | "html" | "legend" | "li" | "main" | "menu" | "nav" | "ol"
        | "optgroup" | "option" | "p" | "search" | "section" | "summary" | "table" | "tbody"
        | "tfoot" | "thead" | "ul" => Role::Block,
        "a" | "abbr" | "acronym" | "area" | "b" | "base" | "basefont" | "bdi" | "bdo" | "big"
        | "blink" | "cite" | "code" | "data" | "del" | "dfn" | "em" | "font" | "i" | "image"
        | "ins" | "kbd" | "label" | "link" | "map" | "mark" | "marquee" | "meta" | "meter"
        | "nobr" | "output" | "param" | "picture" | "progress" | "q" | "rb" | "rp" | "rt"
        | "rtc" | "ruby" | "s" | "samp" | "slot" | "small" | "source" | "span" | "strike"
        | "strong" | "sub" | "sup" | "time" | "track" | "tt" | "u" | "var" | "wbr"
        | "math" | "mfrac" | "mi" | "mn" | "mo" | "mover" | "mpadded" | "mroot" | "mrow" | "ms"
        | "mspace" | "msqrt" | "mstyle" | "msub" | "msubsup" | "msup" | "mtable" | "mtd"
        | "mtext" | "mtr" | "munder" | "munderover" | "semantics" => Role::Inline,
        _ => return None,
    })
}

/// Says whether an element has no content and no closing tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Returns the language of a fence's info string or of a class.
///
/// It is the first word up to `{`, `,`, `[` or `:`, without `.` or `language-`.
pub(super) fn code_language(info: &str) -> Option<String> {
    let info = info.trim_start_matches([' ', '\t', '{', '.']);
    let end = info.find(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | ',' | '[' | ':'));
    let word = info[..end.unwrap_or(info.len())].to_lowercase();
    let word = word.strip_prefix("language-").unwrap_or(&word);
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.' | '/');
    let is_language = !word.is_empty() && word.len() <= 40 && word.chars().all(is_name);
    is_language.then(|| word.to_owned())
}

/// Returns the language that a `class` names: `language-js`, `lang-js`.
pub(super) fn class_language(class: &str) -> Option<String> {
    let prefixes = [
        "language-",
        "lang-",
        "highlight-source-",
        "highlight-text-",
        "highlight-",
    ];
    class.split_whitespace().find_map(|token| {
        let prefix = prefixes
            .iter()
            .find_map(|prefix| token.strip_prefix(prefix));
        code_language(prefix?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_of_code() {
        let check = |info: &str, expected: Option<&str>| {
            assert_eq!(code_language(info).as_deref(), expected, "{info}");
        };
        check("js {2,4-5}", Some("js"));
        check("vue-html{2}", Some("vue-html"));
        check("rust,ignore,should_panic", Some("rust"));
        check("C++", Some("c++"));
        check("language-Python", Some("python"));
        check("{.haskell .number}", Some("haskell"));
        check("js[name]", Some("js"));
        check("", None);
        check("---", Some("---"));
        assert_eq!(class_language("a lang-css b").as_deref(), Some("css"));
        assert_eq!(
            class_language("highlight-source-shell").as_deref(),
            Some("shell")
        );
        assert_eq!(class_language("highlight"), None);
    }

    #[test]
    fn names_are_known_or_text() {
        let check = |name: &str, expected: Option<Role>| assert_eq!(role_of(name), expected);
        check("h3", Some(Role::Heading(3)));
        check("svg", Some(Role::Dropped));
        check("kbd", Some(Role::Inline));
        check("t", None);
        check("queryset", None);
        check("string", None);
    }
}
