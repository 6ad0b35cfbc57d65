//! Bytes of a file to text: limits, byte order marks, encodings, line ends.
//!
//! Nothing here fails on content: what cannot be kept is cut or replaced and
//! a notice says so. Only a file that the system refuses gives no text.

use std::fs::File;
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::error::NoticeKind;

use super::{Notices, Read, charset};

/// How far into a file NUL bytes are looked for, as git and grep do.
const SNIFFED_BYTES: usize = 8 * 1024;

/// How many units of a UTF-16 text have one with a byte of zero among them: in
/// Chinese prose few but the ends of lines have.
const MAX_UNITS_PER_ZERO: usize = 100;

/// The bytes of a file up to the limit.
#[derive(Debug)]
pub(super) struct Bytes {
    /// What was read.
    pub(super) bytes: Vec<u8>,
    /// Whether the file goes on.
    pub(super) is_cut: bool,
    /// The whole file's size in bytes.
    pub(super) size: u64,
}

/// What a file system says of a file without reading it.
///
/// Equal stamps mean equal bytes, unless the file was written within the grain
/// of its times: see [`Stamp::is_settled`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    bytes: u64,
    /// When it was written, in nanoseconds since 1970.
    modified: i64,
    /// When anything about it was changed, as far as the system keeps that.
    changed: i64,
    /// The number of the file on its disk, as far as there is one.
    number: u64,
    /// What of the file is meant: offset and length.
    part: Option<(u64, u64)>,
}

/// How coarse the times of files may be, in nanoseconds: two seconds on FAT.
const GRAIN: i64 = 2_000_000_000;

impl Stamp {
    /// Looks at a file; `None` if it cannot be.
    pub(super) fn of(file: &Path, part: Option<(u64, u64)>) -> Option<Self> {
        let metadata = std::fs::metadata(file).ok()?;
        let (changed, number) = inode_of(&metadata);
        Some(Self {
            bytes: metadata.len(),
            modified: nanoseconds(metadata.modified().ok()?),
            changed,
            number,
            part,
        })
    }

    /// Says whether the file was left alone for so long before `then`, a time
    /// from [`now`], that a later write would have another stamp.
    pub fn is_settled(&self, then: i64) -> bool {
        self.modified.max(self.changed) < then.saturating_sub(GRAIN)
    }
}

/// Returns the time in nanoseconds since 1970, as stamps have it.
pub fn now() -> i64 {
    nanoseconds(SystemTime::now())
}

fn nanoseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
    })
}

#[cfg(unix)]
fn inode_of(metadata: &std::fs::Metadata) -> (i64, u64) {
    use std::os::unix::fs::MetadataExt;
    let seconds = metadata.ctime().saturating_mul(1_000_000_000);
    (
        seconds.saturating_add(metadata.ctime_nsec()),
        metadata.ino(),
    )
}

#[cfg(not(unix))]
fn inode_of(_metadata: &std::fs::Metadata) -> (i64, u64) {
    (0, 0)
}

/// The encodings that a byte order mark can announce.
#[derive(Clone, Copy)]
enum Utf16 {
    LittleEndian,
    BigEndian,
}

/// Reports a file that the system refuses.
pub(super) fn unreadable(error: &io::Error, mut notices: Notices) -> Read {
    let message = format!("cannot be read: {error}; check its permissions");
    notices.add(NoticeKind::Unreadable, 0, message);
    Read {
        page: None,
        notices: notices.into_list(),
    }
}

/// Reads at most `max_bytes` of a file.
pub(super) fn bytes_of(file: &Path, max_bytes: usize) -> io::Result<Bytes> {
    let file = File::open(file)?;
    let size = file.metadata()?.len();
    let expected = usize::try_from(size).unwrap_or(max_bytes).min(max_bytes);
    let mut bytes = Vec::with_capacity(expected + 1);
    file.take(max_bytes as u64 + 1).read_to_end(&mut bytes)?;
    let is_cut = bytes.len() > max_bytes;
    bytes.truncate(max_bytes);
    Ok(Bytes {
        bytes,
        is_cut,
        size,
    })
}

/// Opens a file to be read piece by piece.
pub(super) fn open(file: &Path) -> io::Result<BufReader<File>> {
    Ok(BufReader::with_capacity(64 * 1024, File::open(file)?))
}

/// Reads a part of a file.
pub(super) fn part_of(file: &Path, offset: u64, length: usize) -> io::Result<Bytes> {
    let mut file = File::open(file)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::with_capacity(length);
    file.take(length as u64).read_to_end(&mut bytes)?;
    Ok(Bytes {
        size: bytes.len() as u64,
        is_cut: false,
        bytes,
    })
}

