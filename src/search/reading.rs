//! A page's own text from the index alone, with the words of a query marked.

use percent_encoding::percent_decode_str;

use super::family::Preference;
use super::matcher::Plan;
use super::snippet::Marker;
use super::{synonyms, table};
use crate::analysis::Stemmer;
use crate::api::{PageText, SearchRequest, SectionText, TextBlock};
use crate::document::{Block, Section};
use crate::error::Result;
use crate::index::Snapshot;
use crate::query::{expand, parse};

/// How much of a page is read, in bytes of text: a book, not an archive.
const MAX_TEXT_BYTES: usize = 2 << 20;

/// Returns the page at a path: its address on the site without the site's own,
/// its id, or its source file with or without extension; slashes at the ends do
/// not matter. Cost: a look at every page's record.
pub fn page_at(snapshot: &Snapshot, path: &str) -> Option<u32> {
    let path = path.trim_matches('/');
    let records = || (0_u32..).zip(snapshot.pages().records());
    let by_url = records().find(|(_, record)| {
        record.url.starts_with('/')
            && percent_decode_str(record.url.trim_matches('/')).decode_utf8_lossy() == path
    });
    let by_id = || records().find(|(_, record)| record.id == path);
    let by_source = || {
        let stem = |source: &str| source.rsplit_once('.').map(|(stem, _)| stem == path);
        let mut all = records();
        all.find(|(_, record)| record.path == path || stem(&record.path) == Some(true))
    };
    let found = by_url.or_else(by_id).or_else(by_source);
    found.map(|(page, _)| page)
}

/// Reads a page's text; the words of `request.q` are marked in it.
///
/// # Errors
/// A file of the generation cannot be read.
pub fn read_page(snapshot: &Snapshot, page: u32, request: &SearchRequest) -> Result<PageText> {
    let stemmer = Stemmer::for_language(&snapshot.manifest().language);
    let query = parse(&request.q, request.prefix);
    let synonyms = synonyms(snapshot, request);
    let expanded = expand(
        &query,
        snapshot.vocabulary(),
        &stemmer,
        &synonyms,
        request.typo,
    );
    let plan = Plan::new(&expanded, snapshot);
    let marker = Marker::new(plan.query, &plan.rarity);
    let record = snapshot.pages().record(page);
    let preference = Preference::new(snapshot, request);
    let first = |name: &str| record.facet(name).cloned();
    let topics = record.facets.get("topic").cloned().unwrap_or_default();
    let names = snapshot.pages().topic_names();
    let mut text = PageText {
        id: record.id.clone(),
        source: record.path.clone(),
        url: record.url.clone(),
        title: marker.highlight(&record.title),
        description: record.description.clone(),
        breadcrumbs: topics
            .first()
            .map(|topic| names.of(topic))
            .unwrap_or_default(),
        topics,
        level: first("level"),
        language: first("language"),
        version: first("version"),
        date: record.date.clone(),
        versions: preference.versions(page),
        translations: preference.translations(page),
        sections: Vec::new(),
        whole: true,
    };
    let mut read_bytes = 0;
    for place in 0..record.n_sections {
        if read_bytes > MAX_TEXT_BYTES {
            text.whole = false;
            break;
        }
        let section = snapshot.section(page, place)?;
        read_bytes += size(&section);
        add(&mut text.sections, section, &marker);
    }
    Ok(text)
}

fn size(section: &Section) -> usize {
    let prose: usize = section.prose().map(str::len).sum();
    prose + section.code().map(|code| code.text.len()).sum::<usize>()
}

/// Adds a section; the pieces that a long one was split into are one again.
fn add(sections: &mut Vec<SectionText>, section: Section, marker: &Marker) {
    let depth = section.headings.len().saturating_add(1).clamp(2, 6);
    let heading = section.heading().map(|heading| marker.highlight(heading));
    let blocks = section.blocks.iter().map(|block| match block {
        Block::Prose(text) => TextBlock::Prose(marker.highlight(text)),
        Block::Code(code) => TextBlock::Code {
            language: code.language.clone(),
            text: marker.highlight(&code.text),
        },
    });
    let blocks = table::gather(blocks.collect());
    match sections.last_mut() {
        Some(last) if section.anchor.is_some() && last.anchor == section.anchor => {
            last.blocks.extend(blocks);
        }
        _ => sections.push(SectionText {
            anchor: section.anchor,
            kind: section.kind,
            depth: u8::try_from(depth).unwrap_or(6),
            heading,
            blocks,
        }),
    }
}
