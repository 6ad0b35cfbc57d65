//! The page at `/p/…`: an indexed page's own text, to be read without its site.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::relatives::{translations, versions};
use super::{Focus, Frame, Shell, foreign, highlight};
use crate::api::{Highlight, IndexInfo, PageText, SearchRequest, SectionText, TextBlock};
use crate::http::href;
use crate::http::words::fill;

/// From how many headings on a page has a list of them.
const LEAST_CONTENTS: usize = 3;

/// The deepest headings in that list.
const CONTENTS_DEPTH: u8 = 3;

/// How many headings that list has at most.
const MAX_CONTENTS: usize = 60;

/// Returns the page for a page's text; the words of `request.q` are marked in
/// it already. `address` is where it is read here.
pub(in crate::http) fn reading(
    shell: &Shell<'_>,
    request: &SearchRequest,
    page: &PageText,
    address: &str,
    index: IndexInfo,
) -> Markup {
    let on_site = href::safe(&page.url).filter(|url| !url.starts_with('/'));
    let description = page.description.clone().or_else(|| first_prose(page));
    let frame = Frame {
        title: &page.title.text,
        description: description.as_deref().unwrap_or_default(),
        canonical: Some(on_site.map_or_else(|| address.to_owned(), str::to_owned)),
        markdown: Some(markdown_address(address)),
        form: Some(shell.form(request, Focus::Page)),
        index: Some(index),
        ..Frame::default()
    };
    let sections = with_anchors(&page.sections);
    let content = html! {
        article.reading {
            (head(shell, request, page, on_site, address))
            (contents(shell, &sections))
            div.prose lang=[foreign(shell, page.language.as_deref())] dir="auto" {
                @for (anchor, section) in &sections { (section_text(*anchor, section)) }
            }
            @if !page.whole { p.notice { (shell.words.cut) } }
        }
    };
    shell.page(&frame, &content)
}

/// Returns the sections with their anchors, each anchor once: an id that comes
/// again would lead nowhere.
fn with_anchors(sections: &[SectionText]) -> Vec<(Option<&str>, &SectionText)> {
    let mut met = BTreeSet::new();
    let anchors = sections.iter().map(|section| {
        let anchor = section.anchor.as_deref();
        let is_ours = |anchor: &str| anchor.is_empty() || anchor.starts_with("docent-");
        let anchor = anchor.filter(|anchor| {
            !is_ours(anchor) && !anchor.contains(char::is_whitespace) && met.insert(*anchor)
        });
        (anchor, section)
    });
    anchors.collect()
}

fn first_prose(page: &PageText) -> Option<String> {
    let mut blocks = page.sections.iter().flat_map(|section| &section.blocks);
    blocks.find_map(|block| match block {
        TextBlock::Prose(text) => Some(text.text.clone()),
        TextBlock::Table(_) | TextBlock::Code { .. } => None,
    })
}

/// Returns the address of the same page as Markdown.
fn markdown_address(address: &str) -> String {
    match address.trim_end_matches('/') {
        "/p" => "/p/index.md".to_owned(),
        address => format!("{address}.md"),
    }
}

/// Returns what stands above the text.
fn head(
    shell: &Shell<'_>,
    request: &SearchRequest,
    page: &PageText,
    on_site: Option<&str>,
    address: &str,
) -> Markup {
    let words = shell.words;
    let q = request.q.trim();
    html! {
        header {
            @if !q.is_empty() {
                p.back { a href=(href::search(&asked(q))) { (fill(words.back_to, &[("q", q)])) } }
            }
            (crumbs(shell, page))
            h1 lang=[foreign(shell, page.language.as_deref())] dir="auto" {
                (highlight(&page.title))
            }
            dl.facts {
                @for (name, value) in [("level", &page.level), ("version", &page.version)] {
                    @if let Some(value) = value {
                        div {
                            dt.hidden { (shell.label(name)) }
                            dd { bdi { (shell.value(name, value)) } }
                        }
                    }
                }
                @if let Some(day) = &page.date {
                    div {
                        dt.hidden { (words.date) }
                        dd { time datetime=(day) { (words.day(day)) } }
                    }
                }
                (versions(shell, &page.versions, q))
                (translations(shell, &page.translations, q))
            }
            p.ways {
                @if let Some(url) = on_site { a.on-site href=(url) { (words.on_site) } " " }
                @else { span { (words.text_only) } " " }
                a href=(markdown_address(address)) type="text/markdown" { (words.markdown) }
            }
        }
    }
}

