//! Dialects and template languages: a page's text to plain Markdown.
//!
//! Sites write more than CommonMark knows. Each dialect has one file here that
//! turns what it adds into Markdown, or takes it away, before the parser sees
//! the page: text that a reader of the site sees is kept, marks are not. The
//! generator's preset says which apply; signs in the text say it where there
//! is no preset. They run in the order of [`Dialect::ALL`]: what brings in text
//! (includes) first, what moves whole lines next, what stays on a line last.

use std::borrow::Cow;

use super::Notices;
use super::frontmatter::Parts;
use super::resolve::Resolver;
use super::site::{Generator, Site};

pub(super) mod lines;

mod admonition;

mod arguments;

mod comments;

mod definition;

mod directive;

mod docfx;

mod fence;

mod honkit;

mod hugo;

mod hugo_words;

mod include;

mod include_file;

mod indent;

mod indented;

mod javascript_info;

mod jsx;

mod kumascript;

mod learn;

mod liquid;

mod macro_call;

mod myst;

mod myst_include;

mod myst_roles;

mod part;

mod pipes;

mod tabs;

mod tags;

mod template;

mod termynal;

use lines::Lines;
pub(super) use myst_roles::labels_of;

/// A way of writing that CommonMark does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// Files brought in: mdBook, MkDocs, VitePress, DocFX, FastAPI.
    Includes,
    /// Hugo's shortcodes: `{{< note >}}`, `{{% heading "x" %}}`.
    Hugo,
    /// Liquid, as Jekyll has it: `{% include x %}`, `{{ site.x }}`.
    Liquid,
    /// HonKit's and GitBook's tags: `{% hint %}`, `<!--sec … -->`.
    HonKit,
    /// The engine of javascript.info: `[cut]`, prose in fences, `*!*`.
    JavascriptInfo,
    /// Microsoft Learn's DocFX: `[!INCLUDE]`, `:::image:::`, monikers.
    Learn,
    /// `MyST`, Sphinx's Markdown: directives in fences, roles.
    Myst,
    /// MDX, JSX and Vue: imports, expressions, components.
    Jsx,
    /// Notes in boxes: `!!! note`, `/// tip`, `::: warning`, `> [!NOTE]`.
    Admonitions,
    /// Panes of tabs: `=== "Tab"`, `::: code-group`, `<Tabs>`.
    Tabs,
    /// MDN's macros: `{{jsxref("Array")}}`.
    KumaScript,
    /// Definition lists, abbreviations, marks for contents, keys and icons.
    Definitions,
    /// Info strings of fences and the marks of highlighters inside of code.
    Fences,
}

impl Dialect {
    /// Every dialect with its name in `docent.toml`, in the order they run.
    pub const ALL: &[(Dialect, &str)] = &[
        (Self::Includes, "includes"),
        (Self::Hugo, "hugo"),
        (Self::Liquid, "liquid"),
        (Self::HonKit, "honkit"),
        (Self::JavascriptInfo, "javascript-info"),
        (Self::Learn, "learn"),
        (Self::Myst, "myst"),
        (Self::Jsx, "jsx"),
        (Self::Admonitions, "admonitions"),
        (Self::Tabs, "tabs"),
        (Self::KumaScript, "kumascript"),
        (Self::Definitions, "definitions"),
        (Self::Fences, "fences"),
    ];

    /// Returns its name in `docent.toml`.
    pub fn name(self) -> &'static str {
        super::name_in(Self::ALL, self)
    }
}

/// What a dialect may ask about the page at hand.
pub(super) struct Context<'a> {
    /// The page's path in the corpus.
    pub(super) path: &'a str,
    /// Its front matter.
    pub(super) front: &'a Parts<'a>,
    /// The site it belongs to.
    pub(super) site: &'a Site,
    /// The files that it may include.
    pub(super) resolver: &'a Resolver,
    /// Where to say what was left out.
    pub(super) notices: &'a mut Notices,
}

/// A page's text in plain Markdown.
pub(super) struct Cleaned<'a> {
    /// The text.
    pub(super) text: Cow<'a, str>,
    /// The source line of each of its lines.
    pub(super) lines: LineNumbers,
}

/// The source lines of a text's lines.
#[derive(Debug, Clone)]
pub(super) enum LineNumbers {
    /// One after another from the first.
    From(u32),
    /// Each its own.
    Each(Vec<u32>),
}

