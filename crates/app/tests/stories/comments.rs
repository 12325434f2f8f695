//! Comments on places of a document: kept in the log, settled and opened again, there when their place is not.

use bridgebook_app::api::comment::{CommentAct, CommentRow};
use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::log::CommentDeed;
use bridgebook_domain::{DocumentId, Path, SectionId};

use crate::desk::{Desk, splice};

async fn comments(desk: &Desk, document: DocumentId) -> Vec<CommentRow> {
    let Answer::Comments(list) = desk.ask(Query::Comments { document }).await else { panic!("comments") };
    list
}

fn on(document: DocumentId, section: SectionId, quote: &str, text: &str) -> Intent {
    let (quote, text) = (quote.to_owned(), text.to_owned());
    Intent::Comment(CommentAct::Write { document, section, row: None, column: None, quote, text })
}

fn step(document: DocumentId, comment: &CommentRow, deed: CommentDeed, text: &str) -> Intent {
    Intent::Comment(CommentAct::Step { document, comment: comment.id, deed, text: text.to_owned() })
}

#[tokio::test]
async fn a_comment_is_an_entry_of_the_log_and_stays_when_its_place_changes_or_goes() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Plan", "Roll **back**\nthe gateway.").await;
    desk.done(on(document, section, "Roll back the gateway", " Which one? ")).await;
    let never = desk.refused(on(document, section, "Roll it forward", "Why?")).await;
    assert!(never.message.contains("does not stand there"), "{}", never.message);
    desk.later(1);
    desk.done(on(document, section, "", "Short, well done")).await;
    let list = comments(&desk, document).await;
    let told: Vec<(&str, &str)> = list.iter().map(|c| (c.said[0].entry.text.as_str(), c.standing.as_str())).collect();
    assert_eq!(told, [("Which one?", "here"), ("Short, well done", "here")]);
    let log = desk.log(None).await;
    assert!(log.iter().any(|row| row.label == "Comment" && row.text == "Which one?"), "{log:?}");

    desk.edit(document, Vec::new(), vec![splice(section, 0, 4, "Take")]).await;
    assert_eq!(comments(&desk, document).await[0].standing, "reworded", "the quotation is what stood there");
    desk.done(step(document, &list[0], CommentDeed::Answered, "Both")).await;
    desk.done(step(document, &list[0], CommentDeed::Resolved, "")).await;
    let twice = desk.refused(step(document, &list[0], CommentDeed::Resolved, "")).await;
    assert!(twice.message.contains("resolved already"), "{}", twice.message);
    desk.refused(step(document, &list[0], CommentDeed::Answered, "  ")).await;
    let desk = desk.again().await;
    let list = comments(&desk, document).await;
    assert_eq!((list[0].is_resolved, list[0].said.len(), list[1].is_resolved), (true, 3, false));
    desk.done(step(document, &list[0], CommentDeed::Reopened, "The other one too")).await;
    assert!(!comments(&desk, document).await[0].is_resolved);

    desk.edit(document, Vec::new(), vec![Edit::Remove { path: Path::Sections, id: section.to_string() }]).await;
    assert!(comments(&desk, document).await.iter().all(|c| c.standing == "gone"));
    let log: Vec<String> = desk.log(None).await.into_iter().map(|row| row.text).collect();
    for words in ["To “Which one?”: Both", "Resolved: “Which one?”", "Opened again: “Which one?”: The other one too"]
    {
        assert!(log.iter().any(|text| text == words), "{words} in {log:?}");
    }
    let beneath: Vec<_> = comments(&desk, document).await[0].said.iter().map(|said| said.entry.text.clone()).collect();
    assert_eq!(beneath, ["Which one?", "Both", "", "The other one too"], "beneath the comment it is not told again");
    let late = desk.refused(on(document, section, "", "Too late")).await;
    assert!(late.message.contains("Nothing was written"), "{}", late.message);
    desk.done(Intent::Undo { document }).await;
    assert!(comments(&desk, document).await.iter().any(|c| c.standing == "here"), "with its place they come back");
}
