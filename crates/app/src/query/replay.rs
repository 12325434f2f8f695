//! Past incidents of files, played through the matrix and the communication plan as they stand. Nothing is written.

use bridgebook_domain::directory::Directory;
use bridgebook_domain::replay::{
    PastIncident, ReplayDifference, ReplayTotals, ReplayedIncident, Rules, differences, replay, totals,
};
use bridgebook_domain::timeline::PlanTimeline;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{Document, moment};
use bridgebook_interchange::{RefusedPast, read_past, summed};

use crate::Bridgebook;
use crate::api::replay::{OtherReplay, ReplayAsked, ReplayReading};
use crate::api::routing::RefusedCase;
use crate::api::{ApiError, ErrorCode};
use crate::intent::case_file::sources;
use crate::names::stored;
use crate::query::simulation::has_matrix;

impl Bridgebook {
    pub(super) async fn replay_incidents(&self, asked: ReplayAsked) -> Result<ReplayReading, ApiError> {
        let job = self.jobs.begin(if asked.job.is_empty() { "replay" } else { &asked.job });
        let (document, communication) = self.rules_in_force(asked.document, "Nothing was played").await?;
        let loaded = self.document(document).await?;
        has_matrix(&loaded)?;
        let (directory, zone, now) = (self.directory().await?, self.zone().await?, self.now());
        let other = match &asked.against {
            None => None,
            Some(version) => {
                let then = match version.at.trim() {
                    "" => None,
                    words => Some(self.past(words).await?),
                };
                let loaded = self.document_then(version.document, then).await?;
                has_matrix(&loaded)?;
                let words = match then {
                    Some(then) => format!("this matrix as of {}", moment::print(then, &zone)),
                    None => loaded.document.title().to_owned(),
                };
                Some((words, loaded))
            }
        };
        let versions = self.versions(document, |template| template.contains("escalation-matrix")).await?;
        let files = sources(&asked.files)?;
        let work = job.work.clone();
        let heavy = move || -> Result<ReplayReading, ApiError> {
            let (mut incidents, mut refused, mut remarks) = (Vec::new(), Vec::new(), Vec::new());
            for file in files {
                let bytes = file.bytes()?;
                let read = read_past(&file.name, &bytes, &zone, now);
                incidents.extend(read.incidents.into_iter().map(|past| known(past, &directory)));
                refused.extend(read.refused.into_iter().map(|one: RefusedPast| RefusedCase {
                    file: file.name.clone(),
                    place: one.place,
                    why: one.why,
                    text: one.text,
                }));
                let line = |r: bridgebook_interchange::Remark| format!("{}, line {}: {}", file.name, r.line, r.message);
                remarks.extend(summed(read.remarks).into_iter().map(line));
            }
            let plan = communication.as_ref().map(|loaded| PlanTimeline::always(loaded.document.clone()));
            let play = |matrix: &Document| -> Vec<ReplayedIncident> {
                let rules = Rules { matrix, communication: plan.as_ref(), directory: &directory };
                incidents.iter().take_while(|_| !work.is_stopped()).map(|past| replay(past, &rules)).collect()
            };
            let own = play(&loaded.document);
            let other = other.map(|(words, version)| beside(words, &own, &play(&version.document)));
            Ok(ReplayReading {
                matrix: loaded.document.title().to_owned(),
                communication: communication.as_ref().map_or_else(String::new, |l| l.document.title().to_owned()),
                totals: totals(&own),
                incidents: own,
                refused,
                remarks,
                other,
                versions,
            })
        };
        let found = tokio::task::spawn_blocking(heavy).await.map_err(|_| {
            ApiError::new(ErrorCode::Failed, "The incidents could not be played. Nothing was changed")
        })??;
        if job.work.is_stopped() {
            return Err(ApiError::new(ErrorCode::Stopped, "It was stopped. Nothing was changed"));
        }
        Ok(found)
    }
}

/// An incident with what the directory knows of its names.
fn known(past: PastIncident, directory: &Directory) -> PastIncident {
    let services = past.services.iter().map(|service| stored(directory, &[ReferenceKind::Service], service));
    PastIncident {
        severity: stored(directory, &[ReferenceKind::Severity], &past.severity),
        services: services.collect(),
        ..past
    }
}

fn beside(words: String, own: &[ReplayedIncident], other: &[ReplayedIncident]) -> OtherReplay {
    let (totals_now, totals_other) = (totals(own), totals(other));
    let differing = differences(other, own);
    let verdict = verdict(&differing, &totals_now, &totals_other);
    OtherReplay { words, totals: totals_other, differing, verdict }
}

/// Which version does better, by what can be counted: whom nobody reaches, and who is called earlier.
fn verdict(differing: &[ReplayDifference], now: &ReplayTotals, other: &ReplayTotals) -> String {
    if differing.is_empty() {
        return "Both versions do the same with all of them.".to_owned();
    }
    let (earlier, later) = differing.iter().fold((0, 0), |(e, l), one| (e + one.earlier, l + one.later));
    let reach = match now.unreached.cmp(&other.unreached) {
        std::cmp::Ordering::Less => {
            format!("reaches somebody in {} more of them than the other", other.unreached - now.unreached)
        }
        std::cmp::Ordering::Greater => {
            format!("leaves {} more of them with nobody reached than the other", now.unreached - other.unreached)
        }
        std::cmp::Ordering::Equal => "reaches somebody in as many of them as the other".to_owned(),
    };
    let calls = if earlier == 1 { "call comes" } else { "calls come" };
    let incidents = if now.incidents == 1 { "incident" } else { "incidents" };
    format!(
        "This version {reach}; {earlier} {calls} earlier and {later} later. They differ in {} of {} {incidents}.",
        differing.len(),
        now.incidents
    )
}
