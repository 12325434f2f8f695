//! Writes every picture, small, typical and overfull, to the path given, to be looked at. A second argument
//! `grey` prints it as a copy in black and white, `cards` the call tree and the wallet cards.

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/drawn/mod.rs"]
mod drawn;

use bridgebook_pdf::{Cards, Front, Inks, Options, export};

fn main() {
    let path = std::env::args().nth(1).expect("a path to write to");
    let grey = std::env::args().nth(2).is_some_and(|a| a == "grey");
    let inks = if grey { Inks::Grey } else { Inks::Colour };
    let cards = if std::env::args().nth(2).is_some_and(|a| a == "cards") { Cards::Only } else { Cards::Without };
    let documents = if cards == Cards::Only { drawn::calls() } else { drawn::all() };
    let options = Options { inks, cards, front: Front::None, ..Options::default() };
    let made = export(&common::binder(documents), &common::fonts(), &options).expect("the pictures print");
    std::fs::write(path, made.bytes).expect("the path can be written");
}
