//! Versions as people write them: which is higher, which are the same.

/// Words of versions that are not out yet; with a number only: the last two.
const UNRELEASED: [&str; 24] = [
    "next",
    "canary",
    "alpha",
    "beta",
    "rc",
    "pre",
    "prerelease",
    "preview",
    "dev",
    "devel",
    "develop",
    "nightly",
    "main",
    "master",
    "trunk",
    "head",
    "edge",
    "unstable",
    "snapshot",
    "experimental",
    "insiders",
    "unreleased",
    "a",
    "b",
];

/// The place of a version among others; the greater, the rather it is shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct VersionOrder {
    /// Pre-releases, other names, numbers, what is latest, what is stable.
    class: u8,
    numbers: Vec<u64>,
    text: String,
}

impl VersionOrder {
    /// Returns the place of a version; a page without one is the latest.
    pub(super) fn of(version: Option<&str>) -> Self {
        let text = version.unwrap_or("latest").trim().to_lowercase();
        let parts = parts_of(&text);
        let words = || parts.iter().filter(|part| !starts_with_digit(part));
        let numbers: Vec<u64> = parts
            .iter()
            .filter_map(|part| match *part {
                "x" => Some(u64::MAX),
                part if starts_with_digit(part) => Some(part.parse().unwrap_or(u64::MAX)),
                _ => None,
            })
            .collect();
        let is_letter = |word: &str| word.len() == 1 && numbers.is_empty();
        let class = match text.as_str() {
            "stable" => 4,
            "latest" | "current" => 3,
            _ if words().any(|word| UNRELEASED.contains(word) && !is_letter(word)) => 0,
            _ if numbers.is_empty() => 1,
            _ => 2,
        };
        Self {
            class,
            numbers,
            text,
        }
    }
}

/// Splits a version at its signs and between digits and letters.
fn parts_of(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for part in text.split(|c: char| !c.is_alphanumeric()) {
        let mut start = 0;
        let bytes = part.as_bytes();
        for at in 1..bytes.len() {
            let changes = bytes[at].is_ascii_digit() != bytes[at - 1].is_ascii_digit();
            if changes && part.is_char_boundary(at) {
                parts.push(&part[start..at]);
                start = at;
            }
        }
        parts.push(&part[start..]);
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn starts_with_digit(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_digit())
}

/// Says whether two names mean one version: `v2`, `2.x` and `version-2` do.
pub fn is_same_version(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

fn plain(version: &str) -> String {
    let lower = version.trim().to_lowercase();
    let mut rest = lower.as_str();
    for word in ["version", "release", "v"] {
        if let Some(after) = rest.strip_prefix(word) {
            let after = after.trim_start_matches(['-', '_', ' ', '.', '/']);
            if starts_with_digit(after) {
                rest = after;
                break;
            }
        }
    }
    rest.trim_end_matches(".x").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_current_version_is_the_highest_that_is_out() {
        let rising = [
            Some("canary"),
            Some("next"),
            Some("2.9-beta"),
            Some("3.0.0-rc1"),
            Some("bookworm"),
            Some("v1"),
            Some("1.2"),
            Some("1.10"),
            Some("1.x"),
            Some("version-2.0"),
            Some("v10.0"),
            None,
            Some("stable"),
        ];
        for pair in rising.windows(2) {
            let [lower, higher] = [pair[0], pair[1]].map(VersionOrder::of);
            assert!(lower < higher, "{pair:?}");
        }
        assert!(VersionOrder::of(Some("9.0a1")) < VersionOrder::of(Some("0.1")));
        assert!(VersionOrder::of(Some("Überraschung")) < VersionOrder::of(Some("1")));
    }

    #[test]
    fn names_of_one_version_are_the_same() {
        for name in ["v2", "2", "2.x", "V2", "version-2", "release/2", " 2 "] {
            assert!(is_same_version("v2", name), "{name}");
        }
        for name in ["20", "2.1", "vv2", "next", ""] {
            assert!(!is_same_version("v2", name), "{name}");
        }
        assert!(is_same_version("next", "Next"));
    }
}
