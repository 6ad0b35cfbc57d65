//! The commit of a git repository, read from its files.
//!
//! Running git would need git, and would trust a repository's configuration.
//! What is read: `HEAD`, the file of a worktree, loose and packed references.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The most that is read of one of git's files, in bytes.
const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// How many references may name one another.
const MAX_REFERENCES: usize = 5;

/// Returns the commit of the repository that holds `folder`.
pub(super) fn head_of(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let git = folder.ancestors().find_map(git_folder)?;
    let common = match text_of(&git.join("commondir")) {
        Some(path) => git.join(path.trim()),
        None => git.clone(),
    };
    let mut value = text_of(&git.join("HEAD"))?;
    for _ in 0..MAX_REFERENCES {
        let Some(name) = value.trim().strip_prefix("ref:").map(str::trim) else {
            return commit_of(&value);
        };
        if !is_reference(name) {
            return None;
        }
        value = text_of(&git.join(name))
            .or_else(|| text_of(&common.join(name)))
            .or_else(|| packed(&common, name))?;
    }
    None
}

/// Returns the folder of a repository's files, where `.git` may only name it.
fn git_folder(folder: &Path) -> Option<PathBuf> {
    let git = folder.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = text_of(&git)?;
    let path = text.trim().strip_prefix("gitdir:")?.trim();
    Some(folder.join(path))
}

/// Finds a reference among the packed ones.
fn packed(common: &Path, name: &str) -> Option<String> {
    let text = text_of(&common.join("packed-refs"))?;
    let mut lines = text.lines().filter_map(|line| line.split_once(' '));
    lines
        .find(|(_, reference)| reference.trim() == name)
        .map(|(commit, _)| commit.to_owned())
}

/// Says whether a name stays inside git's folder.
fn is_reference(name: &str) -> bool {
    name.starts_with("refs/") && !name.contains("..") && !name.contains('\\')
}

/// Returns a commit's id if the text is one.
fn commit_of(text: &str) -> Option<String> {
    let text = text.trim();
    let is_id = matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then(|| text.to_ascii_lowercase())
}

/// Returns the text of a regular file, `None` without one.
fn text_of(path: &Path) -> Option<String> {
    if !path.is_file() {
        return None;
    }
    let mut text = String::new();
    let file = File::open(path).ok()?;
    file.take(MAX_FILE_BYTES).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const ID: &str = "0123456789abcdef0123456789abcdef01234567";

    /// Writes files as (path, content), then asks for the commit of `docs`.
    fn check(files: &[(&str, &str)], expected: Option<&str>) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("docs")).unwrap();
        for (path, content) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let found = head_of(&folder.path().join("docs"));
        assert_eq!(found.as_deref(), expected, "{files:?}");
    }

    #[test]
    fn the_head_is_found_where_git_keeps_it() {
        let head = (".git/HEAD", "ref: refs/heads/main\n");
        check(&[head, (".git/refs/heads/main", ID)], Some(ID));
        let packed = format!("# pack-refs with: peeled\n{ID} refs/heads/main\n^{ID}\n");
        check(&[head, (".git/packed-refs", &packed)], Some(ID));
        check(&[(".git/HEAD", ID)], Some(ID));
        check(
            &[
                ("docs/.git", "gitdir: ../repo/worktrees/docs\n"),
                ("repo/worktrees/docs/HEAD", "ref: refs/heads/side\n"),
                ("repo/worktrees/docs/commondir", "../..\n"),
                ("repo/refs/heads/side", ID),
            ],
            Some(ID),
        );
    }

    #[test]
    fn no_repository_or_no_commit_is_no_head() {
        check(&[(".git/HEAD", "ref: refs/heads/main\n")], None);
        check(&[(".git/HEAD", "ref: refs/../../secret\n")], None);
        check(&[(".git/HEAD", "nonsense")], None);
        check(
            &[
                (".git/HEAD", "ref: refs/heads/a"),
                (".git/refs/heads/a", "ref: refs/heads/a"),
            ],
            None,
        );
        check(&[("docs/.git", "gitdir: /nowhere\n")], None);
    }
}
