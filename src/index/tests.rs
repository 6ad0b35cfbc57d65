//! Publishing and opening, end to end on a small index.

use std::fs;
use std::path::Path;

use super::{About, Guard, Manifest, Snapshot, Writer, compact, current, is_worn, list, prepare};
use crate::document::{Block, Document, Section};
use crate::error::{Error, Result};

fn document(path: &str, title: &str, texts: &[&str]) -> Document {
    let sections = texts.iter().enumerate().map(|(place, text)| Section {
        headings: if place == 0 {
            vec![]
        } else {
            vec![format!("part {place}")]
        },
        anchor: (place > 0).then(|| format!("part-{place}")),
        blocks: vec![Block::Prose((*text).to_owned())],
        ..Section::default()
    });
    Document {
        path: path.to_owned(),
        id: path.trim_end_matches(".md").to_owned(),
        url: format!("/{path}"),
        title: title.to_owned(),
        sections: sections.collect(),
        ..Document::default()
    }
}

fn publish(index: &Path, documents: &[Document]) -> Result<Manifest> {
    let mut writer = Writer::create(index, 32 << 20)?;
    for document in documents {
        writer.add(prepare(document))?;
    }
    let about = About {
        language: "en".into(),
        keep: 2,
        ..About::default()
    };
    writer.publish(&about, Guard::On)
}

#[test]
fn what_is_published_is_what_is_opened() {
    let index = tempfile::tempdir().unwrap();
    let documents = [
        document("a.md", "Alpha", &["one two", "two three"]),
        document("b.md", "Beta", &["two"]),
    ];
    let manifest = publish(index.path(), &documents).unwrap();
    assert_eq!(manifest.name, "g0000001");
    assert_eq!(manifest.statistics.sections, 3);
    let snapshot = Snapshot::open(index.path()).unwrap();
    assert_eq!(snapshot.n_pages(), 2);
    assert_eq!(snapshot.section(0, 1).unwrap(), documents[0].sections[1]);
    assert!(snapshot.section(1, 1).is_err());
    let vocabulary = snapshot.vocabulary();
    let two = vocabulary.ordinal("two").unwrap();
    assert_eq!(vocabulary.frequency(two), 3);
    assert_eq!(vocabulary.ordinal("four"), None);
}

#[test]
fn old_generations_stay_until_they_are_surplus() {
    let index = tempfile::tempdir().unwrap();
    let documents = [document("a.md", "Alpha", &["one"])];
    for _ in 0..3 {
        publish(index.path(), &documents).unwrap();
    }
    assert_eq!(list(index.path()).unwrap(), ["g0000002", "g0000003"]);
    assert_eq!(current(index.path()).unwrap().as_deref(), Some("g0000003"));
}

#[test]
fn a_build_is_published_though_an_old_one_cannot_be_removed() {
    let index = tempfile::tempdir().unwrap();
    // A file under a generation's name: no user can remove it as a folder.
    fs::write(index.path().join("g0000001"), "").unwrap();
    let documents = [document("a.md", "Alpha", &["one"])];
    for name in ["g0000002", "g0000003"] {
        assert_eq!(publish(index.path(), &documents).unwrap().name, name);
    }
    assert_eq!(current(index.path()).unwrap().as_deref(), Some("g0000003"));
}

