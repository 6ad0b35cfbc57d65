//! HTML pages: the tree of the content becomes a flow.
//!
//! The tree is walked without recursion. Before it is built, one pass over the
//! tags bounds what building it can cost: the parser's time grows with the
//! depth, and elements left open are opened again in every later paragraph.

use scraper::{ElementRef, Html, Node};

use crate::error::NoticeKind;

use super::Notices;
use super::date::date_of;
use super::element::{self, Role, class_language, code_language, is_void, role_of};
use super::flow::Flow;
use super::head::Head;
use super::json_ld::Structured;
use super::main_content::{self, Judgement};
use super::markup::{self, Piece};
use super::plain::line_of;

/// The deepest nesting that is read; browsers stop at 512.
const MAX_DEPTH: usize = 512;

/// What the open elements of a page may cost in all, in elements looked at.
const MAX_WORK: usize = 400_000_000;

/// The most attributes of one element: each is compared with those before.
const MAX_ATTRIBUTES: usize = 1_000;

/// How many elements around code are asked for its language: a table with line
/// numbers lies between code and what names it.
const MAX_AROUND: usize = 7;

/// How many elements are looked at for a heading's anchor.
const MAX_LOOKS: usize = 12;

/// The most first-level headings that the page's title is compared with.
const MAX_FIRST_HEADINGS: usize = 5;

/// Elements that a browser opens again after the block they are left open in.
const REOPENED: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Elements that close by themselves.
const SELF_ENDING: &[&str] = &[
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup",
    "colgroup", "rp", "rt", "html", "head", "body",
];

/// Reads a page into `flow`; returns what its head says.
pub(super) fn read(html: &str, flow: &mut Flow, notices: &mut Notices) -> Head {
    let document = Html::parse_document(bounded(html, notices));
    let content = main_content::find(&document);
    let mut head = head_of(&document);
    let mut date = None;
    for judgement in [Judgement::Strict, Judgement::Lenient] {
        let mut walker = Walker {
            flow: &mut *flow,
            judgement,
            is_article: content.value().name() != "html" && content.value().name() != "body",
            date: None,
            base: head.base.as_deref(),
        };
        walker.walk(content);
        date = walker.date;
        if !flow.is_bare() {
            break;
        }
        flow.forget_links();
    }
    add_structured(&head.structured, flow, notices);
    head.date = head.date.or(date);
    head
}

/// Adds the questions that the page tells machines, where its text has them not
/// as headings, and the steps of a guide that has no other text.
fn add_structured(structured: &Structured, flow: &mut Flow, notices: &mut Notices) {
    let is_bare = flow.is_bare();
    let steps = structured.steps.iter().filter(|_| is_bare);
    for (heading, text) in structured.answers.iter().chain(steps) {
        let heading = line_of(heading);
        if flow.has_heading(&heading) {
            continue;
        }
        let document = Html::parse_fragment(bounded(text, notices));
        let answer = document.root_element();
        let plain: String = answer.text().collect();
        flow.remove_prose(&heading);
        flow.remove_prose(&line_of(&plain));
        flow.start_loose_section(&heading);
        let mut walker = Walker {
            flow: &mut *flow,
            judgement: Judgement::Lenient,
            is_article: true,
            date: None,
            base: None,
        };
        walker.walk(answer);
        flow.end_code();
        flow.end_block();
    }
}

/// Walks the content in document order.
struct Walker<'a> {
    flow: &'a mut Flow,
    judgement: Judgement,
    /// Whether headers here are the article's own.
    is_article: bool,
    /// The first date that the content gives.
    date: Option<String>,
    /// What the page's relative links start from.
    base: Option<&'a str>,
}

