//! What the template languages share about the files that a page names.

use crate::error::NoticeKind;

use super::super::Notices;
use super::super::frontmatter::{self, Parts, Value};
use super::Context;

impl Context<'_> {
    /// Returns the text of the first of some files that there is.
    pub(super) fn read_first(&self, paths: &[String]) -> Option<String> {
        let mut texts = paths.iter().map(|path| self.resolver.text(path));
        texts.find_map(Result::ok)
    }

    /// Says that a file which the page names is missing.
    pub(super) fn miss(&mut self, line: u32, file: &str) {
        let message = format!("includes `{file}`, which is not in the corpus: add it");
        self.notices.add(NoticeKind::Include, line, message);
    }

    /// Returns a plain value of the page's front matter.
    pub(super) fn front_value(&self, key: &str) -> Option<String> {
        value_of(self.front, key)
    }

    /// Returns the language that the page's place says.
    pub(super) fn language(&self) -> String {
        let mount = self.site.mount_of(self.path);
        let language = mount.and_then(|mount| mount.language.clone());
        language.unwrap_or_else(|| "en".to_owned())
    }
}

/// Returns a plain value of a text's front matter.
pub(super) fn front_value(text: &str, key: &str) -> Option<String> {
    value_of(&frontmatter::split(text), key)
}

fn value_of(parts: &Parts<'_>, key: &str) -> Option<String> {
    // What is wrong with the page's own was said when it was read.
    let table = frontmatter::read(parts, &mut Notices::new(""));
    let key = key.to_lowercase();
    table.into_iter().find_map(|(name, value)| match value {
        Value::Text(text) if name == key => Some(text),
        _ => None,
    })
}

/// Returns a text as a code block that nothing in it ends.
pub(super) fn fenced(text: &str, language: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    let text = text.trim_end();
    format!("{fence}{language}\n{text}\n{fence}")
}
