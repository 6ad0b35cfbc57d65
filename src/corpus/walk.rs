//! Files to sources: which files of a folder are pages, in stable order.
//!
//! `.gitignore` and `.ignore` files inside the corpus are honoured, hidden
//! files are not pages. Links are followed while they stay inside the corpus.
//! Nothing outside the folder has a say, so two machines find the same pages.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder};

use crate::config::{Config, FILE_NAME};
use crate::error::{Error, Notice, NoticeKind, Result};

use super::address::{id_of, names_folder, plain_id_of, split_path, stem_of};
use super::family;
use super::site::{self, Site, Tree};
use super::{Format, LeftOut, Source, digest, jsonl};

/// The deepest folder that is entered.
const MAX_DEPTH: usize = 100;

/// What a walk came to.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The pages in the byte order of their paths.
    pub(super) sources: Vec<Source>,
    /// The files of known formats that are no pages.
    pub(super) left_out: Vec<LeftOut>,
    /// The sites that they belong to.
    pub(super) sites: Vec<Site>,
    /// The paths of all files, as a digest.
    pub(super) listing: [u8; 32],
    /// What could not be entered or followed.
    pub(super) notices: Vec<Notice>,
}

impl Found {
    /// Starts with what is known before the pages are.
    fn of(sites: Vec<Site>, notices: Vec<Notice>, paths: &[String]) -> Self {
        Self {
            sites,
            notices,
            listing: digest::of_listing(paths),
            ..Self::default()
        }
    }
}

/// Hidden folders and files that hold a generator's configuration.
const HIDDEN_CONFIGS: [&str; 4] = [".vitepress", ".vuepress", ".gitbook.yaml", ".gitbook.yml"];

/// The files that every published index holds.
const INDEX_FILES: [&str; 2] = [".lock", "CURRENT"];

/// Finds the pages under `root`.
///
/// # Errors
/// The folder cannot be read, a glob does not parse, or the preset does not.
pub(super) fn walk(root: &Path, config: &Config) -> Result<Found> {
    std::fs::read_dir(root).map_err(Error::io("read", root))?;
    let home = root.canonicalize().map_err(Error::io("read", root))?;
    let included = globs(root, "include", &config.corpus.include)?;
    let excluded = globs(root, "exclude", &config.corpus.exclude)?;
    let notices = Arc::new(Mutex::new(Vec::new()));
    let walker = WalkBuilder::new(root)
        .parents(false)
        .hidden(false)
        .git_global(false)
        .git_exclude(false)
        .require_git(false)
        .follow_links(true)
        .max_depth(Some(MAX_DEPTH))
        .filter_entry(filter(root.to_path_buf(), home, Arc::clone(&notices)))
        .build();
    let mut paths = Vec::new();
    for entry in walker {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                paths.extend(relative(entry.path(), root));
            }
            Ok(_) => {}
            Err(error) => lock(&notices).push(notice_of(&error, root)),
        }
    }
    paths.sort();
    let notices = sorted(std::mem::take(&mut *lock(&notices)));
    let tree = Tree::new(root, &paths);
    let sites = site::configured(site::detect(&tree), &config.preset, root)?;
    let rules = left_out_rules(&sites)?;
    let mut found = Found::of(sites, notices, &paths);
    for path in &paths {
        let Some(format) = Format::of(path) else {
            continue;
        };
        let number = site::nearest(&found.sites, path);
        let rule = match () {
            () if is_matched(&excluded, path) => Some("corpus.exclude".to_owned()),
            () if !included.is_empty() && !is_matched(&included, path) => {
                Some("corpus.include".to_owned())
            }
            () => rules[number].rule_of(path),
        };
        match rule {
            Some(rule) => found.left_out.push(LeftOut {
                path: path.clone(),
                rule,
            }),
            None => found.sources.push(source_of(root, path, format, number)),
        }
    }
    name_sources(&mut found.sources);
    place_sources(&mut found);
    family::place(&mut found.sources, &found.sites);
    jsonl::expand(&mut found, config.corpus.max_page_mb);
    Ok(found)
}

