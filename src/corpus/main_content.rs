//! The part of an HTML page that is its content.
//!
//! A built page is mostly frame: menus, breadcrumbs, tables of contents,
//! banners. Here stands which element holds the content and what is left out
//! of it, by HTML's own means first, then by the class names of generators.

use scraper::{ElementRef, Html, Node};

/// Classes and ids that hold the content, the surest first.
const CONTENT_NAMES: &[&str] = &[
    "theme-doc-markdown",
    "sl-markdown-content",
    "markdown-body",
    "markdown-section",
    "md-content",
    "td-content",
    "vp-doc",
    "rst-content",
    "bd-article",
    "document",
    "main-content",
    "maincontent",
    "page-content",
    "post-content",
    "entry-content",
    "article-content",
    "content",
];

/// How many nodes inside of an element are looked at to judge it.
const MAX_LOOKS: usize = 100;

/// How far down the text is followed where nothing names it.
const MAX_DESCENTS: usize = 12;

/// Roles whose elements are frame.
const FRAME_ROLES: &[&str] = &[
    "navigation",
    "banner",
    "contentinfo",
    "search",
    "complementary",
    "menu",
    "menubar",
    "dialog",
    "alertdialog",
    "toolbar",
];

/// Words that make a class a frame's wherever they stand: `theme-doc-toc-mobile`.
const FRAME_WORDS: &[&str] = &[
    "breadcrumb",
    "breadcrumbs",
    "toc",
    "tableofcontents",
    "sidebar",
    "sidenav",
    "navbar",
    "cookie",
    "cookies",
    "consent",
    "pagination",
    "pager",
    "headerlink",
    "copybtn",
    "linenos",
    "lineno",
    "sharing",
    "skiplink",
    "editlink",
    "sphinxsidebar",
    "feedback",
    "newsletter",
    "disqus",
];

/// Classes that are a frame's as a whole.
const FRAME_CLASSES: &[&str] = &[
    "table-of-contents",
    "edit-this-page",
    "theme-edit-this-page",
    "edit-page",
    "edit-link",
    "edit-on-github",
    "edit-page-link",
    "share",
    "share-buttons",
    "social-share",
    "prev-next",
    "prevnext",
    "next-prev",
    "nav-chapters",
    "skip-link",
    "skip-to-content",
    "header-anchor",
    "heading-anchor",
    "hash-link",
    "anchor-link",
    "anchorjs-link",
    "direct-link",
    "copy-button",
    "copy-to-clipboard-button",
    "btn-clipboard",
    "line-numbers-rows",
    "gutter",
    "rouge-gutter",
    "lnt",
    "ln",
    "theme-doc-footer",
    "noprint",
    "back-to-top",
    "backtotop",
    "book-footer",
    "boring",
    "comments-area",
    "content-icon-container",
    "line-numbers-wrapper",
    "md-content__button",
    "md-source-file",
    "page-meta",
    "td-page-meta",
    "pagethumbs",
    "prev-next-area",
    "related-posts",
    "screen-reader-text",
    "search-results",
    "sl-anchor-link",
    "sr-only",
    "suggestedits",
    "theme-doc-version-badge",
    "theme-doc-version-banner",
    "updatedat",
    "viewcode-link",
    "visually-hidden",
    "vpdocfooter",
];

/// First words of classes that only say something about a frame.
const MENTIONS: &[&str] = &[
    "has", "with", "no", "without", "is", "show", "hide", "hidden",
];

/// How a class name is judged: with all means, or leniently where the page
/// came out empty because its content sits in a frame's class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judgement {
    Strict,
    Lenient,
}

/// Returns the element that holds the page's content.
pub(super) fn find(document: &Html) -> ElementRef<'_> {
    let root = document.root_element();
    let is_main = |element: ElementRef<'_>| {
        element.value().name() == "main" || element.attr("role") == Some("main")
    };
    let is_article = |element: ElementRef<'_>| element.value().name() == "article";
    let main = outermost(root, is_main, 1).pop();
    for scope in [main, Some(root)].into_iter().flatten() {
        let mut articles = outermost(scope, is_article, 2);
        if articles.len() == 1
            && let Some(article) = articles.pop()
        {
            return article;
        }
    }
    let named = || {
        let candidates = outermost(root, |element| rank(element).is_some(), usize::MAX);
        let usable = candidates.into_iter().filter(|element| has_text(*element));
        usable.min_by_key(|element| rank(*element))
    };
    let is_body = |element: ElementRef<'_>| element.value().name() == "body";
    main.or_else(named).unwrap_or_else(|| {
        let body = outermost(root, is_body, 1).pop();
        densest(body.unwrap_or(root))
    })
}

