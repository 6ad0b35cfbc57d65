//! What a writer should mend: the rules of `docent check`.
//!
//! A check reads a corpus as an index is built from it, so it sees what readers
//! will find. [`RULES`] is the one table of what is looked for. `survey` takes a
//! second look at each source for what a document does not keep; `page` judges
//! one page, `links` follows its links, `site` compares all pages.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::thread;

use crate::api::{CheckReport, Finding, Severity};
use crate::config::{self, FILE_NAME};
use crate::error::{Error, Result};

use super::Corpus;
pub use kept::{Followed, PageLinks, follow_links};
use page::Facts;

mod kept;

mod links;

mod page;

mod places;

mod site;

mod survey;

mod template;

/// One rule of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which stays: `[check] ignore` lists it.
    pub name: &'static str,
    /// How much a finding weighs.
    pub severity: Severity,
    /// What it finds.
    pub finds: &'static str,
    /// What to do about it, where a finding knows nothing better.
    pub remedy: &'static str,
}

/// Every rule, in the order of the documentation.
#[rustfmt::skip]
pub const RULES: [Rule; 20] = [
    error("unreadable", "a file or folder that cannot be read", "check who owns it and its permissions"),
    error("encoding", "bytes that are not text in the file's encoding", "save the file as UTF-8"),
    warning("binary", "binary data in a file that is named like a page", "rename it, or exclude it with `[corpus] exclude` in docent.toml"),
    warning("cut", "a page or line too long to be read whole", "split the page, or raise `corpus.max_page_mb` in docent.toml"),
    warning("symlink", "a symbolic link that loops, leads nowhere or leaves the corpus", "replace it by the file it means, or remove it"),
    error("front-matter", "front matter that does not parse, or an unusable value in it", "quote values that hold `: ` or start with a sign, and write dates as YYYY-MM-DD"),
    error("markup", "markup that is not closed", "close what is opened: a fence with as many signs as it starts with, an element with its closing tag"),
    error("untitled", "a page without a title", "add `title:` to its front matter, or start it with a `# heading`"),
    warning("empty", "a page without any text", "write some, or exclude it with `[corpus] exclude` in docent.toml"),
    error("duplicate-url", "a page whose URL another page has: only one of them is found", "give one of them another `slug` or file name"),
    warning("duplicate-title", "a title that another page of the same language and version has: results look the same", "say in the title what is different about this page"),
    error("duplicate-anchor", "an anchor that two places on a page have: links reach only the first", "give one of the headings another id"),
    error("broken-link", "a link that leads to no page and no file of the corpus", "mend the address, or remove the link"),
    error("broken-anchor", "a link to a place that its page does not have", "link to a heading that is there"),
    error("broken-image", "an image whose file is not there", "mend the address, or add the file"),
    warning("image-alt", "an image without words for those who cannot see it, search among them", "describe it: `![what it shows](file.png)`, or `alt=\"\"` in HTML where it only decorates"),
    warning("skipped-level", "a heading more than one level below the one before it", "use the level between, so that the outline has no gap"),
    warning("long-section", "a section so long that it is indexed in pieces", "divide it with headings: results then lead closer to the answer"),
    warning("unknown-topic", "a topic of one or two pages that is a slip away from a topic of more", "use the topic that the others use, or a clearly different one"),
    warning("template-syntax", "syntax of a template language in the text: readers see it as it stands", "write it in plain Markdown, or as code if it is meant"),
];

/// Returns a rule whose findings are errors.
const fn error(name: &'static str, finds: &'static str, remedy: &'static str) -> Rule {
    Rule {
        name,
        severity: Severity::Error,
        finds,
        remedy,
    }
}

/// Returns a rule whose findings are warnings.
const fn warning(name: &'static str, finds: &'static str, remedy: &'static str) -> Rule {
    Rule {
        severity: Severity::Warning,
        ..error(name, finds, remedy)
    }
}

/// Reads a corpus and reports what its writers should mend.
///
/// `n_threads` threads read pages; 0 means one for each core.
///
/// # Errors
/// The configuration ignores a rule that is none.
pub fn check(corpus: &Corpus, ignored: &config::Check, n_threads: usize) -> Result<CheckReport> {
    refuse_unknown(corpus, ignored)?;
    let pages = read_all(corpus, n_threads);
    let mut findings: Vec<Finding> = corpus
        .notices()
        .iter()
        .filter_map(page::of_notice)
        .collect();
    findings.extend(pages.iter().flat_map(|page| page.findings.iter().cloned()));
    findings.extend(links::judge(corpus, &pages));
    findings.extend(site::judge(&pages));
    findings.retain(|finding| !ignored.ignore.contains(&finding.rule));
    Ok(report(&pages, findings))
}