/// Returns notices in an order that does not depend on the walk's.
fn sorted(mut notices: Vec<Notice>) -> Vec<Notice> {
    notices.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
    notices
}

/// Says whether a glob of a list names a file or a folder above it.
fn is_matched(globs: &Gitignore, path: &str) -> bool {
    !globs.is_empty() && globs.matched_path_or_any_parents(path, false).is_ignore()
}

/// The files of a site that are no pages of their own.
struct Rules {
    generator: &'static str,
    root: String,
    /// Each rule's name with its globs.
    list: Vec<(&'static str, Gitignore)>,
}

impl Rules {
    /// Returns the name of the rule that leaves a file out.
    fn rule_of(&self, path: &str) -> Option<String> {
        let below = match self.root.as_str() {
            "" => path,
            root => path.strip_prefix(root)?.trim_start_matches('/'),
        };
        let mut rules = self.list.iter();
        let (name, _) = rules.find(|(_, globs)| is_matched(globs, below))?;
        Some(format!("{}: {name}", self.generator))
    }
}

/// Compiles the rules of each site.
fn left_out_rules(sites: &[Site]) -> Result<Vec<Rules>> {
    let compiled = sites.iter().map(|site| {
        let rules = site.preset.left_out.iter().map(|(name, glob)| {
            let mut builder = GitignoreBuilder::new("");
            let wrong = |error: ignore::Error| Error::Invalid(format!("{name}: {error}"));
            builder.add_line(None, glob).map_err(wrong)?;
            Ok((*name, builder.build().map_err(wrong)?))
        });
        Ok(Rules {
            generator: site.generator.name(),
            root: site.root.clone(),
            list: rules.collect::<Result<_>>()?,
        })
    });
    compiled.collect()
}

/// Compiles the globs of a key; they mean what they mean in `.gitignore`.
fn globs(root: &Path, key: &str, list: &[String]) -> Result<Gitignore> {
    let wrong = |error: ignore::Error| Error::Config {
        path: root.join(FILE_NAME),
        message: format!("`corpus.{key}` holds a glob that does not parse: {error}"),
    };
    let mut builder = GitignoreBuilder::new("");
    builder.allow_unclosed_class(false);
    for glob in list {
        builder.add_line(None, glob).map_err(wrong)?;
    }
    builder.build().map_err(wrong)
}

/// Returns what decides whether an entry is looked at.
fn filter(
    root: PathBuf,
    home: PathBuf,
    notices: Arc<Mutex<Vec<Notice>>>,
) -> impl Fn(&DirEntry) -> bool + Send + Sync {
    move |entry| {
        let Some(path) = relative(entry.path(), &root).filter(|path| !path.is_empty()) else {
            return true;
        };
        let (_, name) = split_path(&path);
        if name.starts_with('.') && !HIDDEN_CONFIGS.contains(&name) {
            return false;
        }
        if entry.file_type().is_some_and(|kind| kind.is_dir()) && is_index(entry.path()) {
            return false;
        }
        let fault = match entry.path_is_symlink() {
            true => fault_of_link(entry.path(), &path, &home),
            false => None,
        };
        if let Some(fault) = fault {
            lock(&notices).push(Notice::new(NoticeKind::Link, &path, 0, fault));
        }
        fault.is_none()
    }
}

/// Says whether a folder is an index, with the mirrors of live sites that it
/// holds: where the index lies in the corpus, its files are no pages of it.
fn is_index(folder: &Path) -> bool {
    INDEX_FILES.iter().all(|name| folder.join(name).is_file())
}

/// Says why a link is not followed, if it is not.
///
/// A link behind a link is not: a few folders that link to one another have
/// more such ways through them than there are atoms.
fn fault_of_link(link: &Path, path: &str, home: &Path) -> Option<&'static str> {
    let (folder, _) = split_path(path);
    let parent = link.parent().and_then(|parent| parent.canonicalize().ok());
    if !link
        .canonicalize()
        .is_ok_and(|target| target.starts_with(home))
    {
        Some("links to a place outside of the corpus and is left out: copy it in")
    } else if parent.is_none_or(|parent| parent != home.join(folder)) {
        Some("is a link behind a link and is left out: link to the place itself")
    } else {
        None
    }
}

