//! What is kept in memory between commits is what the database holds.

use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::{Access, Bridgebook, Options};
use bridgebook_domain::path::SectionLine;
use bridgebook_domain::{DocumentId, Item, Path, Position, Row, Value};

use crate::desk::{Desk, splice};

/// The heads and the content as another process reads them.
async fn stored(desk: &Desk, document: DocumentId) -> (Vec<String>, bridgebook_domain::Document) {
    let options = Options { access: Access::Reader, ..Options::system() };
    let reader = Bridgebook::open(desk.folder(), options).await.expect("a reader opens beside the writer");
    let answer = reader.query(Query::Document { document, at: None }).await.expect("it is there");
    let Answer::Document(open) = answer else { panic!("a document") };
    (open.heads, open.content)
}

#[tokio::test]
async fn a_document_edited_in_every_way_is_kept_as_it_is_stored() {
    let desk = Desk::new().await;
    let document = desk.create("incident-action-plan", "Plan").await;
    let mut states = Vec::new();
    let first = desk.open(document).await;
    let sections = first.content.live_sections().into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    let (grid, entry) = first
        .content
        .live_sections()
        .into_iter()
        .find(|(_, s)| s.block.live_rows().len() > 2 && s.block.live_columns().len() > 2)
        .expect("a table with rows");
    let (column, row) = (entry.block.live_columns()[1].0, entry.block.live_rows()[1].0);
    let prose = desk.section(document, "prose", "Notes").await;
    let item = Item::Row(Row { pos: Position::default(), cells: [].into(), deleted_at: None });
    let set = |path: Path, value: &str| Edit::Set { path, value: Some(Value::one(value)).filter(|v| !v.is_empty()) };
    let steps: Vec<Vec<Edit>> = vec![
        vec![splice(prose, 0, 0, "One word"), splice(prose, 3, 0, " more")],
        vec![set(Path::Header("subtitle".into()), "A line"), set(Path::Cell(grid, row, column), "Written")],
        vec![Edit::Set { path: Path::Cell(grid, row, column), value: Some(Value::one("")) }],
        vec![Edit::Add { path: Path::Rows(grid), after: None, item }],
        vec![Edit::Remove { path: Path::Rows(grid), id: row.to_string() }],
        vec![Edit::Remove { path: Path::Columns(grid), id: column.to_string() }],
        vec![Edit::Move { path: Path::Sections, id: prose.to_string(), after: None }],
        vec![set(Path::SectionLine(grid, SectionLine::Heading), "Another heading")],
        vec![Edit::Remove { path: Path::Sections, id: sections[1].to_string() }],
        vec![Edit::Set { path: Path::Header("subtitle".into()), value: None }],
    ];
    for edits in steps {
        let shown = format!("{edits:?}");
        states.push(desk.open(document).await.heads);
        desk.edit(document, Vec::new(), edits).await;
        let kept = desk.open(document).await;
        assert_eq!((kept.heads, kept.content), stored(&desk, document).await, "after {shown}");
    }
    let old = states[2].clone();
    desk.edit(document, old, vec![splice(prose, 0, 0, "On an old state. ")]).await;
    let kept = desk.open(document).await;
    assert_eq!((kept.heads, kept.content), stored(&desk, document).await, "after an edit on an old state");
    for _ in 0..11 {
        desk.done(Intent::Undo { document }).await;
        let kept = desk.open(document).await;
        assert_eq!((kept.heads, kept.content), stored(&desk, document).await, "after an undo");
    }
    for _ in 0..5 {
        desk.done(Intent::Redo { document }).await;
        let kept = desk.open(document).await;
        assert_eq!((kept.heads, kept.content), stored(&desk, document).await, "after a redo");
    }
}

#[tokio::test]
async fn a_refused_edit_leaves_what_is_kept_alone() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Runbook", "One").await;
    let before = desk.open(document).await;
    let edits = vec![splice(section, 0, 0, "Zero "), splice(section, 900, 0, "far outside")];
    desk.refused(Intent::Edit { document, heads: Vec::new(), edits }).await;
    let kept = desk.open(document).await;
    assert_eq!(kept.content, before.content);
    assert_eq!((kept.heads, kept.content), stored(&desk, document).await);
}
