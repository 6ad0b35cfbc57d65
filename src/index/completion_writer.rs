//! Gathers what may complete what is typed, and writes the table at publish.
//!
//! Titles come from the page table, where links and families are known; headings
//! and phrases from what each page offers. The same pages give the same files,
//! whether they were read now or kept from before.

use std::cmp::Reverse;
use std::fs;
use std::path::Path;

use rustc_hash::FxHashMap;

use super::completions::{COMPLETIONS_FILE, Entry, SEVERAL, Table, WORDS_FILE};
use super::families::Families;
use super::offered::Offered;
use super::pages::PageRecord;
use super::vocabulary::Vocabulary;
use crate::analysis::{Name, fold};
use crate::api::SuggestionKind;
use crate::error::{Error, Result};

/// The longest title that completes what is typed, in characters.
const MAX_TITLE_CHARS: usize = 120;
/// The most word starts of one text.
const MAX_STARTS: usize = 40;
/// A heading of more than one of so many pages, and of more than so many, is
/// the site's habit ("See also").
const HABIT_SHARE: usize = 50;
const HABIT_PAGES: u32 = 30;
/// A phrase must be said by so many pages …
const MIN_PAGES: u32 = 3;
/// … and by one of so many of the sections that hold its rarer word.
const MIN_COHESION: u32 = 20;
/// One word of it must stand in fewer than one of so many sections, and its
/// first and last in fewer than one of so many.
const RARE_SHARE: u64 = 20;
const COMMON_SHARE: u64 = 3;
/// On a small site so many sections are few.
const FEW_SECTIONS: u64 = 12;
/// A shorter phrase that is hardly said without the longer one is left out.
const PART_OF_LONGER: f64 = 0.8;
/// The most phrases that are gathered before those said once are forgotten.
const MAX_GATHERED: usize = 400_000;
/// The most phrases that are kept, by pages.
const MAX_PHRASES: usize = 20_000;

/// Writes the side files from what all pages offer, in order; the vocabulary must
/// have been written.
pub(super) fn write(folder: &Path, offered: Vec<Offered>, site: &Site<'_>) -> Result<()> {
    let mut gathered = Gathered::default();
    for (page, offered) in (0_u32..).zip(offered) {
        gathered.add(page, offered);
    }
    gathered.write(folder, site)
}

/// What all pages offer.
#[derive(Debug, Default)]
struct Gathered {
    /// By key.
    headings: FxHashMap<String, Heading>,
    /// With the number of pages.
    phrases: FxHashMap<String, u32>,
}

#[derive(Debug)]
struct Heading {
    text: String,
    page: u32,
    anchor: Option<String>,
    n_pages: u32,
    last_page: u32,
}

/// A completion before it has its place.
struct Draft {
    kind: SuggestionKind,
    text: String,
    page: u32,
    several: bool,
    anchor: Option<String>,
    /// How much is linked to it, or said of it; the more the better.
    points: i64,
}

impl Gathered {
    /// Adds what a page offers; pages come in order.
    fn add(&mut self, page: u32, offered: Offered) {
        for (text, anchor) in offered.headings {
            let key = Name::of(&text).key;
            if key.is_empty() {
                continue;
            }
            let heading = self.headings.entry(key).or_insert(Heading {
                text,
                page,
                anchor,
                n_pages: 0,
                last_page: u32::MAX,
            });
            heading.n_pages += u32::from(heading.last_page != page);
            heading.last_page = page;
        }
        for phrase in offered.phrases {
            *self.phrases.entry(phrase).or_default() += 1;
        }
        if self.phrases.len() > MAX_GATHERED {
            self.phrases.retain(|_, n_pages| *n_pages > 1);
        }
    }

    /// Writes the side files.
    fn write(self, folder: &Path, site: &Site<'_>) -> Result<()> {
        let vocabulary = Vocabulary::open(folder)?;
        let mut drafts: FxHashMap<String, Draft> = FxHashMap::default();
        let phrases = phrases(self.phrases, &vocabulary, site);
        let headings = self.headings.into_values();
        let many = (site.records.len() / HABIT_SHARE) as u64;
        let many = many.max(u64::from(HABIT_PAGES));
        let headings = headings.filter(|heading| u64::from(heading.n_pages) <= many);
        let headings = headings.map(|heading| Draft {
            kind: SuggestionKind::Heading,
            points: site.points(heading.page, &heading.text),
            text: heading.text,
            page: heading.page,
            several: heading.n_pages > 1,
            anchor: heading.anchor,
        });
        for draft in phrases.into_iter().chain(headings).chain(site.titles()) {
            // Of one key the better kind stays; titles come with their key once.
            let key = Name::of(&draft.text).key;
            let known = drafts.get(&key).map(|known| known.kind);
            if !key.is_empty() && known.is_none_or(|known| draft.kind < known) {
                drafts.insert(key, draft);
            }
        }
        let mut drafts: Vec<(String, Draft)> = drafts.into_iter().collect();
        drafts.sort_by(|(key, draft), (other_key, other)| {
            let by_worth = (draft.kind, Reverse(draft.points));
            let by_worth = by_worth.cmp(&(other.kind, Reverse(other.points)));
            by_worth.then_with(|| key.cmp(other_key))
        });
        let (table, words) = tabulate(&drafts, site);
        write_files(folder, &table, &words)
    }
}

