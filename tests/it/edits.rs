//! Indexing after edits: only what changed is read, and nobody can tell.

use std::fs;
use std::path::{Path, PathBuf};

use docent::api::{BuildReport, SearchRequest, SearchResponse};
use docent::build::{Links, Plan, Scope, build};
use docent::config::Config;
use docent::index::{Guard, Manifest, Snapshot, current};
use docent::search::search;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, prop_oneof, proptest};
use tempfile::TempDir;

use crate::support::{cases, write_files};

/// A corpus, the index that follows its edits, and one built anew.
struct Site {
    folder: TempDir,
}

impl Site {
    fn new(files: &[(&str, &str)]) -> Self {
        let site = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(site.corpus()).unwrap();
        for (path, text) in files {
            site.write(path, text);
        }
        site
    }

    fn corpus(&self) -> PathBuf {
        self.folder.path().join("corpus")
    }

    fn write(&self, path: &str, text: &str) {
        write_files(&self.corpus(), &[(path, text.as_bytes())]);
    }

    fn remove(&self, path: &str) {
        let _ = fs::remove_file(self.corpus().join(path));
    }

    fn plan(&self, index: &str) -> Plan {
        let corpus = self.corpus();
        Plan {
            config: Config::load(&corpus).unwrap(),
            corpus,
            index: self.folder.path().join(index),
            guard: Guard::Off,
            links: Links::Noticed,
            reading: false,
            scope: Scope::Changes,
        }
    }

    /// Brings the index up to date.
    fn index(&self) -> BuildReport {
        build(&self.plan("index"), &mut |_| {}).unwrap().report
    }

    /// Brings the index up to date; says what was read and changed, and checks
    /// that the index is as one built anew.
    fn edit(&self) -> String {
        let report = self.index();
        self.check();
        format!(
            "{} read, {} changed, {} added, {} removed",
            report.read, report.changed, report.added, report.removed
        )
    }

    /// Checks that the index answers as one that is built anew, and that both
    /// builds notice the same.
    fn check(&self) {
        let _ = fs::remove_dir_all(self.folder.path().join("anew"));
        let anew = build(&self.plan("anew"), &mut |_| {}).unwrap();
        let again = build(&self.plan("index"), &mut |_| {}).unwrap();
        assert!(
            !again.report.published,
            "nothing changed: {:?}",
            again.report
        );
        assert_eq!(again.notices, anew.notices);
        let open = |name: &str| Snapshot::open(&self.folder.path().join(name)).unwrap();
        assert_same(&open("index"), &open("anew"));
    }

    fn open(&self) -> Snapshot {
        Snapshot::open(&self.folder.path().join("index")).unwrap()
    }
}

/// What is asked of both indexes: words, beginnings, slips, phrases, nothing.
const QUERIES: &[&str] = &[
    "",
    "harbour",
    "harb",
    "harbuor",
    "gull tide",
    "\"gull tide\"",
    "tide -gull",
    "chart",
    "lighthouse keeper",
    "old",
    "part",
    "shared",
    "gulls",
    "zzz",
    "mole",
    "record",
    "Page 3",
];

/// Checks that two generations hold the same pages and give the same answers.
fn assert_same(edited: &Snapshot, anew: &Snapshot) {
    assert_eq!(edited.pages().records(), anew.pages().records());
    let counted = |snapshot: &Snapshot| snapshot.manifest().statistics.clone();
    assert_eq!(counted(edited), counted(anew));
    assert_eq!(edited.manifest().corpus, anew.manifest().corpus);
    let terms = |snapshot: &Snapshot| {
        let vocabulary = snapshot.vocabulary();
        let ordinals = 0..u32::try_from(vocabulary.len()).unwrap();
        ordinals
            .map(|ordinal| (vocabulary.term(ordinal), vocabulary.frequency(ordinal)))
            .collect::<Vec<_>>()
    };
    assert_eq!(terms(edited), terms(anew));
    for page in 0..u32::try_from(anew.n_pages()).unwrap() {
        for place in 0..anew.pages().record(page).n_sections {
            let section = |snapshot: &Snapshot| snapshot.section(page, place).unwrap();
            assert_eq!(section(edited), section(anew));
        }
    }
    for query in QUERIES {
        assert_eq!(answer(edited, query), answer(anew, query), "{query}");
    }
}

