//! What Vue leaves alone: `::: v-pre`, elements with `v-pre`.

use super::super::dialect::lines::{Kind, Line};
use super::tag::Tag;

/// The part of a page at hand that Vue leaves alone, if it is in one.
#[derive(Debug, Default)]
pub(super) struct Verbatim {
    /// Whether the page has containers of this kind.
    has_containers: bool,
    /// The colons of the container that is open.
    colons: Option<usize>,
    /// The element that is open and how many of its name are in it.
    element: Option<(String, usize)>,
}

impl Verbatim {
    /// Looks whether a page has containers of this kind.
    pub(super) fn of_page(lines: &[Line<'_>], is_vue: bool) -> Self {
        let opens = |line: &Line<'_>| line.kind == Kind::Text && opens(&line.text).is_some();
        Self {
            has_containers: is_vue && lines.iter().any(opens),
            ..Self::default()
        }
    }

    /// Says whether the text at hand is left alone.
    pub(super) fn is_on(&self) -> bool {
        self.colons.is_some() || self.element.is_some()
    }

    /// Says whether a line opens or closes a container.
    pub(super) fn is_mark(&self, line: &str) -> bool {
        self.has_containers
            && match self.colons {
                None => opens(line).is_some(),
                Some(n) => closes(line, n),
            }
    }

    /// Takes a line that opens or closes a container; `false` if it does not.
    pub(super) fn take_mark(&mut self, line: &str) -> bool {
        if !self.is_mark(line) {
            return false;
        }
        self.colons = match self.colons {
            None => opens(line),
            Some(_) => None,
        };
        true
    }

    /// Notes an element that opens or closes.
    pub(super) fn note_tag(&mut self, tag: &Tag<'_>) {
        if tag.closes_itself {
            return;
        }
        match &mut self.element {
            None => {
                let has_mark = tag.attributes.iter().any(|(name, _)| *name == "v-pre");
                if has_mark && !tag.closes {
                    self.element = Some((tag.name.to_owned(), 0));
                }
            }
            Some((name, n_inside)) if name == tag.name => match (tag.closes, *n_inside) {
                (false, _) => *n_inside += 1,
                (true, 0) => self.element = None,
                (true, _) => *n_inside -= 1,
            },
            Some(_) => {}
        }
    }
}

/// Returns the colons of `::: v-pre`.
fn opens(line: &str) -> Option<usize> {
    let line = line.trim();
    let name = line.trim_start_matches(':');
    let n_colons = line.len() - name.len();
    (n_colons >= 3 && name.trim() == "v-pre").then_some(n_colons)
}

/// Says whether a line closes a container of so many colons.
fn closes(line: &str, n_colons: usize) -> bool {
    let line = line.trim();
    line.len() >= n_colons && line.bytes().all(|byte| byte == b':')
}
