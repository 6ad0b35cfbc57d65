//! Which facets pages state that nobody declared, and what is left out of them.

use std::collections::BTreeMap;

use crate::api::FacetSpec;
use crate::error::{Notice, NoticeKind};
use crate::index::{PageRecord, choose_facets};

/// The most names that are counted.
const MAX_NAMES: usize = 10_000;

/// How many names a notice lists.
const NAMES_SHOWN: usize = 5;

/// The names of the facets that pages state, with their pages.
#[derive(Debug, Default)]
pub(super) struct FacetNames {
    pages: BTreeMap<String, usize>,
}

impl FacetNames {
    /// Counts the facets of a page.
    pub(super) fn add(&mut self, record: &PageRecord) {
        for name in record.facets.keys() {
            if let Some(pages) = self.pages.get_mut(name) {
                *pages += 1;
            } else if self.pages.len() < MAX_NAMES {
                self.pages.insert(name.clone(), 1);
            }
        }
    }

    /// Says which facets are left out, if any is; declared ones never are.
    pub(super) fn notice(&self, declared: &[FacetSpec]) -> Option<Notice> {
        let is_declared = |name: &str| declared.iter().any(|spec| spec.name == name);
        let pages = self.pages.iter();
        let pages = pages.filter(|(name, _)| !is_declared(name));
        let pages = pages.map(|(name, pages)| (name.as_str(), *pages));
        let (kept, rest) = choose_facets(pages.collect());
        let shown = rest.get(..NAMES_SHOWN).unwrap_or(&rest).join(", ");
        let message = format!(
            "pages state {} facets that docent.toml does not declare; {} of the fewest pages are \
             left out ({shown}): declare under [facets] what readers shall filter by",
            kept.len() + rest.len(),
            rest.len(),
        );
        (!rest.is_empty()).then(|| Notice::new(NoticeKind::Cut, "", 0, message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_left_out_is_told() {
        let page = |names: std::ops::Range<u32>| PageRecord {
            facets: names.map(|n| (format!("f{n:02}"), vec![])).collect(),
            ..PageRecord::default()
        };
        let mut names = FacetNames::default();
        names.add(&page(0..21));
        names.add(&page(1..21));
        assert_eq!(names.notice(&[FacetSpec::named("f05")]), None);
        let notice = names.notice(&[]).unwrap();
        assert!(notice.message.contains("21 facets"), "{notice}");
        assert!(
            notice
                .message
                .contains("1 of the fewest pages are left out (f00)")
        );
    }
}
