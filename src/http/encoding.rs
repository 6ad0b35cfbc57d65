//! How values stand in a query string: percent-encoding, commas, signs.

use percent_encoding::percent_decode_str;

/// Splits at the commas that are not escaped and trims blanks around.
pub(super) fn split_values(text: &str) -> impl Iterator<Item = &str> {
    let mut escaped = false;
    text.split(move |char: char| {
        let splits = char == ',' && !escaped;
        escaped = char == '\\' && !escaped;
        splits
    })
    .map(str::trim)
}

/// Takes the backslash from `\,`, `\-` and `\\`; any other stands for itself.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match (char, chars.peek()) {
            ('\\', Some(&next @ (',' | '-' | '\\'))) => {
                out.push(next);
                chars.next();
            }
            _ => out.push(char),
        }
    }
    out
}

/// Decodes a name or value; also says what is wrong with its encoding.
pub(super) fn decode(raw: &str) -> (String, Option<&'static str>) {
    let text = raw.replace('+', " ");
    let mut pieces = text.split('%');
    pieces.next();
    let digits = |piece: &str| {
        let pair = piece.as_bytes().get(..2);
        pair.is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    };
    let complete = pieces.all(digits);
    let bytes = percent_decode_str(&text);
    match bytes.clone().decode_utf8() {
        Ok(value) if complete => (value.into_owned(), None),
        Ok(value) => (
            value.into_owned(),
            Some("has a % that is not followed by two hexadecimal digits; write %25"),
        ),
        Err(_) => (
            bytes.decode_utf8_lossy().into_owned(),
            Some("must be UTF-8, percent-encoded"),
        ),
    }
}

/// Puts a backslash before what would be read as a separator or a sign.
pub(super) fn escape(value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace(',', "\\,");
    match value.strip_prefix('-') {
        Some(rest) => format!("\\-{rest}"),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_separate_unless_they_are_escaped() {
        let split = |text| split_values(text).map(unescape).collect::<Vec<_>>();
        assert_eq!(split("a, b,,c"), ["a", "b", "", "c"]);
        assert_eq!(split(r"a\,b,c"), ["a,b", "c"]);
        assert_eq!(split(r"C:\\,D:\d,\"), [r"C:\", r"D:\d", r"\"]);
    }

    #[test]
    fn what_is_escaped_comes_back() {
        for value in ["a", "a,b", "-a", r"\", r"\-a,", r"a\,b-", "--"] {
            let escaped = escape(value);
            let split: Vec<&str> = split_values(&escaped).collect();
            assert_eq!(split.len(), 1, "{value}");
            assert!(!escaped.starts_with('-'), "{value}");
            assert_eq!(unescape(split[0]), value);
        }
    }

    #[test]
    fn damage_is_told_and_the_rest_is_read() {
        assert_eq!(decode("a+b%2Bc%C3%A9"), ("a b+cé".to_owned(), None));
        let check = |raw: &str, text: &str, word: &str| {
            let (read, damage) = decode(raw);
            assert_eq!(read, text);
            assert!(damage.unwrap().contains(word), "{damage:?}");
        };
        check("100%", "100%", "%25");
        check("a%2", "a%2", "%25");
        check("%zz", "%zz", "%25");
        check("%é9", "%é9", "%25");
        check("%ff%zz", "\u{fffd}%zz", "UTF-8");
    }
}
