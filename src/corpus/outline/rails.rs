//! Equal headings in the Rails Guides: each is named after the one above it.
//!
//! `dom_id` of their renderer: where a name is there already, both it and the
//! new one get the name of their parents before them.

use std::collections::HashMap;

use super::super::headings::SlugRule;
use crate::document::Section;

/// The level of the chapters of a guide.
const TOP_LEVEL: u8 = 2;

/// The deepest heading that is named, below the chapters.
const MAX_DEPTH: usize = 4;

/// Gives the sections of a guide their anchors; those that are stated stay.
pub(super) fn name(sections: &mut [Section]) {
    // The section that has each name, with those above it.
    let mut named: HashMap<String, Vec<usize>> = HashMap::new();
    let mut above: Vec<usize> = Vec::new();
    for at in 0..sections.len() {
        let section = &sections[at];
        let depth = usize::from(section.level.saturating_sub(TOP_LEVEL));
        let Some(heading) = section.heading().filter(|_| depth < MAX_DEPTH) else {
            continue;
        };
        above.truncate(depth);
        above.push(at);
        let slug = SlugRule::Rails.slug(heading);
        let is_made = |anchor: &String| anchor.starts_with(&slug) && !slug.is_empty();
        if !section.anchor.as_ref().is_some_and(is_made) {
            continue;
        }
        let anchor_of = |sections: &[Section], at: usize| {
            let anchor = sections[at].anchor.clone();
            anchor.unwrap_or_default()
        };
        let mut id = slug;
        if let Some(others) = named.get(&id).cloned() {
            if let [.., parent, other] = others[..] {
                named.remove(&id);
                let renamed = format!("{}-{id}", anchor_of(sections, parent));
                sections[other].anchor = Some(renamed.clone());
                named.insert(renamed, others);
            }
            if let [.., parent, _] = above[..] {
                id = format!("{}-{id}", anchor_of(sections, parent));
            }
        }
        sections[at].anchor = Some(id.clone());
        named.insert(id, above.clone());
    }
}
