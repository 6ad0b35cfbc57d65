//! `docent check`: each rule fires once, at the right file and line.

use serde_json::Value;

use crate::support::{corpus, docent, failure, own_corpus, run, stdout};

const TITLED: &[u8] = b"# Gulls\n\nBirds of the coast.\n\n## Herring gull\n\nPink legs.\n";

/// Checks the files of a folder `corpus`; returns the exit code and the report.
fn report(files: &[(&str, &[u8])], arguments: &[&str]) -> (i32, Value) {
    let site = corpus(files);
    let output = docent()
        .current_dir(site.path())
        .args(["check", "--json"])
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    let report = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}{error}"));
    (output.status.code().unwrap(), report)
}

/// Checks that one file, beside a clean one, has exactly these findings.
fn check(path: &str, text: &str, expected: &[&str]) {
    let file = format!("corpus/{path}");
    let files: [(&str, &[u8]); 2] = [("corpus/gulls.md", TITLED), (&file, text.as_bytes())];
    let (code, report) = report(&files, &[]);
    let found = report["findings"].as_array().unwrap();
    let shown: Vec<String> = found
        .iter()
        .map(|f| {
            assert!(!f["remedy"].as_str().unwrap().is_empty(), "{f}");
            let (path, rule) = (f["path"].as_str().unwrap(), f["rule"].as_str().unwrap());
            format!("{path}:{} {rule}", f["line"])
        })
        .collect();
    assert_eq!(shown, expected, "{report:#}");
    let errors = report["errors"].as_u64().unwrap();
    assert_eq!(code, i32::from(errors > 0), "{report:#}");
}

#[test]
fn notices_of_the_parser_are_findings() {
    check(
        "a.md",
        "---\ntitle: [x\n---\n# T\n\nText\n",
        &["a.md:2 front-matter"],
    );
    check("a.md", "# T\n\n```js\nlet x;\n", &["a.md:3 markup"]);
    check("a.md", "Text\n", &["a.md:0 untitled"]);
    check("a.md", "---\ntitle: T\n---\n", &["a.md:0 empty"]);
    check("a.md", "---\ntitle: T\ndraft: true\n---\nText\n", &[]);
}

#[test]
fn titles_and_urls_are_compared() {
    check(
        "owl.md",
        "---\nlevel: beginner\ntitle: gulls\n---\nText\n",
        &["owl.md:3 duplicate-title"],
    );
    check("owl.md", "---\ntitle: gulls\nlang: de\n---\nText\n", &[]);
    check("owl.md", "---\ntitle: gulls\nversion: 2\n---\nText\n", &[]);
    check(
        "owl.md",
        "---\ntitle: Owls\nslug: gulls\n---\nText\n",
        &["owl.md:0 duplicate-url"],
    );
}

#[test]
fn anchors_are_given_once() {
    check(
        "owl.md",
        "# Owls\n\n## Barn owl {#barn}\n\na\n\n## Stable owl {#barn}\n\nb\n",
        &["owl.md:7 duplicate-anchor"],
    );
    check("owl.md", "# Owls\n\n## Owl\n\na\n\n## Owl\n\nb\n", &[]);
    check(
        "owl.html",
        "<title>Owls</title>\n<h1>Owls</h1><p>a</p>\n<h2 id=barn>Barn</h2><p>b</p>\n<p id=barn>c</p>",
        &["owl.html:4 duplicate-anchor"],
    );
}

#[test]
fn links_are_followed_whatever_their_form() {
    let good = [
        "../gulls.md",
        "../gulls",
        "../gulls/",
        "../gulls.html",
        "../gulls.md#herring-gull",
        "/gulls/#herring-gull",
        "/gulls?x=1#herring-gull",
        "../%67ulls.md#herring%2Dgull",
        "#owls",
        "../gulls.md#gulls",
        "#barn",
        "#top",
        "#",
        "../",
        "/",
        "owl.md",
        "../owl/",
        "../../gulls/",
        "https://o.example/x",
        "mailto:a@b.example",
        "//o.example/x",
        "/logo.svg",
        "{{ site.url }}/x",
        "../docent.txt.bak",
    ];
    let links: String = good.iter().map(|to| format!("[a](<{to}>)\n")).collect();
    let page = format!("# Owls\n\n<a name=\"barn\"></a>\n\n{links}");
    let files: [(&str, &[u8]); 3] = [
        ("corpus/gulls.md", TITLED),
        ("corpus/birds/owl.md", page.as_bytes()),
        ("corpus/docent.txt.bak", b"x"),
    ];
    let (code, report) = report(&files, &[]);
    assert_eq!(report["findings"], Value::Array(vec![]), "{report:#}");
    assert_eq!(code, 0);
}

