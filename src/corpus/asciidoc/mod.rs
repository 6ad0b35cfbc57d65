//! AsciiDoc: titles, sections, anchors, code, blocks.
//!
//! The way of a page: `source` brings in what it includes and leaves out what
//! a build would not show; `block` goes through the lines that are left, for
//! blocks are told by single lines; `inline` reads what stands in a paragraph.

mod attributes;

mod block;

mod code;

mod content;

mod include;

mod inline;

mod line;

mod list;

mod macros;

mod mark;

mod page;

mod source;

mod table;

use std::collections::HashMap;

use super::address::split_path;
use super::date::date_of;
use super::dialect::Context;
use super::flow::Flow;
use super::frontmatter::{Table, Value};
use super::headings::SlugRule;
use super::site::{Generator, Site};
use attributes::{Attributes, entry_of};

pub(super) use include::coordinates;
pub(super) use page::labels_of;

/// Returns the rule by which a site's AsciiDoc pages get their anchors.
pub(super) fn anchors_of(site: &Site) -> SlugRule {
    match site.preset.anchors {
        rule @ (SlugRule::Asciidoctor | SlugRule::Antora) => rule,
        _ => SlugRule::Asciidoctor,
    }
}

/// Reads a page into `flow`.
pub(super) fn read(body: &str, first_line: u32, flow: &mut Flow, context: &mut Context<'_>) {
    let site = context.site;
    let path = context.path.to_owned();
    let mut attributes = Attributes::of_build(coordinates(&path).is_some());
    for (name, value) in &site.attributes {
        attributes.set(name, Some(value));
    }
    let rows = source::rows_of(body, first_line, attributes.clone(), context);
    let rule = anchors_of(site);
    let titles = match body.contains("<<") || body.contains("xref:") {
        true => page::titles_of(&rows, rule),
        false => HashMap::new(),
    };
    let page = |target: &str| page::of_target(target, &path, site);
    let mut reader = block::Reader::new(flow, attributes, &titles, &page, rule);
    reader.run(&rows);
    if let Some(line) = reader.unclosed {
        let message = "a block is not closed; it runs to the end: close it";
        context
            .notices
            .add(super::NoticeKind::Markup, line, message);
    }
}

/// Returns the title that a page's text states: its first heading.
pub(super) fn title_of(text: &str) -> Option<String> {
    let mut is_appendix = false;
    for line in text.lines().take(200) {
        is_appendix |= line.trim() == "[appendix]";
        if let Some((_, title)) = line::heading_of(line) {
            let title = title.replace(['`', '*', '_'], "");
            return Some(match is_appendix {
                true => format!("[appendix] {title}"),
                false => title,
            });
        }
    }
    None
}

/// Returns what a page's header says, as the keys of front matter.
pub(super) fn header(body: &str, source_path: &str, site: &Site, mount: &str) -> Table {
    let mut table = Table::new();
    let mut has_title = false;
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        let line = line.trim_end();
        if line.is_empty() && has_title {
            break;
        }
        let mut text = line.to_owned();
        while let Some(before) = text.strip_suffix(" \\") {
            text.truncate(before.len());
            text = format!("{text} {}", lines.next().unwrap_or_default().trim());
        }
        if let Some(entry) = entry_of(&text) {
            if let Some(value) = entry.value {
                add_key(&mut table, entry.name, value, source_path, site, mount);
            }
        } else if line.starts_with("= ") || line.starts_with("# ") {
            has_title = true;
        } else if !has_title && !line.is_empty() && !line.starts_with(['/', '[', '+']) {
            break;
        }
    }
    table
}

fn add_key(table: &mut Table, name: &str, value: &str, path: &str, site: &Site, mount: &str) {
    let text = |value: &str| Value::Text(value.to_owned());
    let (key, value) = match name {
        "description" => ("description", text(value)),
        "keywords" => ("tags", text(value)),
        "lang" => ("lang", text(value)),
        "revdate" | "docdate" if date_of(value).is_some() => ("date", text(value)),
        "page-aliases" => {
            let old = value.split(',').map(|old| old.trim());
            let urls = old.filter_map(|old| alias_url(old, path, site, mount));
            (
                "redirect_from",
                Value::List(urls.map(Value::Text).collect()),
            )
        }
        _ => match name.strip_prefix("page-") {
            Some("date") if date_of(value).is_none() => return,
            Some(key) => (key, text(value)),
            None => return,
        },
    };
    table.push((key.to_owned(), value));
}

/// Returns the old address that an alias of Antora stands for.
fn alias_url(alias: &str, path: &str, site: &Site, mount: &str) -> Option<String> {
    if site.generator != Generator::Antora {
        return Some(alias.to_owned());
    }
    let target = match alias.contains([':', '$']) {
        true => include::resource_path(alias, path, site, "pages")?,
        false => {
            let (component, module, _) = coordinates(path)?;
            super::resolve::normal(&format!("{component}/modules/{module}/pages/{alias}"))?
        }
    };
    let place = site.mount_of(&target);
    let (folder, url) = place.map_or(("", mount), |place| (&place.folder, &place.url));
    let below = target.strip_prefix(folder)?.trim_start_matches('/');
    let stem = below.strip_suffix(".adoc").unwrap_or(below);
    Some(format!("{url}{stem}.html"))
}

/// Returns `to` as a path from the folder of `from`.
fn relative(from: &str, to: &str) -> String {
    let (folder, _) = split_path(from);
    let mut up: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let mut down: Vec<&str> = to.split('/').collect();
    while !up.is_empty() && down.len() > 1 && up[0] == down[0] {
        up.remove(0);
        down.remove(0);
    }
    format!("{}{}", "../".repeat(up.len()), down.join("/"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::Notices;
    use super::super::outline::Outline;
    use super::super::resolve::Resolver;
    use super::*;
    use crate::corpus::hostile;

    #[test]
    fn hostile_pages_are_read() {
        let site = Site::new(Generator::Antora, "", "");
        let n = hostile(1_000);
        let repeated = [
            "====\n",
            "----\n",
            "--\n",
            "****\nx\n",
            "|===\n",
            "*a ",
            "`a ",
            "_a _",
            "[a",
            "link:a[ ",
            "link:a[[ ] ",
            "((( ",
            "<<",
            "<http://",
            "{a",
            "{set:",
            "\\*",
            "\\a:",
            "'`",
            "+++",
            "[[",
            "x::",
            "a:: ",
            "http://",
            "[.a]#",
            "ifdef::a[]\n",
            "footnote:[",
            "* a\n",
            "=",
            "<1>",
            "|a\n",
            "^a",
            "#",
            "[[a]]\n",
            ":a: b \\\n",
            "////\n",
            "```\n",
            "a|",
        ];
        for part in repeated {
            for text in [part.repeat(n), format!("|===\n{}\n|===", part.repeat(n))] {
                let resolver = Resolver::new(Path::new("none"));
                let mut notices = Notices::new("a.adoc");
                let mut context = Context {
                    front: &crate::corpus::frontmatter::Parts::of_body(""),
                    path: "a.adoc",
                    site: &site,
                    resolver: &resolver,
                    notices: &mut notices,
                };
                let mut flow = Flow::new(Outline::new(None, 800));
                read(&text, 1, &mut flow, &mut context);
                flow.finish();
            }
        }
    }

    #[test]
    fn paths_are_made_relative() {
        assert_eq!(relative("a/b/c.adoc", "a/d/e.adoc"), "../d/e.adoc");
        assert_eq!(relative("a.adoc", "b.adoc"), "b.adoc");
    }
}
