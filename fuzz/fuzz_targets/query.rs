//! Queries of any kind on a small index: an answer, whatever was typed.

#![no_main]

use std::sync::LazyLock;

use docent::api::{Prefix, SearchRequest};
use docent::build::{Links, Plan, Scope, build};
use docent::config::Config;
use docent::index::{Guard, Snapshot};
use docent::search::search;
use libfuzzer_sys::fuzz_target;

/// A few pages with words, signs and scripts.
const PAGES: [(&str, &str); 4] = [
    ("install.md", "# Install the server\n\nHow to set up `Vec::new`, C++ and .NET 1.21.3.\n"),
    ("database.md", "# Database migrations\n\n## Undo\n\nA data base, café, `??=` and `--flag`.\n"),
    ("ja.md", "# データベース接続\n\nReactのフック、数据库。\n"),
    ("th.md", "# ฐานข้อมูล\n\nติดตั้ง ✅\n"),
];

static SITE: LazyLock<Snapshot> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    std::fs::create_dir(&corpus).expect("a new folder");
    for (name, text) in PAGES {
        std::fs::write(corpus.join(name), text).expect("a new file");
    }
    let plan = Plan {
        corpus,
        index: folder.path().join("index"),
        config: Config::default(),
        guard: Guard::On,
        links: Links::Noticed,
        reading: false,
        scope: Scope::Changes,
    };
    build(&plan, &mut |_| {}).expect("an index");
    Snapshot::open(&plan.index).expect("the index just built")
});

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let request = SearchRequest {
        q: String::from_utf8_lossy(rest).into_owned(),
        prefix: if first & 1 == 0 { Prefix::Last } else { Prefix::None },
        typo: first & 2 == 0,
        prefer_language: (first & 4 != 0).then(|| "ja".to_owned()),
        ..SearchRequest::default()
    };
    let response = search(&SITE, &request).expect("a query is never an error");
    assert!(response.total.value <= PAGES.len());
    assert!(response.suggestions.len() <= 1);
    for hit in &response.results {
        for shown in hit.sections.iter().map(|section| &section.snippet).chain([&hit.title]) {
            let joined: String = shown.parts.iter().map(|part| part.t.as_str()).collect();
            assert_eq!(joined, shown.text);
        }
    }
});
