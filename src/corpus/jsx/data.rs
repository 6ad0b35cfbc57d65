//! Words in the data of a component: `items={[{title: 'A', text: 'b'}]}`.

use super::component::{escaped, is_pane, on_one_line};
use super::script::literal;
use super::tag::{Tag, Value};

/// Keys whose texts components show to readers.
const KEYS: [&str; 10] = [
    "title",
    "heading",
    "header",
    "label",
    "name",
    "text",
    "description",
    "details",
    "caption",
    "alt",
];

/// The most texts of a tag.
const MAX_TEXTS: usize = 500;

/// Returns the words in the lists that a tag's attributes hold.
pub(super) fn words_of(tag: &Tag<'_>) -> Vec<String> {
    let mut words = Vec::new();
    if tag.name.ends_with("Tabs") || is_pane(tag.name) {
        return words;
    }
    for (_, value) in &tag.attributes {
        if let Value::Expression(script) = value
            && script.trim_start().starts_with('[')
        {
            read(script, &mut words);
        }
    }
    words
}

/// Adds the texts of the keys that readers see.
fn read(script: &str, words: &mut Vec<String>) {
    let bytes = script.as_bytes();
    let mut key = "";
    let mut at = 0;
    while at < bytes.len() && words.len() < MAX_TEXTS {
        let start = at;
        match bytes[at] {
            b'"' | b'\'' | b'`' => {
                at = end_of_text(bytes, at);
                let quoted = &script[start..at];
                if KEYS.contains(&key)
                    && let Some(text) = literal(quoted)
                {
                    let text = escaped(&on_one_line(&text));
                    words.extend(Some(text).filter(|text| !text.is_empty()));
                }
                key = quoted.get(1..quoted.len() - 1).unwrap_or_default();
            }
            byte if is_word(byte) => {
                at += bytes[at..].iter().take_while(|b| is_word(**b)).count();
                key = &script[start..at];
            }
            b':' | b' ' | b'\n' | b'\t' => at += 1,
            _ => {
                key = "";
                at += 1;
            }
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

/// Returns where a quoted text ends, after its quote.
fn end_of_text(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_show_the_texts_of_known_keys() {
        let check = |script: &str, expected: &[&str]| {
            let mut words = Vec::new();
            read(script, &mut words);
            assert_eq!(words, expected, "{script}");
        };
        check(
            "[{ title: 'A b', href: '/a', \"text\": \"c, d: e\" }, {name: `f`}]",
            &["A b", "c, d: e", "f"],
        );
        check("[{ title: a, text: f('x') }]", &[]);
        check("['title', 'x']", &[]);
        check("[{ title: 'é\\'s' ", &["é's"]);
        check("[{ title: '", &[]);
        check("[\"\\", &[]);
    }
}
