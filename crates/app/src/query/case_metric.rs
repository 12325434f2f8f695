//! The metrics of cases, out of the tables of all documents that have some, with what their checklists and policies say
//! beside them.

use std::collections::BTreeMap;
use std::sync::Arc;

use bridgebook_domain::case::metric::{
    COMPARED, CaseFigure, CaseFigureRow, CaseGroup, CaseHistory, CaseReader, CountedCase, MetricTarget, Standing,
    baselines, case_figures, case_groups, case_histories, go_live, targets,
};
use bridgebook_domain::case::{CaseFields, CaseHistories, ServiceLevels};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::metric::{RANK, Unit};
use bridgebook_domain::trigger::case_tables;
use bridgebook_domain::view::folded;
use bridgebook_domain::{Block, BlockKind, DocumentId, IncidentId, RowId, moment as moments};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::metric::{figure, limit};
use crate::Bridgebook;
use crate::api::case_metric::{
    CaseDocument, CaseGoLive, CaseMetricBaseline, CaseMetricFilter, CaseMetricGroup, CaseMetricRow, CaseMetricTarget,
    CaseMetricsReading, CaseSpread, CaseWeek,
};
use crate::api::{ApiError, ErrorCode};
use crate::wording::moment;
use crate::world::{Loaded, is_directory};

/// A document that is looked at.
struct Held {
    loaded: Arc<Loaded>,
    histories: BTreeMap<RowId, CaseHistory>,
    is_exercise: bool,
}

/// What the metrics of cases are counted from, read and ready.
pub(crate) struct CaseSources {
    held: Vec<Held>,
    /// When cases were taken in, and when their statuses changed: what their clocks rest by.
    known: Arc<CaseHistories>,
    directory: Arc<Directory>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    /// Exercises are left out of it.
    exercises: bool,
    /// The beginning of the day on which it went live.
    pub live: Option<Timestamp>,
    now: Timestamp,
    pub zone: TimeZone,
}

/// What was counted, and what was left out.
pub(crate) struct CaseCount<'a> {
    pub cases: Vec<CountedCase<'a>>,
    /// The title of the document that holds each of them.
    pub titles: Vec<&'a str>,
    exercises_left_out: usize,
    undated_left_out: usize,
}

/// What the documents say beside the figures.
#[derive(Default)]
struct Beside {
    documents: Vec<CaseDocument>,
    choices: Vec<(Date, CaseGoLive)>,
    targets: Vec<(DocumentId, String, MetricTarget)>,
    baselines: Vec<CaseMetricBaseline>,
}

impl Bridgebook {
    /// The metrics of the cases that are asked for.
    pub(super) async fn case_metrics(&self, asked: &CaseMetricFilter) -> Result<CaseMetricsReading, ApiError> {
        let (sources, beside, chosen, mut remarks) = self.case_sources(asked).await?;
        let as_of = moment(self.now());
        let heavy = move || {
            let mut reading = sources.counted(|count| {
                let mut found = reading(count, &sources, chosen);
                remarks.append(&mut found.remarks);
                found.remarks = remarks;
                found
            });
            reading.as_of = as_of;
            reading.targets = beside.targets.iter().map(|target| target_row(target, &reading, &sources)).collect();
            reading.documents = beside.documents;
            reading.go_live_choices = beside.choices.into_iter().map(|(_, choice)| choice).collect();
            reading.baselines = beside.baselines;
            reading
        };
        tokio::task::spawn_blocking(heavy)
            .await
            .map_err(|_| ApiError::new(ErrorCode::Failed, "The cases could not be counted. Nothing was changed"))
    }

