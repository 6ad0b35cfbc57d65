//! The `[[pin]]` tables: the owner's last word on what a query shows.

use serde::{Deserialize, Serialize};

use super::facets::OneOrMany;

/// The most pins of a site: more are a ranking of their own.
const MAX_PINS: usize = 1000;
/// The lowest place that a page can be pinned to.
const MAX_POSITION: usize = 100;

/// One `[[pin]]` table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Pin {
    /// See `pin.query` in [`KEYS`](super::KEYS).
    pub query: OneOrMany,
    /// See `pin.page` in [`KEYS`](super::KEYS).
    pub page: String,
    /// See `pin.position` in [`KEYS`](super::KEYS).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<usize>,
    /// See `pin.hide` in [`KEYS`](super::KEYS).
    #[serde(default)]
    pub hide: bool,
}

impl Pin {
    /// Returns the queries as they are written.
    pub fn queries(&self) -> &[String] {
        match &self.query {
            OneOrMany::One(query) => std::slice::from_ref(query),
            OneOrMany::Many(queries) => queries,
        }
    }

    /// Returns the place among the results, from 1; that of a hidden page means
    /// nothing.
    pub fn position(&self) -> usize {
        self.position.unwrap_or(1)
    }
}

/// Checks what types cannot.
pub(super) fn check(pins: &[Pin]) -> Result<(), String> {
    if pins.len() > MAX_PINS {
        return Err(format!(
            "`pin` is given {} times: there may be {MAX_PINS} at most",
            pins.len()
        ));
    }
    for (number, pin) in pins.iter().enumerate() {
        let place = format!("`[[pin]]` {} ({})", number + 1, pin.page);
        let is_blank = |query: &String| query.trim().is_empty();
        if pin.queries().is_empty() || pin.queries().iter().any(is_blank) {
            return Err(format!("{place}: `query` needs at least one word"));
        }
        if pin.page.trim().is_empty() {
            return Err(format!("{place}: `page` names no page"));
        }
        if pin.hide && pin.position.is_some() {
            return Err(format!(
                "{place}: a page that is hidden has no `position`; take one of the two"
            ));
        }
        if !(1..=MAX_POSITION).contains(&pin.position()) {
            return Err(format!(
                "{place}: `position` is {}: it must be from 1 to {MAX_POSITION}",
                pin.position()
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn pins_are_read_and_checked() {
        let config = Config::parse(
            "[[pin]]\nquery = [\"install\", \"set up\"]\npage = \"a/b\"\n\
             [[pin]]\nquery = \"x\"\npage = \"c\"\nhide = true\n",
        )
        .unwrap();
        assert_eq!(config.pin.len(), 2);
        assert_eq!(config.pin[0].queries(), ["install", "set up"]);
        assert_eq!((config.pin[0].position(), config.pin[0].hide), (1, false));
        for (text, expected) in [
            ("query = \"\"\npage = \"a\"", "at least one word"),
            ("query = []\npage = \"a\"", "at least one word"),
            ("query = \"x\"\npage = \" \"", "names no page"),
            ("query = \"x\"\npage = \"a\"\nposition = 0", "from 1 to 100"),
            (
                "query = \"x\"\npage = \"a\"\nposition = 2\nhide = true",
                "take one of the two",
            ),
            ("query = \"x\"", "missing field `page`"),
            ("query = \"x\"\npag = \"a\"", "did you mean `pin.page`?"),
        ] {
            let error = Config::parse(&format!("[[pin]]\n{text}\n")).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
