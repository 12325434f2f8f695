use proptest::prelude::*;

use super::*;
use crate::block::Block;
use crate::position::Position;
use crate::test::Builder;

struct Plain;

impl Wording for Plain {
    fn cell(&self, _: &Column, value: &Value) -> String {
        value.members().join(", ")
    }
    fn field(&self, _: &str, value: &Value) -> String {
        value.members().join(", ")
    }
}

fn differ(old: &Document, new: &Document) -> Difference {
    between((old, &Plain), (new, &Plain))
}

fn shown(spans: &[Span]) -> String {
    let mark = |s: &Span| match s.sign {
        Sign::Added => format!("[+{}]", s.text),
        Sign::Removed => format!("[-{}]", s.text),
        _ => s.text.clone(),
    };
    spans.iter().map(mark).collect()
}

fn prose(b: &mut Builder, text: &str) -> (Document, SectionId) {
    let block = Block { text: text.to_owned(), ..Block::default() };
    let section = b.section("Situation summary", BlockKind::Prose, block);
    let id = SectionId::new(b.uuid());
    let mut document = Document::new("Plan", "");
    document.sections.insert(id, section);
    (document, id)
}

#[test]
fn a_sentence_that_was_written_anew_reads_as_a_whole() {
    let old = "About 38 % of payments fail. Wallets are unaffected. We suspect that the connection pool is exhausted.";
    let new = "About 38 % of payments fail. Wallets are unaffected. Deployment 4.2 went out at 13:52.\n\n\
               At 14:41 Chen Wei identified the cause. The rollback runs.";
    let (spans, tally) = spans::of_text(old, new);
    let words = shown(&spans);
    assert!(words.starts_with("About 38 % of payments fail. Wallets are unaffected. [-We suspect"), "{words}");
    assert!(words.contains("exhausted.][+Deployment 4.2"), "{words}");
    assert_eq!((tally.removed, tally.changed), (1, 0), "{words}");
    assert_eq!(tally.added, 3, "{words}");
}

#[test]
fn a_figure_that_was_put_right_is_marked_alone() {
    let (spans, tally) =
        spans::of_text("Some 4,100 orders fail at checkout today.", "Some 4,300 orders fail at checkout today.");
    assert_eq!(shown(&spans), "Some [-4,100][+4,300] orders fail at checkout today.");
    assert_eq!((tally.added, tally.removed, tally.changed), (0, 0, 1));
    let (chinese, _) = spans::of_text("支付网关在十四点发生故障。", "支付网关在十五点发生故障。");
    assert_eq!(shown(&chinese), "支付网关在十[-四][+五]点发生故障。");
}

#[test]
fn rows_are_known_by_themselves_wherever_they_stand() {
    let mut b = Builder::default();
    let rows: &[&[(&str, &str)]] = &[
        &[("no", "1"), ("text", "Find the cause"), ("state", "open")],
        &[("no", "2"), ("text", "Restore card payments"), ("state", "open")],
        &[("no", "3"), ("text", "Tell the regulator"), ("state", "open")],
    ];
    let block = b.block(&BlockKind::Table, "objectives", rows);
    let section = b.section("Objectives", BlockKind::Table, block);
    let id = SectionId::new(b.uuid());
    let mut old = Document::new("Plan", "");
    old.sections.insert(id, section);
    let mut new = old.clone();
    let block = &mut new.sections.get_mut(&id).unwrap().block;
    let ids: Vec<RowId> = block.live_rows().into_iter().map(|(id, _)| id).collect();
    let state = block.column_by_key("state").unwrap().0;
    block.rows.get_mut(&ids[0]).unwrap().cells.insert(state, Value::one("met"));
    block.rows.get_mut(&ids[1]).unwrap().deleted_at = Some(jiff::Timestamp::UNIX_EPOCH);
    let added = b.row(block, &[("no", "4"), ("text", "Return to normal errors")]);
    let found = differ(&old, &new);
    let section = &found.sections[0];
    let rows: Vec<_> = section.rows.iter().map(|r| (r.row, r.sign, r.number)).collect();
    let expected =
        [(ids[0], Sign::Changed, 1), (ids[1], Sign::Removed, 2), (ids[2], Sign::Same, 2), (added, Sign::Added, 3)];
    assert_eq!(rows, expected, "a removed row stands where it stood");
    assert_eq!((section.rows_before, section.rows_after), (3, 3));
    assert_eq!((section.tally.added, section.tally.removed, section.tally.changed), (1, 1, 1));
    let state = section.rows[0].cells.iter().find(|c| c.column == state).unwrap();
    assert_eq!(shown(&state.spans), "[-open][+met]");
    let mut moved = old.clone();
    let block = &mut moved.sections.get_mut(&id).unwrap().block;
    let first = block.rows[&ids[0]].pos.clone();
    block.rows.get_mut(&ids[2]).unwrap().pos = Position::between(None, Some(&first));
    let found = differ(&old, &moved);
    assert_eq!(found.sections[0].rows.iter().filter(|r| r.is_moved).count(), 1);
    assert!(found.sections[0].rows.iter().all(|r| r.sign == Sign::Same));
    assert_eq!(say(&[], &found.sections).words, "Rows put in another order");
    assert!(differ(&old, &old).tally.is_none());
}