/// Returns a file as a source, not placed yet.
fn source_of(root: &Path, path: &str, format: Format, site: usize) -> Source {
    Source {
        id: id_of(path),
        topic: String::new(),
        path: path.to_owned(),
        file: root.join(path),
        part: None,
        format,
        url: String::new(),
        language: None,
        version: None,
        family: String::new(),
        site,
    }
}

/// Gives the sources their places in their sites; drops those without one.
fn place_sources(found: &mut Found) {
    let Found {
        sources,
        sites,
        left_out,
        ..
    } = found;
    sources.retain_mut(|source| {
        let site = &sites[source.site];
        if source.format == Format::Text {
            source.format = site.preset.text;
        }
        let Some(place) = site.place(&source.path, &source.id, source.format) else {
            left_out.push(LeftOut {
                path: source.path.clone(),
                rule: format!("{}: outside of the content", site.generator.name()),
            });
            return false;
        };
        if let Some(rule) = site.only_listed
            && site.entry_of(&source.path).is_none()
        {
            left_out.push(LeftOut {
                path: source.path.clone(),
                rule: format!("{}: {rule}", site.generator.name()),
            });
            return false;
        }
        let folder = &site
            .mount_of(&source.path)
            .map_or("", |mount| &mount.folder);
        let topic = source.topic.strip_prefix(*folder).unwrap_or("");
        source.topic = topic.trim_start_matches('/').to_owned();
        source.url = place.url;
        source.language = place.language;
        source.version = place.version;
        true
    });
    left_out.sort_by(|a, b| a.path.cmp(&b.path));
}

/// Gives the sources, in path order, what depends on their neighbours.
///
/// A folder's `README` is a page of its own where there is an `index` too. The
/// topic of a page is its folder; a folder with nothing but its index page is
/// that page, so its topic is the folder above.
fn name_sources(sources: &mut [Source]) {
    let mut indexed = HashSet::new();
    let mut shared = HashSet::new();
    let mut before: Option<&Source> = None;
    for source in sources.iter() {
        let (folder, name) = split_path(&source.path);
        let stem = stem_of(name);
        if names_folder(stem) && !stem.eq_ignore_ascii_case("readme") {
            indexed.insert(folder.to_owned());
        }
        if let Some(before) = before {
            shared.extend(common_folders(&before.path, &source.path).map(str::to_owned));
        }
        before = Some(source);
    }
    for source in sources {
        let (folder, name) = split_path(&source.path);
        let is_index = names_folder(stem_of(name));
        if stem_of(name).eq_ignore_ascii_case("readme") && indexed.contains(folder) {
            source.id = plain_id_of(&source.path);
        }
        let topic = match is_index && !shared.contains(folder) {
            true => split_path(folder).0,
            false => folder,
        };
        source.topic = topic.to_owned();
    }
}

/// Returns the folders that hold both of two paths.
fn common_folders<'a>(a: &'a str, b: &'a str) -> impl Iterator<Item = &'a str> {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let slashes = a
        .bytes()
        .enumerate()
        .take(same)
        .filter(|(_, byte)| *byte == b'/');
    slashes.map(|(at, _)| &a[..at])
}

/// Returns a path relative to the corpus, `/`-separated.
fn relative(path: &Path, root: &Path) -> Option<String> {
    let path = path.strip_prefix(root).ok()?.to_string_lossy();
    Some(match std::path::MAIN_SEPARATOR {
        '/' => path.into_owned(),
        separator => path.replace(separator, "/"),
    })
}

/// Says what the walk could not enter.
fn notice_of(error: &ignore::Error, root: &Path) -> Notice {
    let mut path = String::new();
    let mut kind = NoticeKind::Unreadable;
    let mut message = "cannot be read; check its permissions";
    let mut inner = error;
    loop {
        inner = match inner {
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            ignore::Error::WithPath { path: place, err } => {
                path = relative(place, root).unwrap_or_default();
                err
            }
            ignore::Error::Loop { child, .. } => {
                path = relative(child, root).unwrap_or_default();
                kind = NoticeKind::Link;
                message = "links back to a folder above it and is left out: remove the link";
                break;
            }
            ignore::Error::Io(error) if error.kind() == std::io::ErrorKind::NotFound => {
                kind = NoticeKind::Link;
                message = "links to nothing and is left out: mend or remove the link";
                break;
            }
            _ => break,
        };
    }
    Notice::new(kind, &path, 0, message)
}

