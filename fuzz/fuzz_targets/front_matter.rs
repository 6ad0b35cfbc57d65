//! Front matter: YAML between `---`, TOML between `+++`.

#![no_main]

use std::cell::OnceCell;

use docent_fuzz::OnePage;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static PAGE: OnceCell<OnePage> = const { OnceCell::new() };
}

fuzz_target!(|bytes: &[u8]| {
    PAGE.with(|page| {
        let page = page.get_or_init(|| OnePage::new("page.md", "plain"));
        for mark in ["---", "+++"] {
            let text = [
                mark.as_bytes(),
                b"\n",
                bytes,
                b"\n",
                mark.as_bytes(),
                b"\n\ntext\n",
            ];
            page.parse("page.md", &text.concat());
        }
    });
});
