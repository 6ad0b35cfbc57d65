//! Standard input as a folder of pages, kept while they are read.

use std::fs::{self, File};
use std::io::{IsTerminal, stdin};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// A folder with what came from standard input; it goes when this does.
pub(super) struct Spool {
    pub(super) folder: PathBuf,
}

impl Spool {
    /// Writes standard input to a file beside the index, whatever its size.
    pub(super) fn of_stdin(index: &Path, name: &str) -> anyhow::Result<Self> {
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.starts_with('.') || name.is_empty() || !name.chars().all(is_plain) {
            let message = format!("`--name` is \"{name}\": use letters, digits, `-` and `_`");
            return Err(Error::Invalid(message).into());
        }
        if stdin().is_terminal() {
            let message = "`--stdin` waits for JSON lines: pipe them in, as `export | docent index \
                           --stdin` does";
            return Err(Error::Invalid(message.to_owned()).into());
        }
        let folder = index.join(format!(".stdin-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        let spool = Self { folder };
        let path = spool.folder.join(format!("{name}.jsonl"));
        let mut file = File::create(&path).map_err(Error::io("create", &path))?;
        let n_bytes =
            std::io::copy(&mut stdin().lock(), &mut file).map_err(Error::io("write", &path))?;
        if n_bytes == 0 {
            let message = "nothing came from standard input: does the command before `|` print?";
            return Err(Error::Invalid(message.to_owned()).into());
        }
        Ok(spool)
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // What cannot be removed is found by its name and does no harm.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
