//! What a reader must see, by number: words, signs, scripts.
//!
//! The numbers in names are those of the acceptance list. Where the corpus that
//! comes with Docent has what a number needs it is asked, else a small one.

use docent::api::{Prefix, SearchRequest, SearchResponse};
use docent::document::Document;
use docent::index::Snapshot;
use docent::search::search;

use crate::support::{ask, document, first, highlights, index_of, own_site, sources};

/// Returns the path of the first hit in our corpus.
fn own_first(q: &str) -> String {
    first(&ask(own_site(), q)).0.to_owned()
}

/// Checks that queries have this page first, and where given this section.
fn check_first(queries: &[&str], path: &str, anchor: &str) {
    for q in queries {
        let response = ask(own_site(), q);
        let (source, section) = first(&response);
        assert_eq!(source, path, "{q}");
        if !anchor.is_empty() {
            assert_eq!(section, anchor, "{q}");
        }
    }
}

fn page(path: &str, text: &str) -> Document {
    document(path, path, &[text.to_owned()])
}

fn literally(snapshot: &Snapshot, q: &str) -> SearchResponse {
    let request = SearchRequest {
        q: q.to_owned(),
        typo: false,
        prefix: Prefix::None,
        ..SearchRequest::default()
    };
    search(snapshot, &request).unwrap()
}

/// Returns the marked stretches of an answer, each once, in order of text.
fn marked(response: &SearchResponse) -> Vec<&str> {
    let all = highlights(response).into_iter();
    let parts = all.flat_map(|highlight| &highlight.parts);
    let mut marked: Vec<&str> = parts
        .filter(|part| part.m)
        .map(|part| part.t.as_str())
        .collect();
    marked.sort_unstable();
    marked.dedup();
    marked
}

#[test]
fn a1_languages_named_with_signs_are_not_the_letter() {
    check_first(&["c++", "C++ "], "languages/cpp/cpp.md", "");
    check_first(&["c#", "C# "], "languages/csharp/csharp.md", "");
    check_first(&["f#"], "languages/fsharp/fsharp.md", "");
    check_first(&["c", "c "], "languages/c/c.md", "");
    let only_c = ask(own_site(), "c++");
    assert!(!sources(&only_c).contains(&"languages/c/void-pointer.md"));
}

#[test]
fn a2_dot_net_is_dotnet_and_net_is_not_forced_to_it() {
    check_first(
        &[".net", ".NET", "dotnet", "dotnet "],
        "languages/dotnet/dotnet.md",
        "",
    );
    let (_folder, snapshot) = index_of(&[
        page("fishing.md", "A net for herring."),
        page("platform.md", "The .NET platform."),
    ]);
    assert_eq!(first(&ask(&snapshot, "net ")).0, "fishing.md");
    assert_eq!(first(&ask(&snapshot, ".net ")).0, "platform.md");
}

#[test]
fn a3_a_path_is_one_name_however_it_is_joined() {
    check_first(
        &["Vec::new", "vec::new", "vec new", "Vec.new"],
        "languages/rust/vec.md",
        "vecnew",
    );
}

#[test]
fn a4_an_identifier_is_found_whole_first_and_by_its_parts() {
    check_first(&["snake_case_name"], "languages/python/naming.md", "");
    for q in ["case name", "case"] {
        let response = ask(own_site(), q);
        assert!(
            sources(&response).contains(&"languages/python/naming.md"),
            "{q}"
        );
    }
    let whole = ask(own_site(), "snake_case_name");
    assert!(marked(&whole).contains(&"snake_case_name"));
    assert!(!marked(&whole).contains(&"snake"));
}

#[test]
fn a5_a_name_is_found_with_and_without_its_blanks() {
    check_first(
        &["useEffect", "use effect", "useeffect"],
        "web/frameworks/react-hooks.md",
        "",
    );
    check_first(
        &["getElementById", "element by id"],
        "languages/javascript/dom.md",
        "getelementbyid",
    );
}

#[test]
fn a6_no_word_is_too_common_to_be_found() {
    let path = "languages/javascript/array-at.md";
    check_first(&["array.prototype.at", "array at"], path, "");
    let response = ask(own_site(), "at");
    assert!(sources(&response)[..3].contains(&path));
}

