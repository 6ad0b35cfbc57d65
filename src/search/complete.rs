//! What completes what is being typed: titles, headings, frequent phrases.
//!
//! First what begins as it was typed, from any of its words; then what holds
//! the typed words in another order; then, where a word is in no completion,
//! the same for the words that it may be a misspelling of; last what begins so
//! if blanks do not count. Each step looks at a bounded number of completions,
//! and only while there are not enough.

use super::family::is_one_language;
use crate::analysis::Name;
use crate::api::{
    MAX_SUGGESTIONS, Prefix, SuggestRequest, SuggestResponse, Suggestion, SuggestionKind,
};
use crate::index::{Budget, Completion, Completions, Snapshot};
use crate::query::{edits_allowed, parse};

/// The most completions of one run that are looked at.
const MAX_LOOKED: usize = 300;
/// The most characters and words of what was typed that are looked for.
const MAX_TYPED_CHARS: usize = 120;
const MAX_WORDS: usize = 8;
/// The steps that finding misspelt words may take together.
const STEPS: u32 = 12_000;
/// The most words that a misspelt one may mean, and the most readings of all.
const MAX_MEANT: usize = 3;
const MAX_READINGS: usize = 6;

/// Returns what completes what was typed, best first.
///
/// Cost: binary searches and a few hundred completions at most; for misspelt
/// words a walk of at most 12,000 steps.
pub fn suggest(snapshot: &Snapshot, request: &SuggestRequest) -> SuggestResponse {
    let typed: String = request.q.chars().take(MAX_TYPED_CHARS).collect();
    let mut finder = Finder {
        completions: snapshot.completions(),
        request,
        limit: request.limit.min(MAX_SUGGESTIONS),
        found: Vec::new(),
    };
    let typed = Typed::of(&typed);
    if !typed.words.is_empty() {
        finder.find(&typed, Step::Begins);
        for reading in finder.readings(&typed) {
            finder.find(&reading, Step::Misspelt);
        }
        finder.run(&typed, Step::Joined);
    }
    let mut found = finder.found;
    found.sort_by_key(|found| (found.step, !found.is_exact, found.kind, found.is_inner));
    let texts = found.into_iter().take(request.limit);
    let suggestions = texts.filter_map(|found| found.into_suggestion(snapshot));
    SuggestResponse {
        q: request.q.clone(),
        suggestions: suggestions.collect(),
    }
}

/// How a completion was found; the better come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// It begins as it was typed.
    Begins,
    /// It holds the words in another order.
    Holds,
    /// It does so with a word mended.
    Misspelt,
    /// It begins so but for blanks.
    Joined,
}

/// What was typed.
#[derive(Debug, Clone)]
struct Typed {
    /// The words run together.
    key: String,
    /// Where words begin in the key that were typed apart.
    breaks: Vec<usize>,
    words: Vec<String>,
    /// Whether the last word may go on.
    is_open: bool,
}

impl Typed {
    fn of(text: &str) -> Self {
        let name = Name::of(text);
        let ends = name.chunks.iter().skip(1).copied().chain([name.key.len()]);
        let words = name.chunks.iter().zip(ends);
        let words = words.map(|(from, to)| name.key[*from..to].to_owned());
        Self::new(words.collect(), !text.ends_with(char::is_whitespace))
    }

    fn new(words: Vec<String>, is_open: bool) -> Self {
        let mut key = String::new();
        let mut breaks = Vec::with_capacity(words.len());
        for word in &words {
            breaks.push(key.len());
            key.push_str(word);
        }
        if !is_open {
            breaks.push(key.len());
        }
        Self {
            key,
            breaks,
            words,
            is_open,
        }
    }
}

/// A completion with what orders it.
struct Found<'c> {
    completion: Completion<'c>,
    step: Step,
    is_exact: bool,
    kind: SuggestionKind,
    is_inner: bool,
}

struct Finder<'c> {
    completions: &'c Completions,
    request: &'c SuggestRequest,
    limit: usize,
    found: Vec<Found<'c>>,
}

impl<'c> Finder<'c> {
    /// Finds what begins with the words, then what holds them.
    fn find(&mut self, typed: &Typed, step: Step) {
        self.run(typed, step);
        if typed.words.len() > 1 {
            self.any_order(typed, step.max(Step::Holds));
        }
    }

    fn is_enough(&self) -> bool {
        self.found.len() >= self.limit
    }

    /// Adds what begins as it was typed, where blanks count unless joined.
    fn run(&mut self, typed: &Typed, step: Step) {
        if self.is_enough() {
            return;
        }
        let completions = self.completions;
        let run = completions.run(&typed.key);
        // The very name comes first, however many others begin with it.
        let whole = completions.exact(&typed.key, run.clone());
        for completion in whole.take(MAX_SUGGESTIONS) {
            if is_aligned(typed, &completion) || step == Step::Joined {
                self.add(completion, step, typed);
            }
        }
        for completion in completions.best(run).take(MAX_LOOKED) {
            if self.is_enough() {
                return;
            }
            if is_aligned(typed, &completion) || step == Step::Joined {
                self.add(completion, step, typed);
            }
        }
    }

    /// Adds what holds all words, in any order.
    fn any_order(&mut self, typed: &Typed, step: Step) {
        let completions = self.completions;
        let words = || typed.words.iter().take(MAX_WORDS);
        let runs = words().map(|word| completions.run(word));
        let Some(rarest) = runs.min_by_key(ExactSizeIterator::len) else {
            return;
        };
        for completion in completions.best(rarest).take(MAX_LOOKED) {
            if self.is_enough() {
                return;
            }
            let begins = |word: &String| {
                let mut starts = completion.starts.iter();
                starts.any(|start| from(&completion, *start).starts_with(word.as_str()))
            };
            if words().all(begins) {
                self.add(completion, step, typed);
            }
        }
    }

