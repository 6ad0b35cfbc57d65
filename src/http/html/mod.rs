//! What all pages share: their frame, their head, the search form.
//!
//! Pages work without JavaScript, and only the search page has some: the policy
//! sent with them allows only files of our own. maud escapes every value; highlights are written from their parts,
//! never from ready-made HTML. What a page says stands in `words`, in the
//! language that `locale` chose. Ids of our own begin with `docent-`, so that
//! they never meet an anchor of a page that is shown.

mod also;

mod card;

mod filters;

mod home;

mod problem;

mod reading;

mod relatives;

mod results;

use axum::http::HeaderName;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::answer::Form;
use super::locale::Locale;
use super::words::{Words, fill, say};
use super::{Service, href};
use crate::api::{FacetSpec, FacetValue, Highlight, IndexInfo, SearchRequest};
use crate::index::{FacetColumn, Snapshot};

pub(super) use home::{home, search_page};
pub(super) use problem::problem_page;
pub(super) use reading::reading;
pub(super) use results::results;

/// Nothing but our own files, and forms only to ourselves.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'";

/// Tells search engines what not to keep.
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// The longest description in the head of a page, in characters.
const DESCRIPTION_CHARS: usize = 200;

/// What every page of a site has in common.
pub(super) struct Shell<'a> {
    site: &'a str,
    stylesheet: &'a str,
    icon: &'a str,
    search_box: &'a str,
    /// Where readers reach this service, if that is configured.
    base: Option<&'a str>,
    /// What the page says.
    words: &'static Words,
    /// The facets in the order in which they are shown.
    facets: &'a [FacetColumn],
}

/// What differs in the frame of a page.
#[derive(Default)]
struct Frame<'a> {
    /// The title before the site's name; empty on the search page.
    title: &'a str,
    /// What the page is, for those who see a link to it.
    description: &'a str,
    /// The address by which the page is to be known, if it has one.
    canonical: Option<String>,
    /// The page of results before this.
    prev: Option<String>,
    /// The page of results after this.
    next: Option<String>,
    /// The page as Markdown.
    markdown: Option<String>,
    /// Whether the page has a box that searches while one types.
    live: bool,
    /// The form in the head of the page; none where it is in the middle.
    form: Option<Markup>,
    /// The index, for the foot of the page.
    index: Option<IndexInfo>,
}

/// Where the keyboard is when a page opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Focus {
    /// In the search box.
    Box,
    /// Where the browser puts it.
    Page,
}

impl<'a> Shell<'a> {
    /// Returns the shell of a service; before a generation is loaded, bare.
    pub(super) fn new(
        service: &'a Service,
        snapshot: Option<&'a Snapshot>,
        locale: &Locale,
    ) -> Self {
        Self {
            site: snapshot.map_or(&service.site, |snapshot| snapshot.site_name()),
            stylesheet: &service.assets.stylesheet.path,
            icon: &service.assets.icon.path,
            search_box: &service.assets.search_box.path,
            base: service.base(),
            words: locale.words,
            facets: snapshot.map_or(&[], |snapshot| snapshot.pages().facets()),
        }
    }

    /// Returns a facet's name for people: the site's own, else ours.
    fn label(&self, name: &str) -> String {
        let known = self.facets.iter().find(|column| column.name == name);
        let label = known.map_or_else(
            || FacetSpec::named(name).label,
            |column| column.label.clone(),
        );
        let is_usual = label == FacetSpec::named(name).label;
        let ours = self.words.facet(name).filter(|_| is_usual);
        ours.map_or(label, str::to_owned)
    }

    /// Returns a facet's value for people.
    fn value(&self, facet: &str, value: &str) -> String {
        match facet {
            "language" => super::words::name_of(value).to_owned(),
            "level" => self.words.level(value).to_owned(),
            _ => {
                let mut known = self.facets.iter().filter(|column| column.name == facet);
                let label = known.find_map(|column| {
                    column.label_of(usize::try_from(column.number_of(value)?).ok()?)
                });
                label.unwrap_or(value).replace('/', " › ")
            }
        }
    }

