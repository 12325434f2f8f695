//! Writes the sample binder of the tests to the path given, to be looked at.

#[path = "../tests/common/mod.rs"]
mod common;

use bridgebook_pdf::{Filling, Options, export};

fn main() {
    let path = std::env::args().nth(1).expect("a path to write to");
    let blank = std::env::args().nth(2).is_some_and(|a| a == "blank");
    let options = Options { filling: if blank { Filling::Blank } else { Filling::Filled }, ..Options::default() };
    let made = export(&common::sample(), &common::fonts(), &options).expect("the sample prints");
    std::fs::write(path, made.bytes).expect("the path can be written");
}
