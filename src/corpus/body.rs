//! A page to its document: the body is read in the way of its format.

use std::borrow::Cow;

use crate::document::Document;
use crate::error::NoticeKind;

use super::dialect::{self, Cleaned, Context, Dialect};
use super::flow::Flow;
use super::frontmatter::{self, Parts, Table};
use super::head::CanonicalUrl;
use super::jsonl::record;
use super::marks::Marks;
use super::metadata::Metadata;
use super::outline::Outline;
use super::resolve::Resolver;
use super::{
    BYTES_PER_MB, Corpus, Format, Notices, Page, Read, Source, asciidoc, facets, html, markdown,
    notebook, read, rst, text,
};

/// What parsing a page gives besides its document.
#[derive(Debug, Default)]
pub(super) struct Aside {
    /// Counts the marks left in the text, where a report asks for it.
    pub(super) marks: Option<Marks>,
    /// The ids in the page besides the anchors of its sections.
    pub(super) ids: Vec<String>,
    /// Whether the page is read to see what it shares with others.
    pub(super) is_sample: bool,
}

impl Corpus {
    /// Returns a page's document, unless it is hidden or holds nothing.
    pub(super) fn document(
        &self,
        page: &Page,
        resolver: &Resolver,
        aside: &mut Aside,
        notices: &mut Notices,
    ) -> Option<Document> {
        if page.source.format == Format::JsonLines {
            return self.record(page, resolver, notices);
        }
        let source = &page.source;
        let parts = frontmatter::split(&page.text);
        let table = self.table_of(source, &parts, notices);
        let mut metadata = Metadata::read(&table, notices);
        if is_hidden(&metadata, notices) {
            return None;
        }
        let site = self.site_of(source);
        metadata.complete_address(&table, site.slug_keys_of(&source.path));
        let mut flow = self.flow_of(source, &metadata);
        flow.marks = aside.marks.take();
        let mut metas = Vec::new();
        if source.format == Format::Html {
            let body = self.without_tags(source, &parts, resolver, notices);
            let mut head = html::read(&body, &mut flow, notices);
            metas = std::mem::take(&mut head.metas);
            let canonical_url = match self.base_url.is_empty() {
                true => CanonicalUrl::Counts,
                false => CanonicalUrl::Ignored,
            };
            head.complete(&mut metadata, canonical_url);
            if is_hidden(&metadata, notices) {
                return None;
            }
        } else {
            self.read_body(source, &parts, &mut flow, resolver, notices);
        }
        flow.end();
        aside.marks = flow.marks.take();
        aside.ids = std::mem::take(&mut flow.ids);
        aside.ids.extend(flow.outline.take_other_ids());
        let declared = facets::read(&self.facets, &table, &metas, notices);
        metadata.facets.extend(declared);
        let is_built = source.format == Format::Html && !aside.is_sample;
        let shared = is_built.then(|| self.shared_by(source)).flatten();
        let document = self.join(source, metadata, flow, shared, notices);
        self.notice_emptiness(source, parts.body, document.as_ref(), notices);
        document
    }

    /// Returns an HTML page with what it shares with the others of its site.
    pub(super) fn unstripped(&self, source: &Source) -> Option<Document> {
        let mut notices = Notices::new(&source.path);
        let max_bytes = self.max_page_mb.saturating_mul(BYTES_PER_MB);
        let bytes = read::bytes_of(&source.file, max_bytes).ok()?;
        let page = Page {
            text: read::text_of(bytes, self.max_page_mb, &mut notices)?,
            source: source.clone(),
            digest: [0; 32],
            content: [0; 32],
        };
        let mut aside = Aside {
            is_sample: true,
            ..Aside::default()
        };
        let resolver = Resolver::new(&self.root);
        self.document(&page, &resolver, &mut aside, &mut notices)
    }

    /// Returns what a page says about itself before its text.
    fn table_of(&self, source: &Source, parts: &Parts<'_>, notices: &mut Notices) -> Table {
        let mut table = frontmatter::read(parts, notices);
        match source.format {
            Format::Rst if table.is_empty() => rst::docinfo(parts.body),
            Format::AsciiDoc => {
                let site = self.site_of(source);
                let mount = site.mount_of(&source.path);
                let mount_url = mount.map_or("/", |mount| mount.url.as_str());
                let header = asciidoc::header(parts.body, &source.path, site, mount_url);
                // What comes last counts.
                table.splice(0..0, header);
                table
            }
            _ => table,
        }
    }

