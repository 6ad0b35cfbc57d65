//! What was read of a page becomes its document.
//!
//! The page's own word comes first, then what its navigation says, then what
//! its place in the corpus says, then the site's settings.

use crate::document::{Document, Section};
use crate::error::NoticeKind;

use super::address::Stated;
use super::boilerplate::Boilerplate;
use super::date::date_of;
use super::flow::Flow;
use super::language;
use super::metadata::{self, Metadata};
use super::outline::{MAX_HEADINGS, Outlined};
use super::site::{Entry, Generator};
use super::{Corpus, Notices, Source, address, family, plain, status};

impl Corpus {
    /// Joins what was read of a page into its document; `shared` is what is left
    /// out of it.
    pub(super) fn join(
        &self,
        source: &Source,
        metadata: Metadata,
        flow: Flow,
        shared: Option<&Boilerplate>,
        notices: &mut Notices,
    ) -> Option<Document> {
        let (mut page, links) = flow.finish();
        if let Some(shared) = shared {
            shared.strip(&mut page.sections);
        }
        let site = self.site_of(source);
        let entry = site.entry_of(&source.path);
        let title = self.title_of(source, &metadata, &page, notices)?;
        let mut topics = metadata.topics;
        if topics.is_empty() {
            topics.extend(topic_by_place(entry, source));
        }
        let topics = metadata::distinct(topics.into_iter().chain(metadata.tags));
        let topic_labels = labels_of(&topics, &metadata.topic_labels, entry);
        let language = metadata
            .language
            .or_else(|| self.language_by(source, &page.sections));
        // The version that a dated post states is what it announces.
        let dated = date_in(&source.path);
        let version = metadata.version.filter(|_| dated.is_none());
        let version = version.or_else(|| source.version.clone());
        let mut facets = metadata.facets;
        if !self.facets.contains_key(status::FACET) {
            let status = status::all(metadata.status, &page.sections);
            facets.extend((!status.is_empty()).then(|| (status::FACET.to_owned(), status)));
        }
        let key = metadata.translation_key.as_deref();
        let family = family::of(source, language.as_deref(), version.as_deref(), key);
        Some(Document {
            path: source.path.clone(),
            id: source.id.clone(),
            url: self.url_of(source, metadata.address.as_ref()),
            title,
            description: metadata.description,
            aliases: metadata.aliases,
            redirects: self.redirects_to(source, metadata.redirects),
            topics,
            topic_labels,
            level: metadata.level,
            language,
            version,
            family: Some(family),
            date: metadata.date.or(dated),
            weight: metadata.weight.or(entry.and_then(|entry| entry.order)),
            facets,
            sections: page.sections,
            links,
        })
    }

    /// Returns a page's title; `None` for a page that holds nothing at all.
    fn title_of(
        &self,
        source: &Source,
        metadata: &Metadata,
        page: &Outlined,
        notices: &mut Notices,
    ) -> Option<String> {
        if page.has_too_many {
            let message = format!("has more than {MAX_HEADINGS} headings; split the page");
            notices.add(NoticeKind::Cut, 0, message);
        }
        let entry = self.site_of(source).entry_of(&source.path);
        let in_navigation = || entry.and_then(|entry| entry.title.clone());
        let stated = page.title.clone().or_else(|| metadata.title.clone());
        let stated = stated.or_else(in_navigation);
        let mut sections = page.sections.iter();
        let has_text = sections.any(|section| !section.blocks.is_empty());
        if !has_text && page.sections.len() == 1 {
            stated.as_ref()?;
        }
        stated.or_else(|| {
            let message = "has no title: give it one with `title:` or a `# heading`; \
                           its file name serves";
            notices.add(NoticeKind::Untitled, 0, message);
            Some(self.title_from_name(&source.path))
        })
    }

    /// Says that a page holds no text, unless that is as it should be: the page
    /// of a folder, or one that lists others, has its pages instead.
    pub(super) fn notice_emptiness(
        &self,
        source: &Source,
        body: &str,
        document: Option<&Document>,
        notices: &mut Notices,
    ) {
        let Some(document) = document else {
            let message = "holds neither title nor text and is left out; write some, or exclude \
                           it in docent.toml";
            return notices.add(NoticeKind::Empty, 0, message);
        };
        let is_empty = |section: &Section| section.level == 0 && section.blocks.is_empty();
        let lists = body.contains("toctree") || self.heads_folder(&source.path);
        if lists || !document.sections.iter().all(is_empty) {
            return;
        }
        let message = match body.trim().is_empty() {
            true => "holds no text; write some, or exclude it in docent.toml",
            false => {
                "holds no text of its own: what it shows comes from other files, a layout or a \
                 script; say in a sentence what it is, or exclude it in docent.toml"
            }
        };
        notices.add(NoticeKind::Empty, 0, message);
    }

