//! What holds for any bytes, in any format and dialect.

use std::fs;
use std::path::{Path, PathBuf};

use docent::config::Config;
use docent::corpus::{Corpus, Generator};
use docent::document::{Block, Document};
use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq, proptest};

use crate::support::cases;

/// Pieces that mean something to a parser, and some that mean nothing.
const PIECES: &[&str] = &[
    "---\n",
    "+++\n",
    "title: x\n",
    "# ",
    "## a {#b}\n",
    "\n",
    "\n\n",
    "```js\n",
    "```",
    "> ",
    "- ",
    "1. ",
    "    ",
    "\t",
    "|a|b|\n",
    "|-|-|\n",
    "[",
    "](x)",
    "![",
    "*",
    "_",
    "`",
    "<div>",
    "</div>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<pre>",
    "</pre>",
    "<a name='x'>",
    "<h2 id=y>",
    "</h2>",
    "<table><tr><td>",
    "<",
    ">",
    "&lt;",
    "&#0;",
    "&",
    "[^1]",
    "[^1]: ",
    "{: #z }",
    "===\n",
    "---",
    "\u{0}",
    "\u{7}",
    "\u{1b}",
    "\u{202e}",
    "é",
    "漢字",
    "👍",
    "\r\n",
    "word ",
    "A. B?",
    "\\",
    "{{< note >}}",
    "{{< /note >}}",
    "{{#include a.md}}",
    "{% if a %}",
    "{% endif %}",
    "{% raw %}",
    "{{ a }}",
    "{a}",
    "<A b={",
    "</A>",
    "<A>",
    "/>",
    "import A from './a.md'\n",
    "export const a = {\n",
    "!!! note \"x\"\n",
    "::: tip\n",
    ":::\n",
    "> [!NOTE]\n",
    "=== \"a\"\n",
    "```{note} a\n",
    "[cut]\n",
    "*!*",
    "){.a}",
    ": a\n",
    ".. note:: a\n",
    ".. a::\n\n   ",
    ".. _a:\n",
    ":ref:`a <b>`",
    "`a`_ ",
    "|a|",
    "== ==\n",
    "+-+-+\n",
    "~~~\n",
    "= a\n",
    "|===\n",
    "----\n",
    "====\n",
    ":a: {b}\n",
    "{a}",
    "include::a.adoc[]\n",
    "ifdef::a[]\n",
    "endif::[]\n",
    "footnote:[a",
    "[source,js]\n",
    "[[a]]",
    "<<a,b>>",
    "{\"title\":\"a\",\"body\":\"",
    "\"}\n",
    "{\"cells\":[",
    "{\"cell_type\":\"markdown\",\"source\":[\"",
    "\"]}",
    "]}",
];

/// Any mixture of those pieces and other characters.
fn pages() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES).prop_map(str::to_owned);
    let other = prop::collection::vec(proptest::char::any(), 0..4)
        .prop_map(|characters| characters.into_iter().collect::<String>());
    prop::collection::vec(proptest::prop_oneof![4 => piece, 1 => other], 0..60)
        .prop_map(|pieces| pieces.concat())
}

/// Parses the same bytes in every format.
fn documents(bytes: &[u8]) -> Vec<Document> {
    let folder = tempfile::tempdir().unwrap();
    for name in NAMES {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    read(folder.path(), "plain")
}

/// One file of each format; the first three keep all words.
const NAMES: [&str; 8] = [
    "a.md", "b.html", "c.txt", "d.mdx", "e.rst", "f.adoc", "g.ipynb", "h.jsonl",
];

/// Parses the pages of a folder as a generator writes them.
fn read(folder: &Path, generator: &str) -> Vec<Document> {
    let mut config = Config::default();
    generator.clone_into(&mut config.preset.generator);
    let Ok(corpus) = Corpus::open(folder, &config) else {
        return Vec::new();
    };
    let parsed = corpus.sources().iter().map(|source| corpus.parse(source));
    parsed.filter_map(|parsed| parsed.document).collect()
}

/// The files of the golden corpus.
fn golden() -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/corpus")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    files.sort();
    files
}

/// Returns the generator of a golden page and the name of the page's file.
fn origin(path: &Path) -> (&'static str, String) {
    let names: Vec<_> = path.components().map(|part| part.as_os_str()).collect();
    let known = Generator::ALL.iter().map(|(_, name)| *name);
    let mut known = known.filter(|known| names.iter().any(|name| name == known));
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    (known.next().unwrap_or("plain"), stem)
}