#[test]
fn links_that_lead_nowhere_are_found_with_what_was_meant() {
    let cases = [
        ("../gull.md", "broken-link", "did you mean `../gulls.md`?"),
        ("/gull/", "broken-link", "did you mean `../gulls.md`?"),
        (
            "../seals.md",
            "broken-link",
            "mend the address, or remove the link",
        ),
        (
            "../../../gulls.md",
            "broken-link",
            "did you mean `../gulls.md`?",
        ),
        (
            "../birds/",
            "broken-link",
            "link to a page in it, or give the folder an `index.md`",
        ),
        (
            "../gulls.md#hering-gull",
            "broken-anchor",
            "did you mean `#herring-gull`?",
        ),
        ("#barn", "broken-anchor", "link to a heading that is there"),
    ];
    for (target, rule, remedy) in cases {
        let page = format!("# Owls\n\nText\nand [more]({target}).\n");
        let files: [(&str, &[u8]); 2] = [
            ("corpus/gulls.md", TITLED),
            ("corpus/birds/owl.md", page.as_bytes()),
        ];
        let (code, report) = report(&files, &[]);
        assert_eq!(
            report["findings"].as_array().unwrap().len(),
            1,
            "{report:#}"
        );
        let found = &report["findings"][0];
        assert_eq!(found["path"], "birds/owl.md");
        assert_eq!(found["line"], 4, "{target}");
        assert_eq!(found["rule"], rule, "{target}");
        assert_eq!(found["remedy"], remedy, "{target}");
        assert_eq!(code, 1);
    }
}

#[test]
fn links_under_the_site_url_are_followed() {
    let config = b"[site]\nurl = \"https://birds.example/docs/\"\n";
    let page = b"# Owls\n\n[a](https://birds.example/docs/gulls/) [b](/docs/gulls) [c](/blog/x)\n\
                 [d](https://birds.example/docs/seals/) [e](/docs/seals) [f](https://birds.example/)\n";
    let files: [(&str, &[u8]); 3] = [
        ("corpus/docent.toml", config),
        ("corpus/gulls.md", TITLED),
        ("corpus/birds/owl.md", page),
    ];
    let (_, report) = report(&files, &[]);
    let found = report["findings"].as_array().unwrap();
    let messages: Vec<&str> = found.iter().filter_map(|f| f["message"].as_str()).collect();
    let expected = [
        "`/docs/seals` leads nowhere",
        "`https://birds.example/docs/seals/` leads nowhere",
    ];
    assert_eq!(messages, expected);
}

#[test]
fn html_links_and_ids_have_their_lines() {
    check(
        "owl.html",
        "<title>Owls</title>\n<body><h1>Owls</h1>\n<p id=p>Text\n<a href='gulls.md'>a</a>\n\
         <a href='#p'>b</a>\n<a href='#q'>c</a>\n<img src='https://o.example/a.png'></p>",
        &["owl.html:6 broken-anchor", "owl.html:7 image-alt"],
    );
}

#[test]
fn references_and_images_are_looked_up() {
    check(
        "a.md",
        "# T\n\nA [word][nowhere].\n",
        &["a.md:3 broken-link"],
    );
    check(
        "a.md",
        "# T\n\n![A bird](bird.png)\n",
        &["a.md:3 broken-image"],
    );
    check(
        "a.md",
        "# T\n\na ![](https://o.example/a.png)\n",
        &["a.md:3 image-alt"],
    );
    check("a.md", "# T\n\n<img src=\"/a.png\" alt=\"\"> text\n", &[]);
}

