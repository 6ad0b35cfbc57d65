//! Files of records: JSON lines.

#![no_main]

use docent_fuzz::parse_file;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| parse_file("page.jsonl", bytes));
