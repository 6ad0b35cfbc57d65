//! One page under the rules: its notices, headings, sections, images, text.
//!
//! What needs other pages, such as where a link leads, is only gathered here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::api::Finding;
use crate::document::{Document, Link, Section};
use crate::error::{Notice, NoticeKind};

use super::super::dialect::{Cleaned, LineNumbers};
use super::super::metadata::topic_of;
use super::super::outline::count_words;
use super::super::plain::short_line_of;
use super::super::resolve::Resolver;
use super::super::{Corpus, Format, Notices, Page, Source, frontmatter};
use super::finding;
use super::survey::{self, Image, Survey};
use super::template::Leftover;

/// A section is too long from this many times `corpus.max_section_words` on,
/// as a fraction: a little over it the pieces are still easy to tell apart.
const TOO_LONG: (usize, usize) = (3, 2);

/// The longest heading that a message repeats, in bytes.
const MAX_SHOWN_BYTES: usize = 80;

/// What a check keeps of a page.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The source file relative to the corpus.
    pub(super) path: String,
    /// The page's id.
    pub(super) id: String,
    /// What the page says about itself; `None` if it is not searched.
    pub(super) about: Option<About>,
    /// Whether the page asks not to be searched.
    pub(super) is_hidden: bool,
    /// Where links into the page can lead; `None` where it could not be read.
    pub(super) anchors: Option<BTreeSet<String>>,
    /// The links out of the page, each with its line.
    pub(super) links: Vec<Link>,
    /// References to link definitions that are not there, with lines.
    pub(super) undefined: Vec<(String, u32)>,
    /// The images of the page.
    pub(super) images: Vec<Image>,
    /// What is found without other pages.
    pub(super) findings: Vec<Finding>,
}

/// What a page says about itself.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) url: String,
    pub(super) redirects: Vec<String>,
    pub(super) title: String,
    /// The line of the title; 0 where unknown.
    pub(super) title_line: u32,
    pub(super) language: Option<String>,
    pub(super) version: Option<String>,
    /// Topics with their lines; 0 where unknown.
    pub(super) topics: Vec<(String, u32)>,
    /// Whether the page names its topics itself; else its folder is its topic.
    pub(super) names_topics: bool,
}

/// Reads a page and judges what needs no other page.
pub(super) fn read(corpus: &Corpus, source: &Source) -> Facts {
    let mut facts = Facts {
        path: source.path.clone(),
        id: source.id.clone(),
        ..Facts::default()
    };
    let read = corpus.read(source);
    let mut notices = read.notices;
    if let Some(page) = read.page {
        let parsed = corpus.parse_page(&page);
        notices.extend(parsed.notices);
        let survey = survey(corpus, &page);
        facts.anchors = Some(anchors(parsed.document.as_ref(), &survey));
        if let Some(document) = parsed.document {
            let limit = corpus.max_section_words;
            facts.findings = judge(source.format, &document, &survey, limit);
            facts.about = Some(about(source, &document, &page.text, survey.title_line));
            facts.links = with_lines(document.links, &survey);
            facts.undefined = survey.undefined;
            facts.images = survey.images;
        }
    }
    facts.is_hidden = notices
        .iter()
        .any(|notice| notice.kind == NoticeKind::Hidden);
    facts.findings.extend(notices.iter().filter_map(of_notice));
    facts
}

/// Surveys a page as its parser saw it.
fn survey(corpus: &Corpus, page: &Page) -> Survey {
    let parts = frontmatter::split(&page.text);
    let cleaned = match page.source.format {
        Format::Markdown | Format::Mdx => {
            let resolver = Resolver::new(&corpus.root);
            // Parsing has given these notices already.
            let mut notices = Notices::new(&page.source.path);
            corpus.cleaned(&page.source, &parts, &resolver, &mut notices)
        }
        _ => Cleaned {
            text: parts.body.into(),
            lines: LineNumbers::From(parts.body_line),
        },
    };
    survey::of(page.source.format, &page.text, &cleaned)
}

