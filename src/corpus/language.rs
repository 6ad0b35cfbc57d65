//! The language of a page: what its place says, else what its words show.

use std::collections::{BTreeMap, BTreeSet};

use whatlang::Lang;

use crate::document::{Block, Section};

use super::Format;
use super::address::{split_path, stem_of};
use super::site::Tree;

/// The least text, in bytes, that shows its language.
const MIN_BYTES: usize = 200;

/// The text that is looked at, in bytes.
const MAX_BYTES: usize = 1_200;

/// How sure a guess must be, from 0 to 1.
const MIN_CONFIDENCE: f64 = 0.9;

/// One word in so many is one of [`ENGLISH`] in any English text.
const ENGLISH_SHARE: usize = 10;

/// Words of nearly every English sentence and hardly any other.
const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "is", "that", "with", "for", "this", "you",
];

/// Languages that tutorials are written in and folders are named by. Codes that
/// are better known as something else (`cs` with C#, `ts`) count only beside
/// two others.
const TAGS: &[&str] = &[
    "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "eo", "es", "et", "eu",
    "fa", "fi", "fr", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk",
    "km", "kn", "ko", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "nn", "no",
    "pa", "pl", "pt", "ro", "ru", "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl",
    "tr", "uk", "ur", "uz", "vi", "zh",
];

/// The detector's languages with their tags.
const DETECTED: &[(Lang, &str)] = &[
    (Lang::Ara, "ar"),
    (Lang::Ben, "bn"),
    (Lang::Bul, "bg"),
    (Lang::Ces, "cs"),
    (Lang::Cmn, "zh"),
    (Lang::Dan, "da"),
    (Lang::Deu, "de"),
    (Lang::Ell, "el"),
    (Lang::Eng, "en"),
    (Lang::Fin, "fi"),
    (Lang::Fra, "fr"),
    (Lang::Heb, "he"),
    (Lang::Hin, "hi"),
    (Lang::Hun, "hu"),
    (Lang::Ind, "id"),
    (Lang::Ita, "it"),
    (Lang::Jpn, "ja"),
    (Lang::Kor, "ko"),
    (Lang::Nld, "nl"),
    (Lang::Nob, "nb"),
    (Lang::Pes, "fa"),
    (Lang::Pol, "pl"),
    (Lang::Por, "pt"),
    (Lang::Ron, "ro"),
    (Lang::Rus, "ru"),
    (Lang::Spa, "es"),
    (Lang::Swe, "sv"),
    (Lang::Tha, "th"),
    (Lang::Tur, "tr"),
    (Lang::Ukr, "uk"),
    (Lang::Vie, "vi"),
];

/// Returns the language tag that a name is, in its one form: `pt-br`.
pub(super) fn tag_of(name: &str) -> Option<String> {
    let tag = name.replace('_', "-").to_ascii_lowercase();
    let (language, rest) = tag.split_once('-').unwrap_or((&tag, ""));
    let is_rest = matches!(rest.len(), 0 | 2..=4 | 7) && rest.is_ascii();
    let is_region = match rest.len() {
        3 => rest.bytes().all(|byte| byte.is_ascii_digit()),
        4 => matches!(rest, "hans" | "hant" | "latn" | "cyrl"),
        7 => matches!(rest, "hans-cn" | "hant-tw" | "hant-hk"),
        _ => rest.bytes().all(|byte| byte.is_ascii_lowercase()),
    };
    let starts_small = name.starts_with(|c: char| c.is_ascii_lowercase());
    (TAGS.contains(&language) && is_rest && is_region && starts_small).then_some(tag)
}

/// Returns the language that a file's name says: `page.fr.md`.
pub(super) fn of_name(path: &str) -> Option<String> {
    let stem = stem_of(split_path(path).1);
    let (name, tag) = stem.rsplit_once('.')?;
    if name.is_empty() { None } else { tag_of(tag) }
}

/// Returns the folders of languages at the top of a corpus or in its `docs`,
/// each with its tag.
///
/// A folder is one beside another one, or beside what it translates.
pub(super) fn folders(tree: &Tree<'_>) -> Vec<(String, String)> {
    let is_page = |path: &&String| Format::of(path).is_some();
    let pages = tree.paths().iter().filter(is_page);
    // The pages of each folder that may be a language's, by their names in it.
    let mut named: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    let mut others: BTreeSet<(&str, &str)> = BTreeSet::new();
    for path in pages {
        let (above, below) = match path.strip_prefix("docs/") {
            Some(below) => ("docs", below),
            None => ("", path.as_str()),
        };
        match below.split_once('/') {
            Some((folder, page)) if tag_of(folder).is_some() => {
                named.entry((above, folder)).or_default().push(page);
            }
            _ => {
                others.insert((above, below));
            }
        }
    }
    let mut found = Vec::new();
    for ((above, folder), pages) in &named {
        let n_beside = named.keys().filter(|(place, _)| place == above).count();
        let translates = || pages.iter().any(|page| others.contains(&(*above, *page)));
        if n_beside > 1 || translates() {
            let path = super::site::join(above, folder);
            found.extend(tag_of(folder).map(|tag| (path, tag)));
        }
    }
    found
}