    /// Reads what the metrics are counted from: documents, logs, and what stands beside the figures.
    async fn case_sources(
        &self,
        asked: &CaseMetricFilter,
    ) -> Result<(CaseSources, Beside, Option<CaseGoLive>, Vec<String>), ApiError> {
        let (now, zone, directory) = (self.now(), self.zone().await?, self.directory().await?);
        let (from, to) = (limit(&asked.from, now, &zone, false)?, limit(&asked.to, now, &zone, true)?);
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            return Err(ApiError::invalid(format!(
                "The time from {} ends before it begins, at {}. Nothing was counted. Name an end after the beginning",
                moments::print(from, &zone),
                moments::print(to, &zone)
            )));
        }
        let (mut beside, mut held) = (Beside::default(), Vec::new());
        let organisation = self.log(None).await?;
        let mut rows = self.rows().await?;
        rows.retain(|row| !is_directory(row.text("template")));
        rows.sort_by(|a, b| (a.text("title"), a.id).cmp(&(b.text("title"), b.id)));
        for row in rows {
            let loaded = self.document(row.id).await?;
            let incident: Option<IncidentId> = row.text("incident").parse().ok();
            let is_exercise = match incident {
                Some(id) => self.incident(id).await.is_ok_and(|known| known.exercise),
                None => false,
            };
            beside.take(&loaded, is_exercise && !asked.exercises);
            if case_tables(&loaded.document).is_empty() || asked.document.is_some_and(|wanted| wanted != row.id) {
                continue;
            }
            let of_incident = match incident {
                Some(_) => Some(self.log(incident).await?),
                None => None,
            };
            let log = organisation.iter().chain(of_incident.iter().flat_map(|log| log.iter()));
            held.push(Held { histories: case_histories(row.id, log), loaded, is_exercise });
        }
        if let Some(wanted) = asked.document
            && held.is_empty()
        {
            return Err(ApiError::invalid(format!(
                "“{}” has no table of cases. Nothing was counted. Add a table of tickets, requests, checks or integrations",
                self.document(wanted).await?.document.title()
            )));
        }
        let title = held.first().filter(|_| asked.document.is_some()).map(|h| h.loaded.document.title().to_owned());
        let mut remarks = Vec::new();
        let chosen = match limit(&asked.go_live, now, &zone, false)? {
            Some(at) => Some((at.to_zoned(zone.clone()).date(), CaseGoLive::default_at(String::new()))),
            None => chosen(&beside.choices, title.as_deref(), &mut remarks),
        };
        let live = chosen.as_ref().and_then(|(day, _)| day.to_zoned(zone.clone()).ok()).map(|day| day.timestamp());
        let chosen = chosen.map(|(day, said)| CaseGoLive { day: day.to_string(), ..said });
        let exercises = asked.exercises;
        let known = self.case_histories().await?;
        Ok((CaseSources { held, known, directory, from, to, exercises, live, now, zone }, beside, chosen, remarks))
    }

    /// The cases that are counted, for a file.
    pub(crate) async fn cases_counted(&self, asked: &CaseMetricFilter) -> Result<CaseSources, ApiError> {
        Ok(self.case_sources(asked).await?.0)
    }
}

impl CaseGoLive {
    const fn default_at(day: String) -> Self {
        Self { day, document: None, title: String::new(), process: String::new(), before: 0, after: 0 }
    }
}

impl Beside {
    /// Takes what a document says beside the figures; of one that was replaced or put away nothing.
    fn take(&mut self, loaded: &Loaded, is_left_out: bool) {
        let (id, document) = (loaded.id, &loaded.document);
        let title = document.title().to_owned();
        if !case_tables(document).is_empty() {
            let has_rules = !document.sections_of(&BlockKind::Triggers).is_empty();
            self.documents.push(CaseDocument { id, title: title.clone(), has_rules });
        }
        if document.is_past() || is_left_out {
            return;
        }
        if let Some(found) = go_live(document) {
            let said = CaseGoLive {
                document: Some(id),
                title: title.clone(),
                process: found.process,
                ..CaseGoLive::default_at(found.day.to_string())
            };
            self.choices.push((found.day, said));
        }
        self.targets.extend(targets(document).into_iter().map(|target| (id, title.clone(), target)));
        self.baselines.extend(baselines(document).into_iter().map(|found| CaseMetricBaseline {
            metric: found.metric.id.to_owned(),
            document: id,
            title: title.clone(),
            n: found.n,
            median: found.median,
            p90: found.p90,
            target: found.target,
        }));
    }
}

