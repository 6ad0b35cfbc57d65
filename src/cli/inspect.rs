//! `docent inspect`: what is in the live generation, or how a page was read.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::path::PathBuf;

use anyhow::bail;
use indicatif::{HumanBytes, HumanCount};
use serde_json::json;

use super::{DEFAULT_INDEX, plain, terminal};
use crate::analysis::tokenize;
use crate::document::Section;
use crate::index::{FIELDS, Manifest, N_FIELDS, PageRecord, Snapshot};

/// Terms of a page that are listed.
const TERMS_SHOWN: usize = 30;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A page: its file, its id or its URL
    page: Option<String>,
    /// The folder that holds the index
    #[arg(long, value_name = "DIR", default_value = DEFAULT_INDEX)]
    index: PathBuf,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let snapshot = Snapshot::open(&arguments.index)?;
    match &arguments.page {
        None if arguments.json => terminal::print_json(snapshot.manifest()),
        None => {
            let mut out = String::new();
            write_generation(&mut out, &snapshot, &snapshot.field_sizes()?)?;
            Ok(terminal::print(&out)?)
        }
        Some(name) => inspect_page(&snapshot, name, arguments.json),
    }
}

fn write_generation(
    out: &mut String,
    snapshot: &Snapshot,
    field_sizes: &[u64; N_FIELDS],
) -> fmt::Result {
    let manifest = snapshot.manifest();
    let statistics = &manifest.statistics;
    let commit = manifest
        .source_commit
        .as_deref()
        .unwrap_or("not in a Git repository");
    let built_by = format!("{}, format {}", manifest.built_by, manifest.format);
    let site = format!("{} {}", manifest.site_name, manifest.site_url);
    let rows = [
        ("generation", manifest.name.clone()),
        ("published", manifest.published_at.clone()),
        ("built by", built_by),
        ("site", site),
        ("language", manifest.language.clone()),
        ("analyzer", manifest.analyzer.clone()),
        ("settings", manifest.settings.clone()),
        ("corpus", manifest.corpus.clone()),
        ("source commit", commit.to_owned()),
        ("pages", HumanCount(statistics.pages).to_string()),
        ("sections", HumanCount(statistics.sections).to_string()),
        ("words", HumanCount(statistics.words).to_string()),
        ("terms", HumanCount(statistics.terms).to_string()),
        ("text", HumanBytes(statistics.text_bytes).to_string()),
        ("index", HumanBytes(manifest.size_bytes()).to_string()),
    ];
    write_rows(out, rows)?;
    writeln!(
        out,
        "\n{}",
        terminal::bold("fields: size, tokens in sections, average length")
    )?;
    let fields = FIELDS.map(|spec| {
        let place = spec.field as usize;
        let detail = format!(
            "{}, {} in {}, {:.1}; {}",
            HumanBytes(field_sizes[place]),
            HumanCount(statistics.field_tokens[place]),
            HumanCount(statistics.field_sections[place]),
            snapshot.average_length(spec.field),
            spec.doc,
        );
        (spec.name, detail)
    });
    write_rows(out, fields)?;
    writeln!(out, "\n{}", terminal::bold("files"))?;
    let sizes = sizes(manifest).into_iter();
    write_rows(
        out,
        sizes.map(|(kind, bytes)| (kind, HumanBytes(bytes).to_string())),
    )?;
    writeln!(out, "\n{}", terminal::bold("facets: values"))?;
    let facets = snapshot.pages().facets().iter();
    write_rows(
        out,
        facets.map(|column| (&column.name, column.values.len().to_string())),
    )
}

/// Writes names and values in two columns.
fn write_rows<N: AsRef<str>>(
    out: &mut String,
    rows: impl IntoIterator<Item = (N, String)>,
) -> fmt::Result {
    for (name, value) in rows {
        let name = format!("{:14}", plain(name.as_ref()));
        writeln!(out, "{} {}", terminal::dim(name), plain(&value))?;
    }
    Ok(())
}

/// Returns the bytes of a generation by kind of file.
fn sizes(manifest: &Manifest) -> BTreeMap<String, u64> {
    let mut sizes = BTreeMap::new();
    for (name, info) in &manifest.files {
        let kind = match name.strip_prefix("segments/") {
            Some(file) => match file.rsplit_once('.') {
                Some((_, "term")) => "terms",
                Some((_, "idx")) => "postings",
                Some((_, "pos")) => "positions",
                Some((_, "store")) => "stored",
                Some((_, "fast")) => "columns",
                Some((_, "fieldnorm")) => "lengths",
                _ => "other",
            },
            None => name.as_str(),
        };
        *sizes.entry(kind.to_owned()).or_default() += info.bytes;
    }
    sizes
}