/// Returns an answer without what names the generation and the time it took.
fn answer(snapshot: &Snapshot, q: &str) -> SearchResponse {
    let request = SearchRequest {
        q: q.to_owned(),
        per_page: 50,
        ..SearchRequest::default()
    };
    let mut response = search(snapshot, &request).unwrap();
    response.index.generation.clear();
    response.index.updated_at.clear();
    response.took_ms = 0.0;
    response
}

fn live(site: &Site) -> String {
    current(&site.folder.path().join("index")).unwrap().unwrap()
}

const BOOK: &[(&str, &str)] = &[
    ("book.toml", "[book]\ntitle = \"Coast\"\n"),
    (
        "src/SUMMARY.md",
        "# Summary\n\n- [Gulls](gulls.md)\n- [Tides](tides.md)\n- [Boats](boats.md)\n",
    ),
    (
        "src/gulls.md",
        "# Gulls\n\nThe gull cries.\n\n{{#include ../shared.md}}\n",
    ),
    (
        "src/tides.md",
        "# Tides\n\nThe tide comes. See [gulls](gulls.md#calls).\n",
    ),
    (
        "src/boats.md",
        "# Boats\n\nA boat floats.\n\n{{#include later.md}}\n",
    ),
    ("shared.md", "A shared harbour.\n"),
];

#[test]
fn acceptance_44_only_what_an_edit_touches_is_read_again() {
    let site = Site::new(BOOK);
    assert_eq!(site.edit(), "3 read, 0 changed, 3 added, 0 removed");
    site.write("src/tides.md", "# Tides\n\nThe tide goes.\n");
    assert_eq!(site.edit(), "1 read, 1 changed, 0 added, 0 removed");
    assert_eq!(live(&site), "g0000002");
}

#[test]
fn a_page_that_is_only_touched_is_no_change() {
    let site = Site::new(BOOK);
    site.index();
    for (path, text) in BOOK {
        site.write(path, text);
    }
    let report = site.index();
    assert!(!report.published && report.read == 0, "{report:?}");
    assert_eq!(live(&site), "g0000001");
    assert_eq!(report.generation, "g0000001");
    assert_eq!(report.pages, 3);
}

#[test]
fn a_changed_include_reaches_its_pages_and_one_that_comes_too() {
    let site = Site::new(BOOK);
    site.index();
    site.write("shared.md", "A shared lighthouse.\n");
    assert_eq!(site.edit(), "1 read, 1 changed, 0 added, 0 removed");
    site.write("src/later.md", "The keeper came later.\n");
    assert_eq!(site.edit(), "1 read, 1 changed, 0 added, 0 removed");
    site.remove("src/later.md");
    assert_eq!(site.edit(), "1 read, 1 changed, 0 added, 0 removed");
}

#[test]
fn a_changed_navigation_reaches_the_pages_whose_place_moves() {
    let site = Site::new(BOOK);
    site.index();
    let swapped = "# Summary\n\n- [Gulls](gulls.md)\n- [Boats](boats.md)\n- [Tides](tides.md)\n";
    site.write("src/SUMMARY.md", swapped);
    assert_eq!(site.edit(), "2 read, 2 changed, 0 added, 0 removed");
    let short = "# Summary\n\n- [Gulls](gulls.md)\n- [Boats](boats.md)\n";
    site.write("src/SUMMARY.md", short);
    assert_eq!(site.edit(), "0 read, 0 changed, 0 added, 1 removed");
}

#[test]
fn acceptance_45_deleted_and_renamed_pages_leave_no_address() {
    let site = Site::new(&[
        ("a.md", "# Alpha\n\nThe gull.\n"),
        ("b.md", "# Beta\n\nThe gull and the tide.\n"),
        ("c.md", "# Gamma\n\nSee [beta](b.md).\n"),
    ]);
    site.index();
    fs::rename(site.corpus().join("b.md"), site.corpus().join("moved.md")).unwrap();
    assert_eq!(site.edit(), "1 read, 0 changed, 1 added, 1 removed");
    let urls = |q: &str| {
        let hits = answer(&site.open(), q).results;
        hits.into_iter().map(|hit| hit.url).collect::<Vec<_>>()
    };
    assert_eq!(urls("tide"), ["/moved/"]);
    let dead = build(&site.plan("index"), &mut |_| {}).unwrap().notices;
    assert!(dead.iter().any(|notice| notice.path == "c.md"), "{dead:?}");
    site.remove("a.md");
    assert_eq!(site.edit(), "0 read, 0 changed, 0 added, 1 removed");
    assert_eq!(urls("gull"), ["/moved/"]);
}

