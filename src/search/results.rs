//! The pages of this page of results, as they are shown.

use super::family::Preference;
use super::matcher::Plan;
use super::score::{Ranked, rank_in_page, shown};
use super::snippet::{Marker, PASSAGE_CHARS};
use crate::api::{Highlight, Hit, SearchRequest, SectionHit};
use crate::document::{Section, SectionKind};
use crate::error::Result;
use crate::index::{PageRecord, Scratch, Snapshot};

/// Reads the sections of these pages and marks their words.
///
/// Cost: for each page its own section and at most as many others as are asked for.
pub(super) fn read(
    snapshot: &Snapshot,
    plan: &Plan<'_>,
    pages: &[Ranked],
    request: &SearchRequest,
    preference: &Preference<'_>,
    scratch: &Scratch,
) -> Result<Vec<Hit>> {
    let passage_chars = request
        .records
        .map_or(PASSAGE_CHARS, |records| records.passage_chars.get());
    let reader = Reader {
        snapshot,
        plan,
        marker: Marker::new(plan.query, &plan.rarity, passage_chars),
        n_sections: request.sections,
        marks_headings: request.records.is_some(),
        scratch,
    };
    let hits = pages.iter().map(|ranked| {
        let mut hit = reader.hit(ranked)?;
        preference.complete(&mut hit, ranked.page);
        Ok(hit)
    });
    hits.collect()
}

struct Reader<'s> {
    snapshot: &'s Snapshot,
    plan: &'s Plan<'s>,
    marker: Marker,
    n_sections: usize,
    marks_headings: bool,
    scratch: &'s Scratch,
}

impl Reader<'_> {
    fn hit(&self, ranked: &Ranked) -> Result<Hit> {
        let page = ranked.page;
        let record = self.snapshot.pages().record(page);
        let best = self.best_sections(page);
        let own = self.snapshot.section(page, 0)?;
        let mut sections: Vec<SectionHit> = Vec::new();
        for place in best.iter().copied().filter(|place| *place > 0) {
            if sections.len() == self.n_sections {
                break;
            }
            let section = self.snapshot.section(page, place)?;
            // The pieces of a long section share one anchor: the best is shown.
            let known = sections
                .iter()
                .any(|hit| Some(&hit.anchor) == section.anchor.as_ref());
            if !known {
                sections.extend(self.section_hit(record, &section));
            }
        }
        let snippet = match best.first() {
            Some(place) if *place > 0 && self.n_sections == 0 => {
                let section = self.snapshot.section(page, *place)?;
                self.marker.passage(&section, None)
            }
            _ => self.marker.passage(&own, record.description.as_deref()),
        };
        Ok(self.page_hit(record, shown(ranked.score), snippet, sections))
    }

    /// Returns the sections that hold words of the query, best first.
    fn best_sections(&self, page: u32) -> Vec<u32> {
        let block = self.snapshot.block(page);
        let base = self.scratch.bases[block.segment as usize];
        let mut scored: Vec<(i64, u32)> = (0..block.end - block.start)
            .filter_map(|place| {
                let section = (base + block.start + place) as usize;
                let weights = &self.scratch.section_weights[..self.plan.n_slots()];
                let matched = weights.iter().any(|weights| weights[section] > 0);
                matched.then(|| (rank_in_page(self.plan, page, section, self.scratch), place))
            })
            .collect();
        scored.sort_by_key(|(score, place)| (-score, *place));
        scored.into_iter().map(|(_, place)| place).collect()
    }

    fn section_hit(&self, record: &PageRecord, section: &Section) -> Option<SectionHit> {
        let anchor = section.anchor.clone()?;
        let heading = section.heading()?;
        let mut headings = vec![record.title.clone()];
        headings.extend(section.headings.iter().cloned());
        let answer = (section.kind == SectionKind::Faq).then(|| self.marker.answer(section));
        let marked = headings.iter().filter(|_| self.marks_headings);
        Some(SectionHit {
            marked_headings: marked.map(|text| self.marker.highlight(text)).collect(),
            id: format!("{}#{anchor}", record.id),
            url: format!("{}#{anchor}", record.url),
            kind: section.kind,
            heading: self.marker.highlight(heading),
            snippet: self.marker.passage(section, None),
            answer,
            headings,
            anchor,
        })
    }

    fn page_hit(
        &self,
        record: &PageRecord,
        score: f64,
        snippet: Highlight,
        sections: Vec<SectionHit>,
    ) -> Hit {
        let first = |name: &str| record.facet(name).cloned();
        let topics = record.facets.get("topic").cloned().unwrap_or_default();
        let standard = ["topic", "level", "language", "version"];
        let further = record.facets.iter();
        Hit {
            id: record.id.clone(),
            source: record.path.clone(),
            url: record.url.clone(),
            breadcrumbs: record.breadcrumbs(),
            topics,
            facets: further
                .filter(|(name, _)| !standard.contains(&name.as_str()))
                .map(|(name, values)| (name.clone(), values.clone()))
                .collect(),
            level: first("level"),
            language: first("language"),
            version: first("version"),
            date: record.date.clone(),
            score,
            title: self.marker.highlight(&record.title),
            snippet,
            versions: Vec::new(),
            translations: Vec::new(),
            fallback: Vec::new(),
            section_count: record.n_sections as usize,
            sections,
            explain: None,
        }
    }
}
