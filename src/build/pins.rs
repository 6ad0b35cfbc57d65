//! Pins: the pages that they name are looked up when all pages are known.

use crate::config::{FILE_NAME, Pin};
use crate::error::{Notice, NoticeKind};
use crate::index::Writer;

/// Returns the pins with their pages by id; one whose page is not there is a
/// notice and left out.
pub(super) fn pins(pins: &[Pin], writer: &Writer, notices: &mut Vec<Notice>) -> Vec<Pin> {
    let mut found = Vec::with_capacity(pins.len());
    for pin in pins {
        match writer.find(&pin.page) {
            Some(id) => {
                let mut pin = pin.clone();
                pin.page = id.to_owned();
                found.push(pin);
            }
            None => {
                let queries = pin.queries().join("\", \"");
                let message = format!(
                    "the pin for \"{queries}\" names the page {}, which is not there: write its \
                     file, its id or its address, or remove the pin",
                    pin.page
                );
                notices.push(Notice::new(NoticeKind::Pin, FILE_NAME, 0, message));
            }
        }
    }
    found
}