/// What is known of the whole site.
pub(super) struct Site<'s> {
    pub(super) records: &'s [PageRecord],
    pub(super) language: &'s str,
    pub(super) families: Families,
    pub(super) n_sections: u64,
    /// By page: how many link to it.
    pub(super) n_links: Vec<u32>,
}

impl<'s> Site<'s> {
    pub(super) fn new(
        records: &'s [PageRecord],
        language: &'s str,
        version: &str,
        n_sections: u64,
    ) -> Self {
        let mut n_links = vec![0; records.len()];
        for to in records.iter().flat_map(|record| &record.links) {
            if let Some(count) = n_links.get_mut(*to as usize) {
                *count += 1;
            }
        }
        Self {
            families: Families::new(records, version),
            records,
            language,
            n_sections,
            n_links,
        }
    }

    fn language_of(&self, page: u32) -> &str {
        let own = self.records[page as usize].facet("language");
        own.map_or(self.language, String::as_str)
    }

    /// Returns the worth of a text on a page: what is linked to counts, what is
    /// long counts less, what is out of date or in another language than the
    /// site's less still.
    fn points(&self, page: u32, text: &str) -> i64 {
        let links = self.n_links[page as usize];
        let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        let foreign = i64::from(self.language_of(page) != self.language);
        let outdated = i64::from(self.records[page as usize].is_outdated());
        // A doubling of links is worth six characters.
        6 * i64::from((links + 1).ilog2()) - length - 40 * foreign - 40 * outdated
    }

    /// Returns one draft for the titles of each key: that of the page which most
    /// readers mean.
    fn titles(&self) -> Vec<Draft> {
        let mut pages: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (page, record) in (0_u32..).zip(self.records) {
            if record.title.chars().nth(MAX_TITLE_CHARS).is_none() {
                let key = Name::of(&record.title).key;
                pages.entry(key).or_default().push(page);
            }
        }
        let drafts = pages.into_values().filter_map(|pages| {
            let best = pages.iter().copied().max_by_key(|page| {
                let is_site_s = self.language_of(*page) == self.language;
                let version = self.families.version_rank(*page);
                let links = self.n_links[*page as usize];
                (is_site_s, version, links, Reverse(*page))
            })?;
            let family = self.families.of(best);
            let is_one = |page: &u32| {
                *page == best || (family.is_some() && self.families.of(*page) == family)
            };
            let text = self.records[best as usize].title.clone();
            Some(Draft {
                kind: SuggestionKind::Title,
                points: self.points(best, &text),
                text,
                page: best,
                several: !pages.iter().all(is_one),
                anchor: None,
            })
        });
        drafts.collect()
    }
}

/// Returns the phrases that mean something as they stand, not `of the grid`.
fn phrases(
    counted: FxHashMap<String, u32>,
    vocabulary: &Vocabulary,
    site: &Site<'_>,
) -> Vec<Draft> {
    let frequency = |word: &str| {
        let mut term = String::new();
        fold(word, &mut term);
        let term: String = term.chars().filter(|char| *char != '-').collect();
        let known = vocabulary.ordinal(&term);
        known.map_or(0, |ordinal| vocabulary.frequency(ordinal))
    };
    let rare = (site.n_sections / RARE_SHARE).max(FEW_SECTIONS);
    let common = (site.n_sections / COMMON_SHARE).max(FEW_SECTIONS);
    let often = counted.into_iter().filter(|(_, n)| *n >= MIN_PAGES);
    let mut kept: Vec<(u32, String)> = often
        .filter(|(phrase, n_pages)| {
            let words: Vec<u32> = phrase.split(' ').map(frequency).collect();
            let least = words.iter().copied().min().unwrap_or(0);
            let ends = [words.first(), words.last()];
            let mut ends = ends.into_iter().flatten();
            let says_something = u64::from(least) <= rare && least > 0;
            let is_whole = ends.all(|frequency| u64::from(*frequency) <= common);
            says_something && is_whole && n_pages.saturating_mul(MIN_COHESION) >= least
        })
        .map(|(phrase, n_pages)| (n_pages, phrase))
        .collect();
    leave_out_parts(&mut kept);
    kept.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    kept.truncate(MAX_PHRASES);
    let drafts = kept.into_iter().map(|(n_pages, phrase)| Draft {
        kind: SuggestionKind::Phrase,
        points: 6 * i64::from(n_pages.ilog2())
            - i64::try_from(phrase.chars().count()).unwrap_or(i64::MAX),
        text: phrase,
        page: 0,
        several: true,
        anchor: None,
    });
    drafts.collect()
}