impl LineNumbers {
    /// Returns the source line of the line with `n_before` lines before it.
    pub(super) fn at(&self, n_before: usize) -> u32 {
        match self {
            Self::From(first) => first + u32::try_from(n_before).unwrap_or(u32::MAX / 2),
            Self::Each(numbers) => {
                let known = numbers.get(n_before).or(numbers.last());
                known.copied().unwrap_or_default()
            }
        }
    }
}

/// Turns the body of a page into plain Markdown.
pub(super) fn clean<'a>(
    body: &'a str,
    first_line: u32,
    dialects: &[Dialect],
    context: &mut Context<'_>,
) -> Cleaned<'a> {
    if dialects.is_empty() {
        return Cleaned {
            text: Cow::Borrowed(body),
            lines: LineNumbers::From(first_line),
        };
    }
    let mut lines = Lines::of(body, first_line);
    for (dialect, _) in Dialect::ALL {
        if dialects.contains(dialect) {
            apply(*dialect, &mut lines, context);
        }
    }
    let (text, numbers) = lines.into_text();
    Cleaned {
        text: Cow::Owned(text),
        lines: LineNumbers::Each(numbers),
    }
}

/// Takes the tags of the site's template language out of an HTML page.
pub(super) fn clean_html<'a>(body: &'a str, context: &mut Context<'_>) -> Cow<'a, str> {
    let dialects = &context.site.preset.dialects;
    let is_source = context.site.generator != Generator::Plain;
    let template = [Dialect::Hugo, Dialect::Liquid]
        .into_iter()
        .find(|dialect| dialects.contains(dialect) && is_source);
    let Some(dialect) = template.filter(|_| body.contains("{{") || body.contains("{%")) else {
        return Cow::Borrowed(body);
    };
    let mut lines = Lines::of(body, 1);
    apply(dialect, &mut lines, context);
    Cow::Owned(lines.into_text().0)
}

fn apply(dialect: Dialect, lines: &mut Lines<'_>, context: &mut Context<'_>) {
    match dialect {
        Dialect::Includes => include::apply(lines, context),
        Dialect::Hugo => hugo::apply(lines, context),
        Dialect::Liquid => liquid::apply(lines, context),
        Dialect::HonKit => honkit::apply(lines, context),
        Dialect::JavascriptInfo => javascript_info::apply(lines, context),
        Dialect::Learn => {
            learn::apply(lines, context);
            pipes::apply(lines);
        }
        Dialect::Myst => myst::apply(lines, context),
        Dialect::Jsx => jsx::apply(lines, context),
        Dialect::Admonitions => admonition::apply(lines, context),
        Dialect::Tabs => tabs::apply(lines, context),
        Dialect::KumaScript => kumascript::apply(lines, context),
        Dialect::Definitions => {
            definition::apply(lines, context);
            if context.site.generator == Generator::MkDocs {
                pipes::apply(lines);
            }
        }
        Dialect::Fences => {
            termynal::apply(lines);
            fence::apply(lines, context);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::corpus::hostile;

    #[test]
    fn hostile_pages_keep_their_lines() {
        let resolver = Resolver::new(Path::new("/nonexistent"));
        let dialects: Vec<Dialect> = Dialect::ALL.iter().map(|(dialect, _)| *dialect).collect();
        for piece in [
            "{{a(\"",
            "{{a}}`",
            "](info:",
            "){.a",
            "){.a}",
            "++a+",
            ":material-",
            "```smart\n",
            "```smart header=\"`\n",
            "```js title=\"\n",
            "- : ",
            ": a\n",
            "{:toc}\n",
            "*[",
            "[cut]\n",
            "\u{e9}{: ",
            "(1)!",
            "// [!code ",
        ] {
            for end in ["", "\n```\n"] {
                let text = format!("{}{end}", piece.repeat(hostile(1_000)));
                let site = Site::new(Generator::Mdn, "", "");
                let mut notices = Notices::new("a/task.md");
                let mut context = Context {
                    front: &crate::corpus::frontmatter::Parts::of_body(""),
                    path: "a/task.md",
                    site: &site,
                    resolver: &resolver,
                    notices: &mut notices,
                };
                let cleaned = clean(&text, 1, &dialects, &mut context);
                let n_lines = cleaned.text.split('\n').count();
                assert!(matches!(cleaned.lines, LineNumbers::Each(list) if list.len() == n_lines));
            }
        }
    }
}
