//! The two promises of the file form, for generated documents with everything nasty in them.

mod generate;

use bridgebook_domain::{Document, canonical};
use bridgebook_interchange::{Context, Names, export, import};
use generate::{Directory, counter, document};
use proptest::prelude::*;

fn read(text: &str, names: &dyn Names) -> Document {
    let mut ids = counter(1_000_000);
    let mut context = Context { names, ids: &mut ids, file_name: "" };
    import(text.as_bytes(), &mut context).expect("what was exported is never refused").document
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn export_then_import_gives_an_equal_document_and_the_same_file_again(document in document()) {
        let names = Directory;
        let text = export(&document, &names);
        let back = read(&text, &names);
        prop_assert_eq!(canonical::equality(&back), canonical::equality(&document), "file:\n{}", text);
        prop_assert_eq!(export(&back, &names), text, "the second export differs");
    }
}
