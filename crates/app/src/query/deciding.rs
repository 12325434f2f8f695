//! Who decides now, by the matrix that the incident runs on.

use bridgebook_domain::deciding::{Candidate, Decider, Reach, Shift, who_decides};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::log::PlanPart;
use bridgebook_domain::{DocumentId, IncidentId};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::shift::{DeciderPerson, DeciderRow};

impl Bridgebook {
    pub(super) async fn who_decides(&self, id: IncidentId, text: &str) -> Result<Vec<DeciderRow>, ApiError> {
        let (known, directory) = (self.incident(id).await?, self.directory().await?);
        let (now, zone) = (self.now(), self.zone().await?);
        let Some(matrix) = known.plan(&PlanPart::Raci) else { return Ok(Vec::new()) };
        let matrix = self.document(matrix).await?;
        let plan = match known.plan(&PlanPart::Action) {
            Some(plan) => Some(self.document(plan).await?),
            None => None,
        };
        let plan = plan.as_ref().map(|p| &p.document);
        let found = who_decides(&matrix.document, text, &known, plan, &directory, now);
        Ok(found.iter().map(|decider| row(matrix.id, decider, &directory, now, &zone)).collect())
    }
}

fn row(document: DocumentId, decider: &Decider, directory: &Directory, now: Timestamp, zone: &TimeZone) -> DeciderRow {
    let person = |c: &Candidate| DeciderPerson {
        person: c.person.clone(),
        name: directory.words(&c.person).to_owned(),
        words: words(c, directory, now, zone),
    };
    DeciderRow {
        document,
        section: decider.section,
        row: decider.row,
        activity: decider.activity.clone(),
        role: decider.role.clone(),
        now: decider.now().map(person),
        others: decider.candidates.iter().filter(|c| Some(*c) != decider.now()).map(person).collect(),
    }
}

/// `holds the role since 14:09, +82 2 555 0143`.
fn words(candidate: &Candidate, directory: &Directory, now: Timestamp, zone: &TimeZone) -> String {
    let brief = |at| bridgebook_domain::moment::brief(at, now, zone);
    let shift = match candidate.shift {
        Shift::Holds(since) => format!("on shift since {}", brief(since)),
        Shift::Planned(until) => format!("on shift until {}, by the roster", brief(until)),
        Shift::Unknown => "not known to be on shift".to_owned(),
    };
    let reach = match &candidate.reach {
        Reach::By(way) => way.address.clone(),
        Reach::Cut(service) => format!("every way to reach them needs {}", directory.words(service)),
        Reach::Unknown => "no way to reach them is known".to_owned(),
    };
    let deputy = if candidate.is_deputy { "deputy, " } else { "" };
    format!("{deputy}{shift}, {reach}")
}
