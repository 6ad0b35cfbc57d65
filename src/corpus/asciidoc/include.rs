//! Includes: which file is meant, and which of its lines.

use super::super::address::split_path;
use super::super::resolve::normal;
use super::super::site::{Generator, Site};

/// What an include asks for besides the file.
#[derive(Debug, Default)]
pub(super) struct Include {
    lines: Vec<(usize, usize)>,
    tags: Vec<String>,
    pub(super) level_offset: Option<String>,
    pub(super) is_optional: bool,
}

impl Include {
    /// Reads the list of an include: `lines=1..3;7,tag=a,leveloffset=+1`.
    pub(super) fn of(options: &str) -> Self {
        let mut include = Self::default();
        for (name, value) in super::list::named(options) {
            match name.as_str() {
                "lines" => include.lines = ranges(&value),
                "tag" | "tags" => {
                    let names = value.split([';', ',']).map(|tag| tag.trim().to_owned());
                    include.tags = names.filter(|tag| !tag.is_empty()).collect();
                }
                "leveloffset" => include.level_offset = Some(value),
                "opts" | "options" => include.is_optional = value.contains("optional"),
                _ => {}
            }
        }
        include.is_optional |= options.starts_with("%optional");
        include
    }

    /// Says whether only a part of the file is asked for.
    pub(super) fn takes_part(&self) -> bool {
        !self.lines.is_empty() || !self.tags.is_empty()
    }

    /// Returns the lines that are asked for; lines that mark tags never are.
    pub(super) fn chosen<'t>(&self, text: &'t str) -> Vec<&'t str> {
        if !self.lines.is_empty() {
            let wanted = |n: usize| {
                self.lines
                    .iter()
                    .any(|(from, to)| (*from..=*to).contains(&n))
            };
            let numbered = (1..).zip(text.lines()).filter(|(n, _)| wanted(*n));
            return numbered.map(|(_, line)| line).collect();
        }
        self.tagged(text)
    }

    fn tagged<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let has_tags = text.contains("tag::");
        if self.tags.is_empty() && !has_tags {
            return text.lines().collect();
        }
        let excluded = |tag: &str| {
            let mut tags = self.tags.iter();
            tags.any(|wanted| wanted.strip_prefix('!') == Some(tag))
        };
        let included = |tag: &str| {
            let mut tags = self.tags.iter();
            tags.any(|wanted| wanted == tag || wanted == "*")
        };
        let only_excludes = self.tags.iter().all(|tag| tag.starts_with('!'));
        let all = only_excludes || self.tags.iter().any(|tag| tag == "**");
        let mut open: Vec<&str> = Vec::new();
        let mut lines = Vec::new();
        for line in text.lines() {
            match mark_of(line) {
                Some((true, tag)) => open.push(tag),
                Some((false, tag)) => {
                    if let Some(at) = open.iter().rposition(|name| *name == tag) {
                        open.remove(at);
                    }
                }
                None => {
                    let nearest = open
                        .iter()
                        .rev()
                        .take(32)
                        .find(|tag| excluded(tag) || included(tag));
                    let is_in = nearest.map_or(all, |tag| !excluded(tag));
                    if is_in {
                        lines.push(line);
                    }
                }
            }
        }
        lines
    }
}

/// Returns whether a line opens (`tag::x[]`) or closes a tag, and its name.
fn mark_of(line: &str) -> Option<(bool, &str)> {
    let at = line.find("tag::").or_else(|| line.find("end::"))?;
    let (opens, name) = match line[at..].strip_prefix("tag::") {
        Some(rest) => (true, rest),
        None => (false, line[at..].strip_prefix("end::")?),
    };
    let name = name.split_once("[]")?.0;
    let is_word = line[..at].ends_with(|c: char| c.is_alphanumeric());
    (!name.is_empty() && !name.contains(' ') && !is_word).then_some((opens, name))
}

/// Reads `1..3;7` and `5..-1`.
fn ranges(text: &str) -> Vec<(usize, usize)> {
    let range = |part: &str| {
        let part = part.trim();
        match part.split_once("..") {
            Some((from, to)) => Some((from.parse().ok()?, to.parse().unwrap_or(usize::MAX))),
            None => part.parse().ok().map(|n| (n, n)),
        }
    };
    text.split([';', ',']).filter_map(range).take(100).collect()
}

/// Returns the path of a file that `from` names, or `None` for an address.
pub(super) fn path_of(target: &str, from: &str, site: &Site) -> Option<String> {
    if target.contains("://") {
        return None;
    }
    if let Some(path) = resource_path(target, from, site, "pages") {
        return Some(path);
    }
    let (folder, _) = split_path(from);
    normal(&format!("{folder}/{target}"))
}

/// Returns the path of an Antora resource: `module:partial$x.adoc`.
///
/// `None` if the page is none of Antora's or the target is a plain path.
pub(super) fn resource_path(target: &str, from: &str, site: &Site, family: &str) -> Option<String> {
    if site.generator != Generator::Antora {
        return None;
    }
    let (component, module, _) = coordinates(from)?;
    let target = target.rsplit_once('@').map_or(target, |(_, rest)| rest);
    let (place, file) = match target.rsplit_once(':') {
        Some((place, file)) => (Some(place), file),
        None => (None, target),
    };
    let (family, file) = match file.split_once('$') {
        Some(("partial", file)) => ("partials", file),
        Some(("example", file)) => ("examples", file),
        Some(("page", file)) => ("pages", file),
        Some(("image", file)) => ("images", file),
        Some(("attachment", file)) => ("attachments", file),
        Some(_) => return None,
        None if place.is_none() && family == "pages" && !target.contains('$') => return None,
        None => (family, file),
    };
    let module = match place {
        Some(place) => match place.rsplit(':').next() {
            Some("") | None => "ROOT",
            Some(name) => name,
        },
        None => module,
    };
    normal(&format!("{component}/modules/{module}/{family}/{file}"))
}

/// Splits a path into component folder, module and the path in its family.
pub(in crate::corpus) fn coordinates(path: &str) -> Option<(&str, &str, &str)> {
    let (component, rest) = match path.strip_prefix("modules/") {
        Some(rest) => ("", rest),
        None => path.split_once("/modules/")?,
    };
    let (module, rest) = rest.split_once('/')?;
    let (_, file) = rest.split_once('/')?;
    Some((component, module, file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_tags_are_chosen() {
        let text = "a\n// tag::x[]\nb\n# tag::y[]\nc\n# end::y[]\n// end::x[]\nd";
        let check = |options: &str, expected: &[&str]| {
            assert_eq!(Include::of(options).chosen(text), expected, "{options}");
        };
        check("", &["a", "b", "c", "d"]);
        check("tag=x", &["b", "c"]);
        check("tags=x;!y", &["b"]);
        check("tags=!x", &["a", "d"]);
        check("tags=**", &["a", "b", "c", "d"]);
        check("lines=1;8..-1", &["a", "d"]);
        check("lines=\"1,3\"", &["a", "b"]);
    }
}
