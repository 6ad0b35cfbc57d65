//! What was read of a page becomes its document.
//!
//! The page's own word comes first, then what its navigation says, then what
//! its place in the corpus says, then the site's settings.

use crate::document::Document;
use crate::error::NoticeKind;

use super::dialect::{self, Cleaned, Context, Dialect};
use super::flow::Flow;
use super::frontmatter::{self, Parts};
use super::head::CanonicalUrl;
use super::metadata::{self, Metadata};
use super::outline::{MAX_HEADINGS, Outline};
use super::resolve::Resolver;
use super::{
    Corpus, Format, Notices, Page, Source, address, asciidoc, facets, family, html, markdown,
    notebook, plain, rst, text,
};

impl Corpus {
    /// Returns a page's document, unless it is hidden or holds nothing.
    pub(super) fn document(
        &self,
        page: &Page,
        resolver: &Resolver,
        notices: &mut Notices,
    ) -> Option<Document> {
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
        let mut metas = Vec::new();
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
            Format::Text => text::read(parts.body, parts.body_line, &mut flow),
            Format::Html => {
                let canonical_url = match self.base_url.is_empty() {
                    true => CanonicalUrl::Counts,
                    false => CanonicalUrl::Ignored,
                };
                let mut head = html::read(parts.body, &mut flow, notices);
                metas = std::mem::take(&mut head.metas);
                head.complete(&mut metadata, canonical_url);
                if is_hidden(&metadata, notices) {
                    return None;
                }
            }
        }
        let facets = facets::read(&self.facets, &table, &metas, notices);
        let document = self.join(&page.source, metadata, flow, notices)?;
        Some(Document { facets, ..document })
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
        let (page, links) = flow.finish();
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
        let chapters = entry.map(|entry| entry.chapters.join("/"));
        let place = [chapters.unwrap_or_default(), source.topic.clone()];
        let topics = match metadata.topics.is_empty() {
            false => metadata.topics,
            true => place
                .iter()
                .find_map(|topic| metadata::topic_of(topic))
                .into_iter()
                .collect(),
        };
        let mount = site.mount_of(&source.path);
        let mount_url = mount.map_or("/", |mount| mount.url.as_str());
        let stated = metadata.address.as_ref();
        let url = address::url_of(
            &source.url,
            mount_url,
            site.preset.url,
            &self.base_url,
            stated,
        );
        let language = metadata
            .language
            .or_else(|| source.language.clone())
            .or_else(|| self.language.clone());
        let version = metadata.version.or_else(|| source.version.clone());
        let key = metadata.translation_key.as_deref();
        let family = family::of(source, language.as_deref(), version.as_deref(), key);
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
            version,
            family: Some(family),
            date: metadata.date,
            weight: metadata.weight.or(entry.and_then(|entry| entry.order)),
            sections: page.sections,
            links,
            ..Document::default()
        })
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

/// Says whether a page asks not to be searched, with a notice if it does.
fn is_hidden(metadata: &Metadata, notices: &mut Notices) -> bool {
    if let Some(reason) = &metadata.hidden {
        let message = format!("left out, as it says `{reason}`");
        notices.add(NoticeKind::Hidden, 0, message);
    }
    metadata.hidden.is_some()
}
