//! JSON lines: files of records out of databases and exports, each a page.

use crate::error::NoticeKind;

use super::address::plain_id_of;
use super::site::Site;
use super::walk::Found;
use super::{BYTES_PER_MB, Format, LeftOut, Notices, Source, read};

mod list;

pub(super) mod record;

use list::{Listed, Listing, Name};

/// Puts the records of JSON lines in the place of their files.
pub(super) fn expand(found: &mut Found, max_record_mb: usize) {
    let is_file = |source: &Source| source.format == Format::JsonLines;
    let (files, mut sources): (Vec<_>, Vec<_>) = std::mem::take(&mut found.sources)
        .into_iter()
        .partition(is_file);
    if files.is_empty() {
        found.sources = sources;
        return;
    }
    let max_bytes = max_record_mb.saturating_mul(BYTES_PER_MB);
    for file in files {
        let mut notices = Notices::new(&file.path);
        let listing =
            read::open(&file.file).and_then(|open| list::list(open, max_bytes, &mut notices));
        match listing {
            Ok(Listing::Pages(records)) => {
                let site = &found.sites[file.site];
                sources.extend(records.into_iter().map(|record| named(&file, record, site)));
            }
            Ok(Listing::NoPages) => found.left_out.push(LeftOut {
                path: file.path,
                rule: "no pages in it".to_owned(),
            }),
            Err(error) => {
                let message = format!("cannot be read: {error}; check its permissions");
                notices.add(NoticeKind::Unreadable, 0, message);
            }
        }
        found.notices.extend(notices.into_list());
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    found.sources = sources;
    found.left_out.sort_by(|a, b| a.path.cmp(&b.path));
}

/// Returns a record as a source, its address that of a page below its file.
fn named(file: &Source, record: Listed, site: &Site) -> Source {
    let (path, name) = match record.name {
        Name::Id(id) => (format!("{}#{id}", file.path), id),
        Name::Line(line) => (format!("{}:{line}", file.path), format!("line-{line}")),
    };
    let id = format!("{}/{name}", plain_id_of(&file.path));
    let place = site.place(&file.path, &id, file.format);
    Source {
        path,
        id,
        part: Some(record.part),
        url: place.map_or_else(|| file.url.clone(), |place| place.url),
        ..file.clone()
    }
}
