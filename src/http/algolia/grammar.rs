//! The `filters` parameter: `topic:rust AND (level:beginner OR NOT date < 5)`.
//!
//! ```text
//! filter   = group ( "AND" group )*  |  group ( "OR" group )*
//! group    = "NOT"* ( "(" filter ")" | test )
//! test     = name ":" number "TO" number | name ":" value | name operator number | tag
//! ```
//!
//! Names and values may stand in quotes of either kind. AND beside OR without
//! parentheses is refused, for people read it both ways; negating a group and any
//! nesting are understood, which Algolia refuses.

use super::comparison::{Comparison, Operator, Wanted, number};
use super::expression::Expression;

/// How deep parentheses nest.
const MAX_DEPTH: usize = 16;

/// Reads a filter; an empty one lets everything pass.
///
/// # Errors
/// What is wrong and where, in words for the client.
pub(super) fn parse(text: &str) -> Result<Expression<Comparison>, String> {
    let mut parser = Parser { text, at: 0 };
    if parser.rest().is_empty() {
        return Ok(Expression::All(Vec::new()));
    }
    let expression = parser.filter(false, 0)?;
    match parser.rest() {
        "" => Ok(expression),
        _ => Err(parser.wrong("AND, OR or the end")),
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    /// Returns what is left, blanks at its start passed over.
    fn rest(&mut self) -> &'t str {
        let rest = &self.text[self.at..];
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        trimmed
    }

    fn wrong(&mut self, expected: &str) -> String {
        let place = self.text[..self.at].chars().count() + 1;
        let mut got: String = self.rest().chars().take(20).collect();
        if got.is_empty() {
            got.push_str("its end");
        }
        format!("`filters` at character {place}: expected {expected}, got {got:?}")
    }

    /// Takes a sign if it comes next.
    fn takes(&mut self, sign: &str) -> bool {
        let comes = self.rest().starts_with(sign);
        self.at += if comes { sign.len() } else { 0 };
        comes
    }

    /// Takes a word of the grammar if it comes next, as a whole word.
    fn takes_word(&mut self, word: &str) -> bool {
        let after = self.rest().strip_prefix(word);
        let comes = after.is_some_and(|after| {
            after.is_empty()
                || after.starts_with(|c: char| c.is_whitespace() || "()\"'".contains(c))
        });
        self.at += if comes { word.len() } else { 0 };
        comes
    }

    /// Reads groups joined by one operator; under a negation AND and OR change
    /// places (De Morgan).
    fn filter(&mut self, negated: bool, depth: usize) -> Result<Expression<Comparison>, String> {
        let mut groups = vec![self.group(negated, depth)?];
        let mut joined: Option<&str> = None;
        while let Some(operator) = ["AND", "OR"].into_iter().find(|word| self.takes_word(word)) {
            if joined.is_some_and(|before| before != operator) {
                return Err(
                    "`filters` has AND beside OR: say with parentheses which comes first".into(),
                );
            }
            joined = Some(operator);
            groups.push(self.group(negated, depth)?);
        }
        if groups.len() == 1 {
            return Ok(groups.swap_remove(0));
        }
        Ok(match (joined == Some("AND")) != negated {
            true => Expression::All(groups),
            false => Expression::Any(groups),
        })
    }

    fn group(&mut self, negated: bool, depth: usize) -> Result<Expression<Comparison>, String> {
        let mut negated = negated;
        while self.takes_word("NOT") {
            negated = !negated;
        }
        if !self.takes("(") {
            return self.test(negated);
        }
        if depth == MAX_DEPTH {
            return Err(format!("`filters` nests deeper than {MAX_DEPTH}"));
        }
        let inner = self.filter(negated, depth + 1)?;
        match self.takes(")") {
            true => Ok(inner),
            false => Err(self.wrong("a closing parenthesis")),
        }
    }

    fn test(&mut self, negated: bool) -> Result<Expression<Comparison>, String> {
        let attribute = self.text_up_to(|c| c.is_whitespace() || "():<>=!\"'".contains(c))?;
        let comparison = if self.takes(":") {
            self.value(attribute)?
        } else {
            let mut signs = Operator::SIGNS.iter();
            match signs.find(|(sign, _)| self.takes(sign)) {
                Some((_, operator)) => Comparison {
                    attribute,
                    test: Wanted::Number(*operator, self.number()?),
                    negated: false,
                },
                None => Comparison::tag(&attribute),
            }
        };
        let negated = comparison.negated != negated;
        Ok(Expression::One(Comparison {
            negated,
            ..comparison
        }))
    }

    /// Reads what stands after a colon: a value, or two numbers with TO between.
    fn value(&mut self, attribute: String) -> Result<Comparison, String> {
        let is_quoted = self.rest().starts_with(['"', '\'']);
        let value = self.text_up_to(|c| c.is_whitespace() || c == '(' || c == ')')?;
        let value = match value.split_once("<score=") {
            Some((value, _)) if !is_quoted => value.to_owned(),
            _ => value,
        };
        if self.takes("<score=") {
            // Filters that score are not known here; what they let pass is.
            self.text_up_to(|c| c == '>')?;
            self.takes(">");
        }
        let from = number(&value).filter(|_| !is_quoted);
        let Some(from) = from.filter(|_| self.takes_word("TO")) else {
            return Ok(Comparison::is(&attribute, &value));
        };
        Ok(Comparison {
            attribute,
            test: Wanted::Between(from, self.number()?),
            negated: false,
        })
    }

    fn number(&mut self) -> Result<f64, String> {
        let before = self.at;
        let text = self.text_up_to(|c| c.is_whitespace() || c == '(' || c == ')')?;
        number(&text).ok_or_else(|| {
            self.at = before;
            self.wrong("a number")
        })
    }

    /// Reads a text in quotes, or up to a character that ends it.
    fn text_up_to(&mut self, ends: impl Fn(char) -> bool) -> Result<String, String> {
        let rest = self.rest();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else {
            let end = rest.find(ends).unwrap_or(rest.len());
            let word = &rest[..end];
            if word.is_empty() || ["AND", "OR", "NOT", "TO"].contains(&word) {
                return Err(self.wrong("a name or a value"));
            }
            self.at += end;
            return Ok(word.to_owned());
        };
        let mut text = String::new();
        let mut is_escaped = false;
        for (at, char) in rest.char_indices().skip(1) {
            match char {
                _ if is_escaped => {
                    if char != quote && char != '\\' {
                        text.push('\\');
                    }
                    text.push(char);
                    is_escaped = false;
                }
                '\\' => is_escaped = true,
                _ if char == quote => {
                    self.at += at + char.len_utf8();
                    return Ok(text);
                }
                _ => text.push(char),
            }
        }
        Err(self.wrong("a text that ends with its quote"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes an expression in one line: `!` for NOT, `&` and `|` in parentheses.
    fn written(expression: &Expression<Comparison>) -> String {
        let join = |parts: &[Expression<Comparison>], sign: &str| {
            let parts: Vec<String> = parts.iter().map(written).collect();
            format!("({})", parts.join(sign))
        };
        match expression {
            Expression::All(parts) => join(parts, " & "),
            Expression::Any(parts) => join(parts, " | "),
            Expression::One(one) => {
                let sign = if one.negated { "!" } else { "" };
                let test = match &one.test {
                    Wanted::Is(value) => format!(":{value}"),
                    Wanted::Number(operator, value) => format!(" {operator:?} {value}"),
                    Wanted::Between(from, to) => format!(" {from}..{to}"),
                };
                format!("{sign}{}{test}", one.attribute)
            }
        }
    }

    #[test]
    fn filters_are_read_as_they_are_written() {
        for (text, expected) in [
            ("", "()"),
            ("  ", "()"),
            ("topic:rust", "topic:rust"),
            ("topic : rust", "topic:rust"),
            ("a:b AND (c:d OR NOT e:\"f g\")", "(a:b & (c:d | !e:f g))"),
            ("a:b AND c:d AND e:f", "(a:b & c:d & e:f)"),
            ("NOT (a:b OR c:d)", "(!a:b & !c:d)"),
            ("NOT (a:b AND NOT c:d)", "(!a:b | c:d)"),
            ("NOT NOT a:b", "a:b"),
            ("(((a:b)))", "a:b"),
            ("date >= 1714521600", "date AtLeast 1714521600"),
            (
                "date>=5 AND price != 1.5",
                "(date AtLeast 5 & price Unequal 1.5)",
            ),
            ("price:10 TO 20", "price 10..20"),
            ("price: -1 TO -0.5", "price -1..-0.5"),
            ("version:1.0", "version:1.0"),
            ("\"my attribute\":'it''", "error"),
            ("'a b':'c \\'d\\''", "a b:c 'd'"),
            ("path:\"C:\\dir\"", "path:C:\\dir"),
            ("url:https://x.example/a?b=c", "url:https://x.example/a?b=c"),
            ("featured", "_tags:featured"),
            ("\"two words\"", "_tags:two words"),
            ("a:b<score=3> OR a:c<score=2>", "(a:b | a:c)"),
            ("a:\"b\"<score=3>", "a:b"),
            ("ANDROID:yes", "ANDROID:yes"),
            ("platform:ANDROID", "platform:ANDROID"),
            ("a:b AND", "error"),
            ("AND a:b", "error"),
            ("a:b c:d", "error"),
            ("a:b and c:d", "error"),
            ("a:b AND c:d OR e:f", "error"),
            ("(a:b", "error"),
            ("a:b)", "error"),
            ("a:", "error"),
            (":b", "error"),
            ("NOT", "error"),
            ("a > b", "error"),
            ("a:1 TO b", "error"),
            ("a:\"b", "error"),
            ("a <=", "error"),
        ] {
            let got = parse(text).map_or_else(|_| "error".to_owned(), |read| written(&read));
            assert_eq!(got, expected, "{text}");
        }
    }

    #[test]
    fn an_error_says_where_and_what() {
        assert_eq!(
            parse("é:b AND )").unwrap_err(),
            "`filters` at character 9: expected a name or a value, got \")\""
        );
        assert!(parse("a:b OR").unwrap_err().ends_with("got \"its end\""));
        let deep = format!("{}a:b{}", "(".repeat(17), ")".repeat(17));
        assert_eq!(parse(&deep).unwrap_err(), "`filters` nests deeper than 16");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([a-c:()\"'<>=! é\\\\]|AND|OR|NOT|TO|1){0,40}") {
            let _ = parse(&text);
        }
    }
}
