//! A page's own text from the index alone, with the words of a query marked.

use percent_encoding::percent_decode_str;

use super::family::Preference;
use super::matcher::Plan;
use super::snippet::{Marker, PASSAGE_CHARS};
use super::{expanded, table};
use crate::api::{PageText, SearchRequest, SectionText, TextBlock};
use crate::document::{Block, Section};
use crate::error::Result;
use crate::index::Snapshot;
use crate::query::parse;

/// How much of a page is read, in bytes of text: a book, not an archive.
const MAX_TEXT_BYTES: usize = 2 << 20;

/// What a section costs beside its text.
const SECTION_BYTES: usize = 64;

/// Returns the page at a path.
///
/// The path is its address on the site without the site's own, its id, or its
/// source file with or without extension; slashes at the ends do not matter.
/// Cost: a look at every page's record.
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
    let query = parse(&request.q, request.prefix);
    let expanded = expanded(snapshot, request, &query, request.typo);
    let plan = Plan::new(&expanded, snapshot);
    let marker = Marker::new(plan.query, &plan.rarity, PASSAGE_CHARS);
    let record = snapshot.pages().record(page);
    let preference = Preference::new(snapshot, request);
    let first = |name: &str| record.facet(name).cloned();
    let topics = record.facets.get("topic").cloned().unwrap_or_default();
    let mut text = PageText {
        id: record.id.clone(),
        source: record.path.clone(),
        url: record.url.clone(),
        title: marker.highlight(&record.title),
        description: record.description.clone(),
        breadcrumbs: record.breadcrumbs(),
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

/// Returns what a section costs: its text, and something for being one.
fn size(section: &Section) -> usize {
    let headings: usize = section.headings.iter().map(String::len).sum();
    let prose: usize = section.prose().map(str::len).sum();
    SECTION_BYTES + headings + prose + section.code().map(|code| code.text.len()).sum::<usize>()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::index::{About, Guard, Writer, prepare};

    fn snapshot(documents: &[Document]) -> (tempfile::TempDir, Snapshot) {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::create(folder.path(), 32 << 20).unwrap();
        for document in documents {
            writer.add(prepare(document)).unwrap();
        }
        let about = About {
            keep: 1,
            ..About::default()
        };
        writer.publish(&about, Guard::On).unwrap();
        let snapshot = Snapshot::open(folder.path()).unwrap();
        (folder, snapshot)
    }

    fn section(heading: &str, text: &str) -> Section {
        Section {
            headings: vec![heading.to_owned()],
            anchor: Some(heading.to_lowercase()),
            blocks: vec![Block::Prose(text.to_owned())],
            ..Section::default()
        }
    }

    #[test]
    fn a_page_is_found_by_its_address_its_id_and_its_source() {
        let page = |path: &str, id: &str, url: &str| Document {
            path: path.into(),
            id: id.into(),
            url: url.into(),
            sections: vec![Section::default()],
            ..Document::default()
        };
        let (_folder, snapshot) = snapshot(&[
            page("index.md", "", "/"),
            page("docs/größe.md", "docs/größe", "/docs/gr%C3%B6%C3%9Fe.html"),
            page("z.rst", "z", "https://x.example/z/"),
        ]);
        let find = |path: &str| page_at(&snapshot, path);
        for path in ["", "/", "index.md", "/index"] {
            assert_eq!(find(path), Some(0), "{path}");
        }
        for path in ["docs/größe.html", "docs/größe", "/docs/größe.md"] {
            assert_eq!(find(path), Some(1), "{path}");
        }
        for path in ["z", "/z/", "z.rst"] {
            assert_eq!(find(path), Some(2), "{path}");
        }
        for path in ["docs", "x", "../z", "https://x.example/z/"] {
            assert_eq!(find(path), None, "{path}");
        }
    }

    #[test]
    fn the_pieces_of_a_long_section_are_one_and_a_page_without_end_is_cut() {
        let long = "gull ".repeat(200_000);
        let mut sections = vec![
            Section::default(),
            section("Gulls", "One."),
            section("Gulls", "Two."),
        ];
        sections.extend((0..4).map(|number| section(&format!("S{number}"), &long)));
        let page = Document {
            path: "a.md".into(),
            sections,
            ..Document::default()
        };
        let (_folder, snapshot) = snapshot(&[page]);
        let request = SearchRequest {
            q: "two".into(),
            ..SearchRequest::default()
        };
        let text = read_page(&snapshot, 0, &request).unwrap();
        assert_eq!(text.sections[1].blocks.len(), 2);
        let TextBlock::Prose(second) = &text.sections[1].blocks[1] else {
            panic!("prose");
        };
        assert_eq!(second.html, "<mark>Two</mark>.");
        assert!(!text.whole);
        assert_eq!(
            text.sections.len(),
            5,
            "its own, gulls, and three long ones"
        );
    }
}
