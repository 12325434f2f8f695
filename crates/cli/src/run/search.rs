//! `search`.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::search::SearchAsked;

use super::Context;
use crate::command::Search;

impl Context {
    pub async fn search(&self, asked: &Search) -> Result<ExitCode, ApiError> {
        let answer = self
            .query(Query::Search(SearchAsked {
                text: asked.text.clone(),
                kind: asked.kind.clone(),
                within: asked.within.clone(),
                by: asked.by.clone(),
                since: asked.since.clone(),
                until: asked.until.clone(),
                state: asked.state.clone().unwrap_or_default(),
                limit: asked.limit,
                each: 0,
            }))
            .await?;
        let Answer::Search(reading) = &answer else { return self.output.answer(&answer) };
        // What was not read as it was typed goes where it does not get between the places.
        for remark in &reading.remarks {
            eprintln!("{remark}");
        }
        if reading.total == 0 {
            eprintln!("Nothing written here matches. Every word must occur; fewer words or filters find more");
        }
        self.output.answer(&answer)
    }
}
