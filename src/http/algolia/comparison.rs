//! One condition as Algolia writes it: `topic:rust`, `date>=1714521600`.

use super::expression::Expression;

/// A test of one attribute, before the index is asked what the attribute is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Comparison {
    /// The attribute's name.
    pub(super) attribute: String,
    /// What its value must be.
    pub(super) test: Wanted,
    /// Whether the test must fail instead.
    pub(super) negated: bool,
}

/// What a value must be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wanted {
    /// This text.
    Is(String),
    /// A number that compares so.
    Number(Operator, f64),
    /// A number from the first to the second, both included.
    Between(f64, f64),
}

/// How numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Less,
    AtMost,
    Equal,
    Unequal,
    AtLeast,
    Greater,
}

impl Operator {
    /// The operators as they are written, the longer ones first.
    pub(super) const SIGNS: [(&'static str, Self); 6] = [
        ("<=", Self::AtMost),
        (">=", Self::AtLeast),
        ("!=", Self::Unequal),
        ("<", Self::Less),
        (">", Self::Greater),
        ("=", Self::Equal),
    ];
}

/// A tag stands for a value of this attribute.
const TAGS: &str = "_tags";

impl Comparison {
    /// Returns the condition that an attribute has a value.
    pub(super) fn is(attribute: &str, value: &str) -> Self {
        Self {
            attribute: attribute.to_owned(),
            test: Wanted::Is(value.to_owned()),
            negated: false,
        }
    }

    /// Returns the condition that a record has a tag.
    pub(super) fn tag(tag: &str) -> Self {
        Self::is(TAGS, tag)
    }

    /// Reads a facet filter: `attribute:value`, `attribute:-value` for NOT.
    pub(super) fn from_facet(text: &str) -> Result<Self, String> {
        let Some((attribute, value)) = text.split_once(':') else {
            return Err(format!(
                "`facetFilters` must have attribute:value, got {text:?}"
            ));
        };
        let mut comparison = Self::is(attribute.trim(), value);
        if let Some(value) = value.strip_prefix('-') {
            comparison.test = Wanted::Is(value.to_owned());
            comparison.negated = true;
        } else if let Some(minus) = value.strip_prefix("\\-") {
            comparison.test = Wanted::Is(format!("-{minus}"));
        }
        Ok(comparison)
    }

    /// Reads a tag filter: `tag`, `-tag` for NOT.
    pub(super) fn from_tag(text: &str) -> Result<Self, String> {
        let negated = text.starts_with('-');
        let tag = Self::tag(text.strip_prefix('-').unwrap_or(text));
        Ok(Self { negated, ..tag })
    }

    /// Reads a numeric filter: `price>=5`, `price:5 TO 10`.
    pub(super) fn from_number(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`numericFilters` must have attribute>=1 or attribute:1 TO 2, got {text:?}");
        if let Some((attribute, range)) = text.split_once(':') {
            let (from, to) = range.split_once(" TO ").ok_or_else(wrong)?;
            let (from, to) = (number(from), number(to));
            return Ok(Self {
                attribute: attribute.trim().to_owned(),
                test: Wanted::Between(from.ok_or_else(wrong)?, to.ok_or_else(wrong)?),
                negated: false,
            });
        }
        let at = text.find(['<', '>', '=', '!']).ok_or_else(wrong)?;
        let mut signs = Operator::SIGNS.iter();
        let (sign, operator) = signs
            .find(|(sign, _)| text[at..].starts_with(sign))
            .ok_or_else(wrong)?;
        let value = number(&text[at + sign.len()..]).ok_or_else(wrong)?;
        Ok(Self {
            attribute: text[..at].trim().to_owned(),
            test: Wanted::Number(*operator, value),
            negated: false,
        })
    }
}

impl From<Comparison> for Expression<Comparison> {
    fn from(comparison: Comparison) -> Self {
        Self::One(comparison)
    }
}

/// Reads a finite number.
pub(super) fn number(text: &str) -> Option<f64> {
    let number: f64 = text.trim().parse().ok()?;
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facet_filters_split_at_the_first_colon_and_a_minus_negates() {
        let read = |text| {
            let comparison = Comparison::from_facet(text).unwrap();
            (comparison.attribute, comparison.test, comparison.negated)
        };
        let is = |value: &str| Wanted::Is(value.to_owned());
        assert_eq!(read("lang:en-US"), ("lang".into(), is("en-US"), false));
        assert_eq!(read("a:-b:c"), ("a".into(), is("b:c"), true));
        assert_eq!(read("a:\\-1"), ("a".into(), is("-1"), false));
        assert!(Comparison::from_facet("topic").is_err());
    }

    #[test]
    fn numeric_filters_have_six_operators_and_ranges() {
        for (text, test) in [
            (
                "date>=1714521600",
                Wanted::Number(Operator::AtLeast, 1_714_521_600.0),
            ),
            ("a < -1.5", Wanted::Number(Operator::Less, -1.5)),
            ("a!=2", Wanted::Number(Operator::Unequal, 2.0)),
            ("a:1 TO 2", Wanted::Between(1.0, 2.0)),
        ] {
            assert_eq!(Comparison::from_number(text).unwrap().test, test, "{text}");
        }
        for text in ["", "a", "a>", "a>x", "a:1", "a:1 TO", "a>inf", "a!2"] {
            assert!(Comparison::from_number(text).is_err(), "{text}");
        }
    }
}