impl Walker<'_> {
    /// Takes everything under `root` that is content.
    fn walk(&mut self, root: ElementRef<'_>) {
        let mut node = *root;
        loop {
            let mut enters = true;
            match node.value() {
                Node::Text(text) => self.flow.text(text),
                Node::Element(_) => {
                    if let Some(element) = ElementRef::wrap(node) {
                        let is_root = node.id() == root.id();
                        enters = is_root || !self.is_left_out(element);
                        if enters && !is_root {
                            self.open(element);
                        }
                    }
                }
                _ => {}
            }
            if enters && let Some(child) = node.first_child() {
                node = child;
                continue;
            }
            let mut was_entered = enters;
            loop {
                if node.id() == root.id() {
                    return;
                }
                if was_entered && let Some(element) = ElementRef::wrap(node) {
                    self.close(element);
                }
                if let Some(next) = node.next_sibling() {
                    node = next;
                    break;
                }
                let Some(parent) = node.parent() else {
                    return;
                };
                node = parent;
                was_entered = true;
            }
        }
    }

    /// Says whether an element is not read.
    fn is_left_out(&self, element: ElementRef<'_>) -> bool {
        let name = element.value().name();
        let is_frame_end = matches!(name, "header" | "footer") && !self.is_article;
        role_of(name) == Some(Role::Dropped)
            || (is_frame_end && self.judgement == Judgement::Strict)
            || main_content::is_frame(element, self.judgement)
            || (self.flow.is_in_heading() && main_content::is_permalink(element))
    }

    fn open(&mut self, element: ElementRef<'_>) {
        let name = element.value().name();
        let attribute = |name: &str| {
            let value = element.attr(name)?;
            Some(match (name, self.base) {
                ("href", Some(base)) if is_relative(value) => format!("{base}{value}"),
                _ => value.to_owned(),
            })
        };
        match role_of(name).unwrap_or(Role::Inline) {
            Role::Heading(level) => self.flow.start_heading(level, heading_id(element)),
            Role::Pre => {
                self.flow.end_filled_heading();
                self.flow.start_code(language_near(element));
            }
            Role::Row if is_layout(element) => self.flow.part(),
            // The label of a tab is a line of its own, whatever holds it.
            Role::Inline if is_tab(element) => self.flow.end_block(),
            role => element::open(self.flow, name, role, &attribute),
        }
        if is_container(element) {
            self.flow.n_containers += 1;
        }
        if name == "time" && self.date.is_none() {
            self.date = element.attr("datetime").and_then(date_of);
        }
    }

    fn close(&mut self, element: ElementRef<'_>) {
        let name = element.value().name();
        match role_of(name).unwrap_or(Role::Inline) {
            Role::Inline if is_tab(element) => self.flow.end_block(),
            role => element::close(self.flow, name, role),
        }
        if is_container(element) {
            self.flow.n_containers = self.flow.n_containers.saturating_sub(1);
        }
    }
}

/// Says whether a link starts from where its page lies.
fn is_relative(target: &str) -> bool {
    let first = target.split(['/', '?', '#']).next().unwrap_or_default();
    !target.is_empty() && !target.starts_with(['/', '#', '?']) && !first.contains(':')
}

/// Says whether an element is the label of a tab.
fn is_tab(element: ElementRef<'_>) -> bool {
    element.attr("role") == Some("tab")
}

/// Says whether a heading in this element is part of a list or quotation.
fn is_container(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "li" | "blockquote")
}

/// Says whether a row only lays out the page: a cell of it holds blocks.
fn is_layout(row: ElementRef<'_>) -> bool {
    let is_big = |name: &str| matches!(name, "table" | "h1" | "h2" | "h3" | "h4" | "pre");
    let mut next = main_content::next_in(row, row);
    for _ in 0..MAX_LOOKS * MAX_LOOKS {
        let Some(element) = next else {
            return false;
        };
        if is_big(element.value().name()) {
            return true;
        }
        next = main_content::next_in(element, row);
    }
    false
}

/// Returns the id that leads to a heading: its own, or one around or inside.
fn heading_id(heading: ElementRef<'_>) -> Option<String> {
    let plain = |id: &str| id.trim_start_matches("user-content-").to_owned();
    if let Some(id) = heading.attr("id").filter(|id| !id.is_empty()) {
        return Some(plain(id));
    }
    let mut next = main_content::next_in(heading, heading);
    for _ in 0..MAX_LOOKS {
        let Some(element) = next else { break };
        let fragment = || {
            element
                .attr("href")
                .and_then(|target| target.strip_prefix('#'))
        };
        let id = element.attr("id").or_else(|| element.attr("name"));
        let id = id.or_else(|| fragment().filter(|_| main_content::is_permalink(element)));
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            return Some(plain(id));
        }
        next = main_content::next_in(element, heading);
    }
    let parent = heading.parent().and_then(ElementRef::wrap)?;
    let is_first = !heading
        .prev_siblings()
        .any(|node| node.value().is_element());
    let may_hold = matches!(parent.value().name(), "section" | "div" | "span");
    let id = parent.attr("id").filter(|id| !id.is_empty());
    id.filter(|_| is_first && may_hold).map(plain)
}

