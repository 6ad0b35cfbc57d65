//! What an HTML page says to a crawler: links, canonical address, robots.

use scraper::{Html, Selector};
use url::Url;

/// The most links of a page that are followed.
const MAX_LINKS: usize = 5_000;

/// What a page says.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) links: Vec<Url>,
    pub(super) canonical: Option<Url>,
    pub(super) is_noindex: bool,
    pub(super) is_nofollow: bool,
}

/// Reads a page that was found at `address`.
pub(super) fn read(html: &str, address: &Url) -> Page {
    let document = Html::parse_document(html);
    let mut page = Page::default();
    let mut base = address.clone();
    let Ok(selector) = Selector::parse("base[href], link[href], meta[content], a[href]") else {
        return page;
    };
    for element in document.select(&selector) {
        let attribute = |name: &str| element.attr(name).unwrap_or_default();
        let resolved = |base: &Url| base.join(attribute("href").trim()).ok();
        let rel = attribute("rel").to_ascii_lowercase();
        let has_rel = |name: &str| rel.split_whitespace().any(|part| part == name);
        match element.value().name() {
            "base" => base = resolved(address).unwrap_or(base),
            "link" if has_rel("canonical") => page.canonical = resolved(&base),
            "link" if has_rel("next") || has_rel("prev") => page.links.extend(resolved(&base)),
            "meta" => {
                let name = attribute("name").to_ascii_lowercase();
                let content = attribute("content").to_ascii_lowercase();
                let is_for_us = matches!(name.as_str(), "robots" | "docent");
                let says = |word: &str| is_for_us && (content.contains(word) || content == "none");
                page.is_noindex |= says("noindex");
                page.is_nofollow |= says("nofollow");
            }
            "a" if !has_rel("nofollow") && page.links.len() < MAX_LINKS => {
                page.links.extend(resolved(&base));
            }
            _ => {}
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_and_signs_heeded() {
        let address = Url::parse("https://x.example/a/b").unwrap();
        let page = read(
            "<base href='/c/'><link rel=canonical href='d'><a href='e#f'>1</a>\
             <a rel='external nofollow' href=g>2</a><a href='http://['>3</a>",
            &address,
        );
        let links: Vec<&str> = page.links.iter().map(Url::as_str).collect();
        assert_eq!(links, ["https://x.example/c/e#f"]);
        assert_eq!(page.canonical.unwrap().path(), "/c/d");
        assert!(!page.is_noindex);
        let page = read("<meta name=robots content='NoIndex, follow'>", &address);
        assert!(page.is_noindex && !page.is_nofollow);
        let page = read("<meta name=robots content=none>", &address);
        assert!(page.is_noindex && page.is_nofollow);
    }
}
