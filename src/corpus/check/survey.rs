//! A second look at a page's source: what its document does not keep.
//!
//! A document holds what is searched. A writer also wants to know of ids that
//! nothing is searched by, images without words, levels of headings and lines.
//! Only a check pays for this; an index is built without it.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, Event, LinkType, Parser, Tag, TagEnd};

use super::super::attributes;
use super::super::dialect::{Cleaned, LineNumbers};
use super::super::headings::Slugs;
use super::super::markdown;
use super::super::markup::{self, Piece, decode_entities};
use super::super::plain::line_of;
use super::super::{Format, frontmatter};
use super::page::line_in_front_matter;
use super::template::{self, Leftover};

/// Elements whose text is code or no text: template syntax in them is meant.
const VERBATIM: [&str; 9] = [
    "pre", "code", "kbd", "samp", "tt", "var", "script", "style", "textarea",
];

/// Elements of a page's frame: their headings are not the page's.
const FRAME: [&str; 4] = ["nav", "header", "footer", "aside"];

/// What stands in a page's source besides its document; lines count from 1.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Survey {
    /// Every id that a fragment can name, with its line, in reading order.
    pub(super) ids: Vec<(String, u32)>,
    /// Every image.
    pub(super) images: Vec<Image>,
    /// The level and line of every heading.
    pub(super) headings: Vec<(u8, u32)>,
    /// The targets of links and their lines, only of HTML.
    pub(super) targets: Vec<(String, u32)>,
    /// References to link definitions that are not there: `[text][name]`.
    pub(super) undefined: Vec<(String, u32)>,
    /// Template syntax in prose.
    pub(super) leftovers: Vec<Leftover>,
    /// The line of the page's title; 0 where it has none.
    pub(super) title_line: u32,
}

/// An image of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Image {
    /// Its address as written.
    pub(super) target: String,
    /// Whether words stand for it, or it says that it needs none.
    pub(super) has_words: bool,
    /// Its line.
    pub(super) line: u32,
}

/// Surveys a page of a format; `cleaned` is its body without its dialects.
pub(super) fn of(format: Format, text: &str, cleaned: &Cleaned<'_>) -> Survey {
    let parts = frontmatter::split(text);
    let mut reader = Reader::new(&cleaned.text, &cleaned.lines);
    match format {
        Format::Markdown | Format::Mdx => reader.read_markdown(),
        Format::Html => reader.read_html(),
        Format::Text | Format::Notebook | Format::Rst | Format::AsciiDoc | Format::JsonLines => {}
    }
    let mut survey = reader.survey;
    survey.title_line = title_line(text, parts.body_line, &survey);
    survey
}

/// Finds the line that gives the title: a setting, a heading or `<title>`.
fn title_line(text: &str, body_line: u32, survey: &Survey) -> u32 {
    let setting = line_in_front_matter(text, body_line, |line| {
        let key = line.split([':', '=']).next().unwrap_or_default();
        key.trim().eq_ignore_ascii_case("title")
    });
    let first = survey.headings.iter().find(|(level, _)| *level == 1);
    let tag = || (1..).zip(text.lines()).find(|(_, l)| l.contains("<title"));
    setting
        .or(first.map(|(_, line)| *line))
        .or_else(|| tag().map(|(line, _)| line))
        .unwrap_or_default()
}

/// Says whether a tag is a component's: `<Tabs>`, `</Tabs>`.
fn is_component(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Reads a page's body.
struct Reader<'a> {
    body: &'a str,
    lines: &'a LineNumbers,
    /// Where the lines of the body end, in bytes.
    line_ends: Vec<usize>,
    /// The body with everything blanked that is not prose.
    prose: Vec<u8>,
    survey: Survey,
    slugs: Slugs,
    /// The text of the open heading, with the id that it states.
    heading: Option<(String, Option<String>)>,
    /// The image that is open: its words so far.
    image: Option<String>,
    /// Open elements whose text is verbatim.
    n_verbatim: u32,
    /// Open elements of the frame.
    n_frame: u32,
    /// Open lists and quotes: headings in them head nothing.
    n_containers: u32,
    /// Where the last event inside of a link ended.
    inner_end: usize,
}

