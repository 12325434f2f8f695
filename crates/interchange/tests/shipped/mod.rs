//! The templates that ship, read for the tests about what stands in them.

use std::path::Path;

use bridgebook_domain::Document;
use bridgebook_interchange::{Context, NoNames, import};
use uuid::Uuid;

/// The document of a template in English.
pub fn template(name: &str) -> Document {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../templates/en/{name}.md"));
    let text = std::fs::read(&path).unwrap_or_else(|e| panic!("{name}: {e}"));
    let mut next = 0_u128;
    let mut ids = move || {
        next += 1;
        Uuid::from_u128(next)
    };
    let mut context = Context { names: &NoNames, ids: &mut ids, file_name: "" };
    import(&text, &mut context).unwrap_or_else(|e| panic!("{name}: {e}")).document
}
