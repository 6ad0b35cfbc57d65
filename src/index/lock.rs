//! The one writer's lock: held by a process, freed by its end, however it ends.

use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::error::{Error, Result};

const LOCK_FILE: &str = ".lock";

/// The right to write to an index, held until dropped or until the process ends.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, creating the index folder where there is none.
    pub(super) fn take(index: &Path) -> Result<Self> {
        Self::take_file(index, LOCK_FILE)
    }

    /// Takes the lock of a work that goes on beside the writer's.
    pub(super) fn take_as(index: &Path, work: &str) -> Result<Self> {
        Self::take_file(index, &format!("{LOCK_FILE}-{work}"))
    }

    fn take_file(index: &Path, name: &str) -> Result<Self> {
        fs::create_dir_all(index).map_err(Error::io("create", index))?;
        let path = index.join(name);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(Error::io("write", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let known = file.read_to_string(&mut holder).is_ok() && !holder.trim().is_empty();
                return Err(Error::Locked {
                    path: index.to_owned(),
                    holder: if known {
                        format!(" (process {})", holder.trim())
                    } else {
                        String::new()
                    },
                });
            }
            Err(TryLockError::Error(error)) => return Err(Error::io("lock", &path)(error)),
        }
        // Best effort: who holds it is only a help in a message.
        let _ = file.set_len(0);
        let _ = file.rewind();
        let _ = write!(file, "{}", std::process::id());
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_is_told_who_writes() {
        let index = tempfile::tempdir().unwrap();
        let _lock = Lock::take(index.path()).unwrap();
        let error = Lock::take(index.path()).unwrap_err().to_string();
        let process = format!("process {}", std::process::id());
        assert!(error.contains(&process), "{error}");
    }
}