/// The go-live date that the checklists mean: the only one, else that of the process which is called like the document.
fn chosen(
    choices: &[(Date, CaseGoLive)],
    title: Option<&str>,
    remarks: &mut Vec<String>,
) -> Option<(Date, CaseGoLive)> {
    let same = |list: &[&(Date, CaseGoLive)]| {
        let first = *list.first()?;
        list.iter().all(|one| one.0 == first.0).then(|| first.clone())
    };
    let all: Vec<_> = choices.iter().collect();
    let own: Vec<_> = all
        .iter()
        .copied()
        .filter(|(_, said)| title.is_some_and(|title| folded(&said.process) == folded(title)))
        .collect();
    if let Some(found) = same(&own).or_else(|| same(&all)) {
        return Some(found);
    }
    if !choices.is_empty() {
        let said: Vec<String> = choices.iter().map(|(day, said)| format!("“{}”: {day}", said.title)).collect();
        remarks.push(format!(
            "Several checklists say when it went live, and not the same ({}); name the date that is meant",
            said.join(", ")
        ));
    }
    None
}

impl CaseSources {
    /// Counts the cases, and lets `work` look at them.
    pub(crate) fn counted<T>(&self, work: impl FnOnce(&CaseCount<'_>) -> T) -> T {
        let mut tables: Vec<(&Held, &Block, CaseFields)> = Vec::new();
        for held in &self.held {
            for (_, entry) in case_tables(&held.loaded.document) {
                tables.push((held, &entry.block, CaseFields::of(&entry.block, &self.directory)));
            }
        }
        let levels: Vec<ServiceLevels> =
            tables.iter().map(|(held, ..)| ServiceLevels::read(&held.loaded.document, &self.directory)).collect();
        let mut count = CaseCount { cases: Vec::new(), titles: Vec::new(), exercises_left_out: 0, undated_left_out: 0 };
        let is_limited = self.from.is_some() || self.to.is_some();
        for ((held, block, fields), levels) in tables.iter().zip(&levels) {
            let reader = CaseReader::new(block, fields, levels, self.now, &self.zone);
            let document = held.loaded.id;
            let found =
                reader.read(block.live_rows(), |row| held.histories.get(&row), |row| self.known.of(document, row));
            for case in found {
                if case.opened.is_none() && is_limited {
                    count.undated_left_out += 1;
                    continue;
                }
                let is_in = |opened: Timestamp| {
                    self.from.is_none_or(|from| opened >= from) && self.to.is_none_or(|to| opened < to)
                };
                if !case.opened.is_none_or(is_in) {
                    continue;
                }
                if held.is_exercise && !self.exercises {
                    count.exercises_left_out += 1;
                    continue;
                }
                count.cases.push(case);
                count.titles.push(held.loaded.document.title());
            }
        }
        work(&count)
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn reading(count: &CaseCount<'_>, sources: &CaseSources, chosen: Option<CaseGoLive>) -> CaseMetricsReading {
    let found = case_figures(&count.cases, sources.live);
    let (before, after) = found.parted.unwrap_or_default();
    let timed = found.rows[0].all.n;
    let mut remarks = Vec::new();
    if timed > 0 && found.by_log < timed {
        remarks.push(format!(
            "{} of {timed} times to the first human response begin with a trigger of the log, the others with the \
             opening of the case",
            found.by_log
        ));
    }
    let undated = if count.undated_left_out > 0 { count.undated_left_out } else { found.undated };
    if undated > 0 {
        let what = if count.undated_left_out > 0 {
            "left out, as it cannot be said whether they lie in that time"
        } else {
            "in no week and on neither side of a go-live date"
        };
        let cases = if undated == 1 {
            "1 case does not say when it was opened".to_owned()
        } else {
            format!("{undated} cases do not say when they were opened")
        };
        remarks.push(format!("{cases}: {what}"));
    }
    let rows = found.rows.into_iter().enumerate().map(|(place, row)| metric_row(place < COMPARED, row));
    CaseMetricsReading {
        as_of: String::new(),
        from: sources.from.map(moment),
        to: sources.to.map(moment),
        rank: RANK.to_owned(),
        documents: Vec::new(),
        cases: number(found.cases),
        exercises_left_out: number(count.exercises_left_out),
        undated: number(undated),
        go_live: chosen.map(|said| CaseGoLive { before: number(before), after: number(after), ..said }),
        go_live_choices: Vec::new(),
        remarks,
        metrics: rows.collect(),
        groups: case_groups(&count.cases, sources.live).into_iter().map(group).collect(),
        targets: Vec::new(),
        baselines: Vec::new(),
    }
}

fn group(found: CaseGroup) -> CaseMetricGroup {
    CaseMetricGroup {
        kind: found.kind.as_str().to_owned(),
        name: found.name,
        cases: number(found.cases),
        before: found.parted.map(|(before, _)| number(before)),
        after: found.parted.map(|(_, after)| number(after)),
    }
}

fn metric_row(compared: bool, row: CaseFigureRow) -> CaseMetricRow {
    let (metric, unit) = (row.metric, row.metric.unit);
    let (before, after) = row.parted.unzip();
    let week = |(week, own): (Date, CaseFigure)| CaseWeek { week: week.to_string(), spread: spread(unit, &own) };
    CaseMetricRow {
        id: metric.id.to_owned(),
        name: metric.name.to_owned(),
        definition: metric.definition.to_owned(),
        unit,
        unit_name: unit.name().to_owned(),
        compared,
        all: spread(unit, &row.all),
        before: before.map(|own| spread(unit, &own)),
        after: after.map(|own| spread(unit, &own)),
        weeks: row.weeks.into_iter().map(week).collect(),
    }
}

fn spread(unit: Unit, found: &CaseFigure) -> CaseSpread {
    let of = |value: Option<i64>| value.map(|value| figure(unit, value));
    CaseSpread {
        n: number(found.n),
        whole: of(found.whole),
        median: of(found.median),
        p90: of(found.p90),
        lacking: found.lacking.iter().map(|(lack, count)| lack.words(*count)).collect(),
    }
}

fn target_row(
    (document, title, target): &(DocumentId, String, MetricTarget),
    reading: &CaseMetricsReading,
    sources: &CaseSources,
) -> CaseMetricTarget {
    let row = reading.metrics.iter().find(|row| row.id == target.metric.id);
    // What went live is judged by what came after it.
    let shown = row.and_then(|row| row.after.as_ref().or(Some(&row.all))?.whole.as_ref());
    #[expect(clippy::cast_possible_truncation, reason = "a share of a hundred, in tenths")]
    let standing = target.standing(shown.map(|figure| (figure.value * 10.0).round() as i64));
    let is = |words: &str| {
        let since = if reading.go_live.is_some() { " since it went live" } else { "" };
        let figure = shown.map_or("not known", |figure| figure.words.as_str());
        format!("{} is {figure}{since}; wanted is {}: {words}", target.metric.name, target.words())
    };
    let words = match standing {
        Standing::NoTarget => format!("No target is set for “{}” in “{title}”", target.metric.name),
        Standing::Unread => {
            format!("The target “{}” cannot be read; write it as “at least 60 %” or “20 to 40 %”", target.written)
        }
        Standing::NoFigure => format!("Wanted is {}; no case has a figure yet", target.words()),
        Standing::Met => is("as wanted"),
        Standing::TooLow => is("too low"),
        Standing::TooHigh => is("too high"),
    };
    CaseMetricTarget {
        metric: target.metric.id.to_owned(),
        document: *document,
        title: title.clone(),
        target: if target.written.is_empty() { String::new() } else { target.words() },
        standing: standing.as_str().to_owned(),
        words,
        action: target.action(standing).to_owned(),
        owner: sources.directory.words(&target.owner).to_owned(),
    }
}
