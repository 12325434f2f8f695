//! Live views in the file form: what they show is written, and passed over when the file is read.

mod generate;

use bridgebook_domain::picture::Listing;
use bridgebook_domain::{Block, BlockKind, Document, Operation, Path, Section, SectionId, Value, canonical};
use bridgebook_interchange::{Context, Views, export, export_with_views, import, replace};
use generate::{Directory, counter, document};
use proptest::collection::vec;
use proptest::prelude::*;

/// Shows the same table in every view.
struct Same(Listing);

impl Views for Same {
    fn listing(&self, _id: SectionId, section: &Section) -> Option<Listing> {
        (section.kind == BlockKind::View).then(|| self.0.clone())
    }
}

fn read(text: &str) -> Document {
    let mut ids = counter(1_000_000);
    let mut context = Context { names: &Directory, ids: &mut ids, file_name: "" };
    import(text.as_bytes(), &mut context).expect("what was exported is never refused").document
}

#[test]
fn what_a_view_shows_stands_below_its_comment_and_is_not_read_back() {
    let file = "---\nbridgebook: 1\ntitle: Plan\n---\n\n## Log\n\n<!-- bb:view label=\"ICS 214\" kinds=[decision, \"state change\"] source=log columns=0 -->\n\n## After\n\nText.\n";
    let document = read(file);
    let (_, log) = document.live_sections()[0];
    assert_eq!((log.block.setting("source"), log.label.as_str()), ("log", "ICS 214"));
    let columns = vec!["When".to_owned(), "What".to_owned()];
    let rows = vec![vec!["14:05".to_owned(), "a | b\n<!-- bb:end -->".to_owned()]];
    let views = Same(Listing { columns, rows, ..Listing::default() });
    let written = export_with_views(&document, &Directory, &views);
    assert!(written.contains("| When | What |\n| --- | --- |\n| 14:05 | a \\| b<br><!-- bb:end --> |\n"), "{written}");
    let back = read(&written);
    assert_eq!(canonical::equality(&back), canonical::equality(&document));
    assert_eq!(export_with_views(&back, &Directory, &views), written);
    assert_eq!(export(&back, &Directory), file, "without what it shows it is as it was");
}

#[test]
fn a_document_that_is_replaced_keeps_its_views() {
    let file = "---\nbridgebook: 1\ntitle: Plan\n---\n\n## Log\n\n<!-- bb:view source=log kinds=[decision] columns=0 -->\n\n## After\n\nText.\n";
    let document = read(file);
    let columns = vec!["When".to_owned(), "What".to_owned()];
    let rows = vec![vec!["14:05".to_owned(), "Roll back".to_owned()]];
    let views = Same(Listing { columns, rows, ..Listing::default() });
    let written = export_with_views(&document, &Directory, &views);
    assert!(written.contains("| 14:05 | Roll back |"), "{written}");
    let now = jiff::Timestamp::UNIX_EPOCH;
    let mut ids = counter(2_000_000);
    let mut again = |text: &str| {
        let mut context = Context { names: &Directory, ids: &mut ids, file_name: "" };
        import(text.as_bytes(), &mut context).expect("it is read").document
    };
    assert_eq!(replace(&document, &again(&written), now), [], "what a view shows is no edit of it");
    // Somebody wrote into what the view showed, and changed the text below it.
    let edited = again(&written.replace("Roll back", "Wait").replace("Text.", "Other text."));
    let operations = replace(&document, &edited, now);
    assert!(matches!(operations.as_slice(), [Operation::Splice { .. }]), "{operations:?}");
    let mut result = document.clone();
    result.apply_all(&operations, now).expect("they apply");
    let (before, after) = (document.live_sections()[0], result.live_sections()[0]);
    assert_eq!(after, before, "the view is the same section with the same settings, and stores nothing it showed");
    let moved = again(&written.replace("source=log kinds=[decision]", "source=actions state=all"));
    let operations = replace(&document, &moved, now);
    assert!(operations.iter().all(|o| matches!(o, Operation::Set { path: Path::Setting(..), .. })), "{operations:?}");
}

fn with_views(mut document: Document) -> Document {
    for (n, section) in document.sections.values_mut().enumerate().filter(|(n, _)| n % 2 == 0) {
        section.kind = BlockKind::View;
        let source = ["log", "actions", "section"][n % 3];
        section.block = Block { settings: [("source".to_owned(), Value::one(source))].into(), ..Block::default() };
    }
    document
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn documents_with_shown_views_go_round(document in document(), heads in vec(generate::line(), 1..4), rows in vec(vec(generate::lines(), 3), 0..4)) {
        let document = with_views(document);
        let rows = rows.into_iter().map(|r| r.into_iter().take(heads.len()).collect()).collect();
        let views = Same(Listing { columns: heads, rows, ..Listing::default() });
        let text = export_with_views(&document, &Directory, &views);
        let back = read(&text);
        prop_assert_eq!(canonical::equality(&back), canonical::equality(&document), "file:\n{}", text);
        prop_assert_eq!(export_with_views(&back, &Directory, &views), text, "the second export differs");
    }
}
