//! What the whole-house tests stand on: the rules of the house as functions that can be shown to
//! fail, and a driver for the real window. Nothing here is shipped.

pub mod architecture;
pub mod desktop;
pub mod sources;

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests lie in a folder of the checkout").to_path_buf()
}
