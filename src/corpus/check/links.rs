//! Where links lead: to a page, to a place on it, to a file, or nowhere.
//!
//! Writers link by file (`../css/grid.md`) or by address (`../grid/`, `/css/grid`),
//! with or without extension; all are taken that some reader can follow. Other
//! sites, mail and addresses that a template has yet to fill are left alone.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;

use crate::api::Finding;
use crate::document::Link;

use super::super::plain::short_line_of;
use super::super::{Corpus, Format};
use super::finding;
use super::page::Facts;
use super::places::{Places, Target, folder_of, relative_to};

/// The longest address that a message repeats, in bytes.
const MAX_SHOWN_BYTES: usize = 120;

/// The most anchors of a page with which a wrong one is compared.
const MAX_COMPARED: usize = 1_000;

/// How alike a wrong anchor and the one that was meant are, from 0 to 1: of ten
/// letters, up to three are wrong.
const MIN_LIKENESS: f64 = 0.65;

/// Fragments that browsers and viewers know by themselves.
const BUILT_IN: [&str; 2] = ["", "top"];

/// Signs of an address that is not whole yet, or is another tool's name.
const UNFINISHED: [&str; 5] = ["{{", "{%", "<%", "${", "%7B%7B"];

/// What to do about a link from a root that is not known.
const NO_BASE: &str = "mend the address; if the site is published under a path, set `url` under \
                       `[site]` in docent.toml";

/// A link taken apart.
#[derive(Debug, PartialEq, Eq)]
enum Address<'a> {
    /// Another site's, or nothing to follow: left alone.
    Foreign,
    /// From the root of the site, the site's own base taken off.
    Rooted(&'a str),
    /// From the page or its folder; empty for the page itself.
    Relative(&'a str),
}

/// Follows the links of all pages.
pub(super) fn judge(corpus: &Corpus, pages: &[Facts]) -> Vec<Finding> {
    let places = Places::new(pages, &corpus.base_url);
    let mut findings = Vec::new();
    for page in pages {
        for link in &page.links {
            findings.extend(judge_link(corpus, &places, page, link));
        }
        for (name, line) in &page.undefined {
            let message = format!("reference `[{}]` has no definition", shown(name));
            let mut found = finding("broken-link", &page.path, *line, message);
            found.remedy = "define it, as `[name]: address` on a line of its own".to_owned();
            findings.push(found);
        }
        for image in &page.images {
            findings.extend(judge_image(corpus, page, &image.target, image.line));
        }
    }
    findings
}

/// Follows one link and says what is wrong with it.
fn judge_link(corpus: &Corpus, places: &Places<'_>, page: &Facts, link: &Link) -> Option<Finding> {
    let target = target_of(corpus, places, page, link)?;
    judge_target(places, page, link, target)
}

/// Follows one link; `None` if it leads out of the site.
pub(super) fn target_of<'a>(
    corpus: &Corpus,
    places: &Places<'a>,
    page: &'a Facts,
    link: &Link,
) -> Option<Target<'a>> {
    let (address, _) = split(&link.target);
    match address_of(address, &corpus.base_url) {
        Address::Foreign => None,
        Address::Relative("") => Some(Target::Page(page)),
        Address::Relative(path) => Some(find_relative(corpus, places, page, &decoded(path))),
        Address::Rooted(path) => Some(find_rooted(corpus, places, page, &decoded(path))),
    }
}

/// Says what is wrong with where a link leads.
pub(super) fn judge_target(
    places: &Places<'_>,
    page: &Facts,
    link: &Link,
    target: Target<'_>,
) -> Option<Finding> {
    let (address, fragment) = split(&link.target);
    let wrong = |rule: &str, message: String, remedy: Option<String>| {
        let mut found = finding(rule, &page.path, link.line, message);
        found.remedy = remedy.unwrap_or(found.remedy);
        found
    };
    match target {
        Target::File => None,
        Target::Page(to) => {
            let anchors = to.anchors.as_ref()?;
            let fragment = decoded(fragment);
            if leads_to(&fragment, anchors) {
                return None;
            }
            let on = match to.path == page.path {
                true => "this page".to_owned(),
                false => to.path.clone(),
            };
            let message = format!("`#{}` is no place on {}", shown(&fragment), shown(&on));
            let near = match places.may_guess() {
                true => nearest_anchor(&fragment, anchors),
                false => None,
            };
            let advice = near.map(|near| format!("did you mean `#{}`?", shown(near)));
            Some(wrong("broken-anchor", message, advice))
        }
        Target::Folder => {
            let message = format!(
                "`{}` is a folder without an index page",
                shown(&link.target)
            );
            let remedy = "link to a page in it, or give the folder an `index.md`";
            Some(wrong("broken-link", message, Some(remedy.to_owned())))
        }
        Target::Nothing => {
            let message = format!("`{}` leads nowhere", shown(&link.target));
            let near = places.nearest(&decoded(address), page);
            let advice = near.map(|near| {
                let path = relative_to(folder_of(&page.path), &near.path);
                format!("did you mean `{}`?", shown(&path))
            });
            let is_unsure = address.starts_with('/') && places.base_is_unknown();
            let advice = advice.or_else(|| is_unsure.then(|| NO_BASE.to_owned()));
            Some(wrong("broken-link", message, advice))
        }
    }
}

