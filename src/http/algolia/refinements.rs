//! Lists of filters: `facetFilters`, `numericFilters`, `tagFilters`.
//!
//! The outer list is an AND, a list in it an OR; both may come as JSON, as JSON
//! in a string, or as `a:b,c:d`, which is an AND.

use serde_json::Value;

use super::comparison::Comparison;
use super::expression::Expression;

/// How one filter of a list is read.
type Read = fn(&str) -> Result<Comparison, String>;

/// The parameters that are such lists.
pub(super) const LISTS: [(&str, Read); 3] = [
    ("facetFilters", Comparison::from_facet),
    ("numericFilters", Comparison::from_number),
    ("tagFilters", Comparison::from_tag),
];

/// Reads a list of filters.
///
/// # Errors
/// It has another shape, or one of the filters cannot be read.
pub(super) fn parse(
    name: &str,
    value: &Value,
    read: Read,
) -> Result<Expression<Comparison>, String> {
    let wrong = || format!("`{name}` must be a list of texts and of lists of texts");
    let parsed: Value;
    let parts = match value {
        Value::Null => return Ok(Expression::All(Vec::new())),
        Value::Array(parts) => parts,
        Value::String(text) if text.trim_start().starts_with('[') => {
            parsed = serde_json::from_str(text).map_err(|_| wrong())?;
            parsed.as_array().ok_or_else(wrong)?
        }
        Value::String(text) => {
            let texts = text.split(',').map(str::trim);
            let texts = texts.filter(|text| !text.is_empty());
            let read = texts.map(|text| read(text).map(Expression::One));
            return Ok(Expression::All(read.collect::<Result<_, _>>()?));
        }
        _ => return Err(wrong()),
    };
    let one = |part: &Value| match part {
        Value::String(text) => read(text).map(Expression::One),
        _ => Err(wrong()),
    };
    let expressions = parts.iter().map(|part| match part {
        // Nothing was chosen there, so nothing is asked.
        Value::Array(inner) if inner.is_empty() => Ok(Expression::All(Vec::new())),
        Value::Array(inner) => {
            let any = inner.iter().map(one);
            any.collect::<Result<_, _>>().map(Expression::Any)
        }
        part => one(part),
    });
    Ok(Expression::All(expressions.collect::<Result<_, _>>()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_forms_of_a_list_mean_the_same() {
        let read = |value: &Value| parse("facetFilters", value, Comparison::from_facet);
        let one = |text| Expression::One(Comparison::from_facet(text).unwrap());
        let expected = Expression::All(vec![one("a:b"), one("c:-d")]);
        for value in [
            json!(["a:b", "c:-d"]),
            json!("[\"a:b\",\"c:-d\"]"),
            json!("a:b, c:-d"),
        ] {
            assert_eq!(read(&value).unwrap(), expected, "{value}");
        }
        let either = Expression::Any(vec![one("a:b"), one("a:c")]);
        assert_eq!(
            read(&json!([["a:b", "a:c"], [], "d:e"])).unwrap(),
            Expression::All(vec![either, Expression::All(vec![]), one("d:e")])
        );
        for value in [json!(null), json!([]), json!(""), json!("[]")] {
            assert_eq!(read(&value).unwrap(), Expression::All(vec![]), "{value}");
        }
    }

    #[test]
    fn another_shape_is_refused() {
        for value in [
            json!(5),
            json!({"a": "b"}),
            json!([5]),
            json!([[["a:b"]]]),
            json!("[a:b]"),
            json!(["a"]),
        ] {
            let read = parse("facetFilters", &value, Comparison::from_facet);
            let error = read.unwrap_err();
            assert!(error.starts_with("`facetFilters` must"), "{error}");
        }
    }
}
