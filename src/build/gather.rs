//! All pages of a corpus on their way to the writer: kept, or read and added.

use std::sync::mpsc::sync_channel;
use std::thread;

use rustc_hash::{FxHashMap, FxHashSet};

use super::facets::FacetNames;
use super::ledger::{Fate, Known, Ledger, State};
use super::parse::{Parsed, parse_all, workers};
use super::pins::pins;
use super::reading::Reading;
use super::{Links, Plan, Progress};
use crate::config::Pin;
use crate::corpus::check::{PageLinks, follow_links};
use crate::corpus::{Corpus, Source};
use crate::error::{Error, Notice, NoticeKind, Result};
use crate::index::{Edits, Writer};

/// What is known when all pages are with the writer.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) ledger: Ledger,
    pub(super) edits: Edits,
    /// Pages that go into the index.
    pub(super) n_indexed: usize,
    /// Files that were read.
    pub(super) n_read: usize,
    /// Of all pages and what they were made of.
    pub(super) digest: Option<blake3::Hash>,
    pub(super) reading: Reading,
    /// In path order.
    pub(super) notices: Vec<Notice>,
    /// The pins whose pages are there.
    pub(super) pins: Vec<Pin>,
    /// The links among them that lead nowhere.
    pub(super) n_dead: usize,
}

/// Gathers what is known while pages come in path order.
struct Gatherer<'w> {
    writer: &'w mut Writer,
    gathered: Gathered,
    digest: blake3::Hasher,
    /// Each URL with the path of its page.
    urls: FxHashMap<String, String>,
    /// The pages of the generation before that have not come yet.
    gone: FxHashSet<String>,
    facets: FacetNames,
    /// Which pages were read, by their place.
    was_read: Vec<bool>,
    /// The ledger of the generation before; files are taken out of it.
    before: Ledger,
    /// The places of files in it.
    places: FxHashMap<String, usize>,
}