/// Goes down to the element that holds nearly all of the text, past what is
/// nothing but links beside it.
fn densest(root: ElementRef<'_>) -> ElementRef<'_> {
    let mut at = root;
    for _ in 0..MAX_DESCENTS {
        let whole = Weight::of(at);
        let holds_most = |child: &ElementRef<'_>| {
            let weight = Weight::of(*child);
            let (plain, linked) = (whole.plain - weight.plain, whole.linked - weight.linked);
            let is_box = matches!(
                child.value().name(),
                "div" | "section" | "table" | "tbody" | "tr" | "td" | "center" | "form"
            );
            is_box && weight.plain * 5 >= whole.plain * 4 && weight.plain > 0 && linked >= plain
        };
        let mut children = at.children().filter_map(ElementRef::wrap);
        match children.find(holds_most) {
            Some(child) => at = child,
            None => break,
        }
    }
    at
}

/// How much text an element holds, in bytes without blanks around.
struct Weight {
    plain: usize,
    linked: usize,
}

impl Weight {
    fn of(element: ElementRef<'_>) -> Self {
        let (mut all, mut linked) = (0, 0);
        for node in element.descendants() {
            let Some(text) = node.value().as_text() else {
                continue;
            };
            let parent = node.parent().and_then(ElementRef::wrap);
            let name = parent.map_or("", |parent| parent.value().name());
            match name {
                "script" | "style" => {}
                "a" => linked += text.trim().len(),
                _ => all += text.trim().len(),
            }
        }
        Self { plain: all, linked }
    }
}

/// Says whether an element and what is in it are no content.
pub(super) fn is_frame(element: ElementRef<'_>, judgement: Judgement) -> bool {
    let value = element.value();
    let is_marked = ["data-docent-ignore", "data-pagefind-ignore", "hidden"]
        .iter()
        .any(|name| value.attr(name).is_some());
    let is_frame_role = |role: &str| FRAME_ROLES.contains(&role);
    if value.name() == "nav"
        || is_marked
        || value.attr("aria-hidden") == Some("true")
        || value.attr("role").is_some_and(is_frame_role)
    {
        return true;
    }
    match judgement {
        Judgement::Strict => {
            (value.classes().any(is_frame_class) && element.attr("role") != Some("tablist"))
                || is_frame_aside(element)
                || is_skip_link(element)
                || is_language_label(element)
                || is_end(element)
        }
        Judgement::Lenient => false,
    }
}

/// Says whether a link in a heading is only a sign that leads to it: `#`, `¶`.
pub(super) fn is_permalink(element: ElementRef<'_>) -> bool {
    element.value().name() == "a" && !first_text(element).contains(char::is_alphanumeric)
}

/// Returns the element after this one in document order, its children first.
pub(super) fn next_in<'a>(element: ElementRef<'a>, root: ElementRef<'a>) -> Option<ElementRef<'a>> {
    let child = element.children().find_map(ElementRef::wrap);
    child.or_else(|| next_after(element, root))
}

/// Returns the element after this one and all that is in it.
fn next_after<'a>(element: ElementRef<'a>, root: ElementRef<'a>) -> Option<ElementRef<'a>> {
    let mut at = element;
    while at.id() != root.id() {
        if let Some(next) = at.next_siblings().find_map(ElementRef::wrap) {
            return Some(next);
        }
        at = at.parent().and_then(ElementRef::wrap)?;
    }
    None
}

/// Returns up to `limit` elements that fit and are in none that does.
fn outermost<'a>(
    root: ElementRef<'a>,
    fits: impl Fn(ElementRef<'a>) -> bool,
    limit: usize,
) -> Vec<ElementRef<'a>> {
    let mut found = Vec::new();
    let mut next = next_in(root, root);
    while let Some(element) = next {
        next = if fits(element) {
            found.push(element);
            if found.len() == limit {
                break;
            }
            next_after(element, root)
        } else {
            next_in(element, root)
        };
    }
    found
}

/// Returns how surely an element is the content by its name; lower is surer.
fn rank(element: ElementRef<'_>) -> Option<usize> {
    let value = element.value();
    if matches!(value.name(), "html" | "body") {
        return None;
    }
    let names = value.classes().chain(value.id());
    let ranks = names.filter_map(|name| {
        CONTENT_NAMES
            .iter()
            .position(|known| name.eq_ignore_ascii_case(known))
    });
    ranks.min()
}

