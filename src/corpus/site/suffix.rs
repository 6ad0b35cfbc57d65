//! Translations by the ends of their names: `page.ja.md` beside `page.md`.

use std::collections::BTreeSet;

use super::super::Format;
use super::super::address::{UrlStyle, id_of, page_url, split_path, stem_of};
use super::tree::join;
use super::{Entry, Site, Tree};

/// The languages of a site whose translations lie beside their originals.
pub(super) struct Suffixes {
    /// The languages, in lower case.
    pub(super) languages: BTreeSet<String>,
    /// The language of the site's first address.
    pub(super) first: String,
    /// Whether that, too, is served below its name.
    pub(super) is_first_below: bool,
}

/// Gives translations by name the places of their originals and their addresses
/// below the language's.
pub(super) fn place(tree: &Tree<'_>, site: &mut Site, suffixes: &Suffixes, style: UrlStyle) {
    let first = suffixes.first.to_lowercase();
    let mut placed = Vec::new();
    for mount in &site.mounts {
        for path in tree.under(&mount.folder) {
            let (folder, name) = split_path(path);
            let Some((stem, language)) = stem_of(name).rsplit_once('.') else {
                continue;
            };
            let language = language.to_lowercase();
            let is_one = suffixes.languages.contains(&language);
            if Format::of(path).is_none() || stem.is_empty() || !is_one {
                continue;
            }
            let id = id_of(&join(folder, &format!("{stem}.md")));
            let below = id.strip_prefix(&mount.folder).unwrap_or(&id);
            let url = match language == first && !suffixes.is_first_below {
                true => "/".to_owned(),
                false => format!("/{language}/"),
            };
            let url = page_url(&url, below.trim_start_matches('/'), style);
            let ending = &name[stem_of(name).len()..];
            let original = join(folder, &format!("{stem}{ending}"));
            let original = site.navigation.get(&original).cloned();
            let entry = Entry {
                url: Some(url),
                title: None,
                ..original.unwrap_or_default()
            };
            placed.push((path.clone(), entry));
        }
    }
    site.navigation.extend(placed);
}