/// Refuses to ignore what is no rule.
fn refuse_unknown(corpus: &Corpus, ignored: &config::Check) -> Result<()> {
    for name in &ignored.ignore {
        if RULES.iter().any(|rule| rule.name == name) {
            continue;
        }
        let likeness = |rule: &&Rule| strsim::jaro_winkler(rule.name, name);
        let nearest = RULES
            .iter()
            .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
            .filter(|rule| likeness(rule) > 0.7);
        let advice = match nearest {
            Some(rule) => format!("did you mean `{}`?", rule.name),
            None => "docs/check.md lists the rules".to_owned(),
        };
        return Err(Error::Config {
            path: corpus.root.join(FILE_NAME),
            message: format!("`check.ignore` names no rule with `{name}`; {advice}"),
        });
    }
    Ok(())
}

/// Reads all pages in order, a run of them on each thread.
fn read_all(corpus: &Corpus, n_threads: usize) -> Vec<Facts> {
    let n_cores = || thread::available_parallelism().map_or(1, usize::from);
    let n_threads = match n_threads {
        0 => n_cores(),
        n => n,
    };
    let sources = corpus.sources();
    let run = sources.len().div_ceil(n_threads).max(1);
    thread::scope(|scope| {
        let runs: Vec<_> = sources
            .chunks(run)
            .map(|run| {
                let read = move || run.iter().map(|source| page::read(corpus, source));
                scope.spawn(move || read().collect::<Vec<Facts>>())
            })
            .collect();
        let pages = runs.into_iter().flat_map(|run| match run.join() {
            Ok(pages) => pages,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        pages.collect()
    })
}

/// Sorts and counts the findings.
fn report(pages: &[Facts], mut findings: Vec<Finding>) -> CheckReport {
    let place = |name: &str| RULES.iter().position(|rule| rule.name == name);
    findings.sort_by(|a, b| {
        let a_place = (&a.path, a.line, place(&a.rule), &a.message);
        a_place.cmp(&(&b.path, b.line, place(&b.rule), &b.message))
    });
    findings.dedup();
    let mut rules: BTreeMap<String, usize> = BTreeMap::new();
    for finding in &findings {
        *rules.entry(finding.rule.clone()).or_default() += 1;
    }
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    let errors = findings.iter().filter(is_error).count();
    CheckReport {
        files: pages.len(),
        pages: pages.iter().filter(|page| page.about.is_some()).count(),
        hidden: pages.iter().filter(|page| page.is_hidden).count(),
        errors,
        warnings: findings.len() - errors,
        rules,
        findings,
    }
}

/// Returns a finding of a rule, with the rule's own remedy.
fn finding(rule: &str, path: &str, line: u32, message: String) -> Finding {
    let known = RULES.iter().find(|known| known.name == rule);
    debug_assert!(known.is_some(), "no rule `{rule}`");
    Finding {
        rule: rule.to_owned(),
        severity: known.map_or(Severity::Warning, |rule| rule.severity),
        path: path.to_owned(),
        line,
        message,
        remedy: known.map_or("", |rule| rule.remedy).to_owned(),
    }
}

/// Returns `docs/check.md`: every rule with what it finds and what to do.
pub fn to_markdown() -> String {
    let mut out = String::from(
        "# docent check\n\n\
         Generated from `src/corpus/check/mod.rs`; `cargo test` fails when it is out of date.\n\n\
         `docent check [CORPUS]` reads a corpus as an index is built from it and reports what\n\
         its writers should mend. It ends with exit code 1 if there is an error, with `--strict`\n\
         also if there is a warning. A rule is switched off by its name in `docent.toml`:\n\n\
         ```toml\n[check]\nignore = [\"long-section\"]\n```\n\n\
         | rule | severity | finds | remedy |\n|---|---|---|---|\n",
    );
    for rule in RULES {
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} |",
            rule.name,
            rule.severity.as_str(),
            rule.finds,
            rule.remedy
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_each_once() {
        let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        let is_kebab = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(names.iter().all(|name| name.chars().all(is_kebab)));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RULES.len());
    }

    #[test]
    fn findings_are_sorted_and_counted() {
        let at = |rule: &str, path: &str, line| finding(rule, path, line, "x".to_owned());
        let findings = vec![
            at("image-alt", "b.md", 1),
            at("image-alt", "a.md", 9),
            at("broken-link", "a.md", 9),
            at("broken-link", "a.md", 9),
        ];
        let report = report(&[], findings);
        let shown: Vec<String> = report
            .findings
            .iter()
            .map(|finding| format!("{}:{} {}", finding.path, finding.line, finding.rule))
            .collect();
        let expected = ["a.md:9 broken-link", "a.md:9 image-alt", "b.md:1 image-alt"];
        assert_eq!(shown, expected);
        assert_eq!((report.errors, report.warnings), (1, 2));
        assert_eq!(report.rules["image-alt"], 2);
    }
}
