//! JSON lines: a file of records, each a page; where each stands in the file.
//!
//! A file is read once, a record at a time, so its size does not matter. A list
//! (`[{…}, {…}]`), as databases and exports write it, is read the same way:
//! records are told apart by their braces instead of by lines.

use std::collections::HashSet;
use std::fmt;
use std::io::{self, BufRead, Read as _};

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;

use crate::error::NoticeKind;

use super::super::{BYTES_PER_MB, Notices, Part};
use super::record::{BODY_KEYS, id_text};

/// A record that is a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// The bytes of the file that hold it.
    pub(super) part: Part,
    /// Its id, or its line where it has none of its own.
    pub(super) name: Name,
}

/// How a record is told from its neighbours.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// What it says itself; each once in a file.
    Id(String),
    /// The line on which it starts.
    Line(u32),
}

/// What a file of records holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Listing {
    /// Its pages in the order of the file.
    Pages(Vec<Listed>),
    /// Its first record is no page: it holds something else.
    NoPages,
}

/// Lists the records of a file that are pages; `max_bytes` bounds each.
///
/// # Errors
/// The file cannot be read to its end.
pub(super) fn list(
    mut file: impl BufRead,
    max_bytes: usize,
    notices: &mut Notices,
) -> io::Result<Listing> {
    let mut lister = Lister {
        pages: Vec::new(),
        ids: HashSet::new(),
        is_first: true,
        notices,
    };
    let mut lines = Lines {
        offset: skip_mark(&mut file)?,
        line: 0,
        max_bytes,
        file,
    };
    let mut bytes = Vec::new();
    while let Some(start) = lines.next(&mut bytes)? {
        let is_list = lister.is_first && bytes.trim_ascii_start().starts_with(b"[");
        let goes_on = if is_list {
            lines.list(&bytes, start, &mut lister)?
        } else if lines.skip_rest(&bytes)? {
            lister.too_long(start.line, max_bytes);
            true
        } else {
            lister.line(&bytes, start)
        };
        if !goes_on {
            return Ok(Listing::NoPages);
        }
    }
    Ok(match lister.is_first {
        true => Listing::NoPages,
        false => Listing::Pages(lister.pages),
    })
}

/// Skips a byte order mark; returns its length.
fn skip_mark(file: &mut impl BufRead) -> io::Result<u64> {
    let has_mark = file.fill_buf()?.starts_with(b"\xef\xbb\xbf");
    if has_mark {
        file.consume(3);
    }
    Ok(if has_mark { 3 } else { 0 })
}

/// Where bytes of the file stand.
#[derive(Debug, Clone, Copy)]
struct Start {
    offset: u64,
    line: u32,
}

/// Reads a file line by line, no more than so much of each.
struct Lines<R> {
    file: R,
    offset: u64,
    line: u32,
    max_bytes: usize,
}

impl<R: BufRead> Lines<R> {
    /// Reads the next line, or its beginning; `None` at the end.
    fn next(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Start>> {
        bytes.clear();
        let limit = self.max_bytes as u64 + 1;
        let n = (&mut self.file).take(limit).read_until(b'\n', bytes)?;
        self.line = self.line.saturating_add(1);
        let start = Start {
            offset: self.offset,
            line: self.line,
        };
        self.offset += n as u64;
        Ok((n > 0).then_some(start))
    }

    /// Skips what is left of a line; says whether there was too much.
    fn skip_rest(&mut self, bytes: &[u8]) -> io::Result<bool> {
        if bytes.ends_with(b"\n") || bytes.len() <= self.max_bytes {
            return Ok(false);
        }
        loop {
            let chunk = self.file.fill_buf()?;
            let end = chunk.iter().position(|&byte| byte == b'\n');
            let n = end.map_or(chunk.len(), |end| end + 1);
            let is_end = end.is_some() || n == 0;
            self.file.consume(n);
            self.offset += n as u64;
            if is_end {
                return Ok(true);
            }
        }
    }

    /// Reads a list to the end of the file, whatever its lines; says whether the
    /// file may hold pages.
    fn list(&mut self, bytes: &[u8], start: Start, lister: &mut Lister<'_>) -> io::Result<bool> {
        let mut splitter = Splitter::new(self.max_bytes, start.line);
        let mut goes_on = splitter.take(bytes, start.offset, lister);
        while goes_on {
            let chunk = self.file.fill_buf()?;
            if chunk.is_empty() {
                splitter.finish(lister);
                break;
            }
            let n = chunk.len();
            goes_on = splitter.take(chunk, self.offset, lister);
            self.file.consume(n);
            self.offset += n as u64;
        }
        Ok(goes_on)
    }
}

/// Tells the records of a list apart.
struct Splitter {
    max_bytes: usize,
    /// The record being gathered.
    bytes: Vec<u8>,
    start: Option<Start>,
    /// Braces and brackets open within it.
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
    line: u32,
}

impl Splitter {
    fn new(max_bytes: usize, line: u32) -> Self {
        Self {
            max_bytes,
            bytes: Vec::new(),
            start: None,
            depth: 0,
            is_in_string: false,
            is_escaped: false,
            line,
        }
    }

