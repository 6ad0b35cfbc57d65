//! The search boxes that sites have, as npm has them, in a browser against a server.
//!
//! `npm ci` in `tests/clients` gets the packages; node and Chromium must be there.
//! Without them the test says so and passes, unless `DOCENT_BROWSER=required`.
//! `DOCENT_CHROMIUM` names another browser than `/usr/bin/chromium`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::algolia::index_of_clients;
use crate::http::Server;

/// Returns what is missing to run the boxes.
fn missing(folder: &Path) -> Option<String> {
    let chromium = std::env::var_os("DOCENT_CHROMIUM");
    let chromium = chromium.map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    let node = Command::new("node").arg("--version").output();
    if !folder.join("node_modules").is_dir() {
        Some("its packages are not installed: run `npm ci` in tests/clients".to_owned())
    } else if node.is_err() {
        Some("there is no node".to_owned())
    } else if !chromium.exists() {
        Some(format!("there is no browser at {}", chromium.display()))
    } else {
        None
    }
}

#[test]
fn search_boxes_made_for_algolia_work_against_docent() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients");
    if let Some(missing) = missing(&folder) {
        let is_required = std::env::var("DOCENT_BROWSER").is_ok_and(|value| value == "required");
        assert!(!is_required, "{missing}");
        println!("skipped: {missing}");
        return;
    }
    let index = index_of_clients();
    let server = Server::start(index.path());
    let output = Command::new("node")
        .arg(folder.join("run.mjs"))
        .arg(format!("http://{}", server.address()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    println!("{said}");
    assert!(output.status.success(), "{said}\n{errors}");
}
