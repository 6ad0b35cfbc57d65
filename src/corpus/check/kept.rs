//! What is kept of each page to follow links when another page changes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::api::Finding;
use crate::document::Link;

use super::super::{Corpus, Parsed, Source};
use super::links::{judge_target, target_of};
use super::page::{About, Facts};
use super::places::{Places, Target};

/// What of a page its own links and those of others need to be followed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLinks {
    path: String,
    id: String,
    url: Option<String>,
    redirects: Vec<String>,
    /// Sorted; `None` where the page could not be read.
    anchors: Option<Vec<String>>,
    /// The links, packed: they are most of it, and seldom looked at.
    links: Vec<u8>,
}

impl PageLinks {
    /// Keeps what is needed of a page that was parsed.
    pub fn of(source: &Source, parsed: &Parsed) -> Self {
        let document = parsed.document.as_ref();
        let anchors = document.map(|document| {
            let sections = document.sections.iter();
            let anchors = sections.filter_map(|section| section.anchor.clone());
            let mut anchors: Vec<_> = anchors.chain(parsed.ids.iter().cloned()).collect();
            anchors.sort_unstable();
            anchors.dedup();
            anchors
        });
        let links = document.map_or(&[][..], |document| &document.links);
        Self {
            path: source.path.clone(),
            id: source.id.clone(),
            url: document.map(|document| document.url.clone()),
            redirects: document.map_or_else(Vec::new, |document| document.redirects.clone()),
            anchors,
            links: postcard::to_stdvec(links).unwrap_or_default(),
        }
    }

    /// Hashes where links to the page can lead.
    pub fn hash_place(&self, hasher: &mut blake3::Hasher) {
        let texts = [Some(&self.path), Some(&self.id), self.url.as_ref()];
        let texts = texts
            .into_iter()
            .map(|text| text.map_or("", String::as_str));
        let lists = [Some(&self.redirects), self.anchors.as_ref()];
        let in_lists = lists.into_iter().flatten().flatten().map(String::as_str);
        for text in texts.chain(in_lists) {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
    }

    /// Unpacks what is kept, the links only where they are to be followed.
    fn facts(&self, with_links: bool) -> Facts {
        let links: Vec<Link> = match with_links {
            true => postcard::from_bytes(&self.links).unwrap_or_default(),
            false => Vec::new(),
        };
        Facts {
            path: self.path.clone(),
            id: self.id.clone(),
            about: self.url.as_ref().map(|url| About {
                url: url.clone(),
                redirects: self.redirects.clone(),
                ..About::default()
            }),
            anchors: self
                .anchors
                .as_ref()
                .map(|anchors| anchors.iter().cloned().collect()),
            links,
            ..Facts::default()
        }
    }
}

/// Where the links of one page lead.
#[derive(Debug, Default)]
pub struct Followed {
    /// The place of the page in the list.
    pub page: usize,
    /// Its links that lead nowhere within the corpus, as `docent check` reports
    /// them but without guesses at what was meant. Of a crawled site nothing is
    /// said: what was not read may be there.
    pub dead: Vec<Finding>,
    /// The places of the other pages that it leads to, rising, each once.
    pub leads_to: Vec<usize>,
}

/// Follows the links of each page that `is_judged`.
pub fn follow_links(corpus: &Corpus, pages: &[&PageLinks], is_judged: &[bool]) -> Vec<Followed> {
    if !is_judged.contains(&true) {
        return Vec::new();
    }
    let facts: Vec<Facts> = pages
        .iter()
        .zip(is_judged)
        .map(|(page, is_judged)| page.facts(*is_judged))
        .collect();
    let numbers = facts.iter().enumerate();
    let numbers: HashMap<&str, usize> = numbers
        .map(|(number, page)| (page.path.as_str(), number))
        .collect();
    let places = Places::without_guesses(&facts, &corpus.base_url);
    let judged = facts.iter().enumerate();
    let judged = judged.filter(|(place, _)| is_judged[*place]);
    let followed = judged.map(|(place, page)| {
        let mut followed = Followed {
            page: place,
            ..Followed::default()
        };
        for link in &page.links {
            let Some(target) = target_of(corpus, &places, page, link) else {
                continue;
            };
            if let Target::Page(to) = target {
                let to = numbers.get(to.path.as_str()).filter(|to| **to != place);
                followed.leads_to.extend(to);
            }
            if !corpus.is_mirror() {
                let dead = judge_target(&places, page, link, target);
                followed.dead.extend(dead);
            }
        }
        followed.leads_to.sort_unstable();
        followed.leads_to.dedup();
        followed
    });
    followed.collect()
}
