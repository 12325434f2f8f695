//! `case`.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_app::api::case::{AddedCases, CaseFile, CaseTable, WatchedCases};
use bridgebook_app::api::hand_off::HandOffAct;
use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::note::{CaseDutyRow, EndedCaseDuty};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::routing::TriedCases;
use bridgebook_app::api::simulation::RehearsedVersion;
use bridgebook_app::api::{ApiError, ErrorCode};
use bridgebook_domain::case::CaseMapping;
use bridgebook_domain::trigger::{BY_HAND, ROUTING, decides_by_itself};
use bridgebook_domain::{BlockKind, DocumentId, Path, Value};

use super::{Context, absolute};
use crate::command::{Case, CaseAccept, CaseAdd, CaseReroute, CaseReturn, CaseRoute, Mapping};

/// Most bytes that are read of standard input: as many as of a file.
const PASTED: u64 = 20_000_000;

impl Context {
    pub async fn case(&self, command: &Case) -> Result<ExitCode, ApiError> {
        match command {
            Case::Add(CaseAdd { files, document, mapping }) => {
                let document = self.named_document(document.as_deref()).await?;
                let files = given(files)?;
                let into = table(document, mapping);
                let outcome = self.intent(Intent::AddCases(AddedCases { into, files })).await?;
                let is_whole = !outcome.remarks.iter().any(|remark| bridgebook_app::is_refused(remark));
                let code = self.output.outcome(&outcome, "nothing new in it")?;
                Ok(if is_whole { code } else { ExitCode::from(3) })
            }
            Case::List { document } => {
                let document = self.named_document(document.as_deref()).await?;
                let answer = self.query(Query::Cases { document }).await?;
                let Answer::Cases(list) = answer else { return self.output.answer(&answer) };
                self.output.cases(&list)
            }
            Case::Show { id, document } => {
                let document = self.named_document(document.as_deref()).await?;
                let answer = self.query(Query::Case { id: id.clone(), document }).await?;
                let Answer::Case(reading) = answer else { return self.output.answer(&answer) };
                self.output.case(&reading)
            }
            Case::Watch { folder: Some(folder), document, mapping, .. } => {
                let document = self.named_document(document.as_deref()).await?;
                let (folder, into) = (absolute(folder)?, table(document, mapping));
                self.act(Intent::WatchCases(WatchedCases { into, folder }), "watched").await
            }
            Case::Watch { stop: true, .. } => {
                let intent = Intent::WatchCases(WatchedCases { into: CaseTable::default(), folder: String::new() });
                self.act(intent, "not watched any more").await
            }
            Case::Watch { .. } => {
                let answer = self.query(Query::CaseWatch).await?;
                let Answer::CaseWatch(watch) = answer else { return self.output.answer(&answer) };
                self.output.case_watch(watch.as_ref())
            }
            Case::Route(route) => self.route(route).await,
            Case::Apply { ids, document } => self.apply(ids, document.as_deref()).await,
            Case::Duties => {
                let duties = self.case_duties().await?;
                self.output.case_duties(&duties)
            }
            Case::Done { number, note } => {
                let duties = self.case_duties().await?;
                let Some(duty) = number.checked_sub(1).and_then(|place| duties.get(place)) else {
                    return Err(ApiError::invalid(format!(
                        "There is no {number} in what is left to do. Nothing was recorded. `case duties` lists it"
                    )));
                };
                let ended = EndedCaseDuty { routed: duty.routed, place: duty.place, words: note.clone() };
                self.act(Intent::EndCaseDuty(ended), "recorded").await
            }
            Case::Rules { document, by_themselves, by_hand } => {
                let wanted = [(*by_themselves, false), (*by_hand, true)].into_iter().find(|(is_wanted, _)| *is_wanted);
                self.case_rules(document, wanted.map(|(_, by_hand)| by_hand)).await
            }
            Case::Input { .. } | Case::Link { .. } | Case::Unlink { .. } => self.case_work(command).await,
            Case::Brief(asked) => self.case_brief(asked).await,
            Case::HandOver(asked) => self.case_hand_over(asked).await,
            Case::Send(asked) => self.case_send(asked).await,
            Case::Accept(CaseAccept { id, document, by }) => {
                self.case_act(id, document.as_deref(), HandOffAct::Accept { by: by.clone() }).await
            }
            Case::Return(CaseReturn { id, document, reason }) => {
                self.case_act(id, document.as_deref(), HandOffAct::Return { reason: reason.clone() }).await
            }
            Case::Reroute(CaseReroute { id, document, to, reason }) => {
                let act = HandOffAct::Reroute { to: to.clone(), reason: reason.clone() };
                self.case_act(id, document.as_deref(), act).await
            }
            Case::Step(asked) => self.case_step(asked).await,
            Case::Erase(_) | Case::Retention | Case::Hold(_) | Case::Release(_) | Case::Quarantine(_) => {
                self.personal(command).await
            }
            Case::Mapping(mapping) => self.case_mapping(mapping).await,
        }
    }