    /// Starts a page whose headings become anchors as its site makes them.
    fn flow_of(&self, source: &Source, metadata: &Metadata) -> Flow {
        let site = self.site_of(source);
        let rule = match source.format {
            Format::AsciiDoc => asciidoc::anchors_of(site),
            _ => site.preset.anchors,
        };
        let title = metadata.title.clone();
        Flow::new(Outline::with_rule(title, self.max_section_words, rule))
    }

    /// Reads a body that is no HTML.
    fn read_body(
        &self,
        source: &Source,
        parts: &Parts<'_>,
        flow: &mut Flow,
        resolver: &Resolver,
        notices: &mut Notices,
    ) {
        let (body, line) = (parts.body, parts.body_line);
        if matches!(source.format, Format::Markdown | Format::Mdx) {
            let cleaned = self.cleaned(source, parts, resolver, notices);
            return markdown::read(&cleaned, flow, notices);
        }
        let mut context = Context {
            path: &source.path,
            front: parts,
            site: self.site_of(source),
            resolver,
            notices,
        };
        match source.format {
            Format::Notebook => notebook::read(body, flow, &mut context),
            Format::Rst => rst::read(body, line, flow, &mut context),
            Format::AsciiDoc => asciidoc::read(body, line, flow, &mut context),
            _ => text::read(body, line, flow),
        }
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
        let table = record::table_of(record);
        let mut metadata = Metadata::read(&table, notices);
        if is_hidden(&metadata, notices) {
            return None;
        }
        let mut flow = self.flow_of(source, &metadata);
        let mut read_markdown = |body: &str, flow: &mut Flow, notices: &mut Notices| {
            let cleaned = self.cleaned(source, &Parts::of_body(body), resolver, notices);
            markdown::read(&cleaned, flow, notices);
        };
        record::read(record, &mut flow, &mut read_markdown, notices);
        let declared = facets::read(&self.facets, &table, &[], notices);
        metadata.facets.extend(declared);
        let document = self.join(source, metadata, flow, None, notices);
        self.notice_emptiness(source, "", document.as_ref(), notices);
        document
    }

    /// Reads what a notebook says, however long its outputs are.
    pub(super) fn read_notebook(&self, source: &Source, mut notices: Notices) -> Read {
        let file = match read::open(&source.file) {
            Ok(file) => file,
            Err(error) => return read::unreadable(&error, notices),
        };
        let max_bytes = self.max_page_mb.saturating_mul(BYTES_PER_MB);
        let found = notebook::extract(file, max_bytes);
        if let Some(fault) = found.fault {
            let message = format!(
                "is broken as a Jupyter notebook, what comes before is searched: {fault}; \
                 save it anew in Jupyter, or exclude it in docent.toml"
            );
            notices.add(NoticeKind::Markup, 0, message);
        }
        if found.is_cut {
            let message = format!(
                "its cells hold more than {} MB; only the beginning is searched: split it or \
                 raise `corpus.max_page_mb`",
                self.max_page_mb
            );
            notices.add(NoticeKind::Cut, 0, message);
        }
        let bytes = read::Bytes {
            size: found.text.len() as u64,
            bytes: found.text.into_bytes(),
            is_cut: false,
        };
        self.page_of(source, bytes, notices)
    }

    /// Returns the body of an HTML page without the tags of a template language.
    fn without_tags<'a>(
        &self,
        source: &Source,
        parts: &Parts<'a>,
        resolver: &Resolver,
        notices: &mut Notices,
    ) -> Cow<'a, str> {
        let mut context = Context {
            path: &source.path,
            front: parts,
            site: self.site_of(source),
            resolver,
            notices,
        };
        dialect::clean_html(parts.body, &mut context)
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
            front: parts,
            site,
            resolver,
            notices,
        };
        dialect::clean(parts.body, parts.body_line, &dialects, &mut context)
    }
}

/// Says whether a page asks not to be searched, with a notice if it does.
fn is_hidden(metadata: &Metadata, notices: &mut Notices) -> bool {
    if let Some(reason) = &metadata.hidden {
        let message = format!("left out, as it says `{reason}`");
        notices.add(NoticeKind::Hidden, 0, message);
    }
    metadata.hidden.is_some()
}
