//! Sitemaps: the addresses that a site lists itself, with their last change.

use std::io::Read as _;

use flate2::read::GzDecoder;
use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

use super::fetch::{Answer, Client};

/// The most sitemaps that are read, indexes of sitemaps among them.
const MAX_SITEMAPS: usize = 200;

/// The most bytes of an unpacked sitemap, by the protocol.
const MAX_BYTES: u64 = 50 << 20;

/// An address that a sitemap lists.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) address: String,
    /// The day of its last change, or day and time.
    pub(super) date: Option<String>,
    /// Whether it is another sitemap.
    is_sitemap: bool,
}

/// Reads sitemaps and those that they list, up to `max` addresses of pages.
pub(super) fn read(client: &Client, mut lists: Vec<Url>, max: usize) -> Vec<Entry> {
    let mut pages = Vec::new();
    let mut n_read = 0;
    while let Some(list) = lists.pop() {
        n_read += 1;
        if n_read > MAX_SITEMAPS || pages.len() >= max {
            break;
        }
        let Answer::Page(fetched) = client.get_file(&list) else {
            continue;
        };
        for entry in entries(&unpacked(&fetched.body)) {
            match Url::parse(&entry.address) {
                Ok(url) if entry.is_sitemap && url.origin() == list.origin() => lists.push(url),
                Ok(_) if !entry.is_sitemap && pages.len() < max => pages.push(entry),
                _ => {}
            }
        }
    }
    pages
}

/// Returns the text of a sitemap, unpacked if it is gzipped, within bounds.
fn unpacked(bytes: &[u8]) -> String {
    let mut text = Vec::new();
    let is_packed = bytes.starts_with(&[0x1f, 0x8b]);
    if is_packed {
        // What was unpacked before an error is still a list.
        let _ = GzDecoder::new(bytes).take(MAX_BYTES).read_to_end(&mut text);
    }
    let bytes = if is_packed { &text } else { bytes };
    String::from_utf8_lossy(bytes).into_owned()
}

/// Returns the entries of a sitemap; one that breaks off gives those before.
fn entries(xml: &str) -> Vec<Entry> {
    let mut reader = Reader::from_str(xml);
    let mut entries = Vec::new();
    let mut entry = Entry::default();
    let mut element = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                element = tag.local_name().as_ref().to_owned();
                if matches!(element.as_str(), "url" | "sitemap") {
                    entry = Entry {
                        is_sitemap: element == "sitemap",
                        ..Entry::default()
                    };
                }
            }
            Ok(Event::Text(text)) => {
                add_text(&mut entry, &element, text.as_ref());
            }
            Ok(Event::CData(text)) => {
                add_text(&mut entry, &element, text.as_ref());
            }
            Ok(Event::GeneralRef(name)) => {
                let sign = match name.as_ref() {
                    "amp" => "&",
                    "apos" => "'",
                    "quot" => "\"",
                    _ => "",
                };
                add_text(&mut entry, &element, sign);
            }
            Ok(Event::End(tag)) => {
                let name = tag.local_name();
                if matches!(name.as_ref(), "url" | "sitemap") && !entry.address.is_empty() {
                    entries.push(std::mem::take(&mut entry));
                }
                element.clear();
            }
            Ok(Event::Eof) | Err(_) => return entries,
            Ok(_) => {}
        }
    }
}

/// Adds the text of an element to the entry at hand.
fn add_text(entry: &mut Entry, element: &str, text: &str) {
    match element {
        "loc" => entry.address.push_str(text.trim()),
        "lastmod" => entry.date = Some(text.trim().to_owned()),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn entries_are_read_until_a_list_breaks_off() {
        let xml = "<?xml version=\"1.0\"?><urlset xmlns=\"x\"><url><loc> https://x.example/a?b&amp;c \
                   </loc><lastmod>2026-01-02</lastmod></url><url><loc><![CDATA[https://x.example/d]]>\
                   </loc></url><url><loc>https://x.example/e</loc";
        let shown: Vec<_> = entries(xml)
            .into_iter()
            .map(|entry| (entry.address, entry.date))
            .collect();
        let expected = [
            (
                "https://x.example/a?b&c".to_owned(),
                Some("2026-01-02".to_owned()),
            ),
            ("https://x.example/d".to_owned(), None),
        ];
        assert_eq!(shown, expected);
        assert!(entries("no xml < at & all").is_empty());
        let index = entries("<sitemapindex><sitemap><loc>https://x.example/s.xml</loc></sitemap>");
        assert!(index[0].is_sitemap);
    }

    #[test]
    fn packed_sitemaps_are_unpacked() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"<urlset/>").unwrap();
        let packed = packer.finish().unwrap();
        assert_eq!(unpacked(&packed), "<urlset/>");
        assert_eq!(unpacked(&packed[..8]), "");
        assert_eq!(unpacked(b"<a>"), "<a>");
    }
}
