//! What every file has to hold, whatever its bytes: it is refused with a sentence, or what was read of it is
//! written and read again to the same document and the same bytes. Run by the fuzzer on nightly, and over the
//! saved corpus by `tests/corpus.rs` on stable.

use bridgebook_domain::{BlockKind, canonical};
use bridgebook_interchange::{Context, NoNames, export, import, import_csv};
use uuid::Uuid;

/// Reads bytes as Markdown and as CSV.
///
/// # Panics
/// When a document that was read does not go round.
pub fn goes_round(bytes: &[u8]) {
    let mut next = 0_u128;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let mut context = Context { names: &NoNames, ids: &mut ids, file_name: "corpus.md" };
    if let Ok((block, _)) = import_csv(bytes, &BlockKind::Table, "", &mut context) {
        assert!(block.columns.len() <= 300 && block.rows.len() <= 20_000, "a table stays within its limits");
    }
    let Ok(read) = import(bytes, &mut context) else { return };
    let file = export(&read.document, &NoNames);
    let back = import(file.as_bytes(), &mut context).expect("what was exported is never refused").document;
    assert_eq!(canonical::equality(&back), canonical::equality(&read.document), "the document goes round");
    assert_eq!(export(&back, &NoNames), file, "the file goes round");
}
