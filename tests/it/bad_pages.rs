//! Folders and files that are not as they should be: notices, never a panic.

use std::fs;
use std::path::Path;

use docent::config::Config;
use docent::corpus::{Corpus, Parsed};
use docent::document::Document;
use docent::error::{Error, Notice};

use crate::support::cases;

/// Writes one file and parses it; returns what came of it.
fn parse(name: &str, bytes: impl AsRef<[u8]>, config: &Config) -> Parsed {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let corpus = Corpus::open(folder.path(), config).unwrap();
    corpus.parse(&corpus.sources()[0])
}

/// Compares the title, the text of all blocks and the notices of a page.
fn check(name: &str, bytes: impl AsRef<[u8]>, title: &str, text: &str, notices: &[&str]) {
    let parsed = parse(name, bytes, &Config::default());
    assert_eq!(shown(&parsed.notices), notices, "{name}");
    let document = parsed.document.unwrap_or_default();
    assert_eq!(document.title, title, "{name}");
    assert_eq!(text_of(&document), text, "{name}");
}

fn shown(notices: &[Notice]) -> Vec<String> {
    let show = |notice: &Notice| format!("{}:{}", notice.kind.as_str(), notice.line);
    notices.iter().map(show).collect()
}

fn text_of(document: &Document) -> String {
    let sections = document.sections.iter();
    let prose: Vec<&str> = sections.flat_map(|section| section.prose()).collect();
    prose.join("|")
}

fn config(toml: &str) -> Config {
    Config::parse(toml).unwrap()
}

#[test]
fn a_folder_that_is_missing_or_empty_is_an_error_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let error = Corpus::open(&missing, &Config::default()).unwrap_err();
    assert!(matches!(error, Error::Io { .. }));
    assert!(
        error.to_string().contains("missing: cannot read"),
        "{error}"
    );
    let error = Corpus::open(folder.path(), &Config::default()).unwrap_err();
    assert!(matches!(error, Error::NoPages { .. }));
    assert!(error.to_string().contains(".md, .markdown"), "{error}");
    fs::write(folder.path().join("a.rs"), "x").unwrap();
    assert!(Corpus::open(folder.path(), &Config::default()).is_err());
}

#[test]
fn encodings_are_repaired() {
    check("a.md", b"\xef\xbb\xbf# T\r\n\r\ntext\r\n", "T", "text", &[]);
    check("a.md", b"# T\n\nb\xe4d", "T", "b\u{e4}d", &["encoding:3"]);
    check("a.txt", b"\xff\xfeT\0\n\0\n\0x\0", "T", "x", &[]);
}

#[test]
fn binary_data_and_empty_files_are_no_pages() {
    check("a.md", b"\x7fELF\0\0", "", "", &["binary:0"]);
    check("a.md", "", "", "", &["empty:0"]);
    check("a.html", "<!-- nothing -->", "", "", &["empty:0"]);
    check("a.txt", "\n \n", "", "", &["empty:0"]);
    check("a.md", "# Only a title", "Only a title", "", &["empty:0"]);
}

#[test]
fn broken_front_matter_never_becomes_text() {
    check(
        "a.md",
        "---\ntitle: A: b\nx: [\n---\nbody",
        "A: b",
        "body",
        &["front-matter:2"],
    );
    check(
        "a.md",
        "+++\ntitle = A\n+++\nbody",
        "A",
        "body",
        &["front-matter:2"],
    );
    check(
        "a.md",
        "---\ntitle: T\ndate: never\n---\nbody",
        "T",
        "body",
        &["front-matter:1"],
    );
}

#[test]
fn an_open_fence_is_named_and_the_rest_is_kept() {
    let parsed = parse(
        "a.md",
        "# T\n\n```js\nlet x;\n\n# no heading\n",
        &Config::default(),
    );
    assert_eq!(shown(&parsed.notices), ["markup:3"]);
    let document = parsed.document.unwrap();
    assert_eq!(document.sections.len(), 1);
    assert!(
        document.sections[0]
            .code()
            .next()
            .unwrap()
            .text
            .contains("# no heading")
    );
}

#[test]
fn a_huge_line_is_cut_and_split() {
    let line = "word ".repeat(600_000);
    for name in ["a.md", "a.html", "a.txt"] {
        let parsed = parse(name, &line, &config("[corpus]\nmax_page_mb = 1"));
        assert_eq!(shown(&parsed.notices)[0], "cut:0", "{name}");
        let document = parsed.document.unwrap();
        assert!(document.text_bytes() <= 1024 * 1024, "{name}");
        let sections = document.sections.iter();
        let longest = sections
            .map(|section| section.prose().map(str::len).sum::<usize>())
            .max();
        assert!(longest < Some(64 * 1024), "{name}: {longest:?}");
    }
}

