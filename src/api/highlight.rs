//! Text with its matched words marked.

use serde::{Deserialize, Serialize};

/// Text with its matched words marked, three ways.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Highlight {
    /// The plain text.
    pub text: String,
    /// The text in parts; joined they are `text`.
    pub parts: Vec<Part>,
    /// The text as HTML: everything escaped, marks as `<mark>`.
    pub html: String,
}

/// A run of text, marked or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The text.
    pub t: String,
    /// Whether it matched.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub m: bool,
}

impl Highlight {
    /// Returns the three forms of parts; adjacent ones of one kind are joined.
    pub fn from_parts(parts: impl IntoIterator<Item = Part>) -> Self {
        let mut highlight = Self::default();
        for part in parts {
            if part.t.is_empty() {
                continue;
            }
            highlight.text.push_str(&part.t);
            match highlight.parts.last_mut() {
                Some(last) if last.m == part.m => last.t.push_str(&part.t),
                _ => highlight.parts.push(part),
            }
        }
        for part in &highlight.parts {
            if part.m {
                highlight.html.push_str("<mark>");
            }
            escape_html(&part.t, &mut highlight.html);
            if part.m {
                highlight.html.push_str("</mark>");
            }
        }
        highlight
    }

    /// Returns text in which nothing is marked.
    pub fn plain(text: &str) -> Self {
        Self::from_parts([Part {
            t: text.to_owned(),
            m: false,
        }])
    }
}

/// Appends `text` to `out`, safe as HTML text and in quoted attributes.
pub fn escape_html(text: &str, out: &mut String) {
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(char),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(t: &str, m: bool) -> Part {
        Part { t: t.into(), m }
    }

    #[test]
    fn a_highlight_escapes_everything_but_its_marks() {
        let highlight = Highlight::from_parts([
            part("Use ", false),
            part("", true),
            part("Vec", true),
            part("<T>", false),
            part(" & \"x\"", false),
        ]);
        assert_eq!(highlight.text, "Use Vec<T> & \"x\"");
        assert_eq!(highlight.parts.len(), 3);
        assert_eq!(
            highlight.html,
            "Use <mark>Vec</mark>&lt;T&gt; &amp; &quot;x&quot;"
        );
    }

    #[test]
    fn an_unmarked_part_has_no_m_in_json() {
        let json = serde_json::to_string(&[part("a", false), part("b", true)]).unwrap();
        assert_eq!(json, r#"[{"t":"a"},{"t":"b","m":true}]"#);
    }
}
