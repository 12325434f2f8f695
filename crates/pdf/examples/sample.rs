//! Writes the sample binder of the tests to the path given, to be looked at. A second argument `blank` prints it as
//! blank forms, `grey` without colour, any other for the person of that id.

#[path = "../tests/common/mod.rs"]
mod common;

use bridgebook_pdf::{Filling, Inks, Options, Person, export};

fn main() {
    let path = std::env::args().nth(1).expect("a path to write to");
    let mut options = Options::default();
    match std::env::args().nth(2).as_deref() {
        Some("blank") => options.filling = Filling::Blank,
        Some("grey") => options.inks = Inks::Grey,
        Some(id) => {
            let name = common::names().get(id).cloned().unwrap_or_else(|| id.to_owned());
            options.person = Some(Person { name, known_as: vec![id.to_owned()] });
        }
        None => {}
    }
    let made = export(&common::sample(), &common::fonts(), &options).expect("the sample prints");
    std::fs::write(path, made.bytes).expect("the path can be written");
}