/// Leaves out phrases that are hardly said but in a longer one.
fn leave_out_parts(phrases: &mut Vec<(u32, String)>) {
    let mut longest: FxHashMap<String, u32> = FxHashMap::default();
    for (n_pages, phrase) in phrases.iter() {
        let words: Vec<&str> = phrase.split(' ').collect();
        if let [first, second, third] = words[..] {
            for part in [format!("{first} {second}"), format!("{second} {third}")] {
                let most = longest.entry(part).or_default();
                *most = (*most).max(*n_pages);
            }
        }
    }
    phrases.retain(|(n_pages, phrase)| {
        let longer = longest.get(phrase).copied().unwrap_or(0);
        f64::from(longer) < f64::from(*n_pages) * PART_OF_LONGER
    });
}

/// Lays the completions out as a table, with the words of all of them.
fn tabulate(drafts: &[(String, Draft)], site: &Site<'_>) -> (Table, Vec<(String, u64)>) {
    let mut table = Table::default();
    let mut words: FxHashMap<String, u64> = FxHashMap::default();
    let length = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
    for (number, (key, draft)) in (0_u32..).zip(drafts) {
        let name = Name::of(&draft.text);
        for word in name.words() {
            *words.entry(word.to_owned()).or_default() += 1;
        }
        let language = match draft.kind {
            SuggestionKind::Phrase => site.language,
            _ => site.language_of(draft.page),
        };
        let known = table.languages.iter().position(|known| known == language);
        let language = known.unwrap_or_else(|| {
            table.languages.push(language.to_owned());
            table.languages.len() - 1
        });
        let n_starts = table.starts.len();
        let starts = name.starts.iter().take(MAX_STARTS);
        let starts = starts.filter_map(|start| u16::try_from(*start).ok());
        for start in starts {
            table.starts.push(start);
            table.places.push((number, start));
        }
        table.texts.push_str(&draft.text);
        table.keys.push_str(key);
        let anchor = draft.anchor.as_deref().filter(|_| !draft.several);
        let anchor = anchor.unwrap_or_default();
        table.anchors.push_str(anchor);
        table.entries.push(Entry {
            kind: draft.kind,
            page: if draft.several { SEVERAL } else { draft.page },
            language: u16::try_from(language).unwrap_or(u16::MAX),
            text: length(draft.text.len()),
            key: length(key.len()),
            anchor: length(anchor.len()),
            starts: length(table.starts.len() - n_starts),
        });
    }
    let text_from = |place: &(u32, u16)| &drafts[place.0 as usize].0[usize::from(place.1)..];
    table
        .places
        .sort_by(|a, b| text_from(a).cmp(text_from(b)).then(a.cmp(b)));
    let mut words: Vec<(String, u64)> = words.into_iter().collect();
    words.sort_unstable();
    (table, words)
}

fn write_files(folder: &Path, table: &Table, words: &[(String, u64)]) -> Result<()> {
    let broken = |message: String| Error::Engine {
        path: folder.to_owned(),
        action: "writing the completions",
        message,
    };
    let bytes = postcard::to_stdvec(table).map_err(|error| broken(error.to_string()))?;
    let mut map = fst::MapBuilder::memory();
    for (word, count) in words {
        map.insert(word, *count)
            .map_err(|error| broken(error.to_string()))?;
    }
    let words = map
        .into_inner()
        .map_err(|error| broken(error.to_string()))?;
    for (name, bytes) in [(COMPLETIONS_FILE, bytes), (WORDS_FILE, words)] {
        let path = folder.join(name);
        fs::write(&path, bytes).map_err(Error::io("write", &path))?;
    }
    Ok(())
}