/// Looks for an image's file where the page says it is.
///
/// From the root of the site nothing can be said: files that are no pages may
/// come from elsewhere.
fn judge_image(corpus: &Corpus, page: &Facts, target: &str, line: u32) -> Option<Finding> {
    let (address, _) = split(target);
    let Address::Relative(path) = address_of(address, &corpus.base_url) else {
        return None;
    };
    let path = decoded(path);
    let folders = [folder_of(&page.path).to_owned(), page.id.clone()];
    let is_there = folders
        .iter()
        .filter_map(|folder| join(folder, &path))
        .any(|path| corpus.holds_file(&path));
    if is_there || path.is_empty() {
        return None;
    }
    let message = format!("image `{}` is not there", shown(target));
    Some(finding("broken-image", &page.path, line, message))
}

/// Parts an address from its fragment and takes its query off.
fn split(target: &str) -> (&str, &str) {
    let (address, fragment) = target.split_once('#').unwrap_or((target, ""));
    let address = address.split('?').next().unwrap_or_default();
    (address, fragment)
}

/// Tells links inside of the site from all others.
fn address_of<'a>(address: &'a str, base_url: &str) -> Address<'a> {
    let is_unfinished = UNFINISHED.iter().any(|sign| address.contains(sign));
    let is_mail = address.contains('@') && !address.contains('/');
    if is_unfinished || is_mail || address.starts_with(['@', '~']) {
        return Address::Foreign;
    }
    let host_and_path = |url: &'a str| url.strip_prefix("https:").or(url.strip_prefix("http:"));
    let base = base_url.trim_end_matches('/');
    let base = base.split_once("//").map_or("", |(_, rest)| rest);
    let absolute = host_and_path(address).unwrap_or(address);
    if let Some(rest) = absolute.strip_prefix("//") {
        let path = rest.strip_prefix(base).filter(|_| !base.is_empty());
        let is_own = |path: &&str| path.is_empty() || path.starts_with('/');
        return path
            .filter(is_own)
            .map_or(Address::Foreign, Address::Rooted);
    }
    if has_scheme(address) {
        return Address::Foreign;
    }
    if address.starts_with('/') {
        let base_path = base.find('/').map_or("", |at| &base[at..]);
        let path = address.strip_prefix(base_path);
        let is_own = |path: &&str| path.is_empty() || path.starts_with('/');
        return path
            .filter(is_own)
            .map_or(Address::Foreign, Address::Rooted);
    }
    Address::Relative(address)
}

/// Says whether an address starts with a scheme, such as `mailto:`.
fn has_scheme(address: &str) -> bool {
    address.split_once(':').is_some_and(|(scheme, _)| {
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_scheme)
    })
}

/// Follows a link from a page: by files first, then by addresses.
fn find_relative<'a>(corpus: &Corpus, places: &Places<'a>, page: &Facts, path: &str) -> Target<'a> {
    let by_file = join(folder_of(&page.path), path);
    let by_url = join(places.folder_of_url(page), path);
    let mut best = Target::Nothing;
    for candidate in by_file.into_iter().chain(by_url) {
        match places.find(&candidate) {
            // The root of a site is always there.
            Target::Nothing if candidate.is_empty() => return Target::File,
            Target::Nothing if corpus.holds_file(&candidate) => return Target::File,
            Target::Nothing => {}
            Target::Folder => best = Target::Folder,
            found => return found,
        }
    }
    best
}