    /// Returns a value for people as it stands below the one above it. Only a
    /// topic is known to be a path; other values keep their slashes unless
    /// their parents are listed.
    fn last_value(&self, facet: &str, value: &FacetValue) -> String {
        match facet {
            "topic" => {
                let shown = value.shown();
                shown.rsplit('/').next().unwrap_or(shown).to_owned()
            }
            _ if value.label.is_empty() => self.value(facet, &value.value),
            _ => value.label.replace('/', " › "),
        }
    }

    /// Returns a number of pages in words.
    fn pages(&self, count: usize) -> String {
        self.words.counted(&self.words.pages, count)
    }

    /// Returns a count as it stands beside a value.
    fn count(&self, count: usize) -> Markup {
        html! { span.count { (self.words.number(count)) } }
    }

    /// Returns a whole page around its content.
    fn page(&self, frame: &Frame<'_>, content: &Markup) -> Markup {
        let words = self.words;
        html! {
            (DOCTYPE)
            html lang=(words.tag) dir=(words.dir) {
                head {
                    meta charset="utf-8";
                    title { (self.title(frame)) }
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    link rel="stylesheet" href=(self.stylesheet);
                    link rel="icon" type="image/svg+xml" href=(self.icon);
                    @if frame.live { script type="module" src=(self.search_box) {} }
                    link rel="search" type="application/opensearchdescription+xml"
                        href="/opensearch.xml" title=(self.site);
                    @if let Some(prev) = &frame.prev { link rel="prev" href=(prev); }
                    @if let Some(next) = &frame.next { link rel="next" href=(next); }
                    @if let Some(markdown) = &frame.markdown {
                        link rel="alternate" type="text/markdown" href=(markdown);
                    }
                    (self.card(frame))
                }
                body {
                    header.top {
                        a.skip href="#docent-content" { (words.skip) }
                        a.brand href="/" { (sign()) span dir="auto" { (self.site) } }
                        @if let Some(form) = &frame.form { (form) }
                    }
                    main #docent-content tabindex="-1" { (content) }
                    (self.foot(frame.index.as_ref()))
                }
            }
        }
    }

    fn title(&self, frame: &Frame<'_>) -> String {
        match frame.title {
            "" => self.site.to_owned(),
            title => format!("{title} – {}", self.site),
        }
    }

    /// Returns what other sites and programs show of a page that is shared.
    fn card(&self, frame: &Frame<'_>) -> Markup {
        let description = shortened(frame.description, DESCRIPTION_CHARS);
        let title = if frame.title.is_empty() {
            self.site
        } else {
            frame.title
        };
        // Half an address would lead those who share it to their own site.
        let whole = |path: &String| match self.base {
            Some(base) if path.starts_with('/') => Some(format!("{base}{path}")),
            _ => Some(path.clone()).filter(|path| !path.starts_with('/')),
        };
        let address = frame.canonical.as_ref().and_then(whole);
        html! {
            @if let Some(canonical) = &frame.canonical {
                link rel="canonical" href=(address.as_ref().unwrap_or(canonical));
            }
            @if !description.is_empty() { meta name="description" content=(description); }
            meta property="og:type" content="website";
            meta property="og:site_name" content=(self.site);
            meta property="og:title" content=(title);
            @if !description.is_empty() { meta property="og:description" content=(description); }
            @if let Some(address) = &address { meta property="og:url" content=(address); }
            meta property="og:locale" content=(self.words.tag);
            meta name="twitter:card" content="summary";
        }
    }

    fn foot(&self, index: Option<&IndexInfo>) -> Markup {
        let words = self.words;
        html! {
            footer.foot {
                @if let Some(index) = index {
                    @let day = index.updated_at.get(..10).unwrap_or_default();
                    @let date = html! { time datetime=(index.updated_at) { (words.day(day)) } };
                    @let pages = html! { (self.pages(index.documents)) };
                    p {
                        (say(words.indexed, &[("pages", pages), ("date", date)]))
                        span.generation {
                            (fill(words.generation, &[("name", &index.generation)]))
                        }
                    }
                }
                p { (words.made_by) }
            }
        }
    }

