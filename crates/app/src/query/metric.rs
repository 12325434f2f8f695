//! The metrics of incidents, from their folded logs and the matrices that they ran on.

use std::collections::BTreeMap;

use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::PlanPart;
use bridgebook_domain::metric::{Filter, METRICS, Metric, RANK, Reading, Sources, Spread, Unit, readings, spread};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{IncidentId, moment as moments};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::metric::{
    MetricFigure, MetricFilter, MetricIncident, MetricRow, MetricSpread, MetricValue, MetricsReading,
};
use crate::wording::moment;
use crate::world::Versions;

/// Documents of an incident that may say when it began, and the field that does; the first that has it counts, because
/// it was written last and is reviewed.
const BEGINNINGS: [(&str, &str); 4] = [
    (super::stand_down::REPORT, "began_at"),
    ("situation-report", "began_at"),
    ("incident-action-plan", "started_at"),
    ("incident-action-plan-short", "started_at"),
];

/// An incident with its metrics.
pub(crate) struct Counted {
    pub incident: Incident,
    pub readings: Vec<Reading>,
}

impl Bridgebook {
    /// The metrics of the incidents that are asked for, with what lies behind each number.
    pub(super) async fn metrics(&self, asked: &MetricFilter) -> Result<MetricsReading, ApiError> {
        let (filter, directory) = (self.metric_filter(asked).await?, self.directory().await?);
        let all = self.incidents().await?;
        let left_out = all.iter().filter(|i| filter.is_asked_for(i, &directory) && !filter.counts(i, &directory));
        let severities = severities(all.iter(), &directory);
        let counted = self.counted(&filter).await?;
        let of_row = |(place, metric): (usize, &'static Metric)| row(place, metric, &counted, &directory);
        Ok(MetricsReading {
            as_of: moment(self.now()),
            from: filter.from.map(moment),
            to: filter.to.map(moment),
            rank: RANK.to_owned(),
            exercises_left_out: u32::try_from(left_out.count()).unwrap_or(u32::MAX),
            severities,
            metrics: METRICS.iter().enumerate().map(of_row).collect(),
            incidents: counted.iter().map(|c| incident(&c.incident, &directory)).collect(),
        })
    }

    /// What a person asked for, read.
    pub(crate) async fn metric_filter(&self, asked: &MetricFilter) -> Result<Filter, ApiError> {
        let (now, zone) = (self.now(), self.zone().await?);
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
        let severity = asked.severity.trim();
        if !severity.is_empty() {
            let directory = self.directory().await?;
            let key = |written: &str| directory.key(&[ReferenceKind::Severity], written);
            let is_used = self.incidents().await?.iter().any(|i| key(&i.severity) == key(severity));
            if !is_used && directory.known(&[ReferenceKind::Severity], severity).is_none() {
                return Err(ApiError::not_found(format!(
                    "There is no severity “{severity}”. Nothing was counted. Use one of the directory’s"
                )));
            }
        }
        Ok(Filter { from, to, severity: severity.to_owned(), exercises: asked.exercises })
    }

    /// The incidents that are counted, the newest first, each with its metrics.
    pub(crate) async fn counted(&self, filter: &Filter) -> Result<Vec<Counted>, ApiError> {
        let directory = self.directory().await?;
        let mut incidents = self.incidents().await?;
        incidents.retain(|i| filter.counts(i, &directory));
        incidents.sort_by_key(|i| std::cmp::Reverse((i.declared_at, i.id)));
        let beginnings = self.beginnings().await?;
        let mut versions = Versions::default();
        let mut list = Vec::with_capacity(incidents.len());
        for incident in incidents {
            let matrix = self.plan_of(&incident, &PlanPart::Escalation, &mut versions).await?;
            let began = beginnings.get(&incident.id).copied();
            let (incident_ref, now) = (&incident, self.now());
            let sources = Sources { incident: incident_ref, began, matrix: &matrix, directory: &directory, now };
            let readings = readings(&sources);
            list.push(Counted { readings, incident });
        }
        Ok(list)
    }

    /// The metrics of one incident.
    pub(crate) async fn metrics_of(&self, incident: &Incident) -> Result<Vec<Reading>, ApiError> {
        let (directory, matrix) = (self.directory().await?, self.plan(incident, &PlanPart::Escalation).await?);
        let began = self.beginnings().await?.get(&incident.id).copied();
        let now = self.now();
        Ok(readings(&Sources { incident, began, matrix: &matrix, directory: &directory, now }))
    }

    /// When incidents began, as far as a report or an action plan of theirs says so.
    pub(crate) async fn beginnings(&self) -> Result<BTreeMap<IncidentId, Timestamp>, ApiError> {
        let mut found: BTreeMap<IncidentId, (usize, Timestamp)> = BTreeMap::new();
        for row in self.rows().await? {
            let Some(place) = BEGINNINGS.iter().position(|(template, _)| row.text("template") == *template) else {
                continue;
            };
            let Ok(incident) = row.text("incident").parse::<IncidentId>() else { continue };
            let Some(began) = self.moment_in(&row, BEGINNINGS[place].1).await? else { continue };
            let kept = found.entry(incident).or_insert((place, began));
            *kept = (*kept).min((place, began));
        }
        Ok(found.into_iter().map(|(incident, (_, began))| (incident, began)).collect())
    }
}

/// A limit in plain words; a whole day as an end counts with all of it.
pub(super) fn limit(words: &str, now: Timestamp, zone: &TimeZone, is_end: bool) -> Result<Option<Timestamp>, ApiError> {
    let words = words.trim();
    if words.is_empty() {
        return Ok(None);
    }
    let at = moments::parse_leaning(words, now, zone, moments::Lean::Past)
        .map_err(|e| ApiError::invalid(format!("{e}. Nothing was counted")))?;
    let is_day = words.parse::<jiff::civil::Date>().is_ok()
        || matches!(&*words.to_lowercase(), "today" | "yesterday" | "tomorrow");
    if !is_end || !is_day {
        return Ok(Some(at));
    }
    let next = at.to_zoned(zone.clone()).date().tomorrow().and_then(|day| day.to_zoned(zone.clone()));
    Ok(Some(next.map_or(at, |day| day.timestamp())))
}

/// The severities of incidents by name, the gravest first; one that the directory does not rank comes last.
fn severities<'a>(incidents: impl Iterator<Item = &'a Incident>, directory: &Directory) -> Vec<String> {
    let mut list: Vec<(u32, String)> = incidents
        .map(|i| {
            let rank = directory.severity_rank(&i.severity).unwrap_or(u32::MAX);
            (rank, directory.words(&i.severity).to_owned())
        })
        .collect();
    list.sort();
    list.dedup();
    list.into_iter().map(|(_, name)| name).collect()
}

