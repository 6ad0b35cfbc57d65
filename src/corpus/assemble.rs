//! What was read of a page becomes its document.
//!
//! The page's own word comes first, then what its navigation says, then what
//! its place in the corpus says, then the site's settings.

use crate::document::{Document, Section};
use crate::error::NoticeKind;

use super::address::Stated;
use super::dialect::{self, Cleaned, Context, Dialect};
use super::flow::Flow;
use super::frontmatter::{self, Parts};
use super::head::CanonicalUrl;
use super::jsonl::record;
use super::language;
use super::metadata::{self, Metadata};
use super::outline::{MAX_HEADINGS, Outline};
use super::resolve::Resolver;
use super::site::Entry;
use super::{
    Corpus, Format, Notices, Page, Source, address, asciidoc, html, markdown, notebook, plain, rst,
    text,
};

impl Corpus {
    /// Returns a page's document, unless it is hidden or holds nothing.
    pub(super) fn document(
        &self,
        page: &Page,
        resolver: &Resolver,
        notices: &mut Notices,
    ) -> Option<Document> {
        if page.source.format == Format::JsonLines {
            return self.record(page, resolver, notices);
        }
        let parts = frontmatter::split(&page.text);
        let table = frontmatter::read(&parts, notices);
        let mut metadata = Metadata::read(&table, notices);
        if is_hidden(&metadata, notices) {
            return None;
        }
        let title = metadata.title.clone();
        let site = self.site_of(&page.source);
        let outline = Outline::with_rule(title, self.max_section_words, site.preset.anchors);
        let mut flow = Flow::new(outline);
        match page.source.format {
            Format::Markdown | Format::Mdx => {
                let cleaned = self.cleaned(&page.source, &parts, resolver, notices);
                markdown::read(&cleaned, &mut flow, notices);
            }
            Format::Notebook => notebook::read(&page.text, &mut flow, notices),
            Format::Rst => rst::read(parts.body, parts.body_line, &mut flow, resolver, notices),
            Format::AsciiDoc => {
                asciidoc::read(parts.body, parts.body_line, &mut flow, resolver, notices);
            }
            Format::Text | Format::JsonLines => {
                text::read(parts.body, parts.body_line, &mut flow);
            }
            Format::Html => {
                let canonical_url = match self.base_url.is_empty() {
                    true => CanonicalUrl::Counts,
                    false => CanonicalUrl::Ignored,
                };
                let head = html::read(parts.body, &mut flow, notices);
                head.complete(&mut metadata, canonical_url);
                if is_hidden(&metadata, notices) {
                    return None;
                }
            }
        }
        self.join(&page.source, metadata, flow, notices)
    }

    /// Returns the document of a record; all of it stands on the record's line.
    fn record(&self, page: &Page, resolver: &Resolver, notices: &mut Notices) -> Option<Document> {
        let source = &page.source;
        let line = source.part.map_or(0, |part| part.line);
        let Some(record) = record::parse(&page.text) else {
            let message = "is no record; write one JSON object a line";
            notices.add(NoticeKind::Record, line, message);
            return None;
        };
        let document = self.record_document(source, &record, resolver, notices);
        let own = &mut notices.list;
        own.iter_mut().for_each(|notice| notice.line = line);
        let mut document = document?;
        let sections = document.sections.iter_mut();
        let headed = sections.filter(|section| section.level > 0);
        headed.for_each(|section| section.line = line);
        document.links.iter_mut().for_each(|link| link.line = line);
        Some(document)
    }

    /// Joins what a record says and holds.
    fn record_document(
        &self,
        source: &Source,
        record: &record::Record,
        resolver: &Resolver,
        notices: &mut Notices,
    ) -> Option<Document> {
        let metadata = Metadata::read(&record::table_of(record), notices);
        if is_hidden(&metadata, notices) {
            return None;
        }
        let site = self.site_of(source);
        let title = metadata.title.clone();
        let outline = Outline::with_rule(title, self.max_section_words, site.preset.anchors);
        let mut flow = Flow::new(outline);
        let mut read_markdown = |body: &str, flow: &mut Flow, notices: &mut Notices| {
            let cleaned = self.cleaned(source, &Parts::of_body(body), resolver, notices);
            markdown::read(&cleaned, flow, notices);
        };
        record::read(record, &mut flow, &mut read_markdown, notices);
        self.join(source, metadata, flow, notices)
    }