/// Locks the notices; no holder of the lock can have panicked half-way.
fn lock(notices: &Mutex<Vec<Notice>>) -> std::sync::MutexGuard<'_, Vec<Notice>> {
    notices.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        folder
    }

    fn check(folder: &Path, config: &Config, expected: &[&str]) -> Vec<Notice> {
        let found = walk(folder, config).unwrap();
        let paths: Vec<&str> = found.sources.iter().map(|s| s.path.as_str()).collect();
        assert_eq!(paths, expected);
        found.notices
    }

    #[test]
    fn pages_come_in_path_order_without_hidden_and_ignored_files() {
        let folder = folder(&[
            "b.md",
            "a/z.md",
            "a/_index.md",
            "B.html",
            "x.rs",
            ".hidden/a.md",
            "drafts/a.md",
            "sub/old.md",
            ".git/x.md",
        ]);
        fs::write(folder.path().join(".gitignore"), "drafts/\n").unwrap();
        fs::write(folder.path().join("sub/.ignore"), "old.md\n").unwrap();
        let expected = ["B.html", "a/_index.md", "a/z.md", "b.md"];
        let notices = check(folder.path(), &Config::default(), &expected);
        assert!(notices.is_empty());
    }

    #[test]
    fn globs_include_and_exclude() {
        let folder = folder(&["docs/a.md", "docs/old/b.md", "c.md", "docs/c.txt"]);
        let mut config = Config::default();
        config.corpus.include = vec!["docs/**/*.md".into(), "docs/*.txt".into()];
        config.corpus.exclude = vec!["docs/old/**".into()];
        check(folder.path(), &config, &["docs/a.md", "docs/c.txt"]);
        config.corpus.include = vec!["a[".into()];
        let error = walk(folder.path(), &config).unwrap_err().to_string();
        assert!(error.contains("docent.toml: `corpus.include`"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_inside_and_do_not_loop() {
        let outside = folder(&["secret.md"]);
        let folder = folder(&["a/page.md"]);
        let link = |target: &Path, name: &str| {
            std::os::unix::fs::symlink(target, folder.path().join(name)).unwrap();
        };
        link(&folder.path().join("a"), "inside");
        link(folder.path(), "a/loop");
        link(outside.path(), "outside");
        link(&outside.path().join("secret.md"), "secret.md");
        link(Path::new("nowhere.md"), "broken.md");
        let expected = ["a/page.md", "inside/page.md"];
        let notices = check(folder.path(), &Config::default(), &expected);
        let paths: Vec<&str> = notices.iter().map(|n| n.path.as_str()).collect();
        assert_eq!(
            paths,
            ["a/loop", "broken.md", "inside/loop", "outside", "secret.md"]
        );
        assert!(
            notices.iter().all(|n| n.kind == NoticeKind::Link),
            "{notices:?}"
        );
    }

    #[test]
    fn neighbours_decide_ids_and_topics() {
        let folder = folder(&[
            "README.md",
            "db/index.md",
            "db/README.md",
            "db/redis.md",
            "db/nosql/mongo/index.md",
        ]);
        let found = walk(folder.path(), &Config::default()).unwrap();
        let shown: Vec<String> = found
            .sources
            .iter()
            .map(|source| format!("{} = {} in {}", source.path, source.id, source.topic))
            .collect();
        assert_eq!(
            shown,
            [
                "README.md =  in ",
                "db/README.md = db/README in db",
                "db/index.md = db in db",
                "db/nosql/mongo/index.md = db/nosql/mongo in db/nosql",
                "db/redis.md = db/redis in db",
            ]
        );
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = walk(&folder.path().join("none"), &Config::default()).unwrap_err();
        assert!(matches!(error, Error::Io { .. }), "{error}");
    }
}