    async fn route(&self, command: &CaseRoute) -> Result<ExitCode, ApiError> {
        let document = self.named_document(command.document.as_deref()).await?;
        let cases = match command.files.as_slice() {
            [] => TriedCases::Document,
            files => TriedCases::Files { files: paths(files)? },
        };
        let against = match (&command.compare, &command.compare_at) {
            (None, None) => None,
            (other, at) => {
                let named = match other {
                    Some(other) => Some(self.document_id(other).await?),
                    None => document,
                };
                let Some(document) = named else {
                    return Err(ApiError::invalid("Name the document with --document to compare it with itself"));
                };
                Some(RehearsedVersion { document, at: at.clone().unwrap_or_default() })
            }
        };
        let (job, at) = (String::new(), command.at.clone());
        let answer = self.query(Query::TryRules { job, document, cases, at, against }).await?;
        let Answer::TryRules(tried) = answer else { return self.output.answer(&answer) };
        self.output.rules_tried(&tried, command.all)
    }

    async fn apply(&self, ids: &[String], document: Option<&str>) -> Result<ExitCode, ApiError> {
        let named = self.named_document(document).await?;
        let (mut rows, mut holder) = (Vec::new(), None);
        for id in ids {
            let answer = self.query(Query::Case { id: id.clone(), document: named }).await?;
            let Answer::Case(reading) = answer else { return self.output.answer(&answer) };
            if holder.is_some_and(|known| known != reading.row.document) {
                return Err(ApiError::invalid(
                    "These cases are in several documents. Nothing was changed. Take them one by one",
                ));
            }
            holder = Some(reading.row.document);
            rows.push((reading.row.section, reading.row.row));
        }
        let Some(document) = holder else { return Ok(ExitCode::SUCCESS) };
        self.act(Intent::RouteCases { document, rows }, "decided").await
    }

    async fn case_duties(&self) -> Result<Vec<CaseDutyRow>, ApiError> {
        match self.query(Query::CaseDuties).await? {
            Answer::CaseDuties(list) => Ok(list),
            other => Err(ApiError::new(ErrorCode::Failed, format!("An answer of another kind came: {other:?}"))),
        }
    }

    /// Shows or sets whether the rules of a document wait for a person.
    async fn case_rules(&self, document: &str, by_hand: Option<bool>) -> Result<ExitCode, ApiError> {
        let document = self.document_id(document).await?;
        let answer = self.query(Query::Document { document, at: None }).await?;
        let Answer::Document(open) = answer else { return self.output.answer(&answer) };
        let blocks = open.content.sections_of(&BlockKind::Triggers);
        if blocks.is_empty() {
            return Err(ApiError::invalid(format!(
                "“{}” has no trigger rules. Nothing was changed. Name a document with a block of triggers",
                open.content.title()
            )));
        }
        let Some(by_hand) = by_hand else {
            let words = if decides_by_itself(&open.content) {
                "The rules decide by themselves"
            } else {
                "A person lets the rules decide"
            };
            return self.output.lines(&[words.to_owned()]);
        };
        let value = by_hand.then(|| Value::one(BY_HAND));
        let set = |section| Edit::Set { path: Path::Setting(section, ROUTING.to_owned()), value: value.clone() };
        let edits = blocks.iter().map(|(section, _)| set(*section)).collect();
        self.act(Intent::Edit { document, heads: open.heads.clone(), edits }, "saved").await
    }

    async fn case_mapping(&self, command: &Mapping) -> Result<ExitCode, ApiError> {
        let (name, columns, done) = match command {
            Mapping::List => {
                let answer = self.query(Query::CaseMappings).await?;
                let Answer::CaseMappings(list) = answer else { return self.output.answer(&answer) };
                return self.output.case_mappings(&list);
            }
            Mapping::Save { name, columns } => (name, pairs(columns)?, "saved"),
            Mapping::Forget { name } => (name, BTreeMap::new(), "forgotten"),
        };
        let mapping = CaseMapping { name: name.clone(), columns };
        self.act(Intent::SaveCaseMapping { mapping }, done).await
    }

