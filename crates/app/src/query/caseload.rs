//! Open incidents and cases of all documents in one list, the most urgent first, and how each table of cases stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use bridgebook_domain::cadence::due_updates;
use bridgebook_domain::case::{CaseFacts, CaseFields, ClockStand, ServiceLevels, proposal};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::escalation::escalation_clocks;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{PlanPart, State};
use bridgebook_domain::trigger::{TriggersView, case_tables};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{Block, ColumnType, DocumentId, IncidentId, RowId, SectionId};
use jiff::Timestamp;

use super::case::{Known, Place};
use super::case_clock::Lead;
use super::{board, clocks, obligation, severity};
use crate::api::case::CaseRow;
use crate::api::caseload::{
    CaseIncident, CaseQueue, CaseRef, IncidentProposal, LinkedCases, OpenWork, QueueStatus, WorkItem,
};
use crate::api::incident::ClockItem;
use crate::api::severity::SeverityCell;
use crate::api::{ApiError, ErrorCode};
use crate::world::Loaded;
use crate::{Bridgebook, names};

/// The incident that each linked case is part of.
pub(crate) type Linked = BTreeMap<(DocumentId, RowId), CaseIncident>;

/// Where a case stands: its table and its document.
pub(crate) struct Stored {
    pub loaded: Arc<Loaded>,
    pub section: SectionId,
    pub row: RowId,
}

impl Stored {
    /// Its table.
    pub(crate) fn block(&self) -> Option<&Block> {
        self.loaded.document.sections.get(&self.section).map(|section| &section.block)
    }
}

/// An item with what it is sorted by.
type Sorted = ((u8, Timestamp), WorkItem);

impl Bridgebook {
    /// The incident that each linked case is part of. Where two say so, on two laptops for instance, the one that was
    /// declared first counts.
    pub(crate) async fn linked_cases(&self) -> Result<Linked, ApiError> {
        let mut incidents = self.incidents().await?;
        incidents.sort_by(|a, b| (a.declared_at, &a.number).cmp(&(b.declared_at, &b.number)));
        let mut found = Linked::new();
        // An exercise takes no case from a real incident.
        for incident in incidents.into_iter().filter(|incident| !incident.exercise) {
            for case in &incident.cases {
                let of = CaseIncident { id: incident.id, number: incident.number.clone() };
                found.entry((case.document, case.row)).or_insert(of);
            }
        }
        Ok(found)
    }

    /// A case where it is stored; none where its row is not there any more.
    pub(crate) async fn stored_case(&self, case: CaseRef) -> Result<Option<Stored>, ApiError> {
        let loaded = self.document(case.document).await?;
        let found = case_tables(&loaded.document)
            .into_iter()
            .find(|(_, section)| section.block.rows.get(&case.row).is_some_and(|row| row.deleted_at.is_none()));
        let section = found.map(|(section, _)| section);
        Ok(section.map(|section| Stored { loaded, section, row: case.row }))
    }

    /// How many cases are part of an incident, and how many of them are open. One whose row is gone is not open.
    pub(crate) async fn linked_to(&self, incident: &Incident) -> Result<LinkedCases, ApiError> {
        let mut found = LinkedCases::default();
        let directory = self.directory().await?;
        let mut by_document: BTreeMap<DocumentId, Vec<RowId>> = BTreeMap::new();
        for case in &incident.cases {
            by_document.entry(case.document).or_default().push(case.row);
        }
        for (document, rows) in by_document {
            found.linked = found.linked.saturating_add(count(rows.len()));
            let Ok(loaded) = self.document(document).await else { continue };
            for (_, section) in case_tables(&loaded.document) {
                let fields = CaseFields::of(&section.block, &directory);
                let live = rows.iter().filter_map(|row| section.block.rows.get(row)).filter(|r| r.deleted_at.is_none());
                let open = live.filter(|row| !CaseFacts::of_row(&fields, &section.block, row, None).is_closed());
                found.open = found.open.saturating_add(count(open.count()));
            }
        }
        Ok(found)
    }

