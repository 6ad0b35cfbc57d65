//! What the benches share: the folder to measure on and how it is built.

use std::path::{Path, PathBuf};

use docent::build::{Links, Plan, Scope};
use docent::config::Config;
use docent::index::Guard;

/// The folder in `DOCENT_BENCH_CORPUS`, else the corpus that comes with Docent.
pub(crate) fn folder() -> PathBuf {
    std::env::var_os("DOCENT_BENCH_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"),
        PathBuf::from,
    )
}

/// How the folder is built into `index`.
pub(crate) fn plan(index: &Path) -> Plan {
    let corpus = folder();
    Plan {
        config: Config::load(&corpus).expect("the corpus's docent.toml"),
        corpus,
        index: index.to_owned(),
        guard: Guard::On,
        links: Links::Noticed,
        reading: false,
        scope: Scope::Changes,
    }
}
