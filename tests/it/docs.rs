//! Pages of documentation that the code generates.

use std::fs;
use std::path::Path;

use docent::config;
use docent::corpus::check;

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