/// Returns the text of a file, or `None` for binary data.
pub(super) fn text_of(read: Bytes, max_mb: usize, notices: &mut Notices) -> Option<String> {
    let mark = utf16_of(&read.bytes);
    let sniffed = &read.bytes[..read.bytes.len().min(SNIFFED_BYTES)];
    let guessed = mark
        .is_none()
        .then(|| utf16_without_mark(sniffed))
        .flatten();
    if mark.is_none() && guessed.is_none() && sniffed.contains(&0) {
        let message = "holds binary data, not text; rename it or exclude it in docent.toml";
        notices.add(NoticeKind::Binary, 0, message);
        return None;
    }
    if read.is_cut {
        let message = format!(
            "longer than {max_mb} MB; only the beginning is searched: split the page or raise \
             `corpus.max_page_mb`"
        );
        notices.add(NoticeKind::Cut, 0, message);
    }
    let text = match (mark, guessed) {
        (Some(order), _) => from_utf16(&read.bytes[2..], order, notices),
        (None, Some(order)) => {
            is_guessed(1, "UTF-16", notices);
            from_utf16(&read.bytes, order, notices)
        }
        (None, None) => from_utf8(read.bytes, read.is_cut, notices),
    };
    Some(with_unix_line_ends(text))
}

/// Says which UTF-16 a byte order mark announces.
fn utf16_of(bytes: &[u8]) -> Option<Utf16> {
    match bytes {
        [0xff, 0xfe, ..] => Some(Utf16::LittleEndian),
        [0xfe, 0xff, ..] => Some(Utf16::BigEndian),
        _ => None,
    }
}

/// Says which UTF-16 a text without a mark is in, if it is in one.
///
/// Its blanks and Latin letters are bytes of zero at every other place, and it
/// holds none of the signs that only binary data has.
fn utf16_without_mark(bytes: &[u8]) -> Option<Utf16> {
    let zeros_at = |parity: usize| {
        let pairs = bytes.chunks_exact(2);
        pairs.filter(|pair| pair[parity] == 0).count()
    };
    let (order, n_zeros) = match (zeros_at(0), zeros_at(1)) {
        (0, n) => (Utf16::LittleEndian, n),
        (n, 0) => (Utf16::BigEndian, n),
        _ => return None,
    };
    // The bytes may end within a character.
    let is_half = |pair: &&[u8]| (0xd800..0xdc00).contains(&unit_of(pair, order));
    let halves = bytes.chunks_exact(2).next_back().filter(is_half);
    let bytes = &bytes[..bytes.len() - halves.map_or(0, <[u8]>::len)];
    let is_sign = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}');
    let pairs = bytes.chunks_exact(2);
    let is_text = char::decode_utf16(pairs.map(|pair| unit_of(pair, order)))
        .all(|c| c.is_ok_and(|c| !is_sign(c)));
    (n_zeros >= 2 && n_zeros * MAX_UNITS_PER_ZERO >= bytes.len() / 2 && is_text).then_some(order)
}

fn unit_of(pair: &[u8], order: Utf16) -> u16 {
    match order {
        Utf16::LittleEndian => u16::from_le_bytes([pair[0], pair[1]]),
        Utf16::BigEndian => u16::from_be_bytes([pair[0], pair[1]]),
    }
}

/// Decodes UTF-16 after its mark.
fn from_utf16(bytes: &[u8], order: Utf16, notices: &mut Notices) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit_of(pair, order));
    let mut text = String::with_capacity(bytes.len());
    let mut bad_line = None;
    for c in char::decode_utf16(units) {
        text.push(c.unwrap_or_else(|_| {
            bad_line.get_or_insert_with(|| count_lines(text.as_bytes()));
            char::REPLACEMENT_CHARACTER
        }));
    }
    if let Some(line) = bad_line {
        not_encoded(line, "UTF-16", notices);
    }
    text
}

/// Decodes UTF-8, bad bytes replaced, a mark removed.
fn from_utf8(mut bytes: Vec<u8>, is_cut: bool, notices: &mut Notices) -> String {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let split_by_cut = is_cut && error.utf8_error().error_len().is_none();
            let mut bytes = error.into_bytes();
            if let Some(encoding) = charset::declared(&bytes).filter(|_| !split_by_cut) {
                let (text, has_bad) = encoding.decode_without_bom_handling(&bytes);
                if has_bad {
                    not_encoded(count_lines(&bytes[..good]), encoding.name(), notices);
                }
                return text.into_owned();
            }
            if split_by_cut {
                bytes.truncate(good);
            } else if let Some(encoding) = charset::guessed(&bytes) {
                is_guessed(count_lines(&bytes[..good]), encoding.name(), notices);
                return encoding.decode_without_bom_handling(&bytes).0.into_owned();
            } else {
                not_encoded(count_lines(&bytes[..good]), "UTF-8", notices);
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }
    }
}

