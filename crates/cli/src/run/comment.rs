//! `document comments` and `document comment`.

use std::process::ExitCode;

use bridgebook_app::api::comment::{CommentAct, CommentRow, CommentSaid};
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::{ApiError, ErrorCode};
use bridgebook_domain::DocumentId;
use bridgebook_domain::log::CommentDeed;

use super::Context;
use super::past::section_of;
use crate::command::{Comment, Comments};
use crate::print::{Output, json};

impl Context {
    pub async fn comments(&self, asked: &Comments) -> Result<ExitCode, ApiError> {
        let list = self.all_comments(self.document_id(&asked.id).await?).await?;
        let numbered = || (1_usize..).zip(&list).filter(|(_, comment)| asked.all || !comment.is_resolved);
        if self.output == Output::Json {
            let rows: Vec<serde_json::Value> = numbered()
                .map(|(number, comment)| serde_json::json!({ "number": number, "comment": comment }))
                .collect();
            json(&serde_json::json!(rows))?;
            return Ok(ExitCode::SUCCESS);
        }
        let lines: Vec<String> = numbered().flat_map(|(number, comment)| words(number, comment)).collect();
        if lines.is_empty() {
            let none =
                if list.is_empty() { "There are no comments" } else { "No comment is open; --all shows the others" };
            return self.output.lines(&[none.to_owned()]);
        }
        self.output.lines(&lines)
    }

    pub async fn comment(&self, asked: &Comment) -> Result<ExitCode, ApiError> {
        let document = self.document_id(&asked.id).await?;
        let step = [
            (asked.answer, CommentDeed::Answered, "answered"),
            (asked.resolve, CommentDeed::Resolved, "resolved"),
            (asked.reopen, CommentDeed::Reopened, "reopened"),
        ];
        let text = asked.text.clone();
        if let Some((number, deed, done)) = step.into_iter().find_map(|(n, deed, done)| Some((n?, deed, done))) {
            let list = self.all_comments(document).await?;
            let found = number.checked_sub(1).and_then(|at| list.get(at));
            let comment = found.map(|c| c.id).ok_or_else(|| {
                ApiError::not_found(format!(
                    "There is no comment {number}. Nothing was written. “document comments {document} --all” lists them"
                ))
            })?;
            return self.act(Intent::Comment(CommentAct::Step { document, comment, deed, text }), done).await;
        }
        let open = self.opened(document).await?;
        let section = section_of(&open, asked.section.as_deref().unwrap_or_default())?;
        let row = match asked.row {
            None => None,
            Some(number) => {
                let rows = open.content.sections.get(&section).map(|s| s.block.live_rows()).unwrap_or_default();
                let found = number.checked_sub(1).and_then(|at| rows.get(at)).map(|(id, _)| *id);
                Some(found.ok_or_else(|| {
                    ApiError::not_found(format!(
                        "The section has {} rows. Nothing was written. Name one of them",
                        rows.len()
                    ))
                })?)
            }
        };
        let quote = asked.quote.clone();
        let act = CommentAct::Write { document, section, row, column: None, quote, text };
        self.act(Intent::Comment(act), "written").await
    }

    async fn all_comments(&self, document: DocumentId) -> Result<Vec<CommentRow>, ApiError> {
        match self.query(Query::Comments { document }).await? {
            Answer::Comments(list) => Ok(list),
            other => Err(ApiError::new(ErrorCode::Failed, format!("An answer of another kind came: {other:?}"))),
        }
    }
}

/// A comment in lines: number and place, what it is about, and what was said.
fn words(number: usize, comment: &CommentRow) -> Vec<String> {
    let state = if comment.is_resolved { "resolved" } else { "open" };
    let place = match comment.standing.as_str() {
        "gone" => "a place that was removed",
        _ => comment.place.as_str(),
    };
    let mut lines = vec![format!("{number}  {state:<8}  {place}")];
    if !comment.quote.is_empty() {
        let since = if comment.standing == "reworded" { " (reworded since)" } else { "" };
        lines.push(format!("   on “{}”{since}", comment.quote));
    }
    lines.extend(comment.said.iter().map(said));
    lines
}

fn said(said: &CommentSaid) -> String {
    let text = said.entry.corrected.as_ref().unwrap_or(&said.entry.text);
    let deed = match said.deed {
        Some(CommentDeed::Resolved) => "resolved",
        Some(CommentDeed::Reopened) => "opened again",
        Some(CommentDeed::Answered) | None => "",
    };
    let words: Vec<&str> = [deed, text.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
    format!("   {}  {}: {}", said.entry.event_at, said.entry.author, words.join(": "))
}
