//! Pages of documentation that the code generates.

use std::fs;
use std::path::Path;

use docent::config;
use docent::corpus::{Dialect, SlugRule, check};

use crate::support::{corpus, run, stdout};

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

/// Returns the first block of a page in this language.
fn block<'p>(page: &'p str, language: &str) -> &'p str {
    let (_, from) = page.split_once(&format!("```{language}\n")).unwrap();
    from.split_once("```").unwrap().0
}

#[test]
fn the_example_of_facets_runs() {
    let page = include_str!("../../docs/facets.md");
    let route = format!("{}\nA route is drawn.\n", block(page, "yaml"));
    let site = corpus(&[
        ("corpus/docent.toml", block(page, "toml").as_bytes()),
        ("corpus/route.md", route.as_bytes()),
        ("corpus/other.md", b"# Other\n\nNo route here.\n"),
    ]);
    let commands = block(page, "sh").lines();
    let mut last = String::new();
    for command in commands.filter_map(|line| line.strip_prefix("docent ")) {
        let arguments: Vec<&str> = command.split_whitespace().collect();
        last = stdout(&run(site.path(), &arguments));
    }
    assert!(last.contains("1 page "), "{last}");
    assert!(last.contains("Drawing a route"), "{last}");
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
