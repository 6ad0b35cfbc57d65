//! The generators of sites, known by their files, and what each makes of pages.
//!
//! [`detect`] looks at the paths that a walk found and at the few files that
//! configure a generator. A corpus may hold several sites, one beside or inside
//! another: a page belongs to the one whose folder is nearest above it. What
//! belongs to none is read as plain Markdown, HTML or text.
//!
//! A generator has one file here. Its `detect` returns the sites that it finds,
//! with the preset that says how their pages are served.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use crate::config::{self, FILE_NAME};
use crate::error::{Error, Result};

use super::Format;
use super::address::UrlStyle;
use super::dialect::Dialect;
use super::headings::SlugRule;

mod antora;

mod conf_py;

mod crawl;

mod devsite;

mod docusaurus;

mod found;

mod gatsby;

mod gitbook;

mod hugo;

mod hugo_permalinks;

mod javascript_info;

mod jekyll;

mod jekyll_navigation;

mod labels;

mod language;

mod learn;

mod manual;

mod mdbook;

mod mdn;

mod mkdocs;

mod nextra;

mod place;

mod plain;

mod rails;

mod react;

mod sidebar;

mod sphinx;

mod starlight;

mod suffix;

mod summary;

mod tree;

mod vitepress;

pub(super) use conf_py::DEFINITIONS;
pub use crawl::{CRAWL_LIST, PAGES_FOLDER};
pub use found::FoundSite;
pub(super) use found::found;
use labels::Labels;
pub use manual::formats_to_markdown;
pub(super) use mkdocs::SNIPPETS;
pub(super) use tree::{Tree, join};

/// What made a site, or will.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Generator {
    /// No generator that is known: plain pages.
    Plain,
    /// mdBook.
    MdBook,
    /// MkDocs, with or without Material.
    MkDocs,
    /// Docusaurus.
    Docusaurus,
    /// VitePress and VuePress.
    VitePress,
    /// Astro Starlight.
    Starlight,
    /// Hugo.
    Hugo,
    /// Jekyll.
    Jekyll,
    /// Gatsby and its like: a folder with an index page for each page.
    Gatsby,
    /// Nextra, on Next.js.
    Nextra,
    /// GitBook and HonKit.
    GitBook,
    /// The Ruby on Rails Guides.
    RailsGuides,
    /// Microsoft Learn and DocFX.
    Learn,
    /// Sphinx.
    Sphinx,
    /// Antora, and AsciiDoc without it.
    Antora,
    /// `DevSite`, as `TensorFlow` has it.
    DevSite,
    /// MDN Web Docs.
    Mdn,
    /// The engine of javascript.info.
    JavascriptInfo,
    /// The site of react.dev, MDX on Next.js.
    React,
    /// A live site that was crawled.
    Crawl,
}

impl Generator {
    /// Every generator with its name in `docent.toml`.
    pub const ALL: &[(Generator, &str)] = &[
        (Self::Plain, "plain"),
        (Self::MdBook, "mdbook"),
        (Self::MkDocs, "mkdocs"),
        (Self::Docusaurus, "docusaurus"),
        (Self::VitePress, "vitepress"),
        (Self::Starlight, "starlight"),
        (Self::Hugo, "hugo"),
        (Self::Jekyll, "jekyll"),
        (Self::Gatsby, "gatsby"),
        (Self::Nextra, "nextra"),
        (Self::GitBook, "gitbook"),
        (Self::RailsGuides, "rails-guides"),
        (Self::Learn, "learn"),
        (Self::Sphinx, "sphinx"),
        (Self::Antora, "antora"),
        (Self::DevSite, "devsite"),
        (Self::Mdn, "mdn"),
        (Self::JavascriptInfo, "javascript-info"),
        (Self::React, "react"),
        (Self::Crawl, "crawl"),
    ];

    /// Returns its name in `docent.toml`.
    pub fn name(self) -> &'static str {
        super::name_in(Self::ALL, self)
    }

    /// Returns what it makes of pages where nothing says otherwise.
    pub(super) fn preset(self) -> Preset {
        match self {
            Self::Plain => plain::preset(),
            Self::MdBook => mdbook::preset(),
            Self::MkDocs => mkdocs::preset(),
            Self::Docusaurus => docusaurus::preset(),
            Self::VitePress => vitepress::preset(),
            Self::Starlight => starlight::preset(),
            Self::Hugo => hugo::preset(),
            Self::Jekyll => jekyll::preset(),
            Self::Gatsby => gatsby::preset(),
            Self::Nextra => nextra::preset(),
            Self::GitBook => gitbook::preset(),
            Self::RailsGuides => rails::preset(),
            Self::Learn => learn::preset(),
            Self::Sphinx => sphinx::preset(),
            Self::Antora => antora::preset(),
            Self::DevSite => devsite::preset(),
            Self::Mdn => mdn::preset(),
            Self::JavascriptInfo => javascript_info::preset(),
            Self::React => react::preset(),
            Self::Crawl => crawl::preset(),
        }
    }
}

