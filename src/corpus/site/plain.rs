//! Pages without a known generator: what their text shows is what they get.

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
        left_out: Vec::new(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// The most pages that are looked at for signs.
const MAX_SAMPLES: usize = 40;

/// How much of each is looked at.
const MAX_SAMPLE_BYTES: usize = 8 << 10;

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
    for path in tree.paths().iter().filter(is_page).step_by(step) {
        let text = tree.read(path).unwrap_or_default();
        for dialect in shown_in(&text) {
            if !site.preset.dialects.contains(&dialect) {
                site.preset.dialects.push(dialect);
            }
        }
    }
    site.preset.dialects.sort();
    site
}

/// Returns the dialects whose signs a page shows.
fn shown_in(text: &str) -> Vec<Dialect> {
    let mut end = text.len().min(MAX_SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let lines = Lines::of(&text[..end], 1);
    let mut shown = Vec::new();
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
            if is_shown && !shown.contains(&dialect) {
                shown.push(dialect);
            }
        }
    }
    shown
}