#[test]
fn deep_nesting_ends() {
    let n = 10_000;
    for sign in [
        ">", "> ", "[", "![", "* ", "- > ", "*a ", "**a _b ", "`", "<", "<a ", "{", "&",
    ] {
        parse("a.md", sign.repeat(n), &Config::default());
    }
    for sign in [
        "<div>",
        "<b>",
        "<a href=x>",
        "<table>",
        "<ul><li>",
        "<svg>",
        "</p>",
        "<h1>",
    ] {
        parse("a.md", sign.repeat(n), &Config::default());
        parse("a.html", sign.repeat(n), &Config::default());
    }
    let parsed = parse(
        "a.html",
        format!("<p>kept</p>{}", "<div>".repeat(n)),
        &Config::default(),
    );
    assert_eq!(shown(&parsed.notices)[0], "cut:1");
    assert_eq!(text_of(&parsed.document.unwrap()), "kept");
}

/// Parses a page as a generator writes it, where that generator would read it.
fn parse_as(name: &str, text: &str, generator: &str) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    let config = config(&format!("[preset]\ngenerator = \"{generator}\""));
    if let Ok(corpus) = Corpus::open(folder.path(), &config) {
        let parsed = corpus.sources().iter().map(|source| corpus.parse(source));
        assert!(parsed.count() <= 1);
    }
}

#[test]
fn marks_of_any_dialect_may_repeat() {
    let n = 300 * cases(1) as usize;
    let marks = [
        "{{< a >}}\n",
        "{{% a \"",
        "{% if a %}",
        "{% raw %}",
        "{{#include a.md}}\n",
        "<A b={`${",
        "</A>\n",
        "<A>\n",
        "import {\n\n",
        "!!! note\n",
        "::: tip\n",
        "> [!NOTE]\n",
        "=== \"a\"\n",
        "```{note}\n",
        "{{a(\"",
        "[!INCLUDE [a](b.md)]\n",
        "[cut]\n",
        ": a\n",
        "*[a]: b\n",
        "[^a]: b\n",
        "[a]: b\n",
        "{.a}",
        "<!-- a",
        "[[a](",
        "|a|\n|-|\n",
        "é{",
        "\u{a0}<A>",
        "$$",
        "(1)!",
    ];
    for (generator, _) in docent::corpus::Generator::ALL {
        for mark in marks {
            parse_as("a.md", &mark.repeat(n), generator.name());
        }
    }
}

#[test]
fn a_site_of_hostile_files_ends() {
    let n = 2_000 * cases(1) as usize;
    for mark in [
        "= a\n",
        "|===\n",
        "====\n",
        "ifdef::a[]\n",
        ":a: {a}{a}\n{a}\n",
        "include::a.adoc[]\n",
        "footnote:[",
        "[[a",
        "* a\n** b\n",
    ] {
        parse_as("a.adoc", &mark.repeat(n), "antora");
    }
    for mark in [
        "a\n=\n",
        "+-+\n",
        "== ==\n",
        ".. note::\n\n",
        ".. include:: a.rst\n",
        "`a <",
        ":a:`b",
        "* a\n  * b\n",
        "|a|",
        "::\n\n",
    ] {
        parse_as("a.rst", &mark.repeat(n), "sphinx");
    }
    for mark in [
        "[",
        "{\"cells\":",
        "{\"cells\":[{\"outputs\":[",
        "{\"a\":1,",
        "\"\\u00",
    ] {
        parse("a.ipynb", mark.repeat(n), &Config::default());
    }
    let folder = tempfile::tempdir().unwrap();
    for mark in ["{", "[", "{}\n", "{\"title\":\"a\",\"body\":\"b\"}\n"] {
        fs::write(folder.path().join("a.jsonl"), mark.repeat(n)).unwrap();
        if let Ok(corpus) = Corpus::open(folder.path(), &Config::default()) {
            corpus
                .sources()
                .iter()
                .take(20)
                .for_each(|source| drop(corpus.parse(source)));
        }
    }
}

#[test]
fn attributes_may_be_as_long_as_a_page() {
    let value = "x".repeat(1 << 20);
    for (name, page) in [
        (
            "a.html",
            format!("<p>kept</p><p title=\"{value}\">text</p>"),
        ),
        ("a.md", format!("kept\n\n<p title=\"{value}\">text</p>\n")),
        ("a.mdx", format!("kept\n\n<A b=\"{value}\">text</A>\n")),
    ] {
        let document = parse(name, page, &Config::default()).document.unwrap();
        assert_eq!(text_of(&document), "kept|text", "{name}");
    }
}

#[test]
fn anchors_in_front_matter_are_no_bomb() {
    let mut block = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let before = format!("*a{}", n - 1);
        let list = vec![before; 9].join(", ");
        block += &format!("a{n}: &a{n} [{list}]\n");
    }
    let page = format!("---\ntitle: T\n{block}tags: *a11\n---\ntext\n");
    let parsed = parse("a.md", page, &Config::default());
    assert_eq!(shown(&parsed.notices), ["front-matter:7"]);
    let document = parsed.document.unwrap();
    assert_eq!(
        (document.title.as_str(), text_of(&document).as_str()),
        ("T", "text")
    );
}