/// What a generator makes of a site's pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Preset {
    /// How a path becomes a URL.
    pub(super) url: UrlStyle,
    /// How a heading becomes an anchor.
    pub(super) anchors: SlugRule,
    /// What is cleaned before Markdown is parsed.
    pub(super) dialects: Vec<Dialect>,
    /// Files that are no pages of their own: the rule's name and its glob, as
    /// in `.gitignore`, matched below the site's folder.
    pub(super) left_out: Vec<(&'static str, String)>,
    /// Whether `01-name` is served as `name`.
    pub(super) strips_numbers: bool,
    /// Front matter keys that replace the last part of the URL, besides `slug`.
    pub(super) slug_keys: &'static [&'static str],
    /// What `.txt` files are.
    pub(super) text: Format,
}

/// A folder of a site whose files are pages, and where they are served.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Mount {
    /// The folder, from the corpus folder; empty for the corpus itself.
    pub(super) folder: String,
    /// The root-relative address, `/` or `/docs/`.
    pub(super) url: String,
    /// The language of all pages in it, where the folder says it.
    pub(super) language: Option<String>,
    /// The version of all pages in it, where the folder says it.
    pub(super) version: Option<String>,
}

/// What the site's navigation says about a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its place in the navigation, lower first.
    pub(super) order: Option<i64>,
    /// Its title there; the page's own title wins.
    pub(super) title: Option<String>,
    /// The titles above it, outermost first.
    pub(super) chapters: Vec<String>,
    /// Its address, where the navigation decides that: root-relative.
    pub(super) url: Option<String>,
}

/// A site that was found.
#[derive(Debug, Clone)]
pub(super) struct Site {
    /// What made it.
    pub(super) generator: Generator,
    /// The file or the sign that it is known by, for people.
    pub(super) sign: String,
    /// Its own name, where its configuration says it.
    pub(super) name: Option<String>,
    /// The address it is published at, where its configuration says it.
    pub(super) address: Option<String>,
    /// Its folder, from the corpus folder.
    pub(super) root: String,
    /// What its generator makes of pages.
    pub(super) preset: Preset,
    /// Where its pages lie; a page outside of them is no page.
    pub(super) mounts: Vec<Mount>,
    /// What its navigation says, by path from the corpus folder.
    pub(super) navigation: HashMap<String, Entry>,
    /// The rule that leaves out pages which the navigation does not name.
    pub(super) only_listed: Option<&'static str>,
    /// What pages may refer to by name, as AsciiDoc's attributes.
    pub(super) attributes: Vec<(String, String)>,
    /// Old addresses, root-relative, with the root-relative ones they lead to.
    pub(super) redirects: Vec<(String, String)>,
    /// What references without words show, as Sphinx's `:ref:`.
    pub(super) labels: Labels,
    /// Values that pages show by name: `params.version`, `site.title`.
    pub(super) variables: BTreeMap<String, String>,
}

impl Site {
    /// Makes a site of which all files below `root` are pages, served at `/`.
    pub(super) fn new(generator: Generator, root: &str, sign: &str) -> Self {
        Self {
            generator,
            sign: sign.to_owned(),
            name: None,
            address: None,
            root: root.to_owned(),
            preset: generator.preset(),
            mounts: vec![Mount {
                folder: root.to_owned(),
                url: "/".to_owned(),
                ..Mount::default()
            }],
            navigation: HashMap::new(),
            only_listed: None,
            attributes: Vec::new(),
            redirects: Vec::new(),
            labels: Labels::default(),
            variables: BTreeMap::new(),
        }
    }

    /// Notes what the configuration says of the site as a whole; an address
    /// without its server is none.
    pub(super) fn introduce(&mut self, name: Option<&str>, address: Option<&str>) {
        let is_whole = |address: &&str| super::address::is_absolute(address);
        self.name = name
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned);
        self.address = address.filter(is_whole).map(str::to_owned);
    }

    /// Hashes what shapes the pages of the site besides their own places.
    pub(super) fn shape(&self) -> [u8; 32] {
        let shape = format!(
            "{:?} {:?} {:?} {:?} {:?} {:?}",
            self.generator, self.preset, self.attributes, self.variables, self.labels, self.mounts
        );
        *blake3::hash(shape.as_bytes()).as_bytes()
    }

    /// Says whether a path lies in the site's folder.
    pub(super) fn holds(&self, path: &str) -> bool {
        is_below(path, &self.root)
    }
}