/// What is done to a text, somewhere in it.
#[derive(Debug, Clone)]
enum Change {
    /// A stretch of these lengths goes.
    Remove(usize),
    /// A stretch stands twice.
    Repeat(usize),
    /// A piece comes in.
    Insert(&'static str),
    /// A byte becomes another.
    Replace(u8),
}

fn changes() -> impl Strategy<Value = Vec<(usize, Change)>> {
    let change = proptest::prop_oneof![
        (1_usize..80).prop_map(Change::Remove),
        (1_usize..200).prop_map(Change::Repeat),
        prop::sample::select(PIECES).prop_map(Change::Insert),
        proptest::num::u8::ANY.prop_map(Change::Replace),
    ];
    prop::collection::vec((0_usize..1 << 20, change), 1..12)
}

fn changed(mut bytes: Vec<u8>, changes: &[(usize, Change)]) -> Vec<u8> {
    for (at, change) in changes {
        let at = at % (bytes.len() + 1);
        let end = |n: usize| (at + n).min(bytes.len());
        match change {
            Change::Remove(n) => drop(bytes.drain(at..end(*n))),
            Change::Repeat(n) => {
                let stretch = bytes[at..end(*n)].to_vec();
                bytes.splice(at..at, stretch);
            }
            Change::Insert(piece) => drop(bytes.splice(at..at, piece.bytes())),
            Change::Replace(byte) => bytes.iter_mut().skip(at).take(1).for_each(|b| *b = *byte),
        }
    }
    bytes
}

/// Returns what is wrong with a document, if anything is.
fn fault(document: &Document) -> Option<String> {
    let is_control = |c: char| c.is_control();
    if document.title.is_empty() || document.title.contains(is_control) {
        return Some(format!("title {:?}", document.title));
    }
    for section in &document.sections {
        if section
            .headings
            .iter()
            .any(|heading| heading.is_empty() || heading.contains(is_control))
        {
            return Some(format!("headings {:?}", section.headings));
        }
        let anchor = section.anchor.as_deref().unwrap_or("a");
        if anchor.is_empty() || anchor.contains(|c: char| c.is_control() || c.is_whitespace()) {
            return Some(format!("anchor {anchor:?}"));
        }
        for block in &section.blocks {
            let is_wrong = match block {
                Block::Prose(text) => text.trim().is_empty() || text.contains(is_control),
                Block::Code(code) => {
                    let is_bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
                    !code.text.ends_with('\n') || code.text.contains(is_bad)
                }
            };
            if is_wrong {
                return Some(format!("{block:?}"));
            }
        }
    }
    let is_first_own = document.sections.first()?.headings.is_empty();
    (!is_first_own).then(|| "the first section is not the page's own".to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(96)))]

    #[test]
    fn any_page_gives_clean_text(page in pages()) {
        for document in documents(page.as_bytes()) {
            prop_assert_eq!(fault(&document), None);
            // Each byte may stand in a title, a heading path and a block.
            prop_assert!(document.text_bytes() <= 4 * page.len() + 64);
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(proptest::num::u8::ANY, 0..300)) {
        for document in documents(&bytes) {
            prop_assert_eq!(fault(&document), None);
        }
    }

    #[test]
    fn any_dialect_gives_clean_text(
        page in pages(),
        generator in prop::sample::select(Generator::ALL),
    ) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.md"), page.as_bytes()).unwrap();
        for document in read(folder.path(), generator.1) {
            prop_assert_eq!(fault(&document), None);
        }
    }

    #[test]
    fn golden_pages_may_be_torn(path in prop::sample::select(golden()), changes in changes()) {
        let (generator, name) = origin(&path);
        let folder = tempfile::tempdir().unwrap();
        let bytes = changed(fs::read(&path).unwrap(), &changes);
        fs::write(folder.path().join(name), bytes).unwrap();
        for document in read(folder.path(), generator) {
            prop_assert_eq!(fault(&document), None);
        }
    }

    #[test]
    fn plain_words_are_kept(words in prop::collection::vec("[a-z]{1,9}", 1..40)) {
        let paragraphs: Vec<String> = words.chunks(7).map(|chunk| chunk.join(" ")).collect();
        let page = format!("# t\n\n{}\n", paragraphs.join("\n\n"));
        for document in documents(page.as_bytes()).into_iter().take(3) {
            let prose = document.sections.iter().flat_map(|section| section.prose());
            let text = prose.collect::<Vec<_>>().join(" ");
            let found: Vec<&str> = text.split(' ').filter(|word| !matches!(*word, "#" | "t")).collect();
            let expected: Vec<&str> = words.iter().map(String::as_str).filter(|word| *word != "t").collect();
            prop_assert_eq!(found, expected);
        }
    }
}