#[test]
fn a7_keywords_have_their_own_page_first() {
    for (q, path) in [
        ("for", "languages/javascript/for-loop.md"),
        ("if", "languages/javascript/if.md"),
        ("is", "languages/python/is-operator.md"),
        ("of", "languages/javascript/of.md"),
        ("get", "languages/javascript/get.md"),
        ("from", "languages/javascript/from.md"),
        ("after", "web/css/pseudo-classes.md"),
    ] {
        check_first(&[q, &format!("{q} ")], path, "");
    }
}

#[test]
fn a8_operators_are_found_by_sign_and_by_name() {
    let path = "languages/javascript/operators.md";
    for (q, anchor) in [
        ("??=", "-nullish-assignment"),
        ("nullish assignment", "-nullish-assignment"),
        ("nullish coalescing assignment", "-nullish-assignment"),
        ("&&", "-logical-and"),
        ("...", "-spread-and-rest"),
        ("spread", "-spread-and-rest"),
        ("===", "-strict-equality"),
        ("??", "-nullish-coalescing"),
        ("?.", "-optional-chaining"),
        ("optional chaining", "-optional-chaining"),
        ("arrow function", "-arrow-function"),
    ] {
        check_first(&[q], path, anchor);
    }
    assert!(sources(&ask(own_site(), "=>"))[..3].contains(&path));
    let tilde = "languages/bash/flags-and-variables.md";
    check_first(
        &["~", "tilde"],
        tilde,
        "tilde-expansion--and-the-home-directory",
    );
    let rust = "languages/rust/rust.md";
    check_first(&["double colon"], rust, "the-path-separator-");
    assert!(sources(&ask(own_site(), "::"))[..4].contains(&rust));
}

#[test]
fn a8_single_signs_are_looked_for_alone_and_are_punctuation_among_words() {
    let (_folder, snapshot) = index_of(&[
        page("minus.md", "Subtraction (-) of numbers."),
        page("and.md", "Bitwise and: a & b"),
        page("dash.md", "Search - and replace."),
    ]);
    assert_eq!(sources(&ask(&snapshot, "-")), ["minus.md"]);
    assert_eq!(sources(&ask(&snapshot, "&")), ["and.md"]);
    assert_eq!(sources(&ask(&snapshot, "ampersand")), ["and.md"]);
    assert_eq!(sources(&ask(&snapshot, "search & replace")), ["dash.md"]);
}

#[test]
fn a9_a_word_with_a_sign_is_meant_with_it() {
    for (q, path, anchor) in [
        (
            "--release",
            "languages/bash/flags-and-variables.md",
            "--release",
        ),
        (
            "-v",
            "languages/bash/flags-and-variables.md",
            "-v-and---verbose",
        ),
        ("$HOME", "languages/bash/flags-and-variables.md", ""),
        ("@media", "web/css/at-rules.md", "media"),
        (":is", "web/css/pseudo-classes.md", "is"),
        (":hover", "web/css/pseudo-classes.md", "hover"),
        ("::before", "web/css/pseudo-classes.md", "before"),
        ("<video>", "web/html/elements.md", "video"),
        ("#[derive]", "languages/rust/rust.md", "derive"),
        ("node.js", "languages/javascript/nodejs.md", ""),
    ] {
        check_first(&[q], path, anchor);
    }
    let plain = ask(own_site(), "release");
    assert!(sources(&plain).contains(&"languages/bash/flags-and-variables.md"));
}

#[test]
fn a10_versions_are_found_and_never_almost() {
    check_first(&["1.21.3", "v1.21.3", "1.21"], "tools/cli/releases.md", "");
    let (_folder, snapshot) = index_of(&[page("new.md", "What is new in 1.31.")]);
    assert_eq!(ask(&snapshot, "1.21").total.value, 0);
}