    fn add(&mut self, completion: Completion<'c>, step: Step, typed: &Typed) {
        let language = self.request.language.as_deref();
        let is_read = language.is_none_or(|wanted| {
            completion.kind == SuggestionKind::Phrase
                || is_one_language(completion.language, &wanted.to_lowercase())
        });
        let mut known = self.found.iter();
        if is_read && known.all(|found| found.completion.number != completion.number) {
            self.found.push(Found {
                step,
                is_exact: completion.key == typed.key,
                kind: completion.kind,
                is_inner: completion.offset > 0,
                completion,
            });
        }
    }

    /// Returns what may have been meant where a word is in no completion.
    fn readings(&self, typed: &Typed) -> Vec<Typed> {
        let mut budget = Budget(STEPS);
        let mut readings: Vec<Vec<String>> = vec![Vec::new()];
        let mut is_mended = false;
        if self.is_enough() {
            return Vec::new();
        }
        for (place, word) in typed.words.iter().enumerate().take(MAX_WORDS) {
            let is_open = typed.is_open && place + 1 == typed.words.len();
            let is_known = self.completions.frequency(word) > 0
                || (is_open && !self.completions.run(word).is_empty());
            let meant = match is_known {
                true => vec![word.clone()],
                false => self.meant(word, is_open, &mut budget),
            };
            is_mended |= !is_known;
            let longer = readings.iter().flat_map(|reading| {
                let with =
                    |word: &String| [reading.as_slice(), std::slice::from_ref(word)].concat();
                meant.iter().map(with)
            });
            readings = longer.take(MAX_READINGS).collect();
        }
        let readings = readings.into_iter().filter(|_| is_mended);
        let typed = readings.map(|words| Typed::new(words, typed.is_open));
        typed.collect()
    }

    /// Returns the words that a misspelt one may mean, the likeliest first.
    fn meant(&self, word: &str, is_open: bool, budget: &mut Budget) -> Vec<String> {
        for limit in 1..=edits_allowed(word) {
            let mut near = self.completions.near(word, limit, is_open, budget);
            near.sort_by_cached_key(|one| {
                let held = match one.whole {
                    true => self.completions.frequency(&one.text),
                    false => self.completions.run(&one.text).len() as u64,
                };
                (one.cost, std::cmp::Reverse(held), one.text.clone())
            });
            near.dedup_by(|a, b| a.text == b.text);
            if !near.is_empty() {
                let words = near.into_iter().map(|one| one.text);
                return words.take(MAX_MEANT).collect();
            }
        }
        Vec::new()
    }
}

/// Returns the key of a completion from one of its word starts on.
fn from<'c>(completion: &Completion<'c>, start: u16) -> &'c str {
    completion.key.get(usize::from(start)..).unwrap_or_default()
}

/// Says whether words begin in a completion where they were typed apart.
fn is_aligned(typed: &Typed, completion: &Completion<'_>) -> bool {
    typed.breaks.iter().all(|at| {
        let at = completion.offset + at;
        let is_end = at == completion.key.len();
        is_end
            || completion
                .starts
                .iter()
                .any(|start| usize::from(*start) == at)
    })
}

impl Found<'_> {
    /// Returns it as a reader gets it; `None` if it cannot be searched for.
    fn into_suggestion(self, snapshot: &Snapshot) -> Option<Suggestion> {
        let page = self.completion.page.filter(|page| {
            let n_pages = snapshot.pages().len();
            (*page as usize) < n_pages
        });
        let url = page.map(|page| {
            let url = &snapshot.pages().record(page).url;
            match self.completion.anchor {
                Some(anchor) => format!("{url}#{anchor}"),
                None => url.clone(),
            }
        });
        Some(Suggestion {
            text: searchable(self.completion.text)?,
            kind: self.kind,
            url,
        })
    }
}

/// Returns a text as it finds itself: a minus in it must exclude nothing.
fn searchable(text: &str) -> Option<String> {
    let query = parse(text, Prefix::None);
    if query.is_empty() {
        return None;
    }
    if query.excluded.is_empty() && query.excluded_phrases.is_empty() {
        return Some(text.to_owned());
    }
    let words = text.split_whitespace();
    let words: Vec<&str> = words.map(|word| word.trim_start_matches('-')).collect();
    Some(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_taken_apart_at_blanks() {
        let check = |text: &str, words: &[&str], breaks: &[usize], is_open: bool| {
            let typed = Typed::of(text);
            assert_eq!(typed.words, words, "{text}");
            assert_eq!(typed.breaks, breaks, "{text}");
            assert_eq!(typed.is_open, is_open, "{text}");
        };
        check("css gr", &["css", "gr"], &[0, 3], true);
        check("css ", &["css"], &[0, 3], false);
        check("useEff", &["useeff"], &[0], true);
        check("  ", &[], &[0], false);
    }

    #[test]
    fn a_minus_in_a_title_excludes_nothing() {
        assert_eq!(
            searchable("tar -xvf files").as_deref(),
            Some("tar xvf files")
        );
        assert_eq!(searchable("-webkit-box").as_deref(), Some("-webkit-box"));
        assert_eq!(
            searchable("The \"use strict\" line").as_deref(),
            Some("The \"use strict\" line")
        );
        assert_eq!(searchable(","), None);
    }
}