fn asked(q: &str) -> SearchRequest {
    SearchRequest {
        q: q.to_owned(),
        ..SearchRequest::default()
    }
}

/// Returns the way down to the page, each topic a link to its pages.
fn crumbs(shell: &Shell<'_>, page: &PageText) -> Markup {
    let Some(topic) = page.topics.first() else {
        return html! {};
    };
    let ends = topic.match_indices('/').map(|(at, _)| at);
    let values: Vec<&str> = ends.chain([topic.len()]).map(|end| &topic[..end]).collect();
    html! {
        nav.crumbs aria-label=(shell.label("topic")) {
            ol dir="auto" {
                @for (name, value) in page.breadcrumbs.iter().zip(values) {
                    li { a href=(href::toggled(&SearchRequest::default(), "topic", value)) {
                        (name)
                    } }
                }
            }
        }
    }
}

/// Returns the list of headings, where there are some.
fn contents(shell: &Shell<'_>, sections: &[(Option<&str>, &SectionText)]) -> Markup {
    let listed = sections.iter().filter_map(|(anchor, section)| {
        let heading = section.heading.as_ref()?;
        (section.depth <= CONTENTS_DEPTH).then_some(((*anchor)?, section.depth, heading))
    });
    let listed: Vec<(&str, u8, &Highlight)> = listed.take(MAX_CONTENTS).collect();
    html! {
        @if listed.len() >= LEAST_CONTENTS {
            nav.contents aria-labelledby="docent-contents" {
                details {
                    summary #docent-contents { (shell.words.contents) }
                    ol {
                        @for (anchor, depth, heading) in &listed {
                            li class=[(*depth > 2).then_some("deep")] {
                                a href={ "#" (anchor) } dir="auto" { (heading.text) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn section_text(anchor: Option<&str>, section: &SectionText) -> Markup {
    let heading = section
        .heading
        .as_ref()
        .map(|text| heading(section.depth, anchor, text));
    html! {
        section {
            @if let Some(heading) = heading { (heading) }
            @for each in &section.blocks { (block(each)) }
        }
    }
}

fn block(block: &TextBlock) -> Markup {
    match block {
        TextBlock::Prose(text) => html! { p { (highlight(text)) } },
        TextBlock::Table(rows) => table(rows),
        TextBlock::Code { language, text } => html! {
            // A scrolling area must be reached by the keyboard.
            pre tabindex="0" dir="ltr" {
                code data-language=[language.as_deref()] { (highlight(text)) }
            }
        },
    }
}

/// Returns the rows as a table, the first as its head.
fn table(rows: &[Vec<Highlight>]) -> Markup {
    html! {
        div.table tabindex="0" {
            table {
                @if let Some((head, body)) = rows.split_first() {
                    thead { tr { @for cell in head { th scope="col" { (highlight(cell)) } } } }
                    tbody {
                        @for row in body { tr { @for cell in row { td { (highlight(cell)) } } } }
                    }
                }
            }
        }
    }
}

fn heading(depth: u8, anchor: Option<&str>, text: &Highlight) -> Markup {
    let text = highlight(text);
    match depth {
        0..=2 => html! { h2 id=[anchor] { (text) } },
        3 => html! { h3 id=[anchor] { (text) } },
        4 => html! { h4 id=[anchor] { (text) } },
        5 => html! { h5 id=[anchor] { (text) } },
        _ => html! { h6 id=[anchor] { (text) } },
    }
}
