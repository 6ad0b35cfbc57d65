//! Questions in the text: `details`, definition lists, `Q:` and `A:`.
//!
//! A question becomes a section of its own with the question as its heading;
//! what stands after its answer goes on with the section before.

use super::flow::Flow;
use super::outline::asks;

impl Flow {
    /// Starts what may hold questions: `details`, `dl`.
    pub(super) fn open_questions(&mut self) {
        self.part();
        self.questions.push(None);
    }

    /// Ends what may hold questions.
    pub(super) fn close_questions(&mut self) {
        self.part();
        if let Some(Some(resumed)) = self.questions.pop() {
            self.outline.end_question(resumed);
        }
    }

    /// Starts a line that is a section's heading if it asks: `summary`, `dt`.
    pub(super) fn start_question(&mut self) {
        self.part();
        if let Some(open) = self.questions.last_mut()
            && let Some(resumed) = open.take()
        {
            self.outline.end_question(resumed);
        }
    }

    /// Ends a line that may be a question.
    pub(super) fn end_question(&mut self) {
        let id = self.question_id.take();
        let is_free = self.code.is_none() && self.heading.is_none() && self.row.is_none();
        if is_free && !self.questions.is_empty() {
            let text = self.line.take();
            if is_question(&text) {
                let resumed = self.outline.question(&text, id.as_deref(), self.at_line);
                if let Some(open) = self.questions.last_mut() {
                    *open = resumed;
                }
                if resumed.is_none() {
                    self.outline.prose(text);
                }
                self.contents.end_line(self.n_containers);
                self.anchor = None;
                return;
            }
            self.line.push_verbatim(&text);
        }
        self.part();
    }

    /// Starts a section to which nothing leads, after all others.
    pub(super) fn start_loose_section(&mut self, heading: &str) {
        self.end_heading();
        self.end_code();
        self.n_containers = 0;
        self.end_block();
        self.outline.current = 0;
        self.asked = self.outline.question(heading, None, 0);
    }

    /// Says whether a section has this heading.
    pub(super) fn has_heading(&self, text: &str) -> bool {
        self.outline.has_heading(text)
    }

    /// Takes a paragraph out of the text.
    pub(super) fn remove_prose(&mut self, text: &str) {
        self.outline.remove_prose(text);
    }

    /// Writes a block that may be a question or answer marked `Q:` and `A:`.
    pub(super) fn spoken(&mut self, text: String) {
        let Some(asked) = after_mark(&text, 'Q') else {
            match after_mark(&text, 'A').filter(|_| self.asked.is_some()) {
                Some(answer) => self.outline.prose(answer.to_owned()),
                None => self.outline.prose(text),
            }
            return;
        };
        let (question, answer) = match asked.find("? A") {
            Some(at) => (&asked[..=at], after_mark(&asked[at + 2..], 'A')),
            None => (asked, None),
        };
        if !is_question(question) {
            self.outline.prose(text);
            return;
        }
        if let Some(before) = self.asked.take() {
            self.outline.end_question(before);
        }
        self.asked = self.outline.question(question, None, self.at_line);
        self.outline.prose(answer.unwrap_or_default().to_owned());
    }
}

/// Returns what follows `Q:`, `Q.` or `Q1:`.
fn after_mark(text: &str, letter: char) -> Option<&str> {
    let rest = text.strip_prefix(letter)?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.strip_prefix([':', '.'])?;
    rest.starts_with(' ').then(|| rest.trim_start())
}

/// Says whether a line asks in words, not as code may end: `a?`.
fn is_question(text: &str) -> bool {
    let n_words = text.split_ascii_whitespace().take(3).count();
    asks(text) && (n_words == 3 || !text.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::outline::Outline;

    #[test]
    fn questions_are_told_from_code_and_marks_from_words() {
        assert!(is_question("Why is that?"));
        assert!(is_question("なぜですか？"));
        assert!(!is_question("a?"));
        assert_eq!(after_mark("Q: x", 'Q'), Some("x"));
        assert_eq!(after_mark("Q12. x", 'Q'), Some("x"));
        assert_eq!(after_mark("Q.x", 'Q'), None);
        assert_eq!(after_mark("Quick: x", 'Q'), None);
    }

    #[test]
    fn unbalanced_elements_do_no_harm() {
        let mut flow = Flow::new(Outline::new(None, 800));
        flow.close_questions();
        flow.start_question();
        flow.end_question();
        for _ in 0..10_000 {
            flow.open_questions();
            flow.start_question();
            flow.text("Is this the end?");
            flow.end_question();
        }
        flow.finish();
    }
}