#[test]
fn includes_in_circles_and_bombs_of_them_end() {
    let folder = tempfile::tempdir().unwrap();
    let bomb = "{{#include b.md}}{{#include b.md}}\n".repeat(40);
    write(folder.path(), "a.md", &format!("# A\n\nkept\n\n{bomb}"));
    write(
        folder.path(),
        "b.md",
        &format!("b\n\n{{{{#include c.md}}}}\n{bomb}"),
    );
    write(folder.path(), "c.md", "c\n\n{{#include a.md}}\n");
    let corpus = Corpus::open(folder.path(), &config("[preset]\ngenerator = \"mdbook\"")).unwrap();
    let parsed = corpus.parse(&corpus.sources()[0]);
    assert!(
        shown(&parsed.notices)
            .iter()
            .any(|notice| notice.starts_with("include:"))
    );
    let document = parsed.document.unwrap();
    assert!(text_of(&document).starts_with("kept|b|c"));
    assert!(document.text_bytes() < 9 << 20);
}

#[test]
fn outputs_of_notebooks_are_passed_over() {
    let output = "\"data:image/png;base64,AAAA\",".repeat(100_000);
    let page = format!(
        "{{\"cells\":[{{\"cell_type\":\"code\",\"source\":\"x = 1\",\"outputs\":[{output}1]}},\
         {{\"cell_type\":\"markdown\",\"source\":\"# T\\n\\ntext\"}}]}}"
    );
    let parsed = parse("a.ipynb", page, &config("[corpus]\nmax_page_mb = 1"));
    assert_eq!(shown(&parsed.notices), [""; 0]);
    assert_eq!(text_of(&parsed.document.unwrap()), "text");
}

#[test]
fn encodings_may_be_mixed() {
    for name in ["a.md", "a.html", "a.rst", "a.adoc", "a.txt", "a.mdx"] {
        let page = b"one \xe4 two \xc3\xa4 \xff\xfe three \x80\n\nfour\n";
        let parsed = parse(name, page, &Config::default());
        assert_eq!(shown(&parsed.notices)[0], "encoding:1", "{name}");
        assert!(
            text_of(&parsed.document.unwrap()).ends_with("four"),
            "{name}"
        );
    }
}

#[test]
fn control_characters_do_not_come_through() {
    let page =
        "---\ntitle: \"a\\u0000b\\u001b\"\n---\n\u{1}x\u{7f}&#8;y `\u{2}`\n\n    c\u{b}\td\n";
    let document = parse("a.md", page, &Config::default()).document.unwrap();
    assert_eq!(document.title, "ab");
    assert_eq!(text_of(&document), "xy");
    assert_eq!(
        document.sections[0].code().next().unwrap().text,
        "    c\td\n".trim_start()
    );
}

#[cfg(unix)]
#[test]
fn links_that_loop_or_leave_are_notices() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.md"), "secret").unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), "# A\n\na").unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("out")).unwrap();
    let corpus = Corpus::open(folder.path(), &Config::default()).unwrap();
    assert_eq!(corpus.sources().len(), 1);
    assert_eq!(shown(corpus.notices()), ["link:0", "link:0"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_a_notice() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.md");
    fs::write(&file, "# A").unwrap();
    let corpus = Corpus::open(folder.path(), &Config::default()).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&file).is_ok() {
        // The superuser may read anything; a file that is gone will do.
        fs::remove_file(&file).unwrap();
    }
    let parsed = corpus.parse(&corpus.sources()[0]);
    assert!(parsed.document.is_none());
    assert_eq!(shown(&parsed.notices), ["unreadable:0"]);
}

#[test]
fn digests_cover_the_file_its_path_and_the_configuration() {
    let digest = |name: &str, text: &str, toml: &str| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), text).unwrap();
        let corpus = Corpus::open(folder.path(), &config(toml)).unwrap();
        corpus.read(&corpus.sources()[0]).page.unwrap().digest
    };
    let same = digest("a.md", "x", "");
    assert_eq!(same, digest("a.md", "x", ""));
    assert_eq!(same, digest("a.md", "x", "[index]\nkeep = 9"));
    assert_ne!(same, digest("a.md", "y", ""));
    assert_ne!(same, digest("b.md", "x", ""));
    assert_ne!(same, digest("a.md", "x", "[site]\nlanguage = \"de\""));
    assert_ne!(
        same,
        digest("a.md", "x", "[corpus]\nmax_section_words = 99")
    );
}

#[test]
fn the_repository_that_holds_the_corpus_is_found() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), "x").unwrap();
    let git = folder.path().join(".git");
    write(&git, "HEAD", "ref: refs/heads/main\n");
    write(
        &git,
        "refs/heads/main",
        "0123456789abcdef0123456789abcdef01234567\n",
    );
    let corpus = Corpus::open(folder.path(), &Config::default()).unwrap();
    let commit = corpus.source_commit();
    assert_eq!(
        commit.as_deref(),
        Some("0123456789abcdef0123456789abcdef01234567")
    );
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
