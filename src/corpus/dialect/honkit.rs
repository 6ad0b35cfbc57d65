//! HonKit's and GitBook's tags.
//!
//! Only tags that they know are taken: a page about Django or Jinja shows
//! others, and those are its text.

use super::super::address::split_path;
use super::super::frontmatter;
use super::super::resolve::normal;
use super::super::site::join;
use super::arguments::Arguments;
use super::lines::{Kind, Line, Lines};
use super::tags::{Action, Shape, Tag, Vocabulary};
use super::{Context, template};

/// How deep files include one another.
const MAX_DEPTH: usize = 8;

/// The tags of GitBook that enclose text.
const PAIRS: [&str; 16] = [
    "filename",
    "hint",
    "tabs",
    "tab",
    "code",
    "content-ref",
    "embed",
    "file",
    "swagger",
    "openapi",
    "stepper",
    "step",
    "columns",
    "column",
    "updates",
    "method",
];

/// Rewrites the lines of a page.
pub(super) fn apply(lines: &mut Lines<'_>, context: &mut Context<'_>) {
    sections(lines);
    let mut tags = HonKit {
        context,
        depth: 0,
        set: Vec::new(),
    };
    template::rewrite(lines, &mut tags);
    name_references(lines, context);
}

/// Gives links that stand alone and show their target, as `content-ref` has
/// them, the title that the book lists: `[nets.md](nets.md)`.
fn name_references(lines: &mut Lines<'_>, context: &Context<'_>) {
    let (folder, _) = split_path(context.path);
    for line in lines.list.iter_mut().filter(|line| line.kind == Kind::Text) {
        let inner = line.text.trim().strip_prefix('[');
        let parts = inner.and_then(|inner| inner.strip_suffix(')')?.split_once("]("));
        let plain = |name: &'_ str| name.trim_end_matches('/').to_owned();
        let same = parts.filter(|(shown, target)| plain(shown) == plain(target));
        let Some((_, target)) = same else {
            continue;
        };
        let file = target.split('#').next().unwrap_or_default();
        let path = match file.ends_with('/') {
            true => normal(&join(folder, &format!("{file}README.md"))),
            false => normal(&join(folder, file)),
        };
        let entry = path.and_then(|path| context.site.entry_of(&path));
        if let Some(title) = entry.and_then(|entry| entry.title.as_deref()) {
            line.text = format!("[{title}]({target})").into();
        }
    }
}

/// Makes headings of `<!--sec data-title="…" ces-->` … `<!--endsec-->`.
fn sections(lines: &mut Lines<'_>) {
    let mut level = 1;
    let mut title_in: Option<String> = None;
    for line in lines.list.iter_mut().filter(|line| line.kind == Kind::Text) {
        let start = line.text.trim_start();
        if let Some(mut opened) = title_in.take() {
            opened.push(' ');
            opened.push_str(start);
            title_in = end_section(line, opened, level);
        } else if start.starts_with("<!--sec ") {
            let opened = start.to_owned();
            title_in = end_section(line, opened, level);
        } else if start.starts_with("<!--endsec") {
            line.text = "".into();
        } else if start.starts_with('#') {
            let n = start.bytes().take_while(|byte| *byte == b'#').count();
            level = if n <= 6 { n } else { level };
        }
    }
}

/// Makes a heading of a comment that is complete; returns one that is not.
fn end_section(line: &mut Line<'_>, opened: String, level: usize) -> Option<String> {
    if !opened.contains("-->") && opened.len() < 2_000 {
        line.text = "".into();
        return Some(opened);
    }
    let arguments = Arguments::of(opened.trim_start_matches("<!--"));
    let title = arguments.get("data-title").unwrap_or_default();
    line.text = match title.is_empty() {
        true => "".into(),
        false => format!("{} {title}", "#".repeat((level + 1).min(6))).into(),
    };
    None
}

struct HonKit<'c, 'x> {
    context: &'c mut Context<'x>,
    depth: usize,
    /// The names that the page has set.
    set: Vec<String>,
}

impl Vocabulary for HonKit<'_, '_> {
    const SIGNS: &'static [(&'static str, &'static str)] = &[("{%", "%}"), ("{{", "}}")];

    fn shape(&self, tag: &Tag<'_>) -> Shape {
        let name = Arguments::of(tag.inner).name;
        match name.strip_prefix("end") {
            _ if tag.sign == 1 => Shape::Alone,
            Some("raw") => Shape::Closes("raw".to_owned()),
            None if name == "raw" => Shape::Verbatim(name.to_owned()),
            _ if tag.is_code => Shape::Alone,
            Some(name) if PAIRS.contains(&name) => Shape::Closes(name.to_owned()),
            None if PAIRS.contains(&name) => Shape::Opens(name.to_owned()),
            _ => Shape::Alone,
        }
    }

    fn action(&mut self, tag: &Tag<'_>) -> Action {
        if tag.sign == 1 {
            return self.value(tag.inner);
        }
        let arguments = Arguments::of(tag.inner);
        match arguments.name {
            "raw" => return Action::Raw,
            "endraw" => return Action::Keep(None),
            _ if tag.is_code => return Action::Leave,
            _ => {}
        }
        match arguments.name {
            "set" => {
                self.set.extend(arguments.nth(0).map(str::to_owned));
                let named = arguments.named().map(|(key, _)| key.to_owned());
                self.set.extend(named);
                Action::Keep(None)
            }
            "include" => self.include(&arguments, tag),
            "tab" | "code" | "step" => Action::Keep(arguments.get("title").map(str::to_owned)),
            name if PAIRS.contains(&name) => Action::Keep(None),
            name if name
                .strip_prefix("end")
                .is_some_and(|name| PAIRS.contains(&name)) =>
            {
                Action::Keep(None)
            }
            _ => Action::Leave,
        }
    }
}

impl HonKit<'_, '_> {
    /// Returns the value of a name that the book or the page has set.
    fn value(&self, name: &str) -> Action {
        match self.context.site.variables.get(name) {
            Some(value) => Action::Text(value.clone()),
            None if self.set.iter().any(|known| known == name) => Action::Keep(None),
            None => Action::Leave,
        }
    }

    /// Brings in a file, named from the book's folder or from the page's.
    fn include(&mut self, arguments: &Arguments<'_>, tag: &Tag<'_>) -> Action {
        let file = arguments.nth(0).unwrap_or_default();
        let site = self.context.site;
        let (folder, _) = split_path(self.context.path);
        let mount = site.mount_of(self.context.path);
        let mount = mount.map_or("", |mount| mount.folder.as_str());
        let mut places: Vec<String> = Vec::new();
        if !file.starts_with('/') {
            places.push(join(folder, file));
        }
        for base in [mount, &site.root] {
            places.push(join(base, file.trim_start_matches('/')));
        }
        let places: Vec<String> = places.iter().filter_map(|path| normal(path)).collect();
        let Some(text) = self.context.read_first(&places) else {
            self.context.miss(tag.number, file);
            return Action::Keep(None);
        };
        if self.depth >= MAX_DEPTH {
            return Action::Keep(None);
        }
        let mut lines = Lines::of(frontmatter::split(&text).body, 1);
        sections(&mut lines);
        let mut inner = HonKit {
            context: &mut *self.context,
            depth: self.depth + 1,
            set: Vec::new(),
        };
        template::rewrite(&mut lines, &mut inner);
        Action::Block(lines.into_text().0)
    }
}
