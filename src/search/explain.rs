//! Why a page stands where it does: its matches, and its score added up again.
//!
//! The parts are those that the score was summed from, asked for once more, so
//! what is explained cannot differ from what was ranked. Only pages that are
//! shown are explained, for it costs reading their postings again.

use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

use super::matcher::{Plan, read};
use super::phrase::phrase_postings;
use super::pins::Applied;
use super::score::{self, Ranked, TIER_ALL, TIER_CORRECTED, TIER_NAME, TIER_PREFERRED, TIER_SOME};
use crate::api::{Explain, ExplainFeature, ExplainMatch, Hit};
use crate::error::Result;
use crate::index::{FIELDS, Scratch, Snapshot};
use crate::query::{ExpandedWord, Kind, Phrase};

/// Writes into hits why they stand where they do; `shown` are their pages in the
/// same order, with the pins of the search.
///
/// # Errors
/// A file of the generation cannot be read.
pub(super) fn add(
    snapshot: &Snapshot,
    plan: &Plan<'_>,
    scratch: &Scratch,
    (shown, pins): (&[Ranked], &Applied<'_>),
    hits: &mut [Hit],
) -> Result<()> {
    let explainer = Explainer {
        snapshot,
        plan,
        scratch,
    };
    for (hit, ranked) in hits.iter_mut().zip(shown) {
        hit.explain = Some(explainer.explain(ranked, pins.says(ranked.page))?);
    }
    Ok(())
}

/// Explains the places of pages.
struct Explainer<'s> {
    snapshot: &'s Snapshot,
    plan: &'s Plan<'s>,
    scratch: &'s Scratch,
}

/// Where words of one kind stand in one field of a page.
#[derive(Default)]
struct Place {
    count: u32,
    /// The section that holds most, with how many.
    best: (u32, u32),
}