    pub(super) async fn open_work(&self) -> Result<OpenWork, ApiError> {
        let known = self.known_of_cases().await?;
        let mut items: Vec<Sorted> = Vec::new();
        let mut open_incidents = Vec::new();
        for incident in self.incidents().await?.iter().filter(|i| i.state.value != State::Closed) {
            let cases = self.linked_to(incident).await?;
            let lead = self.lead_clock(incident, &known.directory).await?;
            items.push(incident_item(incident, cases, lead, &known.directory));
            open_incidents.push(incident.id);
        }
        let documents = self.with_real_cases().await?;
        // Many cases take a while to read; everything else goes on meanwhile.
        let read = move || {
            let mut queues = Vec::new();
            for (_, loaded) in &documents {
                queue_items(loaded, &known, &open_incidents, &mut items, &mut queues);
            }
            items.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.name.cmp(&other.name)));
            OpenWork { items: items.into_iter().map(|(_, item)| item).collect(), queues }
        };
        let failed = |_| ApiError::new(ErrorCode::Failed, "The cases could not be read. Nothing was changed");
        tokio::task::spawn_blocking(read).await.map_err(failed)
    }

    /// The most urgent clock of an incident.
    async fn lead_clock(&self, incident: &Incident, directory: &Directory) -> Result<Option<ClockItem>, ApiError> {
        let (now, zone) = (self.now(), self.zone().await?);
        let communication = self.plan(incident, &PlanPart::Communication).await?;
        let escalation = self.plan(incident, &PlanPart::Escalation).await?;
        let due = due_updates(&communication, incident, directory, now);
        let levels = escalation_clocks(&escalation, incident, directory, now);
        let duties = bridgebook_domain::obligation::obligation_clocks(&communication, incident, directory, &zone, now);
        let mut list = clocks::all(incident, &due, &levels, directory, &zone, now);
        list.extend(duties.iter().filter_map(|duty| obligation::clock(duty, incident, directory)));
        clocks::order(&mut list, now);
        Ok(list.into_iter().next())
    }

    /// What is proposed for an incident that cases become.
    pub(super) async fn propose_incident(&self, cases: &[CaseRef]) -> Result<IncidentProposal, ApiError> {
        let (directory, linked) = (self.directory().await?, self.linked_cases().await?);
        let (mut stored, mut refused, mut severity) = (Vec::new(), Vec::new(), String::new());
        for case in cases {
            match self.stored_case(*case).await? {
                Some(found) => stored.push(found),
                None => refused.push("A case is not there any more".to_owned()),
            }
            if let Some(incident) = linked.get(&(case.document, case.row)) {
                refused.push(format!("A case is part of {} already", incident.number));
            }
        }
        let fields: Vec<CaseFields> =
            stored.iter().filter_map(|s| Some(CaseFields::of(s.block()?, &directory))).collect();
        let facts: Vec<CaseFacts<'_>> = stored
            .iter()
            .zip(&fields)
            .filter_map(|(s, fields)| Some(CaseFacts::of_row(fields, s.block()?, s.block()?.rows.get(&s.row)?, None)))
            .collect();
        let found = proposal(&facts);
        for one in &stored {
            // What a rule says of incidents of these cases is the team's own judgement of them.
            let rules = TriggersView::read(&one.loaded.document).rules;
            let declares = rules.iter().find(|r| r.effects.iter().any(|e| e == "declare") && !r.severity.is_empty());
            if let Some(rule) = declares.filter(|_| severity.is_empty()) {
                severity = names::stored(&directory, &[ReferenceKind::Severity], &rule.severity);
            }
        }
        if severity.is_empty() {
            // The gravest of what follows from impact and urgency of its cases.
            let (lookup, known) = (self.severity_lookup().await?, directory.of_kind(&ReferenceKind::Severity));
            let cells = facts.iter().filter_map(|case| severity::of_case(case, &lookup));
            let rank = |cell: &&SeverityCell| known.iter().position(|s| s.id == cell.severity).unwrap_or(usize::MAX);
            severity = cells.min_by_key(rank).map(|cell| cell.severity.clone()).unwrap_or_default();
        }
        refused.sort();
        refused.dedup();
        let (title, services, customers) = (found.title, found.services, found.customers);
        Ok(IncidentProposal { title, severity, services, customers, refused })
    }
}

fn queue_items(
    loaded: &Loaded,
    known: &Known,
    open_incidents: &[IncidentId],
    items: &mut Vec<Sorted>,
    queues: &mut Vec<CaseQueue>,
) {
    let levels = ServiceLevels::read(&loaded.document, &known.directory);
    for (section, entry) in case_tables(&loaded.document) {
        let at = count(queues.len());
        let mut queue = empty_queue(loaded, section, &entry.heading, &entry.block);
        for (case, lead) in Place::new(loaded, (section, entry), &levels, known).cases() {
            let is_part = case.incident.as_ref().is_some_and(|of| open_incidents.contains(&of.id));
            if case.is_open {
                note(&mut queue, &case, lead.as_ref());
            } else if !is_part {
                continue;
            }
            items.push(case_item(at, case, lead));
        }
        // The empty case table that an incident's own matrix brings along is no queue that somebody works off.
        let is_of_incident = !loaded.document.header_text("incident").is_empty();
        if is_of_incident && entry.block.live_rows().is_empty() {
            continue;
        }
        queues.push(queue);
    }
}