/// Returns the language that code states, or an element closely around it.
fn language_near(pre: ElementRef<'_>) -> Option<String> {
    let mut element = pre;
    for _ in 0..MAX_AROUND {
        let stated = ["data-lang", "data-language"]
            .iter()
            .find_map(|name| element.attr(name).and_then(code_language));
        let by_class = || element.attr("class").and_then(class_language);
        if let Some(language) = stated.or_else(by_class) {
            return Some(language);
        }
        let code = element.children().find_map(ElementRef::wrap);
        let code = code.filter(|code| code.value().name() == "code");
        if let Some(language) = code
            .and_then(|code| code.attr("class"))
            .and_then(class_language)
        {
            return Some(language);
        }
        element = element.parent().and_then(ElementRef::wrap)?;
    }
    None
}

/// Reads what the head of a page says about it.
fn head_of(document: &Html) -> Head {
    let root = document.root_element();
    let mut head = Head::default();
    head.language = root.attr("lang").map(str::to_owned);
    let mut next = main_content::next_in(root, root);
    while let Some(element) = next {
        match element.value().name() {
            "title" if head.title.is_none() => {
                head.title = Some(element.text().collect());
            }
            "h1" if head.first_headings.len() < MAX_FIRST_HEADINGS => {
                head.first_headings.push(element.text().collect());
            }
            "meta" => {
                let name = element.attr("name").or_else(|| element.attr("property"));
                let name = name.or_else(|| element.attr("http-equiv"));
                if let (Some(name), Some(content)) = (name, element.attr("content")) {
                    head.add_meta(name, content);
                }
            }
            "base" if head.base.is_none() => {
                let base = element.attr("href").filter(|base| base.ends_with('/'));
                head.base = base.map(str::to_owned);
            }
            "script" if element.attr("type") == Some("application/ld+json") => {
                let json: String = element.text().collect();
                head.structured.add(&json);
            }
            "link" if element.attr("rel") == Some("canonical") => {
                head.canonical = element.attr("href").map(str::to_owned);
            }
            _ => {}
        }
        next = main_content::next_in(element, root);
    }
    head
}

/// Returns as much of a page as can be read in bounded time.
fn bounded<'a>(html: &'a str, notices: &mut Notices) -> &'a str {
    let mut open: Vec<String> = Vec::new();
    let mut n_reopened = 0;
    let mut work = 0;
    for piece in markup::pieces(html) {
        let Piece::Tag(tag) = piece else { continue };
        work += 1 + open.len() + 64 * n_reopened;
        let name = tag.name.as_str();
        if tag.closes {
            // Only what is near can be what this closes.
            let near = open.iter().rev().take(64).position(|open| open == name);
            if let Some(back) = near {
                for closed in open.drain(open.len() - 1 - back..) {
                    n_reopened -= usize::from(REOPENED.contains(&closed.as_str()));
                }
            }
        } else if !is_void(name) && !tag.closes_itself() && !SELF_ENDING.contains(&name) {
            n_reopened += usize::from(REOPENED.contains(&name));
            open.push(tag.name);
        }
        let is_too_much = open.len() > MAX_DEPTH || work > MAX_WORK;
        if is_too_much || count_attributes(tag.raw) > MAX_ATTRIBUTES {
            let end = tag.raw.as_ptr() as usize - html.as_ptr() as usize;
            let line = html[..end].matches('\n').count() + 1;
            let message = "elements are nested too deep, never closed or have too many attributes; \
                           the page is cut here: mend them";
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            notices.add(NoticeKind::Cut, line, message);
            return &html[..end];
        }
    }
    html
}

