//! Generations against each other, and the live one against its corpus.

use std::collections::BTreeMap;
use std::path::Path;

use super::ledger::{Fate, Known, Ledger, State};
use super::parse::workers;
use super::{Plan, open};
use crate::api::PageChanges;
use crate::error::Result;
use crate::index::Previous;

/// Returns which pages the generation `to` has that `from` has not, or has
/// otherwise, and which it has no longer. A page that was moved as it is counts
/// as moved.
///
/// # Errors
/// One of them is not kept or damaged.
pub fn diff(index: &Path, from: &str, to: &str) -> Result<PageChanges> {
    let pages = |name: &str| -> Result<BTreeMap<String, Known>> {
        let generation = Previous::open_named(index, name)?;
        let ledger = Ledger::read(&generation)?.unwrap_or_default();
        let files = ledger.files.into_iter();
        let pages = files.filter(|file| matches!(file.state, State::Page(_)));
        Ok(pages.map(|file| (file.path.clone(), file)).collect())
    };
    let (before, after) = (pages(from)?, pages(to)?);
    let mut changes = PageChanges::default();
    for (path, page) in &after {
        match before.get(path) {
            None => changes.added.push(path.clone()),
            Some(old) if old.whole_digest() != page.whole_digest() => {
                changes.changed.push(path.clone());
            }
            Some(_) => {}
        }
    }
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    changes.removed = gone.cloned().collect();
    find_moved(&mut changes, &before, &after);
    Ok(changes)
}

/// Pairs pages that went with those of the same content that came.
fn find_moved(
    changes: &mut PageChanges,
    before: &BTreeMap<String, Known>,
    after: &BTreeMap<String, Known>,
) {
    let mut gone: BTreeMap<[u8; 32], Vec<String>> = BTreeMap::new();
    for path in changes.removed.iter().rev() {
        if let Some(content) = before[path].content {
            gone.entry(content).or_default().push(path.clone());
        }
    }
    for path in std::mem::take(&mut changes.added) {
        let content = after[&path].content;
        let old = content.and_then(|content| gone.get_mut(&content)?.pop());
        match old {
            Some(old) => {
                changes.removed.retain(|path| *path != old);
                changes.moved.push((old, path));
            }
            None => changes.added.push(path),
        }
    }
}

/// Returns what a build would change of the live generation, as far as that is
/// known before pages are read. Cost: a look at each file of the corpus.
///
/// # Errors
/// There is no index or no corpus, or one of them cannot be read.
pub fn ahead(plan: &Plan) -> Result<PageChanges> {
    let corpus = open(plan)?;
    let live = Previous::open_live(&plan.index)?;
    let ledger = Ledger::read(&live)?.unwrap_or_default();
    let fates = ledger.fates(&corpus, &workers(plan.config.index.threads)?);
    let mut known: BTreeMap<&str, &Known> = BTreeMap::new();
    known.extend(ledger.files.iter().map(|file| (file.path.as_str(), file)));
    let mut changes = PageChanges::default();
    for (source, fate) in corpus.sources().iter().zip(fates) {
        let old = known.remove(source.path.as_str());
        let is_page = old.is_some_and(|old| matches!(old.state, State::Page(_)));
        match (fate, old) {
            (Fate::Kept(..), _) => {}
            (Fate::Read, None) => changes.added.push(source.path.clone()),
            (Fate::Read, Some(_)) if is_page => changes.changed.push(source.path.clone()),
            // It was no page and may be one now; only reading it can tell.
            (Fate::Read, Some(_)) => {}
        }
    }
    let gone = known.values();
    let gone = gone.filter(|file| matches!(file.state, State::Page(_)));
    changes.removed = gone.map(|file| file.path.clone()).collect();
    Ok(changes)
}