    /// Returns the body of a Markdown page without its dialects.
    pub(super) fn cleaned<'a>(
        &self,
        source: &Source,
        parts: &Parts<'a>,
        resolver: &Resolver,
        notices: &mut Notices,
    ) -> Cleaned<'a> {
        let site = self.site_of(source);
        let mut dialects = site.preset.dialects.clone();
        if source.format == Format::Mdx {
            dialects.extend([Dialect::Jsx, Dialect::Admonitions, Dialect::Tabs]);
        }
        let mut context = Context {
            path: &source.path,
            site,
            resolver,
            notices,
        };
        dialect::clean(parts.body, parts.body_line, &dialects, &mut context)
    }

    /// Joins what was read of a page into its document.
    fn join(
        &self,
        source: &Source,
        metadata: Metadata,
        flow: Flow,
        notices: &mut Notices,
    ) -> Option<Document> {
        let (mut page, links) = flow.finish();
        if source.format == Format::Html
            && let Some(shared) = self.shared_by(source)
        {
            shared.strip(&mut page.sections);
        }
        if page.has_too_many {
            let message = format!("has more than {MAX_HEADINGS} headings; split the page");
            notices.add(NoticeKind::Cut, 0, message);
        }
        let site = self.site_of(source);
        let entry = site.entry_of(&source.path);
        let in_navigation = entry.and_then(|entry| entry.title.clone());
        let stated_title = page.title.or(metadata.title).or(in_navigation);
        let has_text = page
            .sections
            .iter()
            .any(|section| !section.blocks.is_empty());
        if !has_text && page.sections.len() == 1 {
            let message = "holds no text; write some, or exclude it in docent.toml";
            notices.add(NoticeKind::Empty, 0, message);
            stated_title.as_ref()?;
        }
        let title = stated_title.unwrap_or_else(|| {
            let message = "has no title: give it one with `title:` or a `# heading`; \
                           its file name serves";
            notices.add(NoticeKind::Untitled, 0, message);
            self.title_from_name(&source.path)
        });
        let topics = match metadata.topics.is_empty() {
            false => metadata.topics,
            true => topic_by_place(entry, source).into_iter().collect(),
        };
        let url = self.url_of(source, metadata.address.as_ref());
        let language = metadata
            .language
            .or_else(|| self.language_by(source, &page.sections));
        Some(Document {
            path: source.path.clone(),
            id: source.id.clone(),
            url,
            title,
            description: metadata.description,
            aliases: metadata.aliases,
            redirects: metadata.redirects,
            topics,
            level: metadata.level,
            language,
            version: metadata.version.or_else(|| source.version.clone()),
            date: metadata.date,
            weight: metadata.weight.or(entry.and_then(|entry| entry.order)),
            facets: metadata.facets,
            sections: page.sections,
            links,
        })
    }

    /// Returns where a page is found, by its place and what it states.
    fn url_of(&self, source: &Source, stated: Option<&Stated>) -> String {
        let site = self.site_of(source);
        let mount = site.mount_of(&source.path);
        let mount_url = mount.map_or("/", |mount| mount.url.as_str());
        let style = site.preset.url;
        address::url_of(&source.url, mount_url, style, &self.base_url, stated)
    }

    /// Returns the language of a page that does not say it: that of its place,
    /// its name or its words, else the site's.
    fn language_by(&self, source: &Source, sections: &[Section]) -> Option<String> {
        let by_place = source.language.clone();
        by_place
            .or_else(|| language::of_name(&source.path))
            .or_else(|| language::of_text(sections, self.language.as_deref()))
            .or_else(|| self.language.clone())
    }

    /// Makes a title of a file's name, or of its folder's for an index page.
    fn title_from_name(&self, path: &str) -> String {
        let id = address::id_of(path);
        let (_, name) = address::split_path(&id);
        let words: String = name
            .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.'))
            .replace(['-', '_'], " ");
        let words = plain::short_line_of(
            if words.trim().is_empty() {
                name
            } else {
                &words
            },
            200,
        );
        let mut characters = words.chars();
        match characters.next() {
            Some(first) => first.to_uppercase().chain(characters).collect(),
            None => self.site_name.clone(),
        }
    }
}

/// Returns the topic that a page's chapters give it, else its folder.
fn topic_by_place(entry: Option<&Entry>, source: &Source) -> Option<String> {
    let chapters = entry.map(|entry| entry.chapters.join("/"));
    let place = [chapters.unwrap_or_default(), source.topic.clone()];
    place.iter().find_map(|topic| metadata::topic_of(topic))
}

/// Says whether a page asks not to be searched, with a notice if it does.
fn is_hidden(metadata: &Metadata, notices: &mut Notices) -> bool {
    if let Some(reason) = &metadata.hidden {
        let message = format!("left out, as it says `{reason}`");
        notices.add(NoticeKind::Hidden, 0, message);
    }
    metadata.hidden.is_some()
}
