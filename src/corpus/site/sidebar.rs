//! Docusaurus' `sidebars.js`, as far as it is a literal: pages under labels.

/// The most pages of a sidebar.
const MAX_PAGES: usize = 20_000;

/// The deepest that categories nest.
const MAX_DEPTH: usize = 100;

/// A page of a sidebar.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// Its id: its path in the folder of the docs, without numbers.
    pub(super) id: String,
    /// The labels above it, outermost first.
    pub(super) labels: Vec<String>,
    /// Its own label, where it has one.
    pub(super) label: Option<String>,
}

/// A bracket that is open.
#[derive(Debug, Default)]
struct Open {
    is_list: bool,
    /// The label of an object, or of a list that a key names.
    label: Option<String>,
    id: Option<String>,
    /// Whether the object is the link of a category.
    is_link: bool,
    has_items: bool,
}

/// A piece of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Text(&'t str),
    Word(&'t str),
    Sign(u8),
}

/// Returns the pages of a sidebar in their order.
pub(super) fn read(program: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut key: Option<&str> = None;
    let mut tokens = Tokens(program).peekable();
    while let Some(token) = tokens.next() {
        let names_value = tokens.peek() == Some(&Token::Sign(b':'));
        match token {
            Token::Text(name) | Token::Word(name) if names_value => key = Some(name),
            Token::Sign(b':') => {}
            Token::Sign(sign @ (b'{' | b'[')) => {
                if open.len() >= MAX_DEPTH || items.len() >= MAX_PAGES {
                    break;
                }
                start(&mut open, sign == b'[', key.take());
            }
            Token::Sign(b'}' | b']') => {
                if let Some(top) = open.pop() {
                    end(top, &open, &mut items);
                }
                key = None;
            }
            Token::Text(text) => value(text, key.take(), &mut open, &mut items),
            _ => key = None,
        }
    }
    items
}

/// Opens a bracket after a key.
fn start(open: &mut Vec<Open>, is_list: bool, key: Option<&str>) {
    let is_nested = open.iter().any(|above| above.is_list);
    if let (Some(top), Some("items")) = (open.last_mut(), key) {
        top.has_items = true;
    }
    // `{'Label': ['a', 'b']}` is a category in few words.
    let label = key.filter(|key| is_list && is_nested && *key != "items");
    open.push(Open {
        is_list,
        label: label.map(str::to_owned),
        is_link: !is_list && key == Some("link"),
        ..Open::default()
    });
}

/// Takes a text after a key, or in a list.
fn value(text: &str, key: Option<&str>, open: &mut [Open], items: &mut Vec<Item>) {
    let labels = labels_of(open);
    let Some(top) = open.last_mut() else {
        return;
    };
    match key {
        None if top.is_list => items.push(Item {
            id: text.to_owned(),
            labels,
            label: None,
        }),
        Some("label") => top.label = Some(text.to_owned()),
        Some("id") => top.id = Some(text.to_owned()),
        _ => {}
    }
}

/// Ends an object; one with an id and no items is a page.
fn end(top: Open, open: &[Open], items: &mut Vec<Item>) {
    let Some(id) = top.id.filter(|_| !top.has_items) else {
        return;
    };
    // The page of a category stands under its label, for which it is no name.
    let label = top.label.filter(|_| !top.is_link);
    items.push(Item {
        id,
        labels: labels_of(open),
        label,
    });
}

fn labels_of(open: &[Open]) -> Vec<String> {
    open.iter()
        .filter_map(|above| above.label.clone())
        .collect()
}

/// The tokens of a program, its comments left out.
struct Tokens<'t>(&'t str);

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        loop {
            self.0 = self.0.trim_start();
            let text = self.0;
            let first = *text.as_bytes().first()?;
            if text.starts_with("//") {
                self.0 = text.find('\n').map_or("", |end| &text[end..]);
                continue;
            }
            if text.starts_with("/*") {
                self.0 = text.find("*/").map_or("", |end| &text[end + 2..]);
                continue;
            }
            if matches!(first, b'"' | b'\'' | b'`') {
                let rest = &text[1..];
                let end = rest.find(char::from(first)).unwrap_or(rest.len());
                self.0 = rest.get(end + 1..).unwrap_or_default();
                return Some(Token::Text(&rest[..end]));
            }
            let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
            let length = text.find(|c| !is_word(c)).unwrap_or(text.len());
            if length > 0 {
                self.0 = &text[length..];
                return Some(Token::Word(&text[..length]));
            }
            let next = text.chars().next().map_or(1, char::len_utf8);
            self.0 = &text[next..];
            return Some(Token::Sign(first));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(program: &str) -> Vec<String> {
        let line = |item: Item| {
            let label = item.label.map(|label| format!(" = {label}"));
            let above = item.labels.join(" > ");
            format!("{above}: {}{}", item.id, label.unwrap_or_default())
        };
        read(program).into_iter().map(line).collect()
    }

    #[test]
    fn categories_hold_pages() {
        let program = "// 'x'\nmodule.exports = {\n  docs: [\n    'intro', /* 'y' */\n\
            { type: 'doc', id: 'b/c', label: 'The C' },\n\
            { type: 'category', label: \"First\", link: {type: 'doc', id: 'first'}, items: [\n\
              'd', { 'Second': ['e'] }, { type: 'autogenerated', dirName: 'f' } ] },\n\
            { type: 'link', label: 'Away', href: 'https://a.example' } ] };";
        assert_eq!(
            shown(program),
            [
                ": intro",
                ": b/c = The C",
                "First: first",
                "First: d",
                "First > Second: e",
            ]
        );
    }

    #[test]
    fn what_is_no_literal_gives_nothing() {
        assert!(shown("module.exports = require('./a');").is_empty());
        assert!(shown("'unclosed").is_empty());
        assert_eq!(shown("{a: ['é', 'b"), [": é", ": b"]);
        assert_eq!(read(&"[".repeat(100_000)).len(), 0);
        assert_eq!(read(&"['a',".repeat(1_000)).len(), MAX_DEPTH);
    }
}