    /// Takes the next bytes; says whether the file may hold pages.
    fn take(&mut self, bytes: &[u8], offset: u64, lister: &mut Lister<'_>) -> bool {
        // Where the record's bytes not yet gathered begin.
        let mut from = 0;
        for (n, &byte) in bytes.iter().enumerate() {
            self.line += u32::from(byte == b'\n');
            if self.is_in_string {
                match byte {
                    _ if self.is_escaped => self.is_escaped = false,
                    b'\\' => self.is_escaped = true,
                    b'"' => self.is_in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.is_in_string = self.start.is_some(),
                b'{' | b'[' if self.start.is_some() => self.depth += 1,
                b'{' => {
                    self.start = Some(Start {
                        offset: offset + n as u64,
                        line: self.line,
                    });
                    self.depth = 1;
                    from = n;
                }
                b'}' | b']' if self.start.is_some() => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        self.gather(&bytes[from..=n]);
                        if !self.end(lister) {
                            return false;
                        }
                    }
                }
                _ => {}
            }
        }
        if self.start.is_some() {
            self.gather(&bytes[from..]);
        }
        true
    }

    /// Adds bytes to the record, no more than one too many.
    fn gather(&mut self, bytes: &[u8]) {
        let left = (self.max_bytes + 1).saturating_sub(self.bytes.len());
        self.bytes
            .extend_from_slice(&bytes[..bytes.len().min(left)]);
    }

    fn end(&mut self, lister: &mut Lister<'_>) -> bool {
        let Some(start) = self.start.take() else {
            return true;
        };
        let goes_on = match self.bytes.len() > self.max_bytes {
            true => {
                lister.too_long(start.line, self.max_bytes);
                true
            }
            false => lister.record(&self.bytes, start),
        };
        self.bytes.clear();
        goes_on
    }

    /// Reports a record that the file ends in.
    fn finish(self, lister: &mut Lister<'_>) {
        if let Some(start) = self.start {
            let message = "the file ends within this record; write it out again";
            lister.notices.add(NoticeKind::Record, start.line, message);
        }
    }
}

/// Gathers what records come to.
struct Lister<'a> {
    pages: Vec<Listed>,
    ids: HashSet<String>,
    /// Whether no record was met yet.
    is_first: bool,
    notices: &'a mut Notices,
}

impl Lister<'_> {
    /// Takes a line; says whether the file may hold pages.
    fn line(&mut self, bytes: &[u8], start: Start) -> bool {
        let record = bytes.trim_ascii();
        if record.is_empty() {
            return true;
        }
        let before = bytes.len() - bytes.trim_ascii_start().len();
        let start = Start {
            offset: start.offset + before as u64,
            ..start
        };
        self.record(record, start)
    }

    /// Takes a record; says whether the file may hold pages.
    fn record(&mut self, bytes: &[u8], start: Start) -> bool {
        let is_first = std::mem::take(&mut self.is_first);
        let sign = match serde_json::from_slice::<Sign>(bytes) {
            Ok(sign) => sign,
            Err(error) => {
                let (line, message) = fault_of(&error, start.line);
                self.notices.add(NoticeKind::Record, line, message);
                return true;
            }
        };
        if !sign.is_page {
            let message = "holds neither title nor text and is left out; give it a `title`";
            match is_first {
                true => return false,
                false => self.notices.add(NoticeKind::Record, start.line, message),
            }
            return true;
        }
        let id = sign.id.filter(|id| {
            let is_new = self.ids.insert(id.clone());
            if !is_new {
                let message = format!(
                    "its id \"{id}\" is that of a record before, so its line stands for it; \
                     give each record an id of its own"
                );
                self.notices.add(NoticeKind::Record, start.line, message);
            }
            is_new
        });
        self.pages.push(Listed {
            part: Part {
                offset: start.offset,
                length: bytes.len(),
                line: start.line,
            },
            name: id.map_or(Name::Line(start.line), Name::Id),
        });
        true
    }

    fn too_long(&mut self, line: u32, max_bytes: usize) {
        self.is_first = false;
        let message = format!(
            "a record is longer than {} MB and is left out: split it or raise \
             `corpus.max_page_mb`",
            max_bytes / BYTES_PER_MB
        );
        self.notices.add(NoticeKind::Cut, line, message);
    }
}