/// Returns a parser's notice as a finding; to be hidden is no fault.
pub(super) fn of_notice(notice: &Notice) -> Option<Finding> {
    let rule = match notice.kind {
        NoticeKind::Hidden => return None,
        NoticeKind::Link => "symlink",
        NoticeKind::Unreadable
        | NoticeKind::Binary
        | NoticeKind::Encoding
        | NoticeKind::Cut
        | NoticeKind::FrontMatter
        | NoticeKind::Untitled
        | NoticeKind::Empty
        | NoticeKind::DuplicateUrl => notice.kind.as_str(),
        _ => "markup",
    };
    // The remedy in these is that of the rule.
    let message = match notice.kind {
        NoticeKind::Untitled => "has no title; its file name serves as one".to_owned(),
        NoticeKind::Empty => "holds no text".to_owned(),
        _ => notice.message.clone(),
    };
    Some(finding(rule, &notice.path, notice.line, message))
}

/// Returns everything on a page that a fragment can name.
fn anchors(document: Option<&Document>, survey: &Survey) -> BTreeSet<String> {
    let sections = document.iter().flat_map(|document| &document.sections);
    let of_sections = sections.filter_map(|section| section.anchor.clone());
    let of_source = survey.ids.iter().map(|(id, _)| id.clone());
    of_sections.chain(of_source).collect()
}

/// Gives links of HTML, whose tree has no lines, the lines of their tags.
fn with_lines(mut links: Vec<Link>, survey: &Survey) -> Vec<Link> {
    let tags = survey.targets.iter().rev();
    let lines: HashMap<&str, u32> = tags.map(|(to, line)| (to.as_str(), *line)).collect();
    for link in links.iter_mut().filter(|link| link.line == 0) {
        link.line = lines.get(link.target.as_str()).copied().unwrap_or_default();
    }
    links
}

/// Gathers what a page says about itself, with lines.
fn about(source: &Source, document: &Document, text: &str, title_line: u32) -> About {
    let body_line = frontmatter::split(text).body_line;
    let line_of_topic = |topic: &str| {
        let found = line_in_front_matter(text, body_line, |line| {
            let line = line.to_lowercase().replace(' ', "-");
            let keys = ["title", "description", "aliases", "summary"];
            line.contains(topic) && !keys.iter().any(|key| line.starts_with(key))
        });
        let tag = || {
            let is_its = |line: &str| line.contains("<meta") && line.contains(topic);
            (1..).zip(text.lines()).find(|(_, line)| is_its(line))
        };
        found
            .or_else(|| tag().map(|(line, _)| line))
            .unwrap_or_default()
    };
    let of_folder = topic_of(&source.topic);
    let topics = document.topics.iter();
    About {
        url: document.url.clone(),
        redirects: document.redirects.clone(),
        title: document.title.clone(),
        title_line,
        language: document.language.clone(),
        version: document.version.clone(),
        topics: topics
            .map(|topic| (topic.clone(), line_of_topic(topic)))
            .collect(),
        names_topics: document.topics.iter().ne(of_folder.iter()),
    }
}

/// Returns the first line of the front matter that is as asked for.
pub(super) fn line_in_front_matter(
    text: &str,
    body_line: u32,
    is_it: impl Fn(&str) -> bool,
) -> Option<u32> {
    let lines = (1..body_line).zip(text.lines());
    lines.skip(1).find(|(_, l)| is_it(l)).map(|(line, _)| line)
}

/// Applies the rules that look at one page only.
fn judge(format: Format, document: &Document, survey: &Survey, limit: usize) -> Vec<Finding> {
    let path = document.path.as_str();
    let mut findings = Vec::new();
    skipped_levels(path, survey, &mut findings);
    long_sections(document, survey, limit, &mut findings);
    duplicate_anchors(format, document, survey, &mut findings);
    for image in survey.images.iter().filter(|image| !image.has_words) {
        let message = format!("image `{}` has no words", shown(&image.target));
        findings.push(finding("image-alt", path, image.line, message));
    }
    leftovers(path, survey, &mut findings);
    findings
}