/// Says whether a path lies below a folder; all lie below `""`.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// Finds the sites of a corpus, the plain one that holds the rest last.
///
/// Where two generators claim one folder, the one whose sign is more certain
/// wins: the order of this list.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let detectors: [fn(&Tree<'_>) -> Vec<Site>; 19] = [
        crawl::detect,
        mdbook::detect,
        mkdocs::detect,
        docusaurus::detect,
        vitepress::detect,
        starlight::detect,
        nextra::detect,
        antora::detect,
        sphinx::detect,
        rails::detect,
        devsite::detect,
        mdn::detect,
        javascript_info::detect,
        react::detect,
        hugo::detect,
        jekyll::detect,
        gitbook::detect,
        learn::detect,
        gatsby::detect,
    ];
    let mut sites: Vec<Site> = Vec::new();
    for detect in detectors {
        for site in detect(tree) {
            if sites.iter().all(|known| known.root != site.root) {
                sites.push(site);
            }
        }
    }
    sites.push(plain::site(tree));
    sites
}

/// Returns the number of the site that a path belongs to: the nearest above.
///
/// Of sites with one folder it is the first, so the plain one comes last.
pub(super) fn nearest(sites: &[Site], path: &str) -> usize {
    let mut best = sites.len().saturating_sub(1);
    for (number, site) in sites.iter().enumerate().rev() {
        if site.holds(path) && site.root.len() >= sites[best].root.len() {
            best = number;
        }
    }
    best
}

/// Returns the old addresses of all sites by the address that they lead to,
/// without its last `/`; several steps are taken as one.
pub(super) fn redirects_by_target(sites: &[Site]) -> HashMap<String, Vec<String>> {
    let all = sites.iter().flat_map(|site| &site.redirects);
    let steps: HashMap<&str, &str> = all
        .clone()
        .map(|(old, new)| (plain_address(old), plain_address(new)))
        .collect();
    let mut by_target: HashMap<String, Vec<String>> = HashMap::new();
    for (old, _) in all {
        let mut target = plain_address(old);
        for _ in 0..MAX_STEPS {
            match steps.get(target) {
                Some(next) if *next != target => target = next,
                _ => break,
            }
        }
        let addresses = by_target.entry(target.to_owned()).or_default();
        if target != plain_address(old) {
            addresses.push(old.clone());
        }
    }
    by_target
}

/// The most redirects in a row that are followed.
const MAX_STEPS: usize = 10;

/// Returns an address without fragment and last `/`.
fn plain_address(address: &str) -> &str {
    let path = address.split('#').next().unwrap_or_default();
    path.trim_end_matches('/')
}

/// Lets `[preset]` of `docent.toml` have the last word.
///
/// # Errors
/// A value is none that is known; the message lists those that are.
pub(super) fn configured(
    mut sites: Vec<Site>,
    config: &config::Preset,
    root: &Path,
) -> Result<Vec<Site>> {
    let wrong = |message: String| Error::Config {
        path: root.join(FILE_NAME),
        message,
    };
    if config.generator != "auto" {
        let generator = named("generator", &config.generator, Generator::ALL).map_err(wrong)?;
        sites.retain(|site| site.generator == generator);
        if sites.is_empty() {
            sites.push(Site::new(generator, "", FILE_NAME));
        }
        let holds_rest = sites.iter().any(|site| site.root.is_empty());
        if !holds_rest {
            sites.push(Site::new(Generator::Plain, "", ""));
        }
    }
    for site in &mut sites {
        override_with(site, config).map_err(wrong)?;
    }
    Ok(sites)
}

/// Overrides what the preset of one site says.
fn override_with(site: &mut Site, config: &config::Preset) -> Result<(), String> {
    let preset = &mut site.preset;
    if let Some(name) = &config.urls {
        preset.url = named("urls", name, UrlStyle::ALL)?;
    }
    if let Some(name) = &config.anchors {
        preset.anchors = named("anchors", name, SlugRule::ALL)?;
    }
    if let Some(names) = &config.dialects {
        let named = names
            .iter()
            .map(|name| named("dialects", name, Dialect::ALL));
        preset.dialects = named.collect::<Result<_, _>>()?;
    }
    if let Some(strips) = config.strip_numbers {
        preset.strips_numbers = strips;
    }
    if let Some(globs) = &config.leave_out {
        let globs = globs.iter().map(|glob| ("preset.leave_out", glob.clone()));
        preset.left_out = globs.collect();
    }
    if let Some(content) = &config.content {
        let mounts = content.iter().map(|(folder, url)| Mount {
            folder: folder.trim_matches('/').to_owned(),
            url: match url.trim_matches('/') {
                "" => "/".to_owned(),
                url => format!("/{url}/"),
            },
            ..Mount::default()
        });
        site.mounts = mounts.collect();
    }
    Ok(())
}

/// Returns the value of a name.
fn named<T: Copy>(key: &str, name: &str, known: &[(T, &str)]) -> Result<T, String> {
    let found = known.iter().find(|(_, known)| *known == name);
    found.map(|(value, _)| *value).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(_, name)| *name).collect();
        format!(
            "`preset.{key}` is \"{name}\": it must be one of {}",
            names.join(", ")
        )
    })
}
