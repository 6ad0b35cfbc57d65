//! Folders that are named after a language: `ja`, `pt-BR`, `zh_CN`.

/// The languages that sites are written in, by their codes of two letters.
const CODES: [&str; 62] = [
    "ar", "az", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi",
    "fr", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn",
    "ko", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "nb", "ne", "nl", "nn", "no", "pa", "pl", "pt",
    "ro", "ru", "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk",
];

/// More of them, which are rarer as folders.
const MORE_CODES: [&str; 6] = ["ur", "uz", "vi", "zh", "af", "be"];

/// Returns the language of a folder by its name, if it is named after one.
pub(super) fn of_folder(name: &str) -> Option<String> {
    let (code, region) = name.split_once(['-', '_']).unwrap_or((name, ""));
    let is_known = CODES.contains(&code) || MORE_CODES.contains(&code);
    let is_region = region.is_empty()
        || (2..=4).contains(&region.len()) && region.chars().all(|c| c.is_ascii_alphanumeric());
    let is_tag = is_known && is_region && !name.ends_with(['-', '_']);
    is_tag.then(|| name.replace('_', "-").to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_named_after_languages() {
        let check = |name: &str, expected: Option<&str>| {
            assert_eq!(of_folder(name).as_deref(), expected, "{name}");
        };
        check("ja", Some("ja"));
        check("zh-Hant", Some("zh-hant"));
        check("pt_BR", Some("pt-br"));
        check("js", None);
        check("to", None);
        check("en-", None);
        check("in-depth", None);
        check("is-a-folder", None);
    }
}
