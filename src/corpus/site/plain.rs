//! Pages without a known generator: what their text shows is what they get.

use std::collections::BTreeMap;

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::dialect::Dialect;
use super::super::dialect::lines::{Kind, Lines};
use super::super::headings::SlugRule;
use super::super::language;
use super::{Generator, Mount, Preset, Site, Tree};

/// Returns how plain pages are served.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Folder,
        anchors: SlugRule::Github,
        dialects: vec![Dialect::Fences],
        // Files for robots, and what a server shows for what is not there.
        left_out: ["robots.txt", "humans.txt", "/404.html", "/404.htm"]
            .map(|glob| ("files of the server", glob.to_owned()))
            .to_vec(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// The most pages that are looked at for signs.
const MAX_SAMPLES: usize = 40;

/// How much of each is looked at.
const MAX_SAMPLE_BYTES: usize = 8 << 10;

/// A sign counts when so many pages show it,
const MIN_PAGES: usize = 2;

/// or one in so many of those that are looked at.
const ONE_IN: usize = 20;

/// Signs that are nothing else even on a single page.
const CERTAIN: [&str; 6] = [
    "{{< ",
    "{{% ",
    "{% highlight ",
    "{% filename %}",
    "{{jsxref(",
    "{{domxref(",
];

/// Signs that only one dialect has, outside of code.
const SIGNS: [(&str, Dialect); 14] = [
    ("{{< ", Dialect::Hugo),
    ("{{% ", Dialect::Hugo),
    ("{% highlight ", Dialect::Liquid),
    ("{% include ", Dialect::Liquid),
    ("{% endif %}", Dialect::Liquid),
    ("{% hint ", Dialect::HonKit),
    ("{% filename %}", Dialect::HonKit),
    ("{{jsxref(", Dialect::KumaScript),
    ("{{domxref(", Dialect::KumaScript),
    ("!!! ", Dialect::Admonitions),
    ("??? ", Dialect::Admonitions),
    (":::", Dialect::Admonitions),
    ("> [!", Dialect::Admonitions),
    ("=== \"", Dialect::Tabs),
];

/// Returns the site of all pages that belong to no other.
///
/// Folders of languages are served as they are named, and are no topics.
pub(super) fn site(tree: &Tree<'_>) -> Site {
    let mut site = Site::new(Generator::Plain, "", "");
    let languages = language::folders(tree).into_iter();
    site.mounts.extend(languages.map(|(folder, tag)| Mount {
        url: format!("/{folder}/"),
        folder,
        language: Some(tag),
        version: None,
    }));
    let is_page = |path: &&String| Format::of(path) == Some(Format::Markdown);
    let n_pages = tree.paths().iter().filter(is_page).count();
    let step = n_pages.div_ceil(MAX_SAMPLES).max(1);
    let mut shown: BTreeMap<Dialect, usize> = BTreeMap::new();
    let mut n_samples = 0;
    for path in tree.paths().iter().filter(is_page).step_by(step) {
        let text = tree.read(path).unwrap_or_default();
        n_samples += 1;
        for (dialect, is_certain) in shown_in(&text) {
            let n_pages = match is_certain {
                true => MIN_PAGES,
                false => 1,
            };
            *shown.entry(dialect).or_default() += n_pages;
        }
    }
    let is_usual = |n_pages: usize| n_pages >= MIN_PAGES || n_pages * ONE_IN >= n_samples;
    let usual = shown.into_iter().filter(|(_, n_pages)| is_usual(*n_pages));
    site.preset
        .dialects
        .extend(usual.map(|(dialect, _)| dialect));
    site.preset.dialects.sort();
    site.preset.dialects.dedup();
    site
}

/// Returns the dialects whose signs a page shows, and whether for certain.
fn shown_in(text: &str) -> BTreeMap<Dialect, bool> {
    let mut end = text.len().min(MAX_SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let lines = Lines::of(&text[..end], 1);
    let mut shown = BTreeMap::new();
    for line in lines.list.iter().filter(|line| line.kind == Kind::Text) {
        let start = line.text.trim_start();
        // In a code span or an indented block a sign is what the page is about.
        if line.text.contains('`') || line.text.starts_with("    ") {
            continue;
        }
        for (sign, dialect) in SIGNS {
            let is_shown = match sign.starts_with('{') {
                true => start.contains(sign),
                false => start.starts_with(sign),
            };
            if is_shown {
                *shown.entry(dialect).or_default() |= CERTAIN.contains(&sign);
            }
        }
        if shows_jsx(&line.text) {
            shown.entry(Dialect::Jsx).or_insert(false);
        }
    }
    shown
}

/// Says whether a line imports a component, or starts or ends with the tag of
/// one: `<Tabs>`, `<Card title="x" />`, but not `Vec<String>` or `<K, V>`.
fn shows_jsx(line: &str) -> bool {
    if line.starts_with("import ") {
        let is_module = |sign| line.contains(&format!(" from {sign}"));
        return is_module('"') || is_module('\'');
    }
    let line = line.trim();
    let tag = line.strip_prefix("</").or(line.strip_prefix('<'));
    let Some(tag) = tag.filter(|tag| tag.starts_with(|c: char| c.is_ascii_uppercase())) else {
        return false;
    };
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let end = tag.find(|c| !is_part(c)).unwrap_or(tag.len());
    // A word in capitals is a placeholder: `<PORT>`.
    let has_small = tag[..end].contains(|c: char| c.is_ascii_lowercase());
    let attributes = &tag[end..];
    let is_tag = match attributes.chars().next() {
        Some('>' | '/') => true,
        Some(' ') => attributes.contains("=\"") || attributes.contains("={"),
        _ => false,
    };
    let is_alone = line.ends_with('>') && (line.starts_with("</") || line.ends_with("/>"));
    let is_closed = line.ends_with(&format!("</{}>", &tag[..end]));
    has_small && is_tag && (is_alone || is_closed || !attributes.contains("> "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_told_from_types() {
        let check = |line: &str, expected: bool| assert_eq!(shows_jsx(line), expected, "{line}");
        check("import Card from '@site/Card';", true);
        check("import { Tabs } from \"tabs\"", true);
        check("import the goods from 'abroad", true);
        check("import goods from abroad", false);
        check("<Tabs>", true);
        check("</Tabs>", true);
        check("  <Card title=\"x\" />", true);
        check("<Aside type={kind}>", true);
        check("<Note>Words.</Note>", true);
        check("<String>", true);
        check("<K, V> is a pair", false);
        check("<PORT>", false);
        check("<T>", false);
        check("<div>", false);
        check("Vec<String>", false);
        check("<Tabs", false);
        check("<Name> of the user", false);
    }

    /// Makes a corpus of pages and returns what its plain site turns on.
    fn dialects(pages: &[&str]) -> Vec<Dialect> {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<String> = (0..pages.len()).map(|n| format!("{n:03}.md")).collect();
        for (path, page) in paths.iter().zip(pages) {
            std::fs::write(folder.path().join(path), page).unwrap();
        }
        let dialects = site(&Tree::new(folder.path(), &paths)).preset.dialects;
        let added = dialects
            .into_iter()
            .filter(|known| *known != Dialect::Fences);
        added.collect()
    }

    #[test]
    fn a_sign_counts_on_two_pages_or_many_in_a_hundred() {
        let with = |signs: &[&'static str], n_plain: usize| {
            let plain = std::iter::repeat_n("Words.\n", n_plain);
            signs.iter().copied().chain(plain).collect::<Vec<_>>()
        };
        let hint = "{% hint style=\"info\" %}\n";
        assert_eq!(dialects(&with(&[hint], 19)), [Dialect::HonKit]);
        assert_eq!(dialects(&with(&[hint], 20)), []);
        assert_eq!(dialects(&with(&[hint, hint], 30)), [Dialect::HonKit]);
        assert_eq!(dialects(&with(&["{{< note >}}\n"], 30)), [Dialect::Hugo]);
        let tabs = "<Tabs>\n\nWords.\n\n</Tabs>\n";
        assert_eq!(dialects(&with(&[tabs, tabs], 30)), [Dialect::Jsx]);
        assert_eq!(dialects(&with(&["```\n<Tabs>\n```\n"], 0)), []);
    }
}