fn empty_queue(loaded: &Loaded, section: SectionId, heading: &str, block: &Block) -> CaseQueue {
    let status = block.column_by_key("status").filter(|(_, column)| column.column_type == ColumnType::Choice);
    let statuses = status.map(|(_, column)| column.live_choices()).unwrap_or_default();
    CaseQueue {
        document: loaded.id,
        title: loaded.document.title().to_owned(),
        section,
        heading: heading.to_owned(),
        open: 0,
        oldest_at: String::new(),
        unassigned: 0,
        at_risk: 0,
        breached: 0,
        waiting: 0,
        status_column: status.map(|(id, _)| id),
        statuses: statuses
            .into_iter()
            .map(|(id, choice)| QueueStatus {
                id: id.to_owned(),
                name: choice.name.clone(),
                colour: choice.colour.clone(),
            })
            .collect(),
    }
}

/// Counts an open case.
fn note(queue: &mut CaseQueue, case: &CaseRow, lead: Option<&Lead>) {
    queue.open += 1;
    queue.unassigned += u32::from(case.owner.is_empty());
    queue.waiting += u32::from(case.input.is_some());
    queue.at_risk += u32::from(lead.is_some_and(|lead| lead.stand == ClockStand::AtRisk));
    queue.breached += u32::from(lead.is_some_and(|lead| lead.stand == ClockStand::Breached));
    let opened: Option<Timestamp> = case.opened.parse().ok();
    let oldest: Option<Timestamp> = queue.oldest_at.parse().ok();
    if let Some(opened) = opened.filter(|opened| oldest.is_none_or(|oldest| *opened < oldest)) {
        queue.oldest_at = crate::wording::moment(opened);
    }
}

fn case_item(queue: u32, case: CaseRow, lead: Option<Lead>) -> Sorted {
    let opened: Option<Timestamp> = case.opened.parse().ok();
    let rank = (lead_rank(lead.as_ref().map(|lead| lead.stand), case.is_open), lead.as_ref().map(|lead| lead.due));
    let key = (rank.0, rank.1.or(opened).unwrap_or(Timestamp::MAX));
    let rest = case.clocks.iter().find(|clock| !clock.paused_since.is_empty());
    let (paused_since, paused_by) =
        rest.map(|clock| (clock.paused_since.clone(), clock.paused_by.clone())).unwrap_or_default();
    let item = WorkItem {
        queue: Some(queue),
        row: Some(case.row),
        incident: case.incident,
        name: case.id,
        title: case.subject,
        level: case.level,
        kind: case.kind,
        status: case.status,
        status_id: case.status_id,
        owner: case.owner,
        opened_at: opened.map(crate::wording::moment).unwrap_or_default(),
        stand: lead.as_ref().map(|lead| lead.stand),
        clock: lead.as_ref().map(|lead| lead.clock.to_owned()).unwrap_or_default(),
        due_at: lead.as_ref().map(|lead| crate::wording::moment(lead.due)).unwrap_or_default(),
        risk_at: lead.as_ref().and_then(|lead| lead.risk).map(crate::wording::moment).unwrap_or_default(),
        paused_since,
        paused_by,
        input: case.input,
        is_open: case.is_open,
        cases: None,
    };
    (key, item)
}

fn incident_item(incident: &Incident, cases: LinkedCases, lead: Option<ClockItem>, directory: &Directory) -> Sorted {
    let summary = board::summary(incident, directory);
    let stand = lead.as_ref().map(|clock| match clock.state.as_str() {
        "overdue" => ClockStand::Breached,
        "at_risk" => ClockStand::AtRisk,
        _ => ClockStand::Running,
    });
    let due: Option<Timestamp> = lead.as_ref().and_then(|clock| clock.due_at.parse().ok());
    let key = (lead_rank(stand, incident.is_open()), due.unwrap_or(incident.declared_at));
    let item = WorkItem {
        queue: None,
        row: None,
        incident: Some(CaseIncident { id: incident.id, number: incident.number.clone() }),
        name: incident.number.clone(),
        title: summary.title,
        level: summary.severity,
        kind: "Incident".to_owned(),
        status: summary.state,
        status_id: String::new(),
        owner: summary.commander,
        opened_at: summary.declared_at,
        stand,
        clock: lead.as_ref().map(|clock| clock.subject.clone()).unwrap_or_default(),
        due_at: lead.as_ref().map(|clock| clock.due_at.clone()).unwrap_or_default(),
        risk_at: lead.map(|clock| clock.at_risk_at).unwrap_or_default(),
        paused_since: String::new(),
        paused_by: String::new(),
        input: None,
        is_open: incident.is_open(),
        cases: Some(cases).filter(|cases| cases.linked > 0),
    };
    (key, item)
}

/// What comes first: what is past its time, what is at risk, what runs, what nothing measures, what rests, what is over.
const fn lead_rank(stand: Option<ClockStand>, is_open: bool) -> u8 {
    match stand {
        _ if !is_open => 5,
        Some(ClockStand::Breached) => 0,
        Some(ClockStand::AtRisk) => 1,
        Some(ClockStand::Running) => 2,
        None => 3,
        Some(ClockStand::Paused | ClockStand::Late | ClockStand::Met) => 4,
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
