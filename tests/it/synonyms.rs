//! Synonyms, end to end: of the owner, of one language, built in.

use crate::support::{corpus, run, stdout};

const PAGES: [(&str, &[u8]); 5] = [
    (
        "corpus/pod.md",
        b"# Kubernetes pods\n\nA pod runs containers.\n",
    ),
    ("corpus/short.md", b"# Pods in short\n\nThe k8s way.\n"),
    (
        "corpus/pipeline.md",
        b"# Pipelines\n\nContinuous integration runs each commit.\n",
    ),
    (
        "corpus/halves.md",
        b"# Halves\n\nContinuous growth, and an integration by parts.\n",
    ),
    (
        "corpus/rad.md",
        b"---\nlanguage: de\n---\n# Fahrrad\n\nZwei Reifen und eine Kette.\n",
    ),
];

fn site(settings: &str) -> tempfile::TempDir {
    let mut files = PAGES.to_vec();
    files.push(("corpus/docent.toml", settings.as_bytes()));
    let folder = corpus(&files);
    stdout(&run(folder.path(), &["index"]));
    folder
}

fn found(folder: &tempfile::TempDir, arguments: &[&str]) -> Vec<String> {
    let answer = stdout(&run(
        folder.path(),
        &[&["search", "--json"], arguments].concat(),
    ));
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    let results = answer["results"].as_array().unwrap().iter();
    results
        .map(|hit| hit["source"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_was_typed_counts_more_than_what_means_the_same() {
    let site = site("[synonyms]\ngroups = [[\"commit\", \"parts\"]]\n");
    // The same place on pages alike: what was typed is first.
    assert_eq!(found(&site, &["commit"])[0], "pipeline.md");
    assert_eq!(found(&site, &["parts"])[0], "halves.md");
    assert_eq!(found(&site, &["k8s"]).len(), 2);
    assert_eq!(found(&site, &["kubernetes"]), ["pod.md", "short.md"]);
    assert_eq!(found(&site, &["ci"]), ["pipeline.md"]);
}

#[test]
fn the_built_in_list_can_be_switched_off() {
    let site = site("[synonyms]\nbuiltin = false\n");
    assert_eq!(found(&site, &["k8s"]), ["short.md"]);
}

#[test]
fn an_owner_adds_words_both_ways_one_way_and_for_a_language() {
    let site = site(
        "[synonyms]\ngroups = [[\"pod\", \"capsule\"]]\none_way = { conveyor = [\"pipelines\"] }\n\
         [synonyms.languages.de]\ngroups = [[\"velo\", \"fahrrad\"]]\n",
    );
    assert_eq!(found(&site, &["capsule"]), ["pod.md"]);
    assert_eq!(found(&site, &["conveyor"]), ["pipeline.md"]);
    assert_eq!(found(&site, &["velo"]), [""; 0]);
    assert_eq!(
        found(&site, &["velo", "--prefer-language", "de"]),
        ["rad.md"]
    );
}

#[test]
fn a_part_of_something_written_without_blanks_is_meant_to_the_letter() {
    let site = site("[synonyms]\none_way = { x = [\"kubernetes\"] }\n");
    assert_eq!(found(&site, &["x"]), ["pod.md"]);
    assert_eq!(found(&site, &["short?.x"]), ["short.md"]);
}