/// Says whether an element holds any text of its own.
fn has_text(element: ElementRef<'_>) -> bool {
    element.text().any(|text| !text.trim().is_empty())
}

/// Says whether a class names a frame.
fn is_frame_class(class: &str) -> bool {
    let class = class.to_ascii_lowercase();
    if FRAME_CLASSES.contains(&class.as_str()) {
        return true;
    }
    let class = class.split("__").next().unwrap_or_default();
    if FRAME_CLASSES.contains(&class) {
        return true;
    }
    let mut words = class.split(['-', '_']).peekable();
    let is_mention = words.peek().is_some_and(|word| MENTIONS.contains(word));
    !is_mention && words.any(|word| FRAME_WORDS.contains(&word))
}

/// Says whether an aside is a menu rather than a remark.
fn is_frame_aside(element: ElementRef<'_>) -> bool {
    let is_nav = |inner: &Node| {
        inner
            .as_element()
            .is_some_and(|inner| inner.name() == "nav")
    };
    let mut near = element.descendants().take(MAX_LOOKS);
    element.value().name() == "aside" && near.any(|node| is_nav(node.value()))
}

/// Says whether a link only leads keyboards past the frame.
fn is_skip_link(element: ElementRef<'_>) -> bool {
    let leads_down = |target: &str| target.starts_with('#');
    if element.value().name() != "a" || !element.attr("href").is_some_and(leads_down) {
        return false;
    }
    let text = first_text(element).trim().to_ascii_lowercase();
    text.starts_with("skip to") || text.starts_with("jump to")
}

/// Says whether an element only names the language of the code after it.
fn is_language_label(element: ElementRef<'_>) -> bool {
    let mut after = element.next_siblings().filter_map(ElementRef::wrap);
    element.value().name() == "span"
        && element.value().classes().any(|class| class == "lang")
        && after.any(|sibling| sibling.value().name() == "pre")
}

/// Says whether an element ends a page or article; a quotation's end is its source.
fn is_end(element: ElementRef<'_>) -> bool {
    let parent = element.parent().and_then(ElementRef::wrap);
    let is_quote =
        |parent: ElementRef<'_>| matches!(parent.value().name(), "blockquote" | "figure");
    element.value().name() == "footer" && !parent.is_some_and(is_quote)
}

/// Returns the first text in an element that is more than white space.
fn first_text(element: ElementRef<'_>) -> &str {
    let mut near = element.descendants().take(MAX_LOOKS);
    let text = near.find_map(|node| {
        let text: &str = node.value().as_text()?;
        (!text.trim().is_empty()).then_some(text)
    });
    text.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_is_found() {
        let check = |html: &str, expected: &str| {
            let document = Html::parse_document(html);
            let text: String = find(&document).text().collect();
            assert_eq!(text.trim(), expected, "{html}");
        };
        check(
            "<p>menu</p><main><p>bar</p><article>a</article></main>",
            "a",
        );
        check("<p>menu</p><article>a<article>b</article></article>", "ab");
        check(
            "<p>menu</p><main>a <article>b</article><article>c</article></main>",
            "a bc",
        );
        check("<p>menu</p><div role=main>a</div>", "a");
        check("<p>menu</p><div id=content>a</div>", "a");
        check("<div class=content></div><p>b</p>", "b");
        check(
            "<div class=content>c</div><div class=markdown-body>m</div>",
            "m",
        );
        check("<p>all</p>", "all");
        check(
            "<table><tr><td><a>one</a> <a>two</a><td>Text of the page</table>",
            "Text of the page",
        );
        check("<div>Much text here.</div><div>b</div>", "Much text here.b");
        check("", "");
    }

    #[test]
    fn frames_are_told_from_content() {
        let check = |html: &str, expected: bool| {
            let document = Html::parse_fragment(html);
            let root = document.root_element();
            let element = next_in(root, root).unwrap();
            assert_eq!(is_frame(element, Judgement::Strict), expected, "{html}");
        };
        check("<nav>", true);
        check("<div role=search>", true);
        check("<div hidden>", true);
        check("<div class='theme-doc-toc-mobile x'>", true);
        check("<ul class='breadcrumbs__item'>", true);
        check("<div class=cookie-banner>", true);
        check("<div class=has-sidebar>", false);
        check("<div class=stocks>", false);
        check("<pre class=line-numbers>", false);
        check("<aside class=note>x</aside>", false);
        check("<aside><div><nav>x</nav></div></aside>", true);
        check("<a href='#main'>Skip to content</a>", true);
        check("<p data-docent-ignore>", true);
    }
}
