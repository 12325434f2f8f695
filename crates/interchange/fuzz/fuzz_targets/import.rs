//! Any bytes as a file: nothing panics, and what was read goes round.
#![no_main]

#[path = "../goes_round.rs"]
mod goes_round;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| goes_round::goes_round(bytes));