/// Reports an encoding that nothing but the bytes themselves speak for.
fn is_guessed(line: u32, encoding: &str, notices: &mut Notices) {
    let message = format!(
        "not UTF-8 and no encoding is declared; read as {encoding}, which is a guess: save the \
         file as UTF-8"
    );
    notices.add(NoticeKind::Encoding, line, message);
}

/// Reports bytes that are not what they should be.
fn not_encoded(line: u32, encoding: &str, notices: &mut Notices) {
    let message = format!("not {encoding}; bad bytes are replaced: save the file as UTF-8");
    notices.add(NoticeKind::Encoding, line, message);
}

/// Returns the number of the line that follows these bytes.
fn count_lines(bytes: &[u8]) -> u32 {
    let n_breaks = bytes.iter().filter(|&&byte| byte == b'\n').count();
    u32::try_from(n_breaks + 1).unwrap_or(u32::MAX)
}

/// Turns `\r\n` and lone `\r` into `\n`.
fn with_unix_line_ends(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads bytes as a file with a limit of `max_bytes`.
    fn check(bytes: &[u8], max_bytes: usize, expected: Option<&str>, expected_notices: &[&str]) {
        let read = Bytes {
            bytes: bytes[..bytes.len().min(max_bytes)].to_vec(),
            is_cut: bytes.len() > max_bytes,
            size: bytes.len() as u64,
        };
        let mut notices = Notices::new("a.md");
        assert_eq!(text_of(read, 8, &mut notices).as_deref(), expected);
        let notices = notices.into_list();
        let shown: Vec<String> = notices
            .iter()
            .map(|notice| format!("{}:{}", notice.kind.as_str(), notice.line))
            .collect();
        assert_eq!(shown, expected_notices);
    }

    #[test]
    fn marks_and_line_ends_are_normalised() {
        check(b"\xef\xbb\xbfa\r\nb\rc\n", 99, Some("a\nb\nc\n"), &[]);
        check(b"\xff\xfea\0\n\0", 99, Some("a\n"), &[]);
        check(b"\xfe\xff\0a", 99, Some("a"), &[]);
        check(b"", 99, Some(""), &[]);
    }

    #[test]
    fn bad_bytes_are_replaced_and_the_line_is_named() {
        let mended = "a\nmost of it is sound: äöüß\u{fffd}c";
        check(
            b"a\nmost of it is sound: \xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\xffc",
            99,
            Some(mended),
            &["encoding:2"],
        );
        check(
            b"\xff\xfea\0\n\0\x00\xd8",
            99,
            Some("a\n\u{fffd}"),
            &["encoding:2"],
        );
    }

    #[test]
    fn declared_encodings_are_decoded() {
        check(
            b"<meta charset=latin1>caf\xe9",
            99,
            Some("<meta charset=latin1>caf\u{e9}"),
            &[],
        );
        check(
            b"<meta charset=big5>\xff",
            99,
            Some("<meta charset=big5>\u{fffd}"),
            &["encoding:1"],
        );
    }

    #[test]
    fn encodings_that_nobody_declares_are_guessed() {
        let latin = b"# Caf\xe9\n\nUn caf\xe9 tr\xe8s serr\xe9, \x93\xe0 la carte\x94.\n";
        let read = "# Café\n\nUn café très serré, \u{201c}à la carte\u{201d}.\n";
        check(latin, 99, Some(read), &["encoding:1"]);
        let japanese = "結び目の作り方について説明します。まず、ロープの端を持ってください。";
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(japanese);
        check(&bytes, 999, Some(japanese), &["encoding:1"]);
        let cyrillic = "Завяжите узел на конце верёвки, затем проверьте его.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(cyrillic);
        check(&bytes, 999, Some(cyrillic), &["encoding:1"]);
        let wide = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(order).collect()
        };
        let text = "# Knots\nTie one – 結び目.\n";
        let little = wide(text, u16::to_le_bytes);
        check(&little, 999, Some(text), &["encoding:1"]);
        let big = wide(text, u16::to_be_bytes);
        check(&big, 999, Some(text), &["encoding:1"]);
    }

    #[test]
    fn long_files_are_cut_between_characters() {
        check("aä".as_bytes(), 2, Some("a"), &["cut:0"]);
        check("ab\u{e4}c".as_bytes(), 4, Some("abä"), &["cut:0"]);
    }

    #[test]
    fn binary_data_is_no_page() {
        check(b"\x89PNG\0\x01", 99, None, &["binary:0"]);
        let late = [b"a".repeat(SNIFFED_BYTES), b"\0".to_vec()].concat();
        check(
            &late,
            99_999,
            Some(std::str::from_utf8(&late).unwrap()),
            &[],
        );
    }
}