fn row(place: usize, metric: &'static Metric, counted: &[Counted], directory: &Directory) -> MetricRow {
    let value = |c: &Counted| c.readings.get(place).and_then(Reading::number);
    let by_severity = severities(counted.iter().map(|c| &c.incident), directory).into_iter().map(|severity| {
        let own = counted.iter().filter(|c| directory.words(&c.incident.severity) == severity);
        spread_row(metric.unit, severity.clone(), spread(own.filter_map(value)))
    });
    let values = counted.iter().filter_map(|c| Some((c.incident.id, c.readings.get(place)?)));
    MetricRow {
        id: metric.id.to_owned(),
        name: metric.name.to_owned(),
        definition: metric.definition.to_owned(),
        unit: metric.unit,
        unit_name: metric.unit.name().to_owned(),
        all: spread_row(metric.unit, String::new(), spread(counted.iter().filter_map(value))),
        by_severity: by_severity.collect(),
        values: values
            .map(|(incident, reading)| MetricValue {
                incident,
                figure: reading.number().map(|n| figure(metric.unit, n)),
                note: match &reading.value {
                    Ok(found) => found.note.clone(),
                    Err(why) => why.clone(),
                },
            })
            .collect(),
    }
}

fn spread_row(unit: Unit, severity: String, found: Spread) -> MetricSpread {
    MetricSpread {
        severity,
        n: u32::try_from(found.n).unwrap_or(u32::MAX),
        median: found.median.map(|value| figure(unit, value)),
        p90: found.p90.map(|value| figure(unit, value)),
    }
}

pub(super) fn figure(unit: Unit, value: i64) -> MetricFigure {
    MetricFigure { value: unit.plain(value).parse().unwrap_or(0.0), words: unit.words(value) }
}

fn incident(known: &Incident, directory: &Directory) -> MetricIncident {
    MetricIncident {
        id: known.id,
        number: known.number.clone(),
        title: known.title.clone(),
        severity: directory.words(&known.severity).to_owned(),
        state: known.state.value.to_string(),
        declared_at: moment(known.declared_at),
        exercise: known.exercise,
    }
}
