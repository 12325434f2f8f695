//! What is done with cases: an input is asked for or came, and cases are part of an incident or are no more.

use std::collections::BTreeMap;

use bridgebook_domain::case::{CaseFacts, CaseFields, StoredCase, ask_input, input_came, proposal};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Author, CasesLinked, CasesUnlinked, Fact, State};
use bridgebook_domain::{DocumentId, IncidentId, RowId, text};
use bridgebook_store::{DocumentChange, Write};

use super::incident::Said;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::caseload::{CaseIntent, CaseRef};
use crate::api::intent::{Declaring, Outcome};
use crate::commit::{Touched, outcome};
use crate::query::case::known_rows;
use crate::query::caseload::Stored;

/// Characters of the list of names in a sentence of the log.
const NAMES: usize = 400;

/// Cases that become an incident: what a person chose, or what a rule decided.
#[derive(Debug, Clone, Copy)]
pub struct CaseDeclaration<'a> {
    /// The document that holds them.
    pub document: DocumentId,
    /// Their rows.
    pub rows: &'a [RowId],
    /// Title of the incident.
    pub title: &'a str,
    /// Severity: id or name; empty for the first of the directory.
    pub severity: &'a str,
    /// Who declares it.
    pub author: &'a Author,
}

/// Cases that an incident takes up: a fact for each document that holds some, with the words people read.
pub(crate) struct Taken {
    /// The facts.
    pub facts: Vec<(Fact, String)>,
    /// Services that the cases are about.
    pub services: Vec<String>,
    /// How many cases there are.
    pub count: usize,
}

impl Bridgebook {
    pub(super) async fn case_work(&self, intent: CaseIntent) -> Result<Outcome, ApiError> {
        // One after the other: each looks first at how the cases stand.
        let _one = self.intake.lock().await;
        match intent {
            CaseIntent::AskInput { case, reason } => self.input(case, Some(&reason)).await,
            CaseIntent::InputCame { case } => self.input(case, None).await,
            CaseIntent::Link { incident, cases } => self.link_cases(incident, &cases).await,
            CaseIntent::Unlink { cases, reason } => self.unlink_cases(&cases, &reason).await,
        }
    }

    /// Asks for an input, with the reason, or says that it came: row and log in one commit.
    async fn input(&self, case: CaseRef, reason: Option<&str>) -> Result<Outcome, ApiError> {
        let (now, author) = (self.now(), self.author().await?);
        let stored = self.stored_case(case).await?.ok_or_else(gone)?;
        let histories = self.case_histories().await?;
        let directory = self.directory().await?;
        let block = stored.block().ok_or_else(gone)?;
        let row = block.rows.get(&stored.row).ok_or_else(gone)?;
        let fields = CaseFields::of(block, &directory);
        let facts = CaseFacts::of_row(&fields, block, row, None);
        if reason.is_some() && facts.is_closed() {
            return Err(ApiError::invalid("It is resolved or closed. Nothing was changed. Open it again first"));
        }
        let held = StoredCase {
            document: case.document,
            table: (stored.section, block),
            row: (stored.row, row),
            history: histories.of(case.document, stored.row),
        };
        let step = match reason {
            Some(reason) => ask_input(held, reason, now),
            None => input_came(held, now),
        };
        let step = step.map_err(|error| ApiError::invalid(error.to_string()))?;
        let name = if facts.id.is_empty() { "A case" } else { facts.id.as_str() };
        let words = match (step.fact.came, step.fact.reason.as_str()) {
            (false, reason) => format!("{name}: input required, {}", lower(reason)),
            (true, "") => format!("{name}: the input came"),
            (true, reason) => format!("{name}: the input came, {}", lower(reason)),
        };
        let write = Write::at(now).entry(self.entry_at(now, None, &author, Fact::CaseInput(step.fact), &words));
        if step.operations.is_empty() {
            return Ok(outcome(&self.commit(write).await?));
        }
        drop(stored);
        let change = DocumentChange::edit(step.operations.clone(), None);
        self.change_with(write, case.document, change, Touched::Operations(&step.operations)).await
    }

