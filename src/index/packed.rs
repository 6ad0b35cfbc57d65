//! Side files that are read whole: postcard, packed with zstd.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// How hard it is packed: zstd's own middle, as a publish waits for it.
const LEVEL: i32 = 3;

/// Writes a value to a file of a generation.
pub(super) fn write<T: Serialize + ?Sized>(path: &Path, value: &T) -> Result<()> {
    let bytes = postcard::to_stdvec(value).map_err(|error| damaged(path, &error))?;
    let packed = zstd::encode_all(bytes.as_slice(), LEVEL).map_err(Error::io("pack", path))?;
    fs::write(path, packed).map_err(Error::io("write", path))
}

/// Reads a file of a generation.
///
/// # Errors
/// It cannot be read, or is not what was written.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let packed = fs::read(path).map_err(Error::io("read", path))?;
    let bytes = zstd::decode_all(packed.as_slice()).map_err(|error| damaged(path, &error))?;
    postcard::from_bytes(&bytes).map_err(|error| damaged(path, &error))
}

fn damaged(path: &Path, error: &impl ToString) -> Error {
    Error::Corrupt {
        path: path.to_owned(),
        message: error.to_string(),
    }
}