#[test]
fn a12_words_apart_hyphened_and_joined_find_each_other() {
    let filler = (0..30).map(|number| {
        let text = match number % 6 {
            0 => "The server is up; a base for data and a set of rules.",
            _ => "The server runs.",
        };
        page(&format!("more/{number:02}.md"), text)
    });
    let mut pages = vec![
        page("one.md", "The setup of a server."),
        page("two.md", "How to set up a server."),
        page("hyphen.md", "A set-up for a server."),
        page("joined.md", "Choose a good database."),
        page("apart.md", "Choose a data base."),
    ];
    pages.extend(filler);
    let (_folder, snapshot) = index_of(&pages);
    for (q, exact) in [
        ("setup", &["one.md", "hyphen.md"][..]),
        ("set up", &["two.md", "hyphen.md"]),
        ("set-up", &["one.md", "hyphen.md"]),
    ] {
        for q in [q.to_owned(), format!("{q} ")] {
            let response = ask(&snapshot, &q);
            let found = &sources(&response)[..3];
            assert!(exact.contains(&found[0]), "{q}: {found:?}");
            for path in ["one.md", "two.md", "hyphen.md"] {
                assert!(found.contains(&path), "{q}: {found:?}");
            }
            assert!(response.query.corrections.is_empty(), "{q}");
        }
    }
    for (q, expected) in [
        ("database", ["joined.md", "apart.md"]),
        ("data base", ["apart.md", "joined.md"]),
        ("data-base", ["joined.md", "apart.md"]),
    ] {
        assert_eq!(sources(&ask(&snapshot, q))[..2], expected, "{q}");
    }
    // Words apart are marked where they stand in a row, not each alone.
    assert_eq!(
        marked(&ask(&snapshot, "setup ")),
        ["set up", "set-up", "setup"]
    );
}

#[test]
fn a13_accents_may_be_left_out_and_count_where_they_are_not() {
    let (_folder, snapshot) = index_of(&[
        page("plain.md", "A cafe in town."),
        page("accent.md", "A caf\u{e9} in town."),
        page("combining.md", "One more cafe\u{301} in town."),
    ]);
    for (q, exact) in [("cafe", 3), ("caf\u{e9}", 3), ("cafe\u{301}", 3)] {
        assert_eq!(ask(&snapshot, q).total.value, exact, "{q}");
    }
    assert_eq!(first(&ask(&snapshot, "cafe ")).0, "plain.md");
    assert_ne!(first(&ask(&snapshot, "caf\u{e9} ")).0, "plain.md");
    check_first(&["cafe", "caf\u{e9}"], "web/unicode-and-accents.md", "");
}

#[test]
fn a14_inflections_find_each_other_unless_quoted() {
    let installing = ask(own_site(), "installing");
    assert!(own_first("installing").contains("install"));
    assert!(installing.query.corrections.is_empty());
    let (_folder, snapshot) = index_of(&[
        page("one.md", "Now install it."),
        page("two.md", "Now installing it."),
    ]);
    assert_eq!(sources(&ask(&snapshot, "installing")), ["two.md", "one.md"]);
    assert_eq!(sources(&ask(&snapshot, "\"installing\"")), ["two.md"]);
}

#[test]
fn a14_each_language_has_its_own_inflections() {
    let pages = [
        ("de.md", "de", "Die Datenbanken, neue H\u{e4}user."),
        ("es.md", "es", "Las instalaciones m\u{e1}s r\u{e1}pidas."),
        ("ar.md", "ar", "\u{627}\u{644}\u{643}\u{62a}\u{627}\u{628}"),
        ("en.md", "en", "Queries and lists."),
        ("liste.md", "de", "Viele Listen."),
    ];
    let pages = pages.map(|(path, language, text)| Document {
        language: Some(language.to_owned()),
        ..page(path, text)
    });
    let (_folder, snapshot) = index_of(&pages);
    for (q, path) in [
        ("Datenbank", "de.md"),
        ("Haus ", "de.md"),
        ("instalaci\u{f3}n", "es.md"),
        ("instalacion", "es.md"),
        ("\u{643}\u{62a}\u{627}\u{628}", "ar.md"),
        ("query", "en.md"),
    ] {
        assert_eq!(sources(&ask(&snapshot, q)), [path], "{q}");
    }
    // A word with forms in the site's language has no others.
    assert_eq!(sources(&ask(&snapshot, "lists ")), ["en.md"]);
}

#[test]
fn a15_a_form_that_is_as_near_as_a_slip_is_said() {
    let (_folder, snapshot) = index_of(&[
        page("install.md", "Install the server."),
        page("other.md", "Something else."),
    ]);
    for q in ["instal", "instal ", "isntall", "innstall"] {
        let response = ask(&snapshot, q);
        assert_eq!(sources(&response), ["install.md"], "{q}");
        let said = &response.query.corrections[0];
        assert_eq!(
            (said.from.as_str(), said.to.as_str()),
            (q.trim(), "install")
        );
        let literal = literally(&snapshot, q);
        assert_eq!(literal.total.value, 0, "{q}");
        assert!(literal.query.corrections.is_empty(), "{q}");
        assert_eq!(literal.suggestions, ["install"], "{q}");
    }
    for q in ["install", "insta"] {
        assert!(ask(&snapshot, q).query.corrections.is_empty(), "{q}");
    }
}

