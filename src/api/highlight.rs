//! Text with its matched words marked.

use serde::{Deserialize, Serialize};



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