#[test]
fn a_redirect_reaches_the_page_it_leads_to() {
    let site = Site::new(BOOK);
    site.index();
    let book =
        "[book]\ntitle = \"Coast\"\n\n[output.html.redirect]\n\"/old.html\" = \"/tides.html\"\n";
    site.write("book.toml", book);
    assert_eq!(site.edit(), "1 read, 1 changed, 0 added, 0 removed");
}

#[test]
fn a_page_whose_url_is_freed_comes_back() {
    let site = Site::new(&[
        ("a.md", "---\nslug: same\n---\n# First\n\nThe gull.\n"),
        ("b.md", "---\nslug: same\n---\n# Second\n\nThe tide.\n"),
        ("c.md", "# Third\n\nThe mole.\n"),
    ]);
    assert_eq!(site.edit(), "3 read, 0 changed, 2 added, 0 removed");
    site.remove("a.md");
    site.edit();
    assert_eq!(site.open().n_pages(), 2);
    site.write("a.md", "---\nslug: same\n---\n# First\n\nThe gull.\n");
    site.edit();
    assert_eq!(answer(&site.open(), "tide").total.value, 0);
}

#[test]
fn a_setting_that_shapes_all_pages_reads_them_again_and_is_named() {
    let site = Site::new(BOOK);
    site.index();
    site.write("docent.toml", "[site]\nurl = \"https://coast.example/\"\n");
    let report = site.index();
    let why = report.reread.unwrap();
    assert!(why.contains("`site.url` differs"), "{why}");
    assert_eq!((report.read, report.changed), (3, 3));
    site.check();
    // What only the search reads takes no page with it.
    let toml =
        "[site]\nurl = \"https://coast.example/\"\n[synonyms]\ngroups = [[\"gull\", \"bird\"]]\n";
    site.write("docent.toml", toml);
    let report = site.index();
    assert!(report.published && report.read == 0 && report.reread.is_none());
    assert_eq!(answer(&site.open(), "bird").total.value, 1);
    site.write(
        "docent.toml",
        &format!("{toml}[preset]\nanchors = \"mkdocs\"\n"),
    );
    let why = site.index().reread.unwrap();
    assert!(why.contains("the settings of the mdbook site"), "{why}");
    site.check();
}

#[test]
fn an_index_of_another_version_or_a_damaged_one_is_built_anew() {
    let site = Site::new(BOOK);
    let index = site.folder.path().join("index");
    let spoil = |file: &str, change: &dyn Fn(Vec<u8>) -> Vec<u8>| {
        let path = index.join(live(&site)).join(file);
        let bytes = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        fs::write(&path, change(bytes)).unwrap();
    };
    let replace = |from: &'static str, to: &'static str| {
        move |bytes: Vec<u8>| {
            String::from_utf8(bytes)
                .unwrap()
                .replace(from, to)
                .into_bytes()
        }
    };
    site.index();
    spoil("manifest.json", &replace("\"format\": ", "\"format\": 9"));
    let report = site.index();
    assert_eq!(report.read, 3);
    assert!(report.reread.unwrap().contains("index format 9"));
    spoil(
        "manifest.json",
        &replace("\"analyzer\": \"", "\"analyzer\": \"other "),
    );
    assert!(
        site.index()
            .reread
            .unwrap()
            .contains("words were split by other")
    );
    spoil("slots.bin", &|mut bytes| {
        bytes.push(0);
        bytes
    });
    assert!(site.index().reread.unwrap().contains("slots.bin: damaged"));
    site.check();
}

#[test]
fn everything_is_read_where_that_is_asked_for() {
    let site = Site::new(BOOK);
    site.index();
    let plan = Plan {
        scope: Scope::All,
        ..site.plan("index")
    };
    let report = build(&plan, &mut |_| {}).unwrap().report;
    assert!(report.published && report.read == 3 && report.reread.is_none());
    site.check();
}