impl Explainer<'_> {
    /// Explains the place of one page; `pin` says what the owner made of it.
    fn explain(&self, ranked: &Ranked, pin: Option<String>) -> Result<Explain> {
        let matches = self.matches(ranked.page)?;
        let tier = ranked.tier % TIER_PREFERRED;
        let features = match tier {
            0 => Vec::new(),
            _ => self.features(ranked)?,
        };
        let mut explain = Explain {
            tier: name_of(tier).to_owned(),
            preferred_language: ranked.tier >= TIER_PREFERRED,
            score: features.iter().map(|feature| feature.score).sum(),
            features,
            matches,
            pin,
            summary: String::new(),
        };
        explain.summary = summary(&explain, tier);
        Ok(explain)
    }

    /// Returns the parts of a page's score.
    fn features(&self, ranked: &Ranked) -> Result<Vec<ExplainFeature>> {
        let mut parts = Vec::new();
        let (plan, scratch) = (self.plan, self.scratch);
        let mut add = |feature, value| parts.push((feature, value));
        score::contributions(self.snapshot, plan, ranked, scratch, &mut add);
        let mut features = Vec::new();
        for (feature, value) in parts {
            match feature {
                score::Feature::BestSection(place) => {
                    let on = self.section_name(ranked.page, place)?;
                    let mut add = |slot, value| {
                        features.push(self.feature("best_section", slot, value, &on));
                    };
                    let block = self.snapshot.block(ranked.page);
                    let base = scratch.bases[block.segment as usize] + block.start;
                    let section = (base + place) as usize;
                    score::section_contributions(
                        plan,
                        (ranked.page, 1.0),
                        section,
                        scratch,
                        &mut add,
                    );
                }
                score::Feature::WholePage(slot) => {
                    let on = "the page as a whole";
                    features.push(self.feature("whole_page", slot, value, on));
                }
                score::Feature::Held(slot) => {
                    features.push(self.feature("held", slot, value, "the page at all"));
                }
                score::Feature::Outdated => features.push(ExplainFeature {
                    name: "outdated".to_owned(),
                    word: None,
                    score: score::exactly(value),
                    says: "the page says that it is out of date or hardly begun".to_owned(),
                }),
            }
        }
        features.retain(|feature| feature.score != 0.0);
        Ok(features)
    }

    /// Returns what a word, or the phrases, add to a score.
    fn feature(&self, name: &str, slot: usize, value: i64, on: &str) -> ExplainFeature {
        let word = self
            .plan
            .query
            .words
            .get(slot)
            .map(|word| word.text.clone());
        let what = match &word {
            Some(word) => format!("\"{word}\""),
            None => "what was quoted".to_owned(),
        };
        ExplainFeature {
            name: name.to_owned(),
            word,
            score: score::exactly(value),
            says: format!("{what} on {on}"),
        }
    }

    /// Returns a section's name for a sentence.
    fn section_name(&self, page: u32, place: u32) -> Result<String> {
        let section = self.snapshot.section(page, place)?;
        Ok(match section.anchor {
            Some(anchor) => format!("the best section, #{anchor}"),
            None => "the best section, the page's own".to_owned(),
        })
    }

    /// Returns which words stand where on a page.
    fn matches(&self, page: u32) -> Result<Vec<ExplainMatch>> {
        let mut matches = Vec::new();
        for word in &self.plan.query.words {
            self.add_terms(page, word, &mut matches)?;
            for saying in &word.sayings {
                self.add_phrase(page, (&word.text, "synonym"), &saying.phrase, &mut matches)?;
            }
        }
        for phrase in &self.plan.query.phrases {
            self.add_phrase(page, (&phrase.text, "phrase"), phrase, &mut matches)?;
        }
        Ok(matches)
    }

    fn add_terms(
        &self,
        page: u32,
        word: &ExpandedWord,
        matches: &mut Vec<ExplainMatch>,
    ) -> Result<()> {
        let block = self.snapshot.block(page);
        let segment = &self.snapshot.segments()[block.segment as usize];
        for alternative in &word.alternatives {
            for field in 0..FIELDS.len() {
                let option = IndexRecordOption::WithFreqs;
                let Some(mut postings) = read(segment, field, &alternative.term, option)? else {
                    continue;
                };
                let mut found = Place::default();
                let mut doc = postings.doc();
                if doc < block.start {
                    doc = postings.seek(block.start);
                }
                while doc != TERMINATED && doc < block.end {
                    found.add(doc - block.start, postings.term_freq());
                    doc = postings.advance();
                }
                let one = (word.text.as_str(), alternative.term.as_str());
                let kind = kind_name(alternative.kind);
                matches.extend(self.found(page, one, kind, field, &found)?);
            }
        }
        Ok(())
    }

    fn add_phrase(
        &self,
        page: u32,
        (word, kind): (&str, &str),
        phrase: &Phrase,
        matches: &mut Vec<ExplainMatch>,
    ) -> Result<()> {
        let block = self.snapshot.block(page);
        let segment = &self.snapshot.segments()[block.segment as usize];
        let hits = phrase_postings(self.snapshot, segment, phrase)?;
        for field in 0..FIELDS.len() {
            let mut found = Place::default();
            let here = hits
                .iter()
                .filter(|hit| hit.field == field && (block.start..block.end).contains(&hit.doc));
            for hit in here {
                found.add(hit.doc - block.start, hit.count);
            }
            let one = (word, phrase.text.as_str());
            matches.extend(self.found(page, one, kind, field, &found)?);
        }
        Ok(())
    }

    fn found(
        &self,
        page: u32,
        (word, term): (&str, &str),
        kind: &str,
        field: usize,
        found: &Place,
    ) -> Result<Option<ExplainMatch>> {
        if found.count == 0 {
            return Ok(None);
        }
        let anchor = match FIELDS[field].of_page {
            true => None,
            false => self.snapshot.section(page, found.best.0)?.anchor,
        };
        Ok(Some(ExplainMatch {
            word: word.to_owned(),
            term: term.to_owned(),
            kind: kind.to_owned(),
            field: FIELDS[field].name.to_owned(),
            count: found.count,
            anchor,
        }))
    }
}

impl Place {
    fn add(&mut self, section: u32, count: u32) {
        self.count = self.count.saturating_add(count);
        if count > self.best.1 {
            self.best = (section, count);
        }
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Exact => "exact",
        Kind::Plain => "plain",
        Kind::Unsigned => "unsigned",
        Kind::Inflected => "inflection",
        Kind::Joined => "joined",
        Kind::Prefix => "prefix",
        Kind::Typo => "typo",
        Kind::Synonym => "synonym",
    }
}

fn name_of(tier: u8) -> &'static str {
    match tier {
        TIER_NAME => "name",
        TIER_ALL => "all",
        TIER_CORRECTED => "corrected",
        TIER_SOME => "some",
        _ => "",
    }
}

/// Returns the whole in words.
fn summary(explain: &Explain, tier: u8) -> String {
    let mut out = match tier {
        TIER_NAME => "its title, an alias or its file name is what was typed",
        TIER_ALL => "it holds every word that matters",
        TIER_CORRECTED => "it holds every word that matters, some only as they may be meant",
        TIER_SOME => "it holds some of the words",
        _ => "no word was looked for on it",
    }
    .to_owned();
    if explain.preferred_language {
        out.push_str("; it is in the preferred language, which comes before all else");
    }
    if let Some(pin) = &explain.pin {
        out = format!("{pin}; {out}");
    }
    if !explain.features.is_empty() {
        let parts = explain.features.iter().map(|feature| {
            let sign = if feature.score < 0.0 { "- " } else { "" };
            format!("{sign}{:.3} for {}", feature.score.abs(), feature.says)
        });
        let sum = parts.collect::<Vec<_>>().join(" + ").replace("+ - ", "- ");
        out.push_str(&format!(". {:.3} = {sum}", explain.score));
    }
    out
}