    /// Says whether a page is that of a folder with further pages in it: its
    /// index, or `a.md` beside `a/`.
    fn heads_folder(&self, path: &str) -> bool {
        let (folder, name) = address::split_path(path);
        let stem = address::stem_of(name);
        let below = match (address::names_folder(stem), folder) {
            (true, "") => String::new(),
            (true, folder) => format!("{folder}/"),
            (false, _) => format!(
                "{}/",
                path.strip_suffix(name).unwrap_or_default().to_owned() + stem
            ),
        };
        let sources = self.sources();
        let first = sources.partition_point(|source| source.path < below);
        let pages = sources[first..].iter();
        let mut pages = pages.take_while(|source| source.path.starts_with(&below));
        pages.any(|source| source.path != path)
    }

    /// Returns a page's URL; what it states about it has the last word.
    fn url_of(&self, source: &Source, stated: Option<&Stated>) -> String {
        let site = self.site_of(source);
        let mount = site.mount_of(&source.path);
        let mount_url = mount.map_or("/", |mount| mount.url.as_str());
        let entry = site.entry_of(&source.path);
        // A blog's post has its date in its address, unless it has a slug.
        let is_post = site.generator == Generator::Docusaurus
            && entry.is_some_and(|entry| entry.url.is_some());
        let own = match is_post && stated.is_some() {
            true => &format!("{mount_url}post"),
            false => &source.url,
        };
        let style = site.preset.url;
        address::url_of(own, mount_url, style, &self.base_url, stated)
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

    /// Returns the old addresses of a page: its own list and its site's.
    fn redirects_to(&self, source: &Source, own: Vec<String>) -> Vec<String> {
        let of_site = self.redirects.get(source.url.trim_end_matches('/'));
        let of_site = of_site.into_iter().flatten().cloned();
        metadata::distinct(own.into_iter().chain(of_site))
    }

    /// Makes a title of a file's name, or of its folder's for an index page.
    fn title_from_name(&self, path: &str) -> String {
        let id = address::id_of(path);
        let (_, name) = address::split_path(&id);
        let words: String = name
            .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.'))
            .replace(['-', '_'], " ");
        let words = match words.trim().is_empty() {
            true => plain::short_line_of(name, 200),
            false => plain::short_line_of(&words, 200),
        };
        let mut characters = words.chars();
        match characters.next() {
            Some(first) => first.to_uppercase().chain(characters).collect(),
            None => self.site_name.clone(),
        }
    }
}

/// Returns the date that a file's name or its folder's starts with.
fn date_in(path: &str) -> Option<String> {
    let (folder, name) = address::split_path(path);
    let names = [name, address::split_path(folder).1];
    names.iter().find_map(|name| {
        let rest = name.get(10..)?;
        let is_dated = rest.starts_with(['-', '.']) || rest.is_empty();
        let date = name.get(..10).filter(|_| is_dated)?;
        (date.matches('-').count() == 2).then(|| date_of(date))?
    })
}

/// Returns the topic that a page's chapters give it, else its folder.
fn topic_by_place(entry: Option<&Entry>, source: &Source) -> Option<String> {
    let place = [chapters_of(entry), source.topic.clone()];
    place.iter().find_map(|topic| metadata::topic_of(topic))
}

/// Returns the chapters that a page stands in as a topic is written.
fn chapters_of(entry: Option<&Entry>) -> String {
    // A chapter is one level, whatever its title: `CI/CD`.
    let chapters = entry.map_or(&[][..], |entry| &entry.chapters);
    let titles = chapters.iter().map(|title| title.replace('/', " "));
    let titles: Vec<String> = titles.collect();
    titles.join("/")
}

/// Returns topics as the page or its navigation writes them, if one does.
fn labels_of(
    topics: &[String],
    written: &[(String, String)],
    entry: Option<&Entry>,
) -> Vec<String> {
    let chapters = chapters_of(entry);
    let by_chapters = metadata::topic_of(&chapters);
    let labels = topics.iter().map(|topic| {
        let own = written.iter().find(|(known, _)| known == topic);
        let label = match own {
            Some((_, label)) => label.as_str(),
            None if by_chapters.as_ref() == Some(topic) => &chapters,
            None => "",
        };
        // A part without a letter is none of the topic's.
        let is_same = label.split('/').count() == topic.split('/').count();
        plain::short_line_of(if is_same { label } else { "" }, metadata::MAX_NAME_BYTES)
    });
    labels.collect()
}