#[test]
fn a_report_of_the_reading_reads_all_and_publishes_nothing() {
    let site = Site::new(BOOK);
    site.index();
    let plan = Plan {
        reading: true,
        ..site.plan("index")
    };
    let outcome = build(&plan, &mut |_| {}).unwrap();
    assert_eq!(outcome.reading.unwrap().indexed, 3);
    assert!(!outcome.report.published);
}

#[test]
fn strict_links_hold_for_pages_that_did_not_change() {
    let site = Site::new(BOOK);
    site.index();
    let plan = Plan {
        links: Links::Strict,
        ..site.plan("index")
    };
    let error = build(&plan, &mut |_| {}).unwrap_err().to_string();
    assert!(error.contains("src/tides.md:3"), "{error}");
    site.write("src/gulls.md", "# Gulls\n\n## Calls\n\nThe gull cries.\n");
    build(&plan, &mut |_| {}).unwrap();
    site.check();
}

#[test]
fn the_base_is_shared_and_one_delta_holds_what_changed() {
    let site = Site::new(&[]);
    let long = |number: usize, word: &str| {
        (0..30).fold(format!("# Page {number}\n\nThe {word}.\n"), |text, part| {
            format!("{text}\n## Part {part}\n\nThe harbour has a {word}.\n")
        })
    };
    for number in 0..30 {
        site.write(&format!("{number:02}.md"), &long(number, "gull"));
    }
    site.index();
    let manifest = || -> Manifest { site.open().manifest().clone() };
    let segments = |prefix: &str| {
        let files = manifest().files.into_keys();
        files
            .filter(|name| name.starts_with(prefix))
            .collect::<Vec<_>>()
    };
    let base = segments("segments/");
    for number in 0..5 {
        site.write(&format!("{number:02}.md"), &long(number, "tide"));
        assert_eq!(site.index().changed, 1);
        assert_eq!(segments("segments/"), base);
        assert_eq!(manifest().delta_sections, 31 * (number as u64 + 1));
        let stores = segments("delta/");
        assert_eq!(
            stores
                .iter()
                .filter(|name| name.ends_with(".store"))
                .count(),
            1
        );
    }
    site.check();
    // Edited again, a page of the delta takes its old self's place in it.
    site.write("00.md", &long(0, "mole"));
    site.index();
    assert_eq!(manifest().delta_sections, 5 * 31);
    // Then the delta is large against the base, and both become a new base.
    for number in 5..12 {
        site.write(&format!("{number:02}.md"), &long(number, "tide"));
        site.index();
    }
    assert_ne!(segments("segments/"), base);
    site.check();
}

/// One thing that a writer does.
#[derive(Debug, Clone)]
enum Edit {
    Write(usize, Vec<usize>),
    Remove(usize),
    Rename(usize, usize),
    Include(usize),
    Settings(usize),
    Navigation(usize),
    Touch(usize),
}

const PAGES: [&str; 18] = [
    "book/src/a.md",
    "book/src/b.md",
    "book/src/c.md",
    "h/1.html",
    "h/2.html",
    "h/3.html",
    "h/4.html",
    "h/5.html",
    "h/6.html",
    "h/7.html",
    "h/8.html",
    "h/9.html",
    "s/one.rst",
    "s/two.rst",
    "en/x.md",
    "de/x.md",
    "list.jsonl",
    "README.md",
];

const WORDS: [&str; 12] = [
    "gull",
    "tide",
    "harbour",
    "chart",
    "lighthouse",
    "keeper",
    "mole",
    "old",
    "gulls",
    "boat",
    "sea",
    "shared",
];

const SETTINGS: [&str; 5] = [
    "",
    "[site]\nname = \"Coast\"\nlanguage = \"de\"\n",
    "[corpus]\nexclude = [\"h/3.html\"]\nmax_section_words = 60\n",
    "[synonyms]\ngroups = [[\"gull\", \"boat\"]]\n",
    "[facets]\nfirst = { type = \"text\" }\n",
];

const NAVIGATION: [&str; 3] = [
    "- [A](a.md)\n- [B](b.md)\n- [C](c.md)\n",
    "- [C](c.md)\n    - [A](a.md)\n- [B](b.md)\n",
    "- [A](a.md)\n",
];

