//! Markdown in every dialect: the first byte chooses the generator.

#![no_main]

use std::cell::OnceCell;

use docent::corpus::Generator;
use docent_fuzz::OnePage;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static PAGES: OnceCell<Vec<OnePage>> = const { OnceCell::new() };
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, text)) = bytes.split_first() else {
        return;
    };
    PAGES.with(|pages| {
        let pages = pages.get_or_init(|| {
            let generators = Generator::ALL.iter();
            generators
                .map(|(_, name)| OnePage::new("page.md", name))
                .collect()
        });
        pages[usize::from(*first) % pages.len()].parse("page.md", text);
    });
});