impl<'a> Reader<'a> {
    fn new(body: &'a str, lines: &'a LineNumbers) -> Self {
        Self {
            body,
            lines,
            line_ends: body.match_indices('\n').map(|(at, _)| at).collect(),
            prose: body.as_bytes().to_vec(),
            survey: Survey::default(),
            slugs: Slugs::default(),
            heading: None,
            image: None,
            n_verbatim: 0,
            n_frame: 0,
            n_containers: 0,
            inner_end: 0,
        }
    }

    fn read_markdown(&mut self) {
        let mut undefined = Vec::new();
        let mut note = |link: BrokenLink<'_>| {
            if link.link_type == LinkType::Reference {
                undefined.push((link.reference.into_string(), link.span.start));
            }
            None
        };
        let options = markdown::options();
        let parser = Parser::new_with_broken_link_callback(self.body, options, Some(&mut note));
        let definitions = parser.reference_definitions().iter();
        let definitions: Vec<_> = definitions.map(|(_, link)| link.span.clone()).collect();
        for (event, range) in parser.into_offset_iter() {
            self.take(event, range);
        }
        for definition in definitions {
            self.blank(definition);
        }
        undefined.sort_by_key(|(_, at)| *at);
        undefined.dedup();
        for (name, at) in undefined {
            // `matrix[i][j]` is no link.
            let is_index = self.body[..at].ends_with(|c: char| c.is_alphanumeric() || c == ']');
            if !is_index && self.prose.get(at) == Some(&b'[') {
                let line = self.line_at(at);
                self.survey.undefined.push((line_of(&name), line));
            }
        }
        self.find_leftovers(template::Syntax::Markdown);
    }

    /// Takes an event of a Markdown page.
    fn take(&mut self, event: Event<'a>, range: Range<usize>) {
        let end = range.end;
        match event {
            Event::Start(tag) => return self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => {
                if let Some(words) = &mut self.image {
                    words.push_str(&text);
                } else if let Some((heading, _)) = &mut self.heading {
                    heading.push_str(&text);
                }
                if self.n_verbatim > 0 {
                    self.blank(range);
                }
            }
            Event::Code(code) => {
                if let Some((heading, _)) = &mut self.heading {
                    heading.push_str(&code);
                }
                self.blank(range);
            }
            Event::InlineHtml(_) => self.take_html(range),
            _ => {}
        }
        self.inner_end = end;
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        self.inner_end = range.start;
        match tag {
            Tag::Heading { level, .. } => self.start_heading(level as u8, range),
            Tag::BlockQuote(kind) => {
                self.n_containers += 1;
                if kind.is_some() {
                    let line = self.body[range.clone()].split('\n').next();
                    let size = line.unwrap_or_default().len();
                    self.blank(range.start..range.start + size);
                }
            }
            Tag::List(_) | Tag::FootnoteDefinition(_) => self.n_containers += 1,
            Tag::CodeBlock(_) => self.blank(range),
            Tag::HtmlBlock => self.take_html(range),
            Tag::Image { dest_url, .. } => {
                let line = self.line_at(range.start);
                self.image = Some(String::new());
                self.add_image(&dest_url, false, line);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition => {
                self.n_containers = self.n_containers.saturating_sub(1);
            }
            TagEnd::Image => {
                let words = self.image.take().unwrap_or_default();
                if let Some(image) = self.survey.images.last_mut() {
                    image.has_words = !words.trim().is_empty();
                }
                self.blank(range);
            }
            // The address of a link is no prose.
            TagEnd::Link => self.blank(self.inner_end.min(range.end)..range.end),
            _ => {}
        }
    }

    fn start_heading(&mut self, level: u8, range: Range<usize>) {
        self.n_verbatim = 0;
        if self.n_containers == 0 {
            let line = self.line_at(range.start);
            self.survey.headings.push((level, line));
        }
        let list = attributes::of_heading(&self.body[range.clone()]);
        let id = list.as_ref().and_then(|list| list.id.clone());
        if let Some(list) = list
            && let Some(at) = self.body[range.clone()].rfind(list.opener)
        {
            self.blank(range.start + at..range.end);
        }
        self.heading = Some((String::new(), id));
    }

    /// Notes what leads to the heading that ends, be it title or section.
    fn end_heading(&mut self) {
        let line = self.survey.headings.last().map_or(0, |(_, line)| *line);
        if let Some((text, id)) = self.heading.take() {
            let stated = id.and_then(|id| self.slugs.reserve(&id));
            let id = stated.or_else(|| self.slugs.make(&line_of(&text)));
            self.survey.ids.extend(id.map(|id| (id, line)));
        }
    }

    /// Takes raw HTML in Markdown: its tags count, its prose stays prose.
    fn take_html(&mut self, range: Range<usize>) {
        let html = &self.body[range.clone()];
        self.blank(range);
        for piece in markup::pieces_in_markdown(html) {
            match piece {
                Piece::Text(text) if self.n_verbatim == 0 => self.restore(text),
                Piece::Text(_) | Piece::Code(_) => {}
                Piece::Tag(tag) => {
                    if is_component(tag.raw) {
                        self.restore(tag.raw);
                    }
                    self.take_tag(&tag);
                }
            }
        }
    }

    fn read_html(&mut self) {
        let body = self.body;
        self.blank(0..body.len());
        for piece in markup::pieces(body) {
            match piece {
                Piece::Text(text) if self.n_verbatim == 0 => self.restore(text),
                Piece::Text(_) | Piece::Code(_) => {}
                Piece::Tag(tag) => self.take_tag(&tag),
            }
        }
        self.find_leftovers(template::Syntax::Html);
    }

    /// Takes a tag for its id, its level, its target and what it opens.
    fn take_tag(&mut self, tag: &markup::Tag<'a>) {
        let name = tag.name.as_str();
        for (names, n_open) in [
            (&VERBATIM[..], &mut self.n_verbatim),
            (&FRAME[..], &mut self.n_frame),
        ] {
            if names.contains(&name) && !tag.closes_itself() {
                *n_open = match tag.closes {
                    true => n_open.saturating_sub(1),
                    false => *n_open + 1,
                };
            }
        }
        if tag.closes {
            return;
        }
        let line = self.line_at(self.offset_of(tag.raw));
        let id = tag.attribute("id").filter(|id| !id.is_empty());
        let anchor = tag.attribute("name").filter(|_| name == "a");
        let anchor = anchor.filter(|anchor| id.as_ref() != Some(anchor));
        let ids = id.into_iter().chain(anchor);
        self.survey.ids.extend(ids.map(|id| (id, line)));
        let level = name.strip_prefix('h').and_then(|level| level.parse().ok());
        match (name, level) {
            (_, Some(level @ 1..=6)) if self.n_frame == 0 => {
                self.survey.headings.push((level, line));
            }
            ("a", _) => {
                let target = tag.attribute("href").map(|target| line_of(&target));
                self.survey.targets.extend(target.map(|to| (to, line)));
            }
            ("img", _) => {
                let is_mute = tag.attribute("role").as_deref() == Some("presentation")
                    || tag.attribute("aria-hidden").as_deref() == Some("true");
                let has_words = is_mute || tag.attribute("alt").is_some();
                self.add_image(&tag.attribute("src").unwrap_or_default(), has_words, line);
            }
            _ => {}
        }
    }

    fn add_image(&mut self, target: &str, has_words: bool, line: u32) {
        self.survey.images.push(Image {
            target: line_of(&decode_entities(target)),
            has_words,
            line,
        });
    }

    /// Looks for template syntax in what is prose.
    fn find_leftovers(&mut self, syntax: template::Syntax) {
        let prose = std::mem::take(&mut self.prose);
        let prose = String::from_utf8_lossy(&prose);
        let numbers = (0..).map(|n_before| self.lines.at(n_before));
        let lines = numbers.zip(prose.lines());
        self.survey.leftovers = lines
            .filter_map(|(line, text)| template::find(text, line, syntax))
            .collect();
    }

    /// Takes a range out of the prose; lines stay.
    fn blank(&mut self, range: Range<usize>) {
        for byte in self.prose.get_mut(range).unwrap_or_default() {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }

    /// Puts a part of the body back into the prose.
    fn restore(&mut self, part: &str) {
        let at = self.offset_of(part);
        if let Some(place) = self.prose.get_mut(at..at + part.len()) {
            place.copy_from_slice(part.as_bytes());
        }
    }

    /// Returns where a part of the body stands in it, in bytes.
    fn offset_of(&self, part: &str) -> usize {
        part.as_ptr() as usize - self.body.as_ptr() as usize
    }

    /// Returns the source line of a place in the body.
    fn line_at(&self, at: usize) -> u32 {
        let n_before = self.line_ends.partition_point(|&end| end < at);
        self.lines.at(n_before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Surveys a page and shows what was found, one a line.
    /// Surveys a page without dialects.
    fn of_plain(format: Format, text: &str) -> Survey {
        let parts = frontmatter::split(text);
        let cleaned = Cleaned {
            text: parts.body.into(),
            lines: LineNumbers::From(parts.body_line),
        };
        of(format, text, &cleaned)
    }

    fn check(format: Format, text: &str, expected: &[&str]) {
        let survey = of_plain(format, text);
        let mut shown = Vec::new();
        for (id, line) in survey.ids {
            shown.push(format!("{line} id {id}"));
        }
        for (level, line) in survey.headings {
            shown.push(format!("{line} h{level}"));
        }
        for image in survey.images {
            shown.push(format!(
                "{} image {} {}",
                image.line, image.target, image.has_words
            ));
        }
        for (target, line) in survey.targets {
            shown.push(format!("{line} to {target}"));
        }
        for (name, line) in survey.undefined {
            shown.push(format!("{line} undefined {name}"));
        }
        for leftover in survey.leftovers {
            shown.push(format!("{} left {}", leftover.line, leftover.text));
        }
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn markdown_is_surveyed_with_its_lines() {
        check(
            Format::Markdown,
            "---\ntitle: T\n---\n# T\n\n## A {#one}\n\n> ### In a quote\n\n<a name=\"two\"></a>\n\
             <p id=three>\n\n![](a.png) ![words](b.png)\n<img src=c.png>\n",
            &[
                "4 id t",
                "6 id one",
                "6 id in-a-quote",
                "10 id two",
                "11 id three",
                "4 h1",
                "6 h2",
                "13 image a.png false",
                "13 image b.png true",
                "14 image c.png false",
            ],
        );
    }

    #[test]
    fn html_is_surveyed_without_its_frame() {
        check(
            Format::Html,
            "<nav id=n><h4>Menu</h4></nav>\n<h1>T</h1>\n<a id=x name=x href='a.html?b&amp;c'>a</a>\n\
             <img src=a.png alt=''><img src=b.png>\n<pre>{{ x }}</pre>\n<p>{{ y }}</p>",
            &[
                "1 id n",
                "3 id x",
                "2 h1",
                "4 image a.png true",
                "4 image b.png false",
                "3 to a.html?b&c",
                "6 left {{ y }}",
            ],
        );
    }

    #[test]
    fn leftovers_are_found_outside_of_code_and_addresses() {
        check(
            Format::Markdown,
            "`{{ a }}` <code>{{ b }}</code> [c](/x/{{v}}/y) {{ d }}\n\n```\n{{ e }}\n```\n\n\
             <!-- {% f %} -->\n<pre>\n{{ g }}\n\n{{ h }}\n</pre>\n\n[i]: /x/{{v}}/y\n\n\
             > [!NOTE]\n> j\n\n> [!FAQ]\n> k\n\n## L {#l}\n",
            &["22 id l", "22 h2", "1 left {{ d }}", "19 left [!FAQ]"],
        );
    }

    #[test]
    fn references_without_a_definition_are_found() {
        check(
            Format::Markdown,
            "[a][b], [c][d], `[e][f]`, m[i][j], [g], [h][]\n\n[d]: /d\n",
            &["1 undefined b"],
        );
    }

    #[test]
    fn the_title_has_its_line() {
        let check = |format, text: &str, expected| {
            assert_eq!(of_plain(format, text).title_line, expected, "{text}");
        };
        check(Format::Markdown, "---\ndate: x\ntitle: T\n---\n# T\n", 3);
        check(Format::Markdown, "---\ndate: x\n---\n\n# T\n", 5);
        check(Format::Html, "<html>\n<title>T</title>", 2);
        check(Format::Markdown, "text\n", 0);
    }
}