fn edit() -> impl Strategy<Value = Edit> {
    let page = 0..PAGES.len();
    let words = vec(0..WORDS.len(), 1..20);
    prop_oneof![
        6 => (page.clone(), words).prop_map(|(page, words)| Edit::Write(page, words)),
        2 => page.clone().prop_map(Edit::Remove),
        1 => (page.clone(), 0..3_usize).prop_map(|(page, to)| Edit::Rename(page, to)),
        1 => (0..WORDS.len()).prop_map(Edit::Include),
        1 => (0..SETTINGS.len()).prop_map(Edit::Settings),
        1 => (0..NAVIGATION.len()).prop_map(Edit::Navigation),
        1 => page.prop_map(Edit::Touch),
    ]
}

/// Returns a page of some words in the format of its path.
fn page(path: &str, words: &[usize]) -> String {
    let text = words
        .iter()
        .map(|word| WORDS[*word])
        .collect::<Vec<_>>()
        .join(" ");
    let (first, level) = (WORDS[words[0]], ["beginner", "advanced"][words.len() % 2]);
    let name = path.rsplit('/').next().unwrap();
    match path.rsplit_once('.').unwrap().1 {
        "html" => format!(
            "<html><head><title>Page {name}</title></head><body><p>{text}</p>\
             <p>Subscribe to the letter of the harbour, {}.</p></body></html>",
            if words.len() > 15 { "reader" } else { "friend" }
        ),
        "rst" => format!(
            ".. _{name}:\n\nThe {first}\n=====================\n\n{text}\n\nSee :ref:`one.rst`.\n"
        ),
        "jsonl" => words.iter().enumerate().fold(String::new(), |lines, (number, word)| {
            let word = WORDS[*word];
            format!("{lines}{{\"id\": \"{number}\", \"title\": \"Record {word}\", \"text\": \"{text}\"}}\n")
        }),
        _ => format!(
            "---\nlevel: {level}\nfirst: {first}\ndate: 2025-01-{:02}\n---\n# The {first}\n\n{text}\n\n\
             {{{{#include ../inc.md}}}}\n\n## Part {first}\n\nA [link](b.md#part-gull) and {text}.\n",
            words.len()
        ),
    }
}

fn apply(site: &Site, edit: &Edit) {
    match edit {
        Edit::Write(place, words) => site.write(PAGES[*place], &page(PAGES[*place], words)),
        Edit::Remove(place) => site.remove(PAGES[*place]),
        Edit::Rename(from, to) => {
            let path = site.corpus().join(PAGES[*from]);
            let (stem, extension) = PAGES[*from].rsplit_once('.').unwrap();
            let to = site.corpus().join(format!("{stem}-{to}.{extension}"));
            let _ = fs::rename(path, to);
        }
        Edit::Include(word) => {
            site.write("book/inc.md", &format!("The shared {}.\n", WORDS[*word]))
        }
        Edit::Settings(place) => site.write("docent.toml", SETTINGS[*place]),
        Edit::Navigation(place) => site.write("book/src/SUMMARY.md", NAVIGATION[*place]),
        Edit::Touch(place) => touch(&site.corpus().join(PAGES[*place])),
    }
}

/// Writes a file as it is.
fn touch(path: &Path) {
    if let Ok(bytes) = fs::read(path) {
        fs::write(path, bytes).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(6), ..ProptestConfig::default() })]

    #[test]
    fn acceptance_29_an_edited_index_is_as_one_built_anew(
        steps in vec(vec(edit(), 1..4), 1..8)
    ) {
        let site = Site::new(&[
            ("book/book.toml", "[book]\ntitle = \"Coast\"\n"),
            ("book/src/SUMMARY.md", NAVIGATION[0]),
            ("s/conf.py", "project = 'Coast'\n"),
            ("s/index.rst", "Start\n=====\n\n.. toctree::\n\n   one\n   two\n"),
        ]);
        for (number, path) in PAGES.iter().enumerate() {
            let words: Vec<usize> = (0..9).map(|word| (number * 5 + word * 7) % WORDS.len()).collect();
            site.write(path, &page(path, &words));
        }
        site.index();
        for step in &steps {
            for edit in step {
                apply(&site, edit);
            }
            site.edit();
        }
    }
}