    /// The document that is named, where one is.
    pub async fn named_document(&self, written: Option<&str>) -> Result<Option<DocumentId>, ApiError> {
        match written {
            Some(written) => self.document_id(written).await.map(Some),
            None => Ok(None),
        }
    }
}

fn paths(files: &[PathBuf]) -> Result<Vec<CaseFile>, ApiError> {
    files.iter().map(|file| absolute(file).map(|path| CaseFile::Path { path })).collect()
}

/// The same for what is taken in; `-` is what comes by standard input, for instance pasted.
fn given(files: &[PathBuf]) -> Result<Vec<CaseFile>, ApiError> {
    let one = |file: &PathBuf| {
        if file.as_os_str() != "-" {
            return absolute(file).map(|path| CaseFile::Path { path });
        }
        let failed =
            |e: std::io::Error| ApiError::invalid(format!("Standard input cannot be read: {e}. Nothing was taken in"));
        let mut bytes = Vec::new();
        std::io::stdin().take(PASTED + 1).read_to_end(&mut bytes).map_err(failed)?;
        // What has no ending is read by what it looks like: JSON, a table, or a conversation.
        let name = if is_table(&bytes) { "pasted.csv" } else { "pasted" };
        Ok(CaseFile::Bytes { file_name: name.to_owned(), base64: STANDARD.encode(bytes) })
    };
    files.iter().map(one).collect()
}

/// How many records are looked at to tell a table from a conversation.
const LOOKED_AT: usize = 5;

/// Whether a text is a table: a head and at least one record, all with as many separators.
fn is_table(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start();
    !text.starts_with(['{', '[', '#', '-'])
        && [',', ';', '\t'].into_iter().any(|separator| has_columns(text, separator))
}

/// Whether the first records of a text all hold the same number of separators, one at least. What stands between quotation
/// marks may hold separators and lines of its own.
fn has_columns(text: &str, separator: char) -> bool {
    let (mut counts, mut count, mut is_quoted, mut is_blank) = (Vec::new(), 0_usize, false, true);
    for c in text.chars().chain(['\n']) {
        match c {
            '"' => is_quoted = !is_quoted,
            '\n' if !is_quoted => {
                if !is_blank {
                    counts.push(count);
                }
                (count, is_blank) = (0, true);
                if counts.len() == LOOKED_AT {
                    break;
                }
                continue;
            }
            c if c == separator && !is_quoted => count += 1,
            _ => {}
        }
        is_blank &= c.is_whitespace();
    }
    counts.len() > 1 && counts[0] > 0 && counts.iter().all(|own| *own == counts[0])
}

fn table(document: Option<DocumentId>, mapping: &str) -> CaseTable {
    let mapping = Some(mapping.to_owned()).filter(|name| !name.is_empty());
    CaseTable { document, section: None, mapping }
}

/// `HEADING=COLUMN`, apart.
fn pairs(written: &[String]) -> Result<BTreeMap<String, String>, ApiError> {
    let mut list = BTreeMap::new();
    for pair in written {
        let parts = pair.rsplit_once('=').map(|(heading, column)| (heading.trim(), column.trim()));
        let Some((heading, column)) = parts.filter(|(heading, column)| !heading.is_empty() && !column.is_empty())
        else {
            return Err(ApiError::invalid(format!(
                "“{pair}” says nothing about a heading. Nothing was saved. Write for instance \"Ticket no=id\""
            )));
        };
        if list.insert(heading.to_owned(), column.to_owned()).is_some() {
            return Err(ApiError::invalid(format!(
                "The heading “{heading}” is named twice. Nothing was saved. Leave one out"
            )));
        }
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::is_table;

    #[test]
    fn a_pasted_chat_is_no_table_because_of_its_commas() {
        for chat in [
            "Customer: Hello, my parcel is late, can you look?\nAgent: Sure, one moment.\nCustomer: Thanks",
            "Hello, my parcel is late",
            "12:01 Ada: Hi, all\n12:02 Ben: Hi\n",
        ] {
            assert!(!is_table(chat.as_bytes()), "{chat}");
        }
        for table in [
            "Ticket,Subject\n17,Late\n18,\"Late, and\nbroken\"\n",
            "Ticket;Subject\r\n17;Late\r\n",
            "\nTicket\tSubject\n17\tLate",
        ] {
            assert!(is_table(table.as_bytes()), "{table}");
        }
    }
}
