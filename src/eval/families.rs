//! Judgments of pages that one hit stands for: the best of them counts.

use std::collections::{BTreeMap, HashMap};

use super::judgments::Topic;
use crate::index::Snapshot;

/// Which pages of an index are shown as one hit.
#[derive(Debug, Default)]
pub(super) struct Families {
    /// By a page's path: the path of its family's first page.
    first: HashMap<String, String>,
}

/// The grades of a topic's pages, those of one family as one.
#[derive(Debug)]
pub(super) struct Grades<'a> {
    families: &'a Families,
    grades: BTreeMap<&'a str, u8>,
}

impl Families {
    /// Reads the families of an index. Cost: one entry for each of their pages.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let pages = snapshot.pages();
        let path = |page: u32| pages.record(page).path.clone();
        let numbers = (0_u32..).zip(pages.records()).map(|(page, _)| page);
        let first = numbers.filter_map(|page| {
            let members = pages.families().members(page);
            Some((path(page), path(*members.first()?)))
        });
        Self {
            first: first.collect(),
        }
    }

    /// Returns a topic's grades.
    pub(super) fn grades<'a>(&'a self, topic: &'a Topic) -> Grades<'a> {
        let mut grades: BTreeMap<&str, u8> = BTreeMap::new();
        for (page, grade) in topic.page_grades() {
            let best = grades.entry(self.first_of(page)).or_default();
            *best = (*best).max(grade);
        }
        Grades {
            families: self,
            grades,
        }
    }

    fn first_of<'a>(&'a self, page: &'a str) -> &'a str {
        self.first.get(page).map_or(page, String::as_str)
    }
}

impl Grades<'_> {
    /// Returns the grade of a hit; `None` where nobody judged its pages.
    pub(super) fn of(&self, page: &str) -> Option<u8> {
        self.grades.get(self.families.first_of(page)).copied()
    }

    /// Returns every grade, in no order.
    pub(super) fn all(&self) -> impl Iterator<Item = u8> {
        self.grades.values().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::judgments::Qrel;

    #[test]
    fn a_hit_has_the_best_grade_of_its_family() {
        let qrel = |path: &str, grade| Qrel {
            path: path.into(),
            anchor: None,
            grade,
        };
        let topic = Topic {
            id: "t".into(),
            query: "q".into(),
            kind: String::new(),
            split: None,
            qrels: vec![qrel("ja/a", 3), qrel("a", 1), qrel("b", 2), qrel("c", 0)],
        };
        let pairs = [("a", "a"), ("ja/a", "a"), ("v1/a", "a")];
        let pairs = pairs.map(|(page, first)| (page.to_owned(), first.to_owned()));
        let families = Families {
            first: pairs.into_iter().collect(),
        };
        let grades = families.grades(&topic);
        let of = |page: &str| grades.of(page);
        assert_eq!([of("a"), of("ja/a"), of("v1/a")], [Some(3); 3]);
        assert_eq!([of("b"), of("c"), of("d")], [Some(2), Some(0), None]);
        let mut all: Vec<u8> = grades.all().collect();
        all.sort_unstable();
        assert_eq!(all, [0, 2, 3]);
    }
}