#[test]
fn a20_a_swap_of_neighbours_is_one_edit() {
    let (_folder, snapshot) = index_of(&[page("node.md", "A node of the tree.")]);
    assert_eq!(sources(&ask(&snapshot, "ndoe ")), ["node.md"]);
    assert_eq!(ask(&snapshot, "ndeo ").total.value, 0);
}

#[test]
fn a_name_that_the_corpus_lacks_is_not_taken_for_another() {
    let (_folder, snapshot) = index_of(&[
        page("keys.md", "The numpad keys."),
        page("wind.md", "A tail in the wind."),
        page("zoo.md", "The zoo keeper."),
    ]);
    for q in ["numpy", "numpy array", "tailwind", "tailwind "] {
        let response = ask(&snapshot, q);
        assert!(response.query.corrections.is_empty(), "{q}");
        assert_eq!(response.total.value, 0, "{q}");
    }
    // What stands in a row somewhere is what was meant.
    for q in ["zookeeper", "zookeeper ", "zookeep"] {
        assert_eq!(sources(&ask(&snapshot, q)), ["zoo.md"], "{q}");
    }
}

#[test]
fn a34_words_of_scripts_without_blanks_are_found_inside_longer_runs() {
    let (_folder, snapshot) = index_of(&[
        page(
            "ja.md",
            "\u{30c7}\u{30fc}\u{30bf}\u{30d9}\u{30fc}\u{30b9}\u{63a5}\u{7d9a}\u{306e}\u{4f5c}\u{308a}\u{65b9}",
        ),
        page(
            "zh.md",
            "\u{5982}\u{4f55}\u{6570}\u{636e}\u{5e93}\u{8fde}\u{63a5}\u{548c}\u{4e8c}\u{53c9}\u{6811}\u{3002}",
        ),
        page(
            "ko.md",
            "\u{b370}\u{c774}\u{d130}\u{bca0}\u{c774}\u{c2a4}\u{c5d0} \u{c811}\u{c18d}",
        ),
        page("th.md", "ติดตั้งฐานข้อมูลบนเซิร์ฟเวอร์"),
        page(
            "game.md",
            "\u{771f}\u{30fb}\u{4e09}\u{56fd}\u{7121}\u{53cc}",
        ),
    ]);
    for (q, path) in [
        (
            "\u{30c7}\u{30fc}\u{30bf}\u{30d9}\u{30fc}\u{30b9}\u{63a5}\u{7d9a}",
            "ja.md",
        ),
        ("\u{6570}\u{636e}\u{5e93}\u{8fde}\u{63a5}", "zh.md"),
        ("\u{b370}\u{c774}\u{d130}\u{bca0}\u{c774}\u{c2a4}", "ko.md"),
        ("\u{7121}\u{53cc}", "game.md"),
        ("ฐานข้อมูล", "th.md"),
        ("ข้อมูล ", "th.md"),
        ("ข้อม", "th.md"),
        // One character, in the middle of a run and at its end.
        ("\u{6811} ", "zh.md"),
        ("\u{5e93} ", "zh.md"),
    ] {
        let response = ask(&snapshot, q);
        assert_eq!(first(&response).0, path, "{q}");
        assert!(!marked(&response).is_empty(), "{q}");
    }
}

#[test]
fn a35_a_name_inside_japanese_is_whole() {
    let path = "ja/web/frameworks/react-hooks.md";
    check_first(
        &[
            "React\u{306e}\u{30d5}\u{30c3}\u{30af}",
            "React \u{30d5}\u{30c3}\u{30af}",
        ],
        path,
        "",
    );
    let response = ask(own_site(), "React\u{306e}\u{30d5}\u{30c3}\u{30af}");
    assert!(marked(&response).contains(&"React"));
}

#[test]
fn what_only_a_minus_stands_before_is_looked_for_and_said() {
    let response = ask(own_site(), "-docker");
    assert!(response.total.value > 0);
    assert!(sources(&response)[0].contains("docker"));
    assert!(response.notices[0].contains("\"-docker\" was looked for, not left out"));
    assert!(ask(own_site(), "-v").notices.is_empty());
    let less = ask(own_site(), "container -docker");
    assert!(less.notices.is_empty() && less.total.value > 0);
}
