//! Evaluations, reviews and drills of plans: what is due of them.

use bridgebook_domain::DocumentId;
use bridgebook_domain::calendar::{DueSeries, Occurrences, Series};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::recurrence::Occurrence;
use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::occurrence::{OccurrenceLast, OccurrenceRow};
use crate::wording::moment;
use crate::world::is_directory;

impl Bridgebook {
    /// What became of the times of all plans, as the log of the organisation tells.
    pub(crate) async fn occurrences(&self) -> Result<Occurrences, ApiError> {
        Ok(Occurrences::read(self.log(None).await?.iter()))
    }

    /// Each evaluation, review and drill of the plans in use, those of closed incidents and of exercises left out: what
    /// is overdue first, then what is due today, then what comes next.
    pub(super) async fn occurrence_rows(&self) -> Result<Vec<OccurrenceRow>, ApiError> {
        let (known, directory, now) = (self.occurrences().await?, self.directory().await?, self.now());
        let is_left_out = |i: &&Incident| i.exercise || i.closed_at.is_some();
        let left_out: Vec<String> =
            self.incidents().await?.iter().filter(is_left_out).map(|i| i.id.to_string()).collect();
        let mut list = Vec::new();
        for row in self.rows().await? {
            if is_directory(row.text("template")) || left_out.iter().any(|id| id == row.text("incident")) {
                continue;
            }
            for series in self.plans_of(&row).await?.series(row.id, &directory) {
                let due = series.due(&known, row.created_at, now);
                let last = known.last(series.document, series.row).map(|(day, ended)| OccurrenceLast {
                    day: day.to_string(),
                    end: ended.end.to_string(),
                    at: moment(ended.at),
                    by: ended.by.name.clone(),
                    words: ended.words.clone(),
                });
                list.push((order_of(&due), shown(due, row.text("title"), last)));
            }
        }
        list.sort_by(|(a, left), (b, right)| (a, &left.title, left.row).cmp(&(b, &right.title, right.row)));
        Ok(list.into_iter().map(|(_, row)| row).collect())
    }

    /// One evaluation, review or drill, with the title of its plan and when that was made.
    ///
    /// # Errors
    /// When the plan holds no such row, or the row has no day.
    pub(crate) async fn series_of(
        &self,
        document: DocumentId,
        row: bridgebook_domain::RowId,
    ) -> Result<(Series, String), ApiError> {
        let (found, directory) = (self.row(document).await?, self.directory().await?);
        let all = self.plans_of(&found).await?.series(document, &directory);
        let series = all.into_iter().find(|series| series.row == row).ok_or_else(|| {
            ApiError::invalid(
                "That plan holds no evaluation, review or drill in that row, or it has no day. Nothing was recorded. \
                 Look at the plan",
            )
        })?;
        Ok((series, found.text("title").to_owned()))
    }
}

/// Overdue before due today before ahead, each by its moment.
fn order_of(due: &DueSeries) -> (u8, Option<Timestamp>) {
    let at = |one: &Occurrence| Some(one.at);
    match (due.overdue.first(), &due.today, &due.next) {
        (Some(one), ..) => (0, at(one)),
        (None, Some(one), _) => (1, at(one)),
        (None, None, Some(one)) => (2, at(one)),
        (None, None, None) => (3, None),
    }
}

fn shown(due: DueSeries, title: &str, last: Option<OccurrenceLast>) -> OccurrenceRow {
    let series = &due.series;
    let day = |one: &Occurrence| one.date.to_string();
    OccurrenceRow {
        document: series.document,
        document_title: title.to_owned(),
        row: series.row,
        title: series.title.clone(),
        detail: series.detail.clone(),
        wall: wall(series),
        overdue: due.overdue.iter().map(day).collect(),
        today: due.today.as_ref().map(day),
        next: due.next.as_ref().map(day),
        last,
    }
}

fn wall(series: &Series) -> String {
    let when = &series.when;
    when.time.map_or_else(String::new, |time| format!("{} {}", time.strftime("%H:%M"), when.zone_name()))
}
