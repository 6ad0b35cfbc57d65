//! HTML pages.

#![no_main]

use std::cell::OnceCell;

use docent_fuzz::OnePage;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static PAGE: OnceCell<OnePage> = const { OnceCell::new() };
}

fuzz_target!(|bytes: &[u8]| {
    PAGE.with(|page| {
        page.get_or_init(|| OnePage::new("page.html", "plain"))
            .parse("page.html", bytes);
    });
});