    /// What the cases of the table of a case are called.
    async fn case_names(&self, stored: &Stored) -> Result<BTreeMap<RowId, String>, ApiError> {
        let Some(block) = stored.block() else { return Ok(BTreeMap::new()) };
        let known = known_rows(stored.loaded.id, block, &self.log(None).await?);
        Ok(known.into_iter().map(|(name, row)| (row, name)).collect())
    }

    /// Declares an incident from cases of a document, which stay linked to it. The first id of the outcome is that of the
    /// incident.
    ///
    /// # Errors
    /// Where a case is gone or part of another incident, or the incident cannot be declared; nothing is written then.
    pub async fn declare_from_cases(&self, of: CaseDeclaration<'_>) -> Result<Outcome, ApiError> {
        let _one = self.intake.lock().await;
        self.declare_in_turn(of).await
    }

    /// The same for whoever holds the lock of the intake already, as rules do that decide about cases.
    pub(crate) async fn declare_in_turn(&self, of: CaseDeclaration<'_>) -> Result<Outcome, ApiError> {
        let cases: Vec<CaseRef> = of.rows.iter().map(|row| CaseRef { document: of.document, row: *row }).collect();
        let also = Declaring { cases, ..Declaring::default() };
        let said = Said { title: of.title, severity: of.severity, commander: "", services: &[], detected: "" };
        self.declare_as(said, &also, of.author, Vec::new()).await
    }

    /// What an incident takes up with these cases.
    ///
    /// # Errors
    /// Where one of them is gone, or part of another incident than `own`.
    pub(super) async fn taken(&self, own: Option<IncidentId>, cases: &[CaseRef]) -> Result<Taken, ApiError> {
        let linked = self.linked_cases().await?;
        let directory = self.directory().await?;
        let mut by_document: BTreeMap<DocumentId, Vec<Stored>> = BTreeMap::new();
        for case in cases {
            let stored = self.stored_case(*case).await?.ok_or_else(gone)?;
            match linked.get(&(case.document, case.row)) {
                Some(incident) if Some(incident.id) == own => continue,
                Some(incident) => {
                    let names = self.case_names(&stored).await?;
                    let name = names.get(&case.row).map_or("A case", String::as_str);
                    return Err(ApiError::invalid(format!(
                        "{name} is part of {} already. Nothing was changed. Take it out there first, or leave it out",
                        incident.number
                    )));
                }
                None => {}
            }
            let list = by_document.entry(case.document).or_default();
            if !list.iter().any(|known| known.row == case.row) {
                list.push(stored);
            }
        }
        let histories = self.case_histories().await?;
        let mut taken = Taken { facts: Vec::new(), services: Vec::new(), count: 0 };
        for (document, list) in by_document {
            let (mut names, mut found) = (Vec::new(), Vec::new());
            for stored in &list {
                names.push(self.case_names(stored).await?.remove(&stored.row).unwrap_or_default());
            }
            let fields: Vec<CaseFields> =
                list.iter().filter_map(|stored| Some(CaseFields::of(stored.block()?, &directory))).collect();
            for (stored, fields) in list.iter().zip(&fields) {
                let block = stored.block().ok_or_else(gone)?;
                let row = block.rows.get(&stored.row).ok_or_else(gone)?;
                found.push(CaseFacts::of_row(fields, block, row, None));
            }
            let of = proposal(&found);
            let title = list.first().map(|stored| stored.loaded.document.title().to_owned()).unwrap_or_default();
            let words = words_of(&names, &title, of.customers, &of.services, &directory);
            taken.count += list.len();
            for service in &of.services {
                if !taken.services.contains(service) {
                    taken.services.push(service.clone());
                }
            }
            let rows = list.iter().map(|stored| stored.row).collect();
            let opened = list.iter().zip(&found).map(|(stored, case)| {
                let taken_in = || histories.of(document, stored.row).and_then(|history| history.taken_in);
                case.opened.or_else(taken_in)
            });
            let opened = opened.collect();
            let (services, customers) = (of.services, of.customers);
            let fact = CasesLinked { document, rows, ids: names, services, opened, customers };
            taken.facts.push((Fact::CasesLinked(fact), words));
        }
        Ok(taken)
    }