#[test]
fn headings_skip_no_level_and_sections_end() {
    check(
        "a.md",
        "# T\n\n## A\n\na\n\n#### B\n\nb\n",
        &["a.md:7 skipped-level"],
    );
    check(
        "a.md",
        "---\ntitle: T\n---\n\n### A\n\na\n",
        &["a.md:5 skipped-level"],
    );
    check("a.md", "## T\n\na\n\n### A\n\na\n", &[]);
    let long = format!("# T\n\n## A\n\n{}", "Some words of it.\n\n".repeat(400));
    check("a.md", &long, &["a.md:3 long-section"]);
    let fair = format!("# T\n\n## A\n\n{}", "Some words of it.\n\n".repeat(250));
    check("a.md", &fair, &[]);
}

#[test]
fn template_syntax_in_prose_is_told_once_for_each_kind() {
    check(
        "a.md",
        "# T\n\n[toc]\n\nText {{ x }} and `{{ y }}`\n\n[toc]\n\n    [toc]\n",
        &["a.md:3 template-syntax", "a.md:5 template-syntax"],
    );
    check("a.md", "# T\n\n> [!NOTE]\n> Text\n", &[]);
}

#[test]
fn a_topic_that_is_a_slip_is_named_with_its_line() {
    let page = |name: &str, topic: &str| {
        format!("---\ntitle: {name}\ntopics: [{topic}]\n---\nText\n").into_bytes()
    };
    let pages = [
        page("a", "databases"),
        page("b", "databases"),
        page("c", "databases, networks"),
        page("d", "databsaes"),
    ];
    let files: [(&str, &[u8]); 4] = [
        ("corpus/a.md", &pages[0]),
        ("corpus/b.md", &pages[1]),
        ("corpus/c.md", &pages[2]),
        ("corpus/d.md", &pages[3]),
    ];
    let (code, all) = report(&files, &[]);
    let found = &all["findings"][0];
    assert_eq!(found["rule"], "unknown-topic");
    assert_eq!(
        (&found["path"], &found["line"]),
        (&"d.md".into(), &3.into())
    );
    assert_eq!(
        found["remedy"],
        "did you mean `databases`, used by 3 pages?"
    );
    assert_eq!(
        (code, &all["warnings"], &all["errors"]),
        (0, &1.into(), &0.into())
    );
    let (code, _) = report(&files, &["--strict"]);
    assert_eq!(code, 1);
}

#[test]
fn rules_can_be_ignored_by_name() {
    let page = b"# T\n\n[a](b.md) ![](https://o.example/a.png)\n";
    let site = corpus(&[
        (
            "corpus/docent.toml",
            b"[check]\nignore = [\"broken-link\", \"image-alt\"]\n",
        ),
        ("corpus/a.md", page),
    ]);
    let text = stdout(&run(site.path(), &["check"]));
    assert_eq!(text, "checked 1 page: nothing to mend\n");
    let site = corpus(&[
        (
            "corpus/docent.toml",
            b"[check]\nignore = [\"broken-links\"]\n",
        ),
        ("corpus/a.md", page),
    ]);
    let error = failure(&run(site.path(), &["check"]));
    assert!(
        error.contains("docent.toml") && error.contains("did you mean `broken-link`?"),
        "{error}"
    );
}

#[test]
fn the_tutorials_that_come_with_docent_are_clean() {
    let path = own_corpus();
    let text = stdout(&run(&path, &["check", "--strict", "."]));
    assert!(text.ends_with(": nothing to mend\n"), "{text}");
}

#[test]
fn a_person_reads_place_rule_and_remedy() {
    let site = corpus(&[
        ("corpus/gulls.md", TITLED),
        (
            "corpus/a.md",
            b"# T\n\n[a](<gull\x1b[31m.md>) [b](gulls.md#legs)\n\n#### A\n\na\n",
        ),
    ]);
    let output = run(site.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains('\u{1b}'), "{text}");
    for expected in [
        "a.md:3: error: `#legs` is no place on gulls.md (broken-anchor)\n  help: link to a heading",
        "a.md:5: warning: heading of level 4 right below the title (skipped-level)\n  help: make it level 2",
        "checked 2 pages: 2 errors, 1 warning\n",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    let error = failure(&run(site.path(), &["check", "nowhere"]));
    assert!(error.contains("cannot read"), "{error}");
}