/// Follows a link from the root of the site.
///
/// Without `site.url` any folder above the page may be that root. Files that
/// are no pages may come from elsewhere.
fn find_rooted<'a>(corpus: &Corpus, places: &Places<'a>, page: &Facts, path: &str) -> Target<'a> {
    let path = path.trim_start_matches('/');
    let Some(path) = join("", path) else {
        return Target::Nothing;
    };
    if path.is_empty() || is_file_of_another_kind(&path) {
        return match places.find(&path) {
            Target::Page(page) => Target::Page(page),
            _ => Target::File,
        };
    }
    let mut best = places.find(&path);
    let mut root = folder_of(&page.path);
    while corpus.base_url.is_empty() && !root.is_empty() {
        if let Target::Page(_) = best {
            break;
        }
        match places.find(&format!("{root}/{path}")) {
            Target::Nothing => {}
            found => best = found,
        }
        root = folder_of(root);
    }
    match best {
        Target::Nothing if corpus.holds_file(&path) => Target::File,
        best => best,
    }
}

/// Says whether a path names a file that is no page: `logo.svg`.
fn is_file_of_another_kind(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_extension = |extension: &str| {
        (1..=5).contains(&extension.len()) && extension.starts_with(|c: char| c.is_alphabetic())
    };
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(is_extension) && Format::of(name).is_none()
}

/// Joins a folder and a relative path; `None` if it leads above the corpus.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns an address with its percent signs decoded.
fn decoded(address: &str) -> String {
    percent_decode_str(address).decode_utf8_lossy().into_owned()
}

/// Says whether a fragment names a place.
fn leads_to(fragment: &str, anchors: &BTreeSet<String>) -> bool {
    // What follows `:~:` asks the browser to look for a text.
    let fragment = fragment.split(":~:").next().unwrap_or_default();
    BUILT_IN.contains(&fragment) || anchors.contains(fragment)
}

/// Returns the anchor that was probably meant.
fn nearest_anchor<'a>(fragment: &str, anchors: &'a BTreeSet<String>) -> Option<&'a str> {
    let fragment = short_line_of(fragment, MAX_SHOWN_BYTES).to_lowercase();
    let likenesses = anchors.iter().take(MAX_COMPARED).map(|anchor| {
        let short = short_line_of(anchor, MAX_SHOWN_BYTES).to_lowercase();
        let likeness = strsim::normalized_damerau_levenshtein(&fragment, &short);
        (likeness, anchor)
    });
    let (likeness, best) = likenesses.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (likeness > MIN_LIKENESS).then_some(best)
}

/// Returns an address as a message repeats it.
fn shown(text: &str) -> String {
    short_line_of(text, MAX_SHOWN_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_inside_of_the_site_are_told_from_others() {
        let check = |address: &str, base: &str, expected: Address<'_>| {
            assert_eq!(address_of(address, base), expected, "{address}");
        };
        let base = "https://x.example/docs/";
        check("a.md", base, Address::Relative("a.md"));
        check("", base, Address::Relative(""));
        check("/docs/a/", base, Address::Rooted("/a/"));
        check("/docs", base, Address::Rooted(""));
        check("/docsearch/", base, Address::Foreign);
        check("/blog/", base, Address::Foreign);
        check("/a/", "", Address::Rooted("/a/"));
        check("https://x.example/docs/a/", base, Address::Rooted("/a/"));
        check("http://x.example/docs", base, Address::Rooted(""));
        check("//x.example/docs/a", base, Address::Rooted("/a"));
        check("https://x.example/blog/", base, Address::Foreign);
        check("https://o.example/docs/a", base, Address::Foreign);
        check("https://o.example/", "", Address::Foreign);
        for foreign in [
            "mailto:a@b.example",
            "tel:1",
            "a@b.example",
            "/{{ v }}/a",
            "@site/a",
        ] {
            check(foreign, base, Address::Foreign);
        }
    }

    #[test]
    fn paths_are_joined_inside_of_the_corpus() {
        let check = |folder: &str, path: &str, expected: Option<&str>| {
            assert_eq!(join(folder, path).as_deref(), expected, "{folder} + {path}");
        };
        check("a/b", "../c.md", Some("a/c.md"));
        check("a", "./c//d", Some("a/c/d"));
        check("", "../c", None);
        check("a", "..", Some(""));
    }

    #[test]
    fn the_anchor_that_was_meant_is_named() {
        let anchors = ["box-shadow", "usage"].map(str::to_owned).into();
        assert_eq!(nearest_anchor("Box-Shadow", &anchors), Some("box-shadow"));
        assert_eq!(nearest_anchor("boxshadow", &anchors), Some("box-shadow"));
        assert_eq!(nearest_anchor("margins", &anchors), None);
        assert!(leads_to(":~:text=x", &anchors) && leads_to("usage:~:text=x", &anchors));
        assert!(leads_to("top", &anchors) && !leads_to("Usage", &anchors));
    }
}