    async fn link_cases(&self, incident: IncidentId, cases: &[CaseRef]) -> Result<Outcome, ApiError> {
        let known = self.incident(incident).await?;
        if known.exercise {
            return Err(ApiError::invalid(format!(
                "{} is an exercise and takes no cases: they are people who wait. Nothing was linked",
                known.number
            )));
        }
        if known.state.value == State::Closed {
            return Err(ApiError::invalid(format!(
                "{} is closed. Nothing was linked. Open it again first, or declare another incident",
                known.number
            )));
        }
        let taken = self.taken(Some(incident), cases).await?;
        if taken.count == 0 {
            let message = format!("These cases are part of {} already. Nothing was changed", known.number);
            return Err(ApiError::invalid(message));
        }
        let (now, author) = (self.now(), self.author().await?);
        let mut write = Write::at(now);
        for (fact, words) in taken.facts {
            write = write.entry(self.entry_at(now, Some(incident), &author, fact, &words));
        }
        Ok(outcome(&self.commit(write).await?))
    }

    async fn unlink_cases(&self, cases: &[CaseRef], reason: &str) -> Result<Outcome, ApiError> {
        let reason = text::line(reason.trim()).map_err(|e| ApiError::invalid(e.to_string()))?;
        if reason.is_empty() {
            return Err(ApiError::invalid("Say why they are no part of the incident. Nothing was changed"));
        }
        let linked = self.linked_cases().await?;
        let mut by_incident: BTreeMap<(IncidentId, DocumentId), Vec<RowId>> = BTreeMap::new();
        for case in cases {
            let incident = linked.get(&(case.document, case.row)).ok_or_else(|| {
                ApiError::invalid("One of these cases is part of no incident. Nothing was changed. Leave it out")
            })?;
            by_incident.entry((incident.id, case.document)).or_default().push(case.row);
        }
        let (now, author) = (self.now(), self.author().await?);
        let mut write = Write::at(now);
        for ((incident, document), rows) in by_incident {
            let known = self.incident(incident).await?;
            let ids: Vec<String> = rows.iter().map(|row| named(&known, document, *row)).collect();
            let reason = reason.to_owned();
            let words = format!("{} {} no part of the incident any more: {reason}", listed(&ids), verb(&ids));
            let fact = Fact::CasesUnlinked(CasesUnlinked { document, rows, ids, reason });
            write = write.entry(self.entry_at(now, Some(incident), &author, fact, &words));
        }
        Ok(outcome(&self.commit(write).await?))
    }
}

/// What a linked case is called.
fn named(incident: &Incident, document: DocumentId, row: RowId) -> String {
    let found = incident.cases.iter().find(|case| case.document == document && case.row == row);
    found.map(|case| case.id.clone()).unwrap_or_default()
}

/// The sentence about cases that an incident takes up.
fn words_of(
    names: &[String],
    title: &str,
    customers: Option<u32>,
    services: &[String],
    directory: &Directory,
) -> String {
    let mut words = format!("{} of “{title}” {} part of the incident", listed(names), verb(names));
    match customers {
        Some(1) => words.push_str("; 1 customer"),
        Some(n) => words.push_str(&format!("; {n} customers")),
        None => {}
    }
    if !services.is_empty() {
        let names: Vec<&str> = services.iter().map(|service| directory.words(service)).collect();
        words.push_str(&format!("; {}", names.join(", ")));
    }
    words
}

/// `Cases C-1, C-2`, or how many there are where they have no names.
/// What goes with the names of cases.
fn verb(names: &[String]) -> &'static str {
    if names.len() == 1 { "is" } else { "are" }
}

fn listed(names: &[String]) -> String {
    let known: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let list = known.join(", ");
    let count = names.len();
    match (count, known.len()) {
        (1, 1) => format!("Case {list}"),
        (n, k) if n == k && list.chars().count() <= NAMES => format!("Cases {list}"),
        (1, _) => "1 case".to_owned(),
        (n, _) => format!("{n} cases"),
    }
}

/// A reason within a sentence.
fn lower(reason: &str) -> String {
    let mut letters = reason.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn gone() -> ApiError {
    ApiError::not_found("That case is not there any more. Nothing was changed")
}
