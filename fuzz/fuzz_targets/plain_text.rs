//! Plain text, as files: in any encoding.

#![no_main]

use docent_fuzz::parse_file;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| parse_file("page.txt", bytes));