/// Returns the language that the prose of a page shows, if it shows one.
///
/// `usual` is the language of the site: pages that are plainly English there
/// are not looked at twice.
pub(super) fn of_text(sections: &[Section], usual: Option<&str>) -> Option<String> {
    let mut sample = String::new();
    let blocks = sections.iter().flat_map(|section| &section.blocks);
    for block in blocks {
        if let Block::Prose(text) = block {
            sample.push_str(super::plain::cut(text, MAX_BYTES - sample.len()));
            sample.push(' ');
        }
        if sample.len() >= MAX_BYTES {
            break;
        }
    }
    if sample.len() < MIN_BYTES {
        return None;
    }
    if usual == Some("en") && sample.is_ascii() && is_english(&sample) {
        return usual.map(str::to_owned);
    }
    let guess = whatlang::detect(&sample)?;
    let known = DETECTED
        .iter()
        .find(|(language, _)| *language == guess.lang());
    let is_sure = guess.is_reliable() && guess.confidence() >= MIN_CONFIDENCE;
    known.filter(|_| is_sure).map(|(_, tag)| (*tag).to_owned())
}

/// Says whether a text is English by its small words.
fn is_english(text: &str) -> bool {
    let words = text.split_ascii_whitespace();
    let (mut n_words, mut n_small) = (0, 0);
    for word in words {
        n_words += 1;
        n_small += usize::from(ENGLISH.contains(&word));
    }
    n_small * ENGLISH_SHARE >= n_words
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn tags_are_told_from_names() {
        for (name, expected) in [
            ("ja", Some("ja")),
            ("pt_BR", Some("pt-br")),
            ("zh-Hans", Some("zh-hans")),
            ("es-419", Some("es-419")),
            ("guide", None),
            ("no-sql", None),
            ("it-works", None),
            ("go", None),
            ("De", None),
        ] {
            assert_eq!(tag_of(name).as_deref(), expected, "{name}");
        }
        assert_eq!(of_name("a/page.fr.md").as_deref(), Some("fr"));
        assert_eq!(of_name("a/node.js.md"), None);
        assert_eq!(of_name("fr.md"), None);
    }

    #[test]
    fn folders_of_languages_stand_together_or_mirror_the_rest() {
        let check = |paths: &[&str], expected: &[&str]| {
            let mut paths: Vec<String> = paths.iter().map(|&path| path.to_owned()).collect();
            paths.sort();
            let found = folders(&Tree::new(Path::new(""), &paths));
            let found: Vec<&str> = found.iter().map(|(folder, _)| folder.as_str()).collect();
            assert_eq!(found, expected);
        };
        check(&["en/a.md", "ja/a.md", "x/a.md"], &["en", "ja"]);
        check(&["docs/es/a.md", "docs/fr/b.md"], &["docs/es", "docs/fr"]);
        check(&["guide/a.md", "ja/guide/a.md"], &["ja"]);
        check(&["vi/modes.md", "emacs/modes.md"], &[]);
        check(&["it/a.png", "de/b.png", "a.md"], &[]);
    }

    #[test]
    fn words_show_a_language_where_there_are_enough() {
        let check = |text: &str, expected: Option<&str>| {
            let section = Section {
                blocks: vec![Block::Prose(text.to_owned())],
                ..Section::default()
            };
            let found = of_text(&[section], Some("en"));
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        let german = "Die Flut kommt zweimal am Tag, und wer den Hafen verlassen will, liest vorher \
            die Tafel. Jede Zeile nennt einen Tag, jede Spalte die Zeit und die Höhe eines \
            Hochwassers oder eines Niedrigwassers an diesem Ort.";
        check(german, Some("de"));
        check("Die Flut kommt zweimal am Tag.", None);
        let japanese = "潮は一日に二回満ちて引きます。港を出る前に潮の表を読みましょう。".repeat(3);
        check(&japanese, Some("ja"));
        let english = "The tide comes twice a day, and whoever wants to leave the harbour reads the \
            table first. Each row of it is a day, and each column is the time and the height of \
            one high water or one low water in that place.";
        check(english, Some("en"));
        let code = "GET /a/b HTTP 200 xhr0 ptr_t u8 i32 usize Vec NaN EOF ".repeat(6);
        assert!(
            of_text(
                &[Section {
                    blocks: vec![Block::Prose(code)],
                    ..Section::default()
                }],
                None
            )
            .is_none_or(|tag| tag.len() == 2)
        );
    }
}
