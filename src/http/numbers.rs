//! Numbers: a parameter → the test it asks for.

use crate::api::Test;

/// What a value must look like.
pub(super) const RULE: &str =
    "must be a number (5, 2.5, \\-1) or a range of them (5..10, 5.., ..10)";

/// Returns the test that a value asks for.
pub(super) fn test(text: &str) -> Option<Test> {
    let number = |text: &str| {
        let number: f64 = text.trim().parse().ok()?;
        number
            .is_finite()
            .then(|| (number + 0.0, (number + 0.0).to_string()))
    };
    let Some((from, to)) = text.split_once("..") else {
        return number(text).map(|(_, text)| Test::Is(text));
    };
    let end = |text: &str| match text.trim() {
        "" => Some(None),
        text => number(text).map(Some),
    };
    match (end(from)?, end(to)?) {
        (None, None) => None,
        (Some((from, _)), Some((to, _))) if from > to => None,
        (from, to) => {
            let text = |end: Option<(f64, String)>| end.map(|(_, text)| text);
            Some(Test::Between(text(from), text(to)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_ranges_are_tests() {
        let between = |from: &str, to: &str| {
            let end = |end: &str| (!end.is_empty()).then(|| end.to_owned());
            Some(Test::Between(end(from), end(to)))
        };
        assert_eq!(test("5.0"), Some(Test::Is("5".into())));
        assert_eq!(test("5..10"), between("5", "10"));
        assert_eq!(test("2.5.."), between("2.5", ""));
        assert_eq!(test("..-1"), between("", "-1"));
        for text in ["", "..", "five", "10..5", "1..x", "nan", "inf.."] {
            assert_eq!(test(text), None, "{text}");
        }
    }
}