/// Hands all pages to the writer, in path order: those that are as `before`
/// are kept, all others are read.
pub(super) fn gather(
    plan: &Plan,
    corpus: &Corpus,
    before: Option<Ledger>,
    writer: &mut Writer,
    on_progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Gathered> {
    let workers = workers(plan.config.index.threads)?;
    let sources = corpus.sources();
    let fates = match &before {
        Some(before) if !plan.reading => before.fates(corpus, &workers),
        _ => vec![Fate::Read; sources.len()],
    };
    let is_read = |(_, fate): &(&Source, &Fate)| **fate == Fate::Read;
    let to_read = sources.iter().zip(&fates).filter(is_read);
    let to_read: Vec<&Source> = to_read.map(|(source, _)| source).collect();
    let mut gatherer = Gatherer::new(writer, before.unwrap_or_default());
    gatherer.gathered.n_read = to_read.len();
    thread::scope(|scope| {
        // No room between the two: a batch that waits is memory that waits.
        let (send, batches) = sync_channel(0);
        scope.spawn(|| parse_all(corpus, &to_read, &workers, plan.reading, send));
        let mut parsed = batches.into_iter().flatten();
        for (source, fate) in sources.iter().zip(&fates) {
            match fate {
                Fate::Kept(place, stamp) => {
                    let known = std::mem::take(&mut gatherer.before.files[*place]);
                    gatherer.keep(Known {
                        stamp: *stamp,
                        ..known
                    });
                }
                Fate::Read => match parsed.next() {
                    Some(parsed) => gatherer.take(parsed)?,
                    // The parser only stops early when it panics, and that is
                    // told by the end of its thread.
                    None => break,
                },
            }
            on_progress(Progress::Read(1, &source.path));
        }
        Ok::<(), Error>(())
    })?;
    gatherer.finish(plan, corpus)
}

impl<'w> Gatherer<'w> {
    fn new(writer: &'w mut Writer, before: Ledger) -> Self {
        let records = writer.previous().map_or(&[][..], |live| live.records());
        let files = before.files.iter().enumerate();
        Self {
            gone: records.iter().map(|record| record.path.clone()).collect(),
            places: files
                .map(|(place, file)| (file.path.clone(), place))
                .collect(),
            writer,
            gathered: Gathered::default(),
            digest: blake3::Hasher::new(),
            urls: FxHashMap::default(),
            facets: FacetNames::default(),
            was_read: Vec::new(),
            before,
        }
    }

    /// Takes a page that is as it was.
    fn keep(&mut self, mut known: Known) {
        if let State::Page(page) = known.state {
            let record = record_of(self.writer, page);
            let url = record.map_or_else(String::new, |record| record.url.clone());
            known.state = self.claim(&url, &known);
            if let State::Page(_) = known.state {
                if let Some(record) = record_of(self.writer, page) {
                    self.facets.add(record);
                }
                self.gone.remove(&known.path);
                self.writer.keep(page);
            }
        }
        self.was_read.push(false);
        self.gathered.ledger.files.push(known);
    }

    /// Takes a page that was read; it is kept all the same if it came out of
    /// the same things as before.
    fn take(&mut self, parsed: Parsed) -> Result<()> {
        let mut known = parsed.known;
        if let Some(page) = &parsed.reading {
            self.gathered.reading.add(page);
        }
        if let Some((url, prepared)) = parsed.prepared {
            known.state = self.claim(&url, &known);
            if let State::Page(_) = known.state {
                self.facets.add(&prepared.record);
                let is_old = self.gone.remove(&known.path);
                match self.same_as_before(&known) {
                    Some(page) => self.writer.keep(page),
                    None => {
                        let edits = &mut self.gathered.edits;
                        *(if is_old {
                            &mut edits.changed
                        } else {
                            &mut edits.added
                        }) += 1;
                        self.writer.add(prepared)?;
                    }
                }
            }
        }
        self.was_read.push(true);
        self.gathered.ledger.files.push(known);
        Ok(())
    }

    /// Returns the ordinal before of a page that was made of the same things.
    fn same_as_before(&self, known: &Known) -> Option<u32> {
        let before = &self.before.files[*self.places.get(&known.path)?];
        match before.state {
            State::Page(page) if before.whole_digest() == known.whole_digest() => Some(page),
            _ => None,
        }
    }

    /// Gives a page its URL and its ordinal, unless another page has that URL.
    fn claim(&mut self, url: &str, known: &Known) -> State {
        if let Some(first) = self.urls.get(url) {
            self.gathered.reading.take_out(&known.path, first);
            self.gathered
                .notices
                .push(duplicate(&known.path, url, first));
            return State::Duplicate;
        }
        self.urls.insert(url.to_owned(), known.path.clone());
        self.digest.update(known.path.as_bytes());
        self.digest.update(&known.whole_digest());
        let page = self.gathered.n_indexed;
        self.gathered.n_indexed += 1;
        State::Page(u32::try_from(page).unwrap_or(u32::MAX))
    }

    /// Follows the links and puts all notices in order.
    fn finish(mut self, plan: &Plan, corpus: &Corpus) -> Result<Gathered> {
        let mut gathered = self.gathered;
        gathered.edits.removed = self.gone.len() as u64;
        gathered.digest = Some(self.digest.finalize());
        let mut places = blake3::Hasher::new();
        places.update(&corpus.listing());
        for file in &gathered.ledger.files {
            file.links.hash_place(&mut places);
            // A page that another one has the URL of leads nowhere.
            places.update(&[u8::from(matches!(file.state, State::Page(_)))]);
        }
        let places = *places.finalize().as_bytes();
        // Where every place is as it was, so is every link to one.
        if places != self.before.places || plan.links == Links::Strict {
            self.was_read.fill(true);
        }
        gathered.ledger.places = places;
        let links: Vec<&PageLinks> = gathered
            .ledger
            .files
            .iter()
            .map(|file| &file.links)
            .collect();
        let followed = follow_links(corpus, &links, &self.was_read);
        let states = gathered.ledger.files.iter().map(|file| file.state);
        let states: Vec<State> = states.collect();
        for links in followed {
            let notices = links.dead.iter().map(|found| {
                let message = format!("{}; {}", found.message, found.remedy);
                Notice::new(NoticeKind::DeadLink, &found.path, found.line, message)
            });
            gathered.ledger.files[links.page].dead = notices.collect();
            if let State::Page(page) = states[links.page] {
                let to = links.leads_to.iter().filter_map(|to| match states[*to] {
                    State::Page(page) => Some(page),
                    _ => None,
                });
                self.writer.link(page, to);
            }
        }
        gathered.pins = pins(&plan.config.pin, self.writer, &mut gathered.notices);
        let notices = &mut gathered.notices;
        notices.extend_from_slice(corpus.notices());
        notices.extend(self.facets.notice(&plan.config.facet_specs()));
        for file in &gathered.ledger.files {
            notices.extend_from_slice(&file.notices);
            notices.extend_from_slice(&file.dead);
            gathered.n_dead += file.dead.len();
        }
        notices.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(gathered)
    }
}

fn record_of(writer: &Writer, page: u32) -> Option<&crate::index::PageRecord> {
    writer.previous()?.records().get(page as usize)
}

fn duplicate(path: &str, url: &str, first: &str) -> Notice {
    let message = format!(
        "its URL {url} is that of {first}, so it is left out; give one of them another `slug`"
    );
    Notice::new(NoticeKind::DuplicateUrl, path, 0, message)
}