#[test]
fn columns_that_are_the_same_are_not_marked() {
    let mut b = Builder::default();
    let block = b.block(&BlockKind::Fields, "situation", &[&[("what_happened", "Payments fail. Wallets work.")]]);
    let section = b.section("Situation", BlockKind::Fields, block);
    let id = SectionId::new(b.uuid());
    let mut old = Document::new("Plan", "");
    old.sections.insert(id, section);
    let mut new = old.clone();
    let block = &mut new.sections.get_mut(&id).unwrap().block;
    let (row, column) = (block.live_rows()[0].0, block.column_by_key("what_happened").unwrap().0);
    let cells = &mut block.rows.get_mut(&row).unwrap().cells;
    cells.insert(column, Value::one("Payments fail. Wallets work. The rollback runs."));
    let found = differ(&old, &new);
    let section = &found.sections[0];
    assert!(section.columns.iter().all(|c| c.name.len() == 1 && c.name[0].sign == Sign::Same), "{:?}", section.columns);
    // The one row of fields has no number that anybody knows, and of a long text what came into it is told.
    let said = say(&[], &found.sections);
    assert_eq!((said.words.as_str(), said.excerpt.as_str()), ("What happened", "“The rollback runs.”"));
}

#[test]
fn an_edit_is_said_in_a_sentence() {
    let mut b = Builder::default();
    let (old, id) = prose(&mut b, "One stands. ");
    let mut new = old.clone();
    new.sections.get_mut(&id).unwrap().block.text.push_str("Two came. Three came.");
    let found = differ(&old, &new);
    assert_eq!(
        say(&found.header, &found.sections),
        Said { words: "2 sentences added".to_owned(), excerpt: "“Two came. Three came.”".to_owned() }
    );
    let found = differ(&new, &old);
    assert_eq!(say(&found.header, &found.sections).words, "2 sentences removed");
    let mut status = old.clone();
    status.header.insert("status".to_owned(), Value::one("active"));
    let found = differ(&old, &status);
    let said = say(&found.header, &found.sections);
    assert_eq!((said.words.as_str(), said.excerpt.as_str()), ("Status", "draft → active"));
    let mut gone = old.clone();
    gone.sections.get_mut(&id).unwrap().deleted_at = Some(jiff::Timestamp::UNIX_EPOCH);
    let found = differ(&old, &gone);
    assert_eq!(say(&found.header, &found.sections).words, "Section removed");
    assert_eq!(found.sections[0].number, "1", "it is numbered as it was");
    let found = differ(&old, &old);
    assert_eq!(say(&found.header, &found.sections), Said::default());
}

#[test]
fn a_text_that_was_written_anew_takes_no_time_to_compare() {
    let old: String = (0..40_000).map(|n| format!("a{n} ")).collect();
    let new: String = (0..40_000).map(|n| format!("b{n} ")).collect();
    let (spans, _) = spans::of_text(&old, &new);
    assert_eq!(spans.len(), 2, "one replacement");
}

proptest! {
    /// The stretches hold both texts, whatever they are: all of it applied to what stood there gives what stands there.
    #[test]
    fn the_stretches_hold_both_texts(
        old in prop::collection::vec("[a-d ]{0,3}|Call the desk. |Gọi ngay! |支付|\n|\n\n|- |🚨|é|\u{301}", 0..30),
        new in prop::collection::vec("[a-d ]{0,3}|Call the bridge. |Gọi ngay! |支付|\n|\n\n|- |🚨|é|\u{301}", 0..30),
    ) {
        let (old, new) = (old.concat(), new.concat());
        for spans in [spans::of_text(&old, &new).0, spans::of_line(&old, &new)] {
            prop_assert_eq!(before(&spans), old.clone());
            prop_assert_eq!(after(&spans), new.clone());
            let mut made = old.clone();
            let mut at = 0;
            for span in &spans {
                match span.sign {
                    Sign::Added => { made.insert_str(at, &span.text); at += span.text.len(); }
                    Sign::Removed => { made.replace_range(at..at + span.text.len(), ""); }
                    _ => at += span.text.len(),
                }
            }
            prop_assert_eq!(made, new.clone());
        }
    }
}
