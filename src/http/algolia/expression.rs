//! Conditions joined by AND and OR, and their form as AND of ORs.

/// The most conditions of one request, once they are an AND of ORs: each is
/// tested on every page that matches.
const MAX_CONDITIONS: usize = 256;

/// Conditions joined by AND and OR. Negation stands in the conditions.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression<C> {
    /// One condition.
    One(C),
    /// All must hold; none means that everything passes.
    All(Vec<Self>),
    /// At least one must hold; none means that nothing passes.
    Any(Vec<Self>),
}

impl<C: Clone> Expression<C> {
    /// Puts something else in the place of each condition.
    pub(super) fn try_map<D>(
        self,
        change: &impl Fn(C) -> Result<Expression<D>, String>,
    ) -> Result<Expression<D>, String> {
        let all = |parts: Vec<Self>| {
            let parts = parts.into_iter().map(|part| part.try_map(change));
            parts.collect::<Result<Vec<_>, _>>()
        };
        match self {
            Self::One(condition) => change(condition),
            Self::All(parts) => Ok(Expression::All(all(parts)?)),
            Self::Any(parts) => Ok(Expression::Any(all(parts)?)),
        }
    }

    /// Returns the same as an AND of ORs.
    ///
    /// # Errors
    /// It would have too many conditions, in words for the client.
    pub(super) fn clauses(self) -> Result<Vec<Vec<C>>, String> {
        let clauses = match self {
            Self::One(condition) => vec![vec![condition]],
            Self::All(parts) => {
                let mut clauses = Vec::new();
                for part in parts {
                    clauses.extend(part.clauses()?);
                    check(&clauses)?;
                }
                clauses
            }
            Self::Any(parts) => {
                let mut clauses: Vec<Vec<C>> = vec![Vec::new()];
                for part in parts {
                    let further = part.clauses()?;
                    let mut longer = Vec::new();
                    for clause in &clauses {
                        for other in &further {
                            longer.push([clause.as_slice(), other].concat());
                            check(&longer)?;
                        }
                    }
                    clauses = longer;
                }
                clauses
            }
        };
        check(&clauses)?;
        Ok(clauses)
    }
}

fn check<C>(clauses: &[Vec<C>]) -> Result<(), String> {
    let n_conditions: usize = clauses.iter().map(|clause| clause.len().max(1)).sum();
    match n_conditions <= MAX_CONDITIONS {
        true => Ok(()),
        false => Err(format!(
            "the filters come to more than {MAX_CONDITIONS} conditions"
        )),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn expressions() -> impl Strategy<Value = Expression<u8>> {
        let one = (0..4_u8).prop_map(Expression::One);
        one.prop_recursive(3, 12, 3, |inner| {
            let parts = prop::collection::vec(inner, 0..3);
            prop_oneof![
                parts.clone().prop_map(Expression::All),
                parts.prop_map(Expression::Any),
            ]
        })
    }

    fn holds(expression: &Expression<u8>, world: u8) -> bool {
        match expression {
            Expression::One(bit) => world & (1 << bit) != 0,
            Expression::All(parts) => parts.iter().all(|part| holds(part, world)),
            Expression::Any(parts) => parts.iter().any(|part| holds(part, world)),
        }
    }

    proptest! {
        #[test]
        fn an_and_of_ors_says_the_same(expression in expressions()) {
            if let Ok(clauses) = expression.clone().clauses() {
                for world in 0..16 {
                    let by_clauses = clauses
                        .iter()
                        .all(|clause| clause.iter().any(|bit| world & (1 << bit) != 0));
                    prop_assert_eq!(by_clauses, holds(&expression, world));
                }
            }
        }
    }

    #[test]
    fn an_expression_that_multiplies_is_refused_before_it_grows() {
        let pair = Expression::All(vec![Expression::One(0), Expression::One(1)]);
        let error = Expression::Any(vec![pair; 60]).clauses().unwrap_err();
        assert_eq!(error, "the filters come to more than 256 conditions");
    }
}