/// Counts the attributes of a tag, or a few more.
fn count_attributes(tag: &str) -> usize {
    let mut quote = None;
    let mut n_parts = 0;
    for byte in tag.bytes() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b' ' | b'\n' | b'\t' | b'/') => n_parts += 1,
            _ => {}
        }
    }
    n_parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::outline::Outline;
    use crate::document::Block;

    /// Reads a page and compares its blocks and headings, one on each line.
    fn check(html: &str, expected: &[&str]) {
        let mut flow = Flow::new(Outline::new(None, 800));
        let mut notices = Notices::new("a.html");
        read(html, &mut flow, &mut notices);
        let (page, _) = flow.finish();
        let mut shown = Vec::new();
        for section in page.sections {
            if let Some(heading) = section.heading() {
                let anchor = section.anchor.as_deref().unwrap_or_default();
                shown.push(format!("# {heading} #{anchor}"));
            }
            shown.extend(section.blocks.into_iter().map(|block| match block {
                Block::Prose(text) => text,
                Block::Code(code) => {
                    format!(
                        "`{}` {}",
                        code.language.unwrap_or_default(),
                        code.text.trim_end()
                    )
                }
            }));
        }
        assert_eq!(shown, expected, "{html}");
    }

    #[test]
    fn blocks_are_prose_and_inline_elements_are_not() {
        check(
            "<p>a <b>b</b>c<br>d</p><ul><li>e<ul><li>f</ul></ul>",
            &["a bc d", "e", "f"],
        );
        check(
            "<table><tr><th>a<th>b<tr><td><p>c</p><p>d</p><td>e</table>",
            &["a | b", "c d | e"],
        );
        check(
            "<dl><dt>t<dd>d</dl><details><summary>s</summary>x</details>",
            &["t", "d", "s", "x"],
        );
        check(
            "<table><tr><td>menu</td><td><h2>h</h2>t</td></table>",
            &["menu", "# h #h", "t"],
        );
        check(
            "<p>a<script>b</script><button>c</button><img alt='d'></p>",
            &["ad"],
        );
    }

    #[test]
    fn headings_get_the_id_that_leads_to_them() {
        check(
            "t<h2 id=x>A <a class=headerlink href='#x'>¶</a></h2>",
            &["t", "# A #x"],
        );
        check("t<h2>A<a href='#y'>#</a></h2>", &["t", "# A #y"]);
        check("t<section id=z><h2>A</h2></section>", &["t", "# A #z"]);
        check(
            "t<h2><a name=n></a>A</h2><h2>A</h2>",
            &["t", "# A #n", "# A #a"],
        );
        check("t<p><a id=b></a></p><h2>A</h2>", &["t", "# A #b"]);
        check("<li><h2>A</h2></li>", &["A"]);
    }

    #[test]
    fn code_keeps_lines_and_finds_its_language() {
        check(
            "<pre><code class='language-js'>a\n  b</code></pre>",
            &["`javascript` a\n  b"],
        );
        check(
            "<div class='highlight-source-rust'><pre>a</pre></div>",
            &["`rust` a"],
        );
        check(
            "<pre data-language=css><div>a</div><div>b</div></pre>",
            &["`css` a\nb"],
        );
        check(
            "<table><tr><td class=linenos><pre>1</pre></td><td><pre>a</pre></td></tr></table>",
            &["`` a"],
        );
    }

    #[test]
    fn frames_are_left_out_unless_nothing_else_is_there() {
        check(
            "<header>h</header><nav>n</nav><p>t</p><footer>f</footer>",
            &["t"],
        );
        check("<article><header>h</header><p>t</p></article>", &["h", "t"]);
        check("<div class=sidebar-page><p>t</p></div>", &["t"]);
    }

    #[test]
    fn hostile_pages_are_cut_in_bounded_time() {
        let deep = "<div>".repeat(20_000);
        let reopened = format!("{}{}", "<b class=x>".repeat(400), "<p>x".repeat(20_000));
        for html in [deep, reopened, "<".repeat(20_000), "<a <".repeat(20_000)] {
            let mut flow = Flow::new(Outline::new(None, 800));
            let mut notices = Notices::new("a.html");
            read(&html, &mut flow, &mut notices);
            flow.finish();
        }
    }
}