/// Says what is wrong with a record that starts on a line, and where, in words
/// for those who export it.
fn fault_of(error: &serde_json::Error, start: u32) -> (u32, String) {
    let below = u32::try_from(error.line().saturating_sub(1)).unwrap_or(0);
    let line = start.saturating_add(below);
    let message = match error.classify() {
        Category::Data => "is JSON but no page: a page is an object with a `title` and a `text`, \
                           `{\"title\": \"…\", \"text\": \"…\"}`"
            .to_owned(),
        Category::Eof => "the record is not complete: close its quotes and braces, and write \
                          each record on one line, line breaks within a text as `\\n`"
            .to_owned(),
        _ => format!(
            "is not valid JSON at column {}: write each record on one line, `\"` within a text \
             as `\\\"`",
            error.column()
        ),
    };
    (line, message)
}

/// What a record shows at first sight.
#[derive(Default)]
struct Sign {
    id: Option<String>,
    is_page: bool,
}

impl<'de> Deserialize<'de> for Sign {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(SignVisitor)
    }
}

/// Looks at the keys of a record and skips the rest.
struct SignVisitor;

impl<'de> Visitor<'de> for SignVisitor {
    type Value = Sign;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object with `title` and `text` or `sections`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sign, A::Error> {
        let mut sign = Sign::default();
        while let Some(key) = map.next_key::<String>()? {
            let key = key.to_ascii_lowercase();
            sign.is_page |= key == "title" || BODY_KEYS.contains(&key.as_str());
            match key.as_str() {
                "id" | "_id" => {
                    let id = id_text(&map.next_value::<Value>()?);
                    sign.id = if key == "id" { id } else { sign.id.or(id) };
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(sign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    /// Lists a file, a few bytes at a time: names, then notices.
    fn check(text: &str, max_bytes: usize, expected: &[&str]) {
        let mut notices = Notices::new("a.jsonl");
        let file = BufReader::with_capacity(7, text.as_bytes());
        let listing = list(file, max_bytes, &mut notices).unwrap();
        let mut shown = Vec::new();
        match listing {
            Listing::NoPages => shown.push("none".to_owned()),
            Listing::Pages(pages) => shown.extend(pages.iter().map(|page| {
                let from = page.part.offset as usize;
                let record = &text[from..from + page.part.length];
                assert!(record.starts_with('{') && record.ends_with('}'), "{record}");
                match &page.name {
                    Name::Id(id) => format!("{id}@{}", page.part.line),
                    Name::Line(line) => line.to_string(),
                }
            })),
        }
        let list = notices.into_list();
        shown.extend(
            list.iter()
                .map(|n| format!("{}:{}", n.kind.as_str(), n.line)),
        );
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn lines_are_listed() {
        check(
            "\u{feff}{\"id\":\"a\",\"title\":\"A\"}\r\n\n  {\"text\":\"x\"}\n{\"id\":7,\"text\":\"\"}",
            99,
            &["a@1", "3", "7@4"],
        );
        check(
            "{\"id\":1,\"text\":1}\n{\"id\":1,\"text\":2}\n",
            99,
            &["1@1", "2", "record:2"],
        );
    }

    #[test]
    fn broken_and_long_lines_are_notices() {
        let long = format!("{{\"title\":\"{}\"}}", "x".repeat(80));
        check(
            &format!("{{\"title\":\"A\"}}\n{{oops\n{long}\n{{\"a\":1}}\n{{\"title\":\"B\"}}\n"),
            60,
            &["1", "5", "record:2", "cut:3", "record:4"],
        );
    }

    #[test]
    fn files_of_other_records_hold_no_pages() {
        check(
            "{\"query\":\"x\",\"relevant\":[]}\n{\"title\":\"A\"}",
            99,
            &["none"],
        );
        check("[{\"query\":\"x\"}]", 99, &["none"]);
        check("", 99, &["none"]);
    }

    #[test]
    fn lists_are_streamed() {
        check(
            "[{\"id\":\"a\",\"title\":\"A ]}\\\" {\"},\n{\"id\":\"b\",\n \"sections\":[{\"text\":\"[\"}]},5]",
            99,
            &["a@1", "b@2"],
        );
        check(
            "[\n  {\"title\":\"A\"},\n  {\"title\":\"B\"",
            99,
            &["2", "record:3"],
        );
        let long = format!("[{{\"title\":\"{}\"}},{{\"title\":\"B\"}}]", "x".repeat(80));
        check(&long, 60, &["1", "cut:1"]);
    }

    #[test]
    fn hostile_files_take_bounded_time() {
        for text in [
            "[".repeat(2 << 20),
            "{".repeat(2 << 20),
            "\n".repeat(2 << 20),
        ] {
            let mut notices = Notices::new("a.jsonl");
            list(text.as_bytes(), 1 << 20, &mut notices).unwrap();
        }
    }
}