    /// Returns the search form; it keeps the filters of the request.
    /// A new query is corrected again, whatever was refused for the last one.
    fn form(&self, request: &SearchRequest, focus: Focus) -> Markup {
        let kept = href::pairs(request);
        let kept = kept
            .iter()
            .filter(|(name, _)| !["q", "page", "typo"].contains(&name.as_str()));
        let label = fill(self.words.search_site, &[("site", self.site)]);
        html! {
            form.search role="search" action="/search" method="get" {
                label.hidden for="docent-q" { (label) }
                input #docent-q type="search" name="q" value=(request.q) maxlength="512"
                    placeholder=(label) autocomplete="off" autocapitalize="off"
                    spellcheck="false" enterkeyhint="search" dir="auto"
                    autofocus[focus == Focus::Box];
                @for (name, value) in kept { input type="hidden" name=(name) value=(value); }
                button type="submit" aria-label=(self.words.search) {
                    (lens()) span { (self.words.search) }
                }
            }
        }
    }
}

/// Returns the site's sign; its colours come from the stylesheet.
fn sign() -> Markup {
    html! {
        svg.sign viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" {
            rect width="32" height="32" rx="8" {}
            path d="M9 8.5h6.5a7.5 7.5 0 0 1 0 15H9z" {}
            path d="m20 20.5 4.5 4.5" {}
        }
    }
}

fn lens() -> Markup {
    html! {
        svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" {
            circle cx="10.5" cy="10.5" r="6.5" {}
            path d="m15.5 15.5 5 5" {}
        }
    }
}

/// Returns a page with the headers that keep it harmless.
pub(super) fn response(page: String, form: Form) -> Response {
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    let mut response = (headers, page).into_response();
    if form != Form::Home {
        let robots = HeaderValue::from_static("noindex");
        response.headers_mut().insert(ROBOTS, robots);
    }
    response
}

/// Returns Markdown with the headers that keep it text.
pub(super) fn markdown(text: String) -> Response {
    let kind = HeaderValue::from_static("text/markdown; charset=utf-8");
    let mut response = ([(CONTENT_TYPE, kind)], text).into_response();
    let headers = response.headers_mut();
    headers.insert(ROBOTS, HeaderValue::from_static("noindex"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'"),
    );
    response
}

/// Returns text with its matched words marked.
fn highlight(highlight: &Highlight) -> Markup {
    html! {
        @for part in &highlight.parts {
            @if part.m { mark { (part.t) } } @else { (part.t) }
        }
    }
}

/// Returns a language as an attribute where it differs from the page's own.
fn foreign<'l>(shell: &Shell<'_>, language: Option<&'l str>) -> Option<&'l str> {
    language.filter(|language| *language != shell.words.tag)
}

/// Returns the beginning of a text, cut at a word.
fn shortened(text: &str, chars: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(chars) {
        None => text,
        Some((end, _)) => {
            let end = text[..end]
                .rfind(' ')
                .filter(|cut| *cut > end / 2)
                .unwrap_or(end);
            format!("{}…", text[..end].trim_end_matches([',', '.', ';', ':']))
        }
    }
}

/// Returns text with its first letter large.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::fixture::HOSTILE;

    #[test]
    fn highlights_are_written_from_their_parts() {
        let mut text = Highlight::plain(HOSTILE);
        text.html = HOSTILE.to_owned();
        assert!(!highlight(&text).into_string().contains('<'));
    }

    #[test]
    fn descriptions_end_at_a_word() {
        assert_eq!(shortened("One  two,\nthree", 9), "One two…");
        assert_eq!(shortened("One two", 9), "One two");
        assert_eq!(shortened("長い長い長い", 3), "長い長…");
    }

    #[tokio::test]
    async fn a_page_that_is_shared_has_its_whole_address_where_it_is_configured() {
        use crate::http::fixture::{browse, canned, public};
        let body = browse(&public(), "/search?q=vec&utm_source=x").await.body;
        for expected in [
            "<link rel=\"canonical\" href=\"https://find.example/s/search?q=vec\">",
            "<meta property=\"og:url\" content=\"https://find.example/s/search?q=vec\">",
            "<meta property=\"og:title\" content=\"Results for “vec”\">",
        ] {
            assert!(body.contains(expected), "no {expected} in\n{body}");
        }
        let body = browse(&canned(), "/search?q=vec").await.body;
        assert!(
            body.contains("<link rel=\"canonical\" href=\"/search?q=vec\">"),
            "{body}"
        );
        assert!(!body.contains("og:url"), "{body}");
    }
}
