//! Pages of documentation that the code generates.

use std::fs;
use std::path::Path;

use docent::config;
use docent::corpus::check;

/// The line in docs/formats.md after which the code writes.
const GENERATED: &str =
    "<!-- Generated from src/corpus/site/manual.rs from here to the end. -->\n\n";

#[test]
fn the_page_of_formats_ends_as_the_code_has_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md");
    let page = fs::read_to_string(&path).unwrap();
    let (own, found) = page
        .split_once(GENERATED)
        .expect("the mark of what is generated");
    let expected = docent::corpus::formats_to_markdown();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, format!("{own}{GENERATED}{expected}")).unwrap();
    } else {
        assert_eq!(found, expected, "UPDATE_GOLDEN=1 cargo test rewrites it");
    }
}

#[test]
fn generated_pages_are_up_to_date() {
    for (name, text) in [
        ("docs/config.md", config::to_markdown()),
        ("docs/check.md", check::to_markdown()),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            found, text,
            "{name}: UPDATE_GOLDEN=1 cargo test rewrites it"
        );
    }
}
