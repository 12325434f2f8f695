//! bridgebook-cli
fn main() {}