/// Finds template syntax; what starts with the same signs is told once.
fn leftovers(path: &str, survey: &Survey, findings: &mut Vec<Finding>) {
    let signs = |text: &str| {
        let is_sign = |c: char| !c.is_alphanumeric() && !c.is_whitespace() && c != '/';
        text.chars().take_while(|c| is_sign(*c)).collect::<String>()
    };
    let mut kinds: BTreeMap<String, (&Leftover, usize)> = BTreeMap::new();
    for leftover in &survey.leftovers {
        let kind = kinds.entry(signs(&leftover.text)).or_insert((leftover, 0));
        kind.1 += 1;
    }
    for (leftover, n_lines) in kinds.into_values() {
        let also = match n_lines - 1 {
            0 => String::new(),
            1 => ", as on 1 more line".to_owned(),
            n => format!(", as on {n} more lines"),
        };
        let message = format!("`{}` is left in the text{also}", leftover.text);
        findings.push(finding("template-syntax", path, leftover.line, message));
    }
}

/// Finds headings that leave out a level. The title counts as the first.
fn skipped_levels(path: &str, survey: &Survey, findings: &mut Vec<Finding>) {
    let mut above = 1;
    for &(level, line) in &survey.headings {
        if level > above + 1 {
            let message = match above {
                1 => format!("heading of level {level} right below the title"),
                _ => format!("heading of level {level} below one of level {above}"),
            };
            let mut found = finding("skipped-level", path, line, message);
            found.remedy = format!("make it level {}: the outline then has no gap", above + 1);
            findings.push(found);
        }
        above = level;
    }
}

/// Finds sections that the indexer has to split, with room to spare.
fn long_sections(document: &Document, survey: &Survey, limit: usize, findings: &mut Vec<Finding>) {
    let is_same = |a: &Section, b: &Section| {
        (&a.headings, &a.anchor, a.line) == (&b.headings, &b.anchor, b.line)
    };
    for parts in document.sections.chunk_by(is_same) {
        let blocks = parts.iter().flat_map(|part| &part.blocks);
        let n_words: usize = blocks.map(count_words).sum();
        if parts.len() < 2 || n_words * TOO_LONG.1 <= limit * TOO_LONG.0 {
            continue;
        }
        let section = &parts[0];
        let name = match section.heading() {
            Some(heading) => format!("section “{}”", shown(heading)),
            None => "the text before the first heading".to_owned(),
        };
        let message = format!(
            "{name} has {n_words} words and is indexed in {} pieces",
            parts.len()
        );
        let line = line_of_section(section, survey);
        findings.push(finding("long-section", &document.path, line, message));
    }
}

/// Returns the line of a section; in HTML that of the tag with its anchor.
fn line_of_section(section: &Section, survey: &Survey) -> u32 {
    let is_its = |(id, _): &&(String, u32)| Some(id) == section.anchor.as_ref();
    match section.line {
        0 => survey.ids.iter().find(is_its).map_or(0, |(_, line)| *line),
        line => line,
    }
}

/// Finds anchors that two places claim.
///
/// In HTML these are ids of headings that another element has as well; in
/// Markdown only a heading's own words or list can give one twice.
fn duplicate_anchors(
    format: Format,
    document: &Document,
    survey: &Survey,
    findings: &mut Vec<Finding>,
) {
    let mut claims: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    if format == Format::Html {
        let headed = document.sections.iter().filter_map(|s| s.anchor.as_deref());
        let headed: BTreeSet<&str> = headed.collect();
        for (id, line) in survey
            .ids
            .iter()
            .filter(|(id, _)| headed.contains(id.as_str()))
        {
            claims.entry(id).or_default().push(*line);
        }
    } else {
        for section in &document.sections {
            if let Some(anchor) = &section.anchor {
                let lines = claims.entry(anchor).or_default();
                // The parts of a section that was split are one place.
                if !lines.contains(&section.line) {
                    lines.push(section.line);
                }
            }
        }
    }
    for (anchor, lines) in claims {
        for &line in lines.iter().skip(1) {
            let message = format!("anchor `#{}` is also on line {}", shown(anchor), lines[0]);
            findings.push(finding("duplicate-anchor", &document.path, line, message));
        }
    }
}

/// Returns text as a message repeats it.
fn shown(text: &str) -> String {
    let short = short_line_of(text, MAX_SHOWN_BYTES);
    match short.len() < text.trim().len() {
        true => format!("{short}…"),
        false => short,
    }
}
