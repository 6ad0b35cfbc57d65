//! The command line, end to end on temporary folders.

use std::fs;
use std::io::Write as _;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::support::{corpus, docent, failure, run, stdout, write_files};

const GUIDE: &str = "---\ntitle: Field guide\ntopics: [nature/birds]\nlevel: beginner\n---\n\
    Birds of the coast.\n\n## Herring gull\n\nA large gull with pink legs.\n\n\
    ## Oystercatcher\n\nA wader with an orange bill.\n\n```py\ncount = 3\n```\n";

fn site() -> tempfile::TempDir {
    corpus(&[
        ("corpus/guide.md", GUIDE.as_bytes()),
        (
            "corpus/nature/owl.md",
            b"# Barn owl\n\nHunts at night, unlike a gull.\n",
        ),
    ])
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_folder_becomes_an_index_that_answers() {
    let site = site();
    let report = json(&stdout(&run(site.path(), &["index", "--json"])));
    assert_eq!(report["pages"], 2);
    assert_eq!(report["sections"], 4);
    assert_eq!(report["generation"], "g0000001");
    assert!(report["index_bytes"].as_u64().unwrap() > 1000);
    let answer = json(&stdout(&run(
        site.path(),
        &["search", "--json", "herring", "gul"],
    )));
    let first = &answer["results"][0];
    assert_eq!(first["source"], "guide.md");
    assert_eq!(first["sections"][0]["anchor"], "herring-gull");
    assert_eq!(first["sections"][0]["url"], "/guide/#herring-gull");
    assert_eq!(answer["total"]["relation"], "eq");
    assert_eq!(answer["facets"]["topic"]["values"][0]["value"], "nature");
}

#[test]
fn a_person_reads_cards_without_colour_in_a_pipe() {
    let site = site();
    let summary = stdout(&run(site.path(), &["index"]));
    assert!(summary.contains("indexed 2 pages, 4 sections"), "{summary}");
    let text = stdout(&run(site.path(), &["search", "gull"]));
    assert!(text.contains("2 pages in"), "{text}");
    assert!(text.contains("§ Herring gull  #herring-gull"), "{text}");
    assert!(
        text.contains("topic:") && !text.contains('\u{1b}'),
        "{text}"
    );
    let filtered = stdout(&run(
        site.path(),
        &["search", "gull", "--topic", "nature/birds", "--limit", "1"],
    ));
    assert!(filtered.contains("1 page in"), "{filtered}");
}

#[test]
fn an_error_says_its_cause_once() {
    let site = corpus(&[]);
    let error = failure(&run(site.path(), &["index", "nowhere"]));
    assert_eq!(error.matches("os error 2").count(), 1, "{error}");
}

#[test]
fn tabs_of_code_are_blanks_in_a_terminal() {
    let site = corpus(&[(
        "corpus/go.md",
        b"# Go\n\n```go\ntype Gull struct {\n\tName\tstring\n}\n```\n",
    )]);
    stdout(&run(site.path(), &["index"]));
    let text = stdout(&run(site.path(), &["search", "gull"]));
    assert!(text.contains("Name string"), "{text}");
}

#[test]
fn a_filter_or_phrase_without_pages_does_not_drop_the_words() {
    let site = site();
    stdout(&run(site.path(), &["index"]));
    for arguments in [
        ["search", "--json", "gull", "--topic", "nope"].as_slice(),
        &["search", "--json", "gull \"pink bill\""],
    ] {
        let answer = json(&stdout(&run(site.path(), arguments)));
        assert_eq!(answer["total"]["value"], 0);
        assert_eq!(answer["query"]["dropped"], json("[]"), "{arguments:?}");
    }
}

#[test]
fn inspect_finds_the_page_that_is_meant_among_equal_file_names() {
    let site = corpus(&[
        ("corpus/README.md", b"# Top\n\nText.\n"),
        ("corpus/web/README.md", b"# Web\n\nText.\n"),
    ]);
    stdout(&run(site.path(), &["index"]));
    for (name, title) in [
        ("README.md", "Top"),
        ("corpus/README.md", "Top"),
        ("web/README.md", "Web"),
        ("./corpus/web/README.md", "Web"),
    ] {
        let text = stdout(&run(site.path(), &["inspect", name]));
        assert!(
            text.contains(&format!("title          {title}\n")),
            "{name}: {text}"
        );
    }
}

#[test]
fn inspect_tells_what_is_there_and_how_a_page_was_read() {
    let site = site();
    stdout(&run(
        site.path(),
        &["index", "--url", "https://birds.example/"],
    ));
    let all = stdout(&run(site.path(), &["inspect"]));
    for part in [
        "g0000001",
        "pages          2",
        "body",
        "postings",
        "https://birds.example/",
    ] {
        assert!(all.contains(part), "{part} in {all}");
    }
    let page = stdout(&run(site.path(), &["inspect", "guide"]));
    for part in [
        "Field guide",
        "Oystercatcher #oystercatcher",
        "1 code blocks",
        "nature/birds",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let error = failure(&run(site.path(), &["inspect", "nothing"]));
    assert!(error.contains("no such page"), "{error}");
}

#[test]
fn errors_name_the_place_and_the_remedy() {
    let site = corpus(&[
        ("empty/.keep", b""),
        ("bad/docent.toml", b"[site]\nnmae = 1\n"),
    ]);
    let cases: [(&[&str], &str); 6] = [
        (&["index", "missing"], "missing: cannot read"),
        (&["index", "empty"], "no pages found"),
        (&["index", "bad"], "did you mean `site.name`?"),
        (&["search", "x"], "run `docent index`"),
        (
            &["index", "empty", "--url", "ftp://x"],
            "must start with https://",
        ),
        (&["index", "empty", "--memory", "1"], "must be at least 32"),
    ];
    for (arguments, expected) in cases {
        let error = failure(&run(site.path(), arguments));
        assert!(error.contains(expected), "{arguments:?}: {error}");
    }
}

#[test]
fn bad_pages_give_notices_and_the_rest_is_indexed() {
    let long_line = "word ".repeat(2_200_000);
    let site = corpus(&[
        ("corpus/good.md", b"# Good\n\nFine text.\n"),
        ("corpus/latin.md", b"# Latin\n\ncaf\xe9 here\n"),
        (
            "corpus/bom.md",
            b"\xef\xbb\xbf---\r\ntitle: With BOM\r\n---\r\nText\r\n",
        ),
        (
            "corpus/yaml.md",
            b"---\ntitle: [broken\n---\n# Broken front\n\nText\n",
        ),
        ("corpus/fence.md", b"# Fence\n\n```js\nlet x = 1\n"),
        ("corpus/binary.md", b"\x00\x01\x02\x00\x00binary\x00"),
        ("corpus/long.md", long_line.as_bytes()),
        (
            "corpus/twin.md",
            b"---\npermalink: /good/\n---\n# Twin\n\nText\n",
        ),
        (
            "corpus/hidden.md",
            b"---\ndraft: true\n---\n# Draft\n\nText\n",
        ),
        (
            "corpus/evil.md",
            b"# \x1b[31mred\x1b[0m <script>alert(1)</script>\n\n\x1b[2Jtext\n",
        ),
    ]);
    let output = run(site.path(), &["index", "--verbose"]);
    let text = stdout(&output);
    let notices = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(text.contains("indexed 7 pages"), "{text}\n{notices}");
    for expected in [
        "latin.md:3: ",
        "yaml.md:2: ",
        "fence.md:3: ",
        "binary.md: ",
        "long.md: ",
        "twin.md: its URL /good/ is that of good.md",
        "(hidden)",
    ] {
        assert!(notices.contains(expected), "{expected} in {notices}");
    }
    for q in ["red", "text", "broken", "bom"] {
        let output = run(site.path(), &["search", q]);
        let shown = stdout(&output);
        assert!(
            !shown.contains('\u{1b}') && shown.contains(" in "),
            "{shown}"
        );
    }
    let front = stdout(&run(site.path(), &["search", "title", "broken"]));
    assert!(front.contains("not found: title"), "{front}");
}

#[test]
fn rebuilding_replaces_and_the_guard_protects() {
    let site = corpus(&[]);
    for number in 0..20 {
        let name = format!("corpus/{number}.md");
        write_files(site.path(), &[(&name, b"# Page\n\nSome text.\n")]);
    }
    stdout(&run(site.path(), &["index"]));
    for number in 5..20 {
        fs::remove_file(site.path().join(format!("corpus/{number}.md"))).unwrap();
    }
    let error = failure(&run(site.path(), &["index"]));
    assert!(
        error.contains("from 20 to 5") && error.contains("--force"),
        "{error}"
    );
    assert!(stdout(&run(site.path(), &["search", "page"])).contains("20 pages"));
    stdout(&run(site.path(), &["index", "--force"]));
    assert!(stdout(&run(site.path(), &["search", "page"])).contains("5 pages"));
}

#[cfg(unix)]
#[test]
fn links_that_leave_or_loop_are_left_out() {
    use std::os::unix::fs::symlink;
    let site = corpus(&[
        ("corpus/a/page.md", b"# Inside\n\nText\n"),
        ("outside/secret.md", b"# Secret\n\nText\n"),
    ]);
    symlink("../..", site.path().join("corpus/a/loop")).unwrap();
    symlink(
        site.path().join("outside/secret.md"),
        site.path().join("corpus/s.md"),
    )
    .unwrap();
    let output = run(site.path(), &["index", "--verbose", "--json"]);
    assert_eq!(json(&stdout(&output))["pages"], 1);
    let notices = String::from_utf8(output.stderr).unwrap();
    assert!(notices.contains("(link)"), "{notices}");
}

#[test]
fn queries_without_words_and_exclusions_do_as_they_say() {
    let site = corpus(&[
        (
            "corpus/a.md",
            "# Git merge\n\nA merge conflict in 数据库.\n".as_bytes(),
        ),
        (
            "corpus/b.md",
            "# Git log\n\nThe conflict of merge; 数据.\n".as_bytes(),
        ),
    ]);
    stdout(&run(site.path(), &["index"]));
    for q in ["()", "…,", "\"()\""] {
        let text = stdout(&run(site.path(), &["search", q]));
        assert!(
            text.starts_with("0 pages") && text.contains("no word"),
            "{q}: {text}"
        );
    }
    // A sign or an emoji that stands alone is looked for as any word is.
    for q in ["!", "🎉", "\"🎉\""] {
        let text = stdout(&run(site.path(), &["search", q]));
        assert!(
            text.starts_with("0 pages") && !text.contains("no word"),
            "{q}: {text}"
        );
    }
    for (q, expected) in [
        ("git -\"merge conflict\"", "b.md"),
        ("git -数据库", "b.md"),
        ("\"merge conflict\"", "a.md"),
    ] {
        let answer = json(&stdout(&run(site.path(), &["search", "--json", "--", q])));
        assert_eq!(answer["total"]["value"], 1, "{q}");
        assert_eq!(answer["results"][0]["source"], expected, "{q}");
    }
}

#[test]
fn a_sign_asks_for_itself() {
    let site = corpus(&[
        ("corpus/is.md", b"# is\n\nThe operator.\n"),
        (
            "corpus/pseudo.md",
            b"# Pseudo-classes\n\n## The :is selector\n\nUse :is here.\n",
        ),
    ]);
    stdout(&run(site.path(), &["index"]));
    let first = |q: &str| {
        let answer = json(&stdout(&run(site.path(), &["search", "--json", q])));
        answer["results"][0]["source"].as_str().unwrap().to_owned()
    };
    assert_eq!(first(":is"), "pseudo.md");
    assert_eq!(first("is"), "is.md");
}

#[test]
fn a_report_accounts_for_every_file() {
    let site = site();
    write_files(
        site.path(),
        &[
            ("corpus/book/book.toml", b"[book]\ntitle = \"B\"\n"),
            (
                "corpus/book/src/a.md",
                b"# A\n\nleft {% here %} and `{% not here %}`\n",
            ),
            ("corpus/robots.txt", b"User-agent: *\n"),
            ("corpus/drafts/d.md", b"# D\n\ntext\n"),
            ("corpus/hidden.md", b"---\ndraft: true\n---\n# H\n\ntext\n"),
            ("corpus/broken.md", b"a\0b"),
            (
                "corpus/docent.toml",
                b"[corpus]\nexclude = [\"drafts/**\"]\n",
            ),
        ],
    );
    let summary = stdout(&run(site.path(), &["index", "--report", "report.json"]));
    assert!(
        summary.contains("found mdbook by book/book.toml: 1 pages"),
        "{summary}"
    );
    assert!(
        summary.contains("left out 1 by corpus.exclude, 1 by plain: files of the server"),
        "{summary}"
    );
    let report = json(&fs::read_to_string(site.path().join("report.json")).unwrap());
    assert_eq!(report["files"], 7);
    assert_eq!(report["indexed"], 3);
    let paths = |key: &str| {
        let files = report[key].as_array().unwrap().iter();
        files
            .map(|file| file["path"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        paths("left_out"),
        ["drafts/d.md", "hidden.md", "robots.txt"]
    );
    assert_eq!(paths("failed"), ["broken.md"]);
    assert_eq!(report["marks"], serde_json::json!({"{%": 1, "%}": 1}));
    assert_eq!(report["sites"][0]["generator"], "plain");
}

#[test]
fn dead_links_are_noticed_and_refused_if_asked() {
    let site = site();
    write_files(
        site.path(),
        &[
            ("corpus/old.md", b"---\nredirect_from: /first/\n---\n# Old\n\n<i id=mark>x</i>\n"),
            (
                "corpus/links.md",
                b"# L\n\n[a](guide.md#herring-gull) [b](/first/#mark) [c](none.md) [d](guide.md#x)\n",
            ),
        ],
    );
    let report = json(&stdout(&run(site.path(), &["index", "--json"])));
    assert_eq!(report["notices"]["dead-link"], 2);
    let error = failure(&run(site.path(), &["index", "--strict"]));
    assert!(error.contains("dead links: 2"), "{error}");
    assert!(error.contains("links.md:3"), "{error}");
    let current = fs::read_to_string(site.path().join("index/CURRENT")).unwrap();
    assert_eq!(current.trim(), "g0000001");
}

#[test]
fn init_writes_down_what_was_found() {
    let site = corpus(&[
        ("docs/book.toml", b"[book]\n"),
        ("docs/src/a b.md", b"# A\n\ntext\n"),
    ]);
    let shown = stdout(&run(site.path(), &["init", "docs", "--print"]));
    assert!(
        shown.contains("# Found: mdbook in this folder, known by book.toml; 1 pages."),
        "{shown}"
    );
    let configured = corpus(&[
        (
            "docs/mkdocs.yml",
            b"site_name: My \"site\"\nsite_url: https://x.example/docs/\n",
        ),
        ("docs/docs/a.md", b"# A\n\ntext\n"),
    ]);
    let found = stdout(&run(configured.path(), &["init", "docs", "--print"]));
    assert!(found.contains("name = \"My \\\"site\\\"\"\n"), "{found}");
    assert!(
        found.contains("\nurl = \"https://x.example/docs/\"\n"),
        "{found}"
    );
    let note = stdout(&run(site.path(), &["init", "docs"]));
    assert!(note.contains("1 pages were found"), "{note}");
    let written = fs::read_to_string(site.path().join("docs/docent.toml")).unwrap();
    assert_eq!(written, shown);
    // As it stands and with every assumption spelled out it is a configuration.
    let spelled_out = written
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.contains(" = ") => rest,
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n");
    for text in [&written, &spelled_out] {
        docent::config::Config::parse(text).unwrap();
    }
    let error = failure(&run(site.path(), &["init", "docs"]));
    assert!(error.contains("--force overwrites it"), "{error}");
    stdout(&run(site.path(), &["init", "docs", "--force"]));
    stdout(&run(site.path(), &["index", "docs"]));
}

/// Runs docent with a text as its standard input.
fn run_with_input(folder: &std::path::Path, arguments: &[&str], input: &str) -> Output {
    let mut child = docent()
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    // A refused command may have stopped reading.
    let _ = pipe.write_all(input.as_bytes());
    drop(pipe);
    child.wait_with_output().unwrap()
}

#[test]
fn records_come_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "{\"id\": \"bowline\", \"title\": \"The bowline\", \"text\": \"A loop.\"}\noops\n";
    let index = ["index", "--stdin", "--json", "--name", "knots"];
    let report = json(&stdout(&run_with_input(folder.path(), &index, lines)));
    assert_eq!(report["pages"], 1);
    assert_eq!(report["notices"]["record"], 1);
    let answer = json(&stdout(&run(folder.path(), &["search", "--json", "loop"])));
    assert_eq!(answer["results"][0]["source"], "knots.jsonl#bowline");
    assert_eq!(answer["results"][0]["url"], "/knots/bowline/");
    let list = format!("[{}]", lines.lines().next().unwrap());
    let report = json(&stdout(&run_with_input(folder.path(), &index, &list)));
    assert_eq!(report["pages"], 1);
    let message = failure(&run_with_input(
        folder.path(),
        &["index", "--stdin", "--name", "../x"],
        lines,
    ));
    assert!(message.contains("`--name`"), "{message}");
    let message = failure(&run_with_input(folder.path(), &["index", "--stdin"], ""));
    assert!(
        message.contains("nothing came from standard input"),
        "{message}"
    );
    let names = fs::read_dir(folder.path().join("index")).unwrap();
    let names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    let is_left = |name: &std::ffi::OsString| name.to_string_lossy().starts_with(".stdin");
    assert!(!names.iter().any(is_left), "{names:?}");
}