fn inspect_page(snapshot: &Snapshot, name: &str, as_json: bool) -> anyhow::Result<()> {
    let Some(page) = find_page(snapshot, name) else {
        bail!("{name}: no such page; give its file, id or URL as `docent search` shows it");
    };
    let record = snapshot.pages().record(page);
    let sections = (0..record.n_sections)
        .map(|place| snapshot.section(page, place))
        .collect::<Result<Vec<Section>, _>>()?;
    let terms = terms(record, &sections);
    if as_json {
        let value = json!({ "page": record, "sections": sections, "terms": terms });
        return terminal::print_json(&value);
    }
    let mut out = String::new();
    write_page(&mut out, record, &sections, &terms)?;
    Ok(terminal::print(&out)?)
}

fn find_page(snapshot: &Snapshot, name: &str) -> Option<u32> {
    let name = name.strip_prefix("./").unwrap_or(name);
    let records = || (0_u32..).zip(snapshot.pages().records());
    let exact = records().find(|(_, record)| {
        [&record.path, &record.id, &record.url]
            .iter()
            .any(|known| *known == name)
    });
    // `corpus/web/README.md` ends with `README.md` too: the longest path is meant.
    let below = records().filter(|(_, record)| {
        let folder = name.strip_suffix(record.path.as_str());
        folder.is_some_and(|folder| folder.ends_with('/'))
    });
    let longest = || below.max_by_key(|(_, record)| record.path.len());
    exact.or_else(longest).map(|(page, _)| page)
}

/// Returns the page's terms with their counts, the most frequent first.
fn terms(record: &PageRecord, sections: &[Section]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut count = |text: &str| {
        tokenize(text, |token| {
            *counts.entry(token.term.to_owned()).or_default() += 1;
        });
    };
    count(&record.title);
    count(record.description.as_deref().unwrap_or_default());
    let topics = record.facets.get("topic");
    topics.into_iter().flatten().for_each(|topic| count(topic));
    for section in sections {
        count(section.heading().unwrap_or_default());
        section.prose().for_each(&mut count);
        section.code().for_each(|code| count(&code.text));
    }
    let mut terms: Vec<(String, usize)> = counts.into_iter().collect();
    terms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    terms
}

fn write_page(
    out: &mut String,
    record: &PageRecord,
    sections: &[Section],
    terms: &[(String, usize)],
) -> fmt::Result {
    let rows = [
        ("title", record.title.clone()),
        ("file", record.path.clone()),
        ("url", record.url.clone()),
        ("names", record.names.join(", ")),
        (
            "description",
            record.description.clone().unwrap_or_default(),
        ),
        ("date", record.date.clone().unwrap_or_default()),
    ];
    write_rows(out, rows)?;
    let facets = record.facets.iter();
    write_rows(out, facets.map(|(name, values)| (name, values.join(", "))))?;
    let count = format!("{} sections", sections.len());
    writeln!(out, "\n{}", terminal::bold(count))?;
    for section in sections {
        write_section(out, section)?;
    }
    let shown = terms.iter().take(TERMS_SHOWN);
    let shown: Vec<String> = shown.map(|(term, n)| format!("{term} {n}")).collect();
    let count = format!("{} terms", terms.len());
    writeln!(out, "\n{}", terminal::bold(count))?;
    writeln!(out, "{}", plain(&shown.join(", ")))
}

fn write_section(out: &mut String, section: &Section) -> fmt::Result {
    let indent = "  ".repeat(section.headings.len());
    let heading = section.heading().unwrap_or("(the page's own)");
    let anchor = section.anchor.as_deref().map(|anchor| format!("#{anchor}"));
    let n_words: usize = section
        .prose()
        .map(|text| text.split_whitespace().count())
        .sum();
    let n_code = section.code().count();
    writeln!(
        out,
        "{:>5}  {indent}{} {} {}",
        section.line,
        plain(heading),
        terminal::blue(plain(&anchor.unwrap_or_default())),
        terminal::dim(format!("{n_words} words, {n_code} code blocks")),
    )
}
