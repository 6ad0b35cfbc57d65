//! `docent eval`, end to end: tiny corpora, and the published collections.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{corpus, failure, run, stdout};

const QUERIES: &str = r#"{"id":"b1","query":"herring gull","kind":"keyword","split":"dev","relevant":[{"path":"gull.md","grade":2},{"path":"gull.md","anchor":"voice","grade":1}]}
{"id":"b2","query":"how does an owl hunt","kind":"question","split":"test","relevant":[{"path":"owl.md","anchor":"hunting","grade":3},{"path":"owl.md","grade":2},{"path":"lost.md","grade":1}]}
{"id":"b3","query":"zzzz","kind":"keyword","relevant":[{"path":"owl.md","grade":3}]}
{"id":"b4","query":"owl","relevant":[{"path":"owl.md","grade":1}]}
"#;

fn site() -> tempfile::TempDir {
    let site = corpus(&[
        (
            "corpus/gull.md",
            b"# Herring gull\n\nA gull of the coast.\n\n## Voice\n\nA loud cry.\n",
        ),
        (
            "corpus/owl.md",
            b"# Barn owl\n\nA pale bird.\n\n## Hunting\n\nThe owl does hunt at night.\n",
        ),
        (
            "corpus/bills.md",
            b"# Bills\n\nThe herring gull has a red spot on its bill.\n",
        ),
        ("birds.jsonl", QUERIES.as_bytes()),
    ]);
    stdout(&run(site.path(), &["index"]));
    site
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn near(value: &Value, expected: f64) {
    let found = value.as_f64().expect("a number");
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

/// What lies beside the project for measuring only.
#[expect(clippy::print_stdout, reason = "a skipped test must say so")]
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not here", path.display());
    None
}

#[test]
fn every_query_is_measured_and_the_same_each_time() {
    let site = site();
    let arguments = ["eval", "birds.jsonl", "--json"];
    let text = stdout(&run(site.path(), &arguments));
    assert_eq!(text, stdout(&run(site.path(), &arguments)));
    let report = json(&text);
    let set = &report["sets"][0];
    assert_eq!(set["name"], "birds");
    assert_eq!(
        (&set["mean"]["n"], &set["left_out"]),
        (&3.into(), &1.into())
    );
    assert_eq!(set["missing"], serde_json::json!(["lost.md"]));
    let [gull, owl, nothing] = [0, 1, 2].map(|place| &set["topics"][place]);
    assert_eq!(gull["first"][0]["page"], "gull.md");
    assert_eq!(gull["first"][0]["grade"], 2);
    assert_eq!(gull["first"][1]["grade"], Value::Null);
    near(&gull["metrics"]["ndcg10"], 1.0);
    assert_eq!(gull["metrics"]["anchor"], Value::Null);
    assert_eq!(owl["first"][0]["section"], "hunting");
    near(&owl["metrics"]["anchor"], 1.0);
    near(&nothing["metrics"]["ndcg10"], 0.0);
    near(&report["all"]["metrics"]["success1"], 2.0 / 3.0);
    near(&report["kinds"]["keyword"]["metrics"]["success1"], 0.5);
}

#[test]
fn a_person_reads_a_table() {
    let site = site();
    let arguments = ["eval", "birds.jsonl", "--by-kind", "--unjudged"];
    let text = stdout(&run(site.path(), &arguments));
    for part in [
        "birds                       3    ",
        "question                    1    0.917    1.000",
        "notice: birds: 1 queries have no page of grade 2",
        "notice: birds: judged but not in the index: lost.md",
        "unjudged\tb1\t2\tbills.md\therring gull",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let dev = stdout(&run(
        site.path(),
        &["eval", "birds.jsonl", "--split", "dev"],
    ));
    assert!(
        dev.contains("birds                       2    0.500"),
        "{dev}"
    );
}

#[test]
fn two_reports_are_compared() {
    let site = site();
    let report = stdout(&run(site.path(), &["eval", "birds.jsonl", "--json"]));
    fs::write(site.path().join("before.json"), &report).unwrap();
    fs::write(site.path().join("worse.run"), "b1 Q0 bills.md 1 1 x\n").unwrap();
    let arguments = ["eval", "birds.jsonl", "--compare", "before.json"];
    let same = stdout(&run(site.path(), &arguments));
    assert!(same.contains("compared over 3 queries, 0 in one"), "{same}");
    assert!(same.contains("+0.000      0      0   1.0000"), "{same}");
    let worse = [&arguments[..], &["--run", "worse.run"]].concat();
    let worse = stdout(&run(site.path(), &worse));
    assert!(
        worse.contains("fell most\n  -1.000  b1  herring gull"),
        "{worse}"
    );
    assert!(worse.contains("gull.md → bills.md"), "{worse}");
    let machine = [&arguments[..], &["--json"]].concat();
    let machine = json(&stdout(&run(site.path(), &machine)));
    assert_eq!(machine["comparison"]["n"], 3);
    assert_eq!(machine["sets"], json(&report)["sets"]);
}

#[test]
fn a_run_written_and_read_gives_the_same_metrics() {
    let site = site();
    let out = ["eval", "birds.jsonl", "--json", "--run-out", "birds.run"];
    let searched = json(&stdout(&run(site.path(), &out)));
    let text = fs::read_to_string(site.path().join("birds.run")).unwrap();
    assert!(text.starts_with("b1 Q0 gull.md 1 2 docent\n"), "{text}");
    let back = ["eval", "birds.jsonl", "--json", "--run", "birds.run"];
    let recorded = json(&stdout(&run(site.path(), &back)));
    for metric in ["ndcg10", "success1", "mrr10", "recall10", "map"] {
        let of = |report: &Value| report["all"]["metrics"][metric].clone();
        assert_eq!(of(&searched), of(&recorded), "{metric}");
    }
}

#[test]
fn a_gate_fails_below_its_floor_and_says_by_how_much() {
    let site = site();
    let gate = |toml: &str| {
        fs::write(site.path().join("gate.toml"), toml).unwrap();
        run(site.path(), &["eval", "birds.jsonl", "--gate", "gate.toml"])
    };
    stdout(&gate("[all]\nsuccess1 = 0.6\n[set.birds]\nmap = 0.3\n"));
    let error = failure(&gate("[kind.keyword]\nsuccess1 = 0.75\n"));
    assert!(
        error.contains("below the gate: kind.keyword success1 is 0.5000, 0.2500 below 0.75"),
        "{error}"
    );
    let error = failure(&gate("[all]\nndgc10 = 0.1\n"));
    assert!(
        error.contains("gate.toml: ") && error.contains("`ndgc10`"),
        "{error}"
    );
}

#[test]
fn wrong_input_names_the_file_and_line() {
    let site = site();
    fs::write(site.path().join("bad.jsonl"), "{\"id\":1}\n").unwrap();
    let cases: [(&[&str], &str); 7] = [
        (&["eval"], "required"),
        (&["eval", "none.jsonl"], "none.jsonl: cannot read"),
        (&["eval", "bad.jsonl"], "bad.jsonl:1: "),
        (
            &["eval", "birds.jsonl", "--index", "a", "--index", "b"],
            "once for each",
        ),
        (
            &["eval", "birds.jsonl", "birds.jsonl"],
            "two sets are called",
        ),
        (&["eval", "birds.jsonl", "--depth", "1"], "at least 10"),
        (
            &["eval", "birds.jsonl", "--compare", "bad.jsonl"],
            "not a report",
        ),
    ];
    for (arguments, expected) in cases {
        let error = failure(&run(site.path(), arguments));
        assert!(error.contains(expected), "{arguments:?}: {error}");
    }
}

#[test]
fn a_collection_is_indexed_and_measured() {
    let site = corpus(&[
        (
            "tiny/docs.jsonl",
            b"{\"id\":\"1\",\"title\":\"Wing\",\"text\":\"lift of a\\nwing\"}\n\
              {\"id\":\"2\",\"title\":\"\",\"text\":\"heat of a plate\"}\n",
        ),
        (
            "tiny/queries.jsonl",
            b"{\"id\":\"1\",\"query\":\"HEAT OF PLATES .\"}\n{\"id\":\"2\",\"query\":\"none\"}\n",
        ),
        ("tiny/qrels.tsv", b"query_id\tdoc_id\tgrade\n1\t2\t1\n"),
    ]);
    let text = stdout(&run(
        site.path(),
        &["eval", "--collection", "tiny", "--json"],
    ));
    let report = json(&text);
    assert_eq!(report["sets"][0]["left_out"], 1);
    near(&report["all"]["metrics"]["map"], 1.0);
}

#[test]
fn cranfield_is_as_good_as_plain_bm25() {
    let Some(folder) = shared("ir/cranfield") else {
        return;
    };
    let site = corpus(&[]);
    let folder = folder.to_string_lossy();
    let text = stdout(&run(
        site.path(),
        &["eval", "--collection", &folder, "--json"],
    ));
    let set = &json(&text)["sets"][0];
    assert_eq!(set["mean"]["n"], 225);
    assert_eq!(set["missing"], serde_json::json!([]));
    // A floor against breakage; plain BM25 reaches 0.41.
    assert!(
        set["mean"]["metrics"]["map"].as_f64().unwrap() > 0.3,
        "{}",
        set["mean"]
    );
}

#[test]
fn judged_queries_of_real_sites_can_be_read() {
    let Some(folder) = shared("queries") else {
        return;
    };
    let mut n_files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let set = docent::eval::TopicSet::load(&entry.unwrap().path()).unwrap();
        assert!(
            set.topics.iter().all(|topic| set.is_judged(topic)),
            "{}",
            set.name
        );
        n_files += 1;
    }
    assert!(n_files > 0);
}
