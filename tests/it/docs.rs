//! Pages of documentation that the code generates.

use std::fs;
use std::path::Path;

use docent::config;
use docent::corpus::{Dialect, SlugRule, check};

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

#[test]
fn names_of_settings_are_all_written_down() {
    let check = |key: &str, names: Vec<&str>| {
        let mut keys = config::KEYS.iter();
        let text = keys.find(|known| known.name == key).map(|key| key.doc);
        let quoted = text.unwrap().split('`').skip(1).step_by(2);
        assert_eq!(quoted.collect::<Vec<_>>(), names, "{key}");
    };
    let dialects = Dialect::ALL.iter().map(|(_, name)| *name);
    check("preset.dialects", dialects.collect());
    let rules = SlugRule::ALL.iter().map(|(_, name)| *name);
    check("preset.anchors", rules.collect());
}
