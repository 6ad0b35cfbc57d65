//! What a page says to machines in JSON-LD: dates, questions, steps.
//!
//! Only what readers see as well is taken: schema.org asks sites for that.

use serde_json::Value;

use super::date::date_of;

/// The most bytes of one block.
const MAX_BYTES: usize = 1 << 20;

/// The most objects that are looked at in a page.
const MAX_OBJECTS: usize = 2_000;

/// The most questions and steps of a page.
const MAX_ANSWERS: usize = 500;

/// What the blocks of a page say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Structured {
    /// The article's headline.
    pub(super) headline: Option<String>,
    /// When it was changed, else published.
    pub(super) date: Option<String>,
    /// The language that it says.
    pub(super) language: Option<String>,
    /// Questions, each with its answer, which may be HTML.
    pub(super) answers: Vec<(String, String)>,
    /// Steps of a guide, each with its text.
    pub(super) steps: Vec<(String, String)>,
}

impl Structured {
    /// Reads one block; what does not parse says nothing.
    pub(super) fn add(&mut self, json: &str) {
        if json.len() > MAX_BYTES {
            return;
        }
        let Ok(block) = serde_json::from_str::<Value>(json) else {
            return;
        };
        let mut waiting = vec![&block];
        let mut n_objects = 0;
        while let Some(value) = waiting.pop() {
            n_objects += 1;
            if n_objects > MAX_OBJECTS {
                return;
            }
            match value {
                Value::Array(list) => waiting.extend(list.iter().rev()),
                Value::Object(_) => {
                    self.object(value);
                    waiting.extend(value.get("@graph"));
                    waiting.extend(value.get("mainEntity").filter(|_| !is_a(value, "FAQPage")));
                }
                _ => {}
            }
        }
    }

    fn object(&mut self, object: &Value) {
        let is_article = [
            "Article",
            "Posting",
            "WebPage",
            "HowTo",
            "LearningResource",
            "FAQPage",
        ];
        if is_article.iter().any(|name| ends_with(object, name)) {
            let date = |key: &str| text(object, key).and_then(|text| date_of(&text));
            let date = date("dateModified").or_else(|| date("datePublished"));
            self.date = self.date.take().or(date);
            self.headline = self.headline.take().or_else(|| text(object, "headline"));
            self.language = self.language.take().or_else(|| text(object, "inLanguage"));
        }
        if is_a(object, "FAQPage") || is_a(object, "QAPage") {
            for question in list(object, "mainEntity") {
                let answer = question
                    .get("acceptedAnswer")
                    .or_else(|| question.get("suggestedAnswer"));
                let answer = answer.and_then(|answer| match answer {
                    Value::Array(answers) => answers.first(),
                    answer => Some(answer),
                });
                let answer = answer.and_then(|answer| text(answer, "text"));
                add(&mut self.answers, text(question, "name"), answer);
            }
        }
        if is_a(object, "HowTo") {
            for step in list(object, "step") {
                add(&mut self.steps, text(step, "name"), text(step, "text"));
            }
        }
    }
}

/// Adds a pair that is whole.
fn add(pairs: &mut Vec<(String, String)>, name: Option<String>, text: Option<String>) {
    if let (Some(name), Some(text)) = (name, text)
        && pairs.len() < MAX_ANSWERS
    {
        pairs.push((name, text));
    }
}

/// Returns the text of a key that is not blank.
fn text(object: &Value, key: &str) -> Option<String> {
    let text = object.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Returns the objects of a key; one is a list of one.
fn list<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    match object.get(key) {
        Some(Value::Array(list)) => list,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

/// Says whether an object is of a type.
fn is_a(object: &Value, name: &str) -> bool {
    list(object, "@type").iter().any(|known| known == name)
}

/// Says whether an object's type ends with a name: `TechArticle`.
fn ends_with(object: &Value, name: &str) -> bool {
    let mut types = list(object, "@type").iter().filter_map(Value::as_str);
    types.any(|known| known.ends_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_read() {
        let mut found = Structured::default();
        found.add("{broken");
        found.add(&"[".repeat(100_000));
        found.add(
            r#"{"@graph": [{"@type": "TechArticle", "headline": "H", "datePublished": "2025-01-02",
            "dateModified": "2026-03-04T05:06:07Z"}, {"@type": ["WebPage", "FAQPage"], "mainEntity":
            [{"name": "Why?", "acceptedAnswer": {"text": "<p>So.</p>"}}, {"name": "No answer?"}]}]}"#,
        );
        found.add(r#"{"@type": "HowTo", "step": {"name": "First", "text": "Cut."}}"#);
        assert_eq!(found.headline.as_deref(), Some("H"));
        assert_eq!(found.date.as_deref(), Some("2026-03-04"));
        assert_eq!(
            found.answers,
            [("Why?".to_owned(), "<p>So.</p>".to_owned())]
        );
        assert_eq!(found.steps, [("First".to_owned(), "Cut.".to_owned())]);
    }
}
