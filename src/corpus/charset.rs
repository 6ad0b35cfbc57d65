//! The encoding of pages that are not UTF-8: declared, else guessed.
//!
//! Labels mean what they mean to browsers: `latin1` is Windows-1252.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// How far into a page a declaration is looked for, as browsers do.
const MAX_LOOKED: usize = 1024;

/// Returns the encoding that a page says it is in, unless that is UTF-8.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(MAX_LOOKED)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let label = in_xml(&head)
        .or_else(|| in_meta(&head))
        .or_else(|| in_comment(&head))?;
    // Python writes `latin-1` and `cp_1252`.
    let plain = || label.replace(['-', '_'], "");
    let encoding = Encoding::for_label(label.as_bytes())
        .or_else(|| Encoding::for_label(plain().as_bytes()))?;
    (encoding != UTF_8).then_some(encoding)
}

/// A page is UTF-8 with some bad bytes, not another encoding, if it holds so
/// many times more bytes of sound characters beyond ASCII than bad ones.
const SOUND_PER_BAD: usize = 4;

/// Returns the encoding that the bytes of a page look like, as browsers guess
/// it; `None` if it is UTF-8 but for a few bytes.
pub(super) fn guessed(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut n_sound, mut n_bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        let sound = chunk.valid().bytes();
        n_sound += sound.filter(|byte| !byte.is_ascii()).count();
        n_bad += chunk.invalid().len();
    }
    if n_sound >= n_bad * SOUND_PER_BAD {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Some(detector.guess(None, Utf8Detection::Deny))
}

/// Finds `<?xml … encoding="x"?>`.
fn in_xml(head: &str) -> Option<&str> {
    let declaration = head.trim_start().strip_prefix("<?xml")?;
    let (declaration, _) = declaration.split_once("?>")?;
    label_after(declaration, "encoding")
}

/// Finds `<meta charset="x">` and `<meta … content="text/html; charset=x">`.
fn in_meta(head: &str) -> Option<&str> {
    let mut tags = head.split("<meta").skip(1);
    tags.find_map(|tag| {
        let tag = tag.split('>').next().unwrap_or_default();
        label_after(tag, "charset")
    })
}

/// Finds `-*- coding: x -*-` or `coding=x` in the first two lines.
fn in_comment(head: &str) -> Option<&str> {
    let mut lines = head.lines().take(2);
    let is_comment = |line: &str| {
        line.trim_start()
            .starts_with(['#', '.', '/', '<', ';', '%'])
    };
    lines.find_map(|line| {
        if is_comment(line) {
            label_after(line, "coding")
        } else {
            None
        }
    })
}

/// Returns the word after a name and `=` or `:`.
fn label_after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(name)?;
    let rest = rest.trim_start().strip_prefix(['=', ':'])?;
    let rest = rest.trim_start().trim_start_matches(['"', '\'']);
    let is_label = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    let end = rest.find(|c| !is_label(c)).unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_found() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(
                declared(text.as_bytes()).map(Encoding::name),
                expected,
                "{text}"
            );
        };
        check("<meta charset=ISO-8859-1>", Some("windows-1252"));
        check(
            "<meta http-equiv=content-type content='text/html; charset=windows-1251'>",
            Some("windows-1251"),
        );
        check(
            "<?xml version='1.0' encoding=\"Shift_JIS\"?>",
            Some("Shift_JIS"),
        );
        check("# -*- coding: latin-1 -*-\n", Some("windows-1252"));
        check(".. -*- coding: cp1250 -*-\n", Some("windows-1250"));
        check("<!-- coding: windows-1250 -->", Some("windows-1250"));
        check("<meta charset=utf-8>", None);
        check("<meta charset=none-such>", None);
        check("charset=latin1", None);
        check("<meta charset>", None);
        check("", None);
    }
}