#[test]
fn the_guard_keeps_the_old_index() {
    let index = tempfile::tempdir().unwrap();
    let many: Vec<Document> = (0..20)
        .map(|number| document(&format!("{number}.md"), "Page", &["text"]))
        .collect();
    publish(index.path(), &many).unwrap();
    let error = publish(index.path(), &many[..10]).unwrap_err();
    assert!(
        matches!(
            error,
            Error::Guard {
                before: 20,
                after: 10,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(Snapshot::open(index.path()).unwrap().n_pages(), 20);
    assert!(!index.path().join("building").exists());
    publish(index.path(), &many[..16]).unwrap();
}

#[test]
fn the_guard_holds_for_a_damaged_index_and_a_new_build_mends_it() {
    let index = tempfile::tempdir().unwrap();
    let many: Vec<Document> = (0..20)
        .map(|number| document(&format!("{number}.md"), "Page", &["text"]))
        .collect();
    publish(index.path(), &many).unwrap();
    let folder = index.path().join("g0000001");
    for name in fs::read_dir(folder.join("segments")).unwrap() {
        let path = name.unwrap().path();
        let size = fs::metadata(&path).unwrap().len();
        fs::write(&path, vec![0xff; usize::try_from(size).unwrap()]).unwrap();
    }
    fs::write(folder.join("pages.bin"), "gone").unwrap();
    let error = publish(index.path(), &many[..10]).unwrap_err();
    assert!(matches!(error, Error::Guard { before: 20, .. }), "{error}");
    publish(index.path(), &many).unwrap();
    assert_eq!(Snapshot::open(index.path()).unwrap().n_pages(), 20);
}

#[test]
fn another_format_or_a_damaged_file_is_refused() {
    let index = tempfile::tempdir().unwrap();
    publish(index.path(), &[document("a.md", "Alpha", &["one"])]).unwrap();
    let folder = index.path().join("g0000001");
    let manifest = folder.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("\"format\": ", "\"format\": 99")).unwrap();
    let error = Snapshot::open(index.path()).unwrap_err();
    assert!(error.to_string().contains("run `docent index`"), "{error}");
    fs::write(&manifest, &text).unwrap();
    Snapshot::open(index.path()).unwrap();
    let pages = folder.join("pages.bin");
    let mut bytes = fs::read(&pages).unwrap();
    bytes[0] ^= 1;
    fs::write(&pages, bytes).unwrap();
    assert!(matches!(
        Snapshot::open(index.path()),
        Err(Error::Corrupt { .. })
    ));
}

/// Updates an index: keeps the pages of these ordinals, then adds a document.
fn update(index: &Path, kept: &[u32], added: &Document) -> Manifest {
    let (mut writer, damage) = Writer::update(index, 32 << 20).unwrap();
    assert!(damage.is_none(), "{damage:?}");
    for page in kept {
        writer.keep(*page);
    }
    writer.add(prepare(added)).unwrap();
    let about = About {
        language: "en".into(),
        keep: 9,
        ..About::default()
    };
    writer.publish(&about, Guard::Off).unwrap()
}

#[test]
fn compaction_leaves_one_base_and_the_same_pages() {
    let index = tempfile::tempdir().unwrap();
    let many: Vec<Document> = (10..30)
        .map(|number| document(&format!("{number}.md"), "Page", &["one text", "two words"]))
        .collect();
    publish(index.path(), &many).unwrap();
    let kept: Vec<u32> = (0..19).collect();
    let edited = update(
        index.path(),
        &kept,
        &document("30.md", "Last", &["other text"]),
    );
    assert_eq!((edited.base_sections, edited.delta_sections), (40, 1));
    let before = Snapshot::open(index.path()).unwrap();
    assert_eq!(before.section(19, 0).unwrap().blocks.len(), 1);
    let made = compact(index.path(), 9).unwrap().unwrap();
    assert_eq!(made.name, "g0000003");
    assert!(!is_worn(&made) && made.files.keys().all(|name| !name.starts_with("delta")));
    let after = Snapshot::open(index.path()).unwrap();
    assert_eq!(after.pages().records(), before.pages().records());
    assert_eq!(after.manifest().statistics, before.manifest().statistics);
    for page in 0..20 {
        assert_eq!(
            after.section(page, 0).unwrap(),
            before.section(page, 0).unwrap()
        );
    }
    // An update of the compacted generation finds its pages there.
    let next = update(index.path(), &kept, &document("31.md", "Next", &["more"]));
    assert_eq!((next.base_sections, next.statistics.pages), (39, 20));
    Snapshot::open(index.path()).unwrap();
}

#[test]
fn compaction_yields_to_a_writer() {
    let index = tempfile::tempdir().unwrap();
    publish(index.path(), &[document("a.md", "Alpha", &["one"])]).unwrap();
    let writer = Writer::update(index.path(), 32 << 20).unwrap();
    assert!(compact(index.path(), 5).unwrap().is_none());
    assert!(!index.path().join("compacting").exists());
    drop(writer);
    assert!(compact(index.path(), 5).unwrap().is_some());
}

#[test]
fn an_index_built_anew_under_the_same_name_is_another() {
    let index = tempfile::tempdir().unwrap();
    publish(index.path(), &[document("a.md", "Alpha", &["one"])]).unwrap();
    let snapshot = Snapshot::open(index.path()).unwrap();
    assert!(snapshot.is_live(index.path()));
    fs::remove_dir_all(index.path()).unwrap();
    assert!(!snapshot.is_live(index.path()));
    publish(index.path(), &[document("a.md", "Alpha", &["two"])]).unwrap();
    assert_eq!(
        current(index.path()).unwrap().as_deref(),
        Some(snapshot.name())
    );
    assert!(!snapshot.is_live(index.path()));
    assert!(Snapshot::open(index.path()).unwrap().is_live(index.path()));
}
