//! The notices about one page, while it is read.

use crate::error::{Notice, NoticeKind};

use super::plain;

/// The most notices about one page: a page full of faults is one fault.
const MAX_NOTICES: usize = 20;

/// Gathers the notices about one page.
#[derive(Debug)]
pub(super) struct Notices {
    path: String,
    pub(super) list: Vec<Notice>,
}

impl Notices {
    pub(super) fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            list: Vec::new(),
        }
    }

    /// Adds a notice about a line, or about the page with line 0.
    pub(super) fn add(&mut self, kind: NoticeKind, line: u32, message: impl Into<String>) {
        if self.list.len() < MAX_NOTICES {
            let message = plain::line_of(&message.into());
            self.list.push(Notice::new(kind, &self.path, line, message));
        }
    }

    pub(super) fn into_list(self) -> Vec<Notice> {
        self.list
    }
}
