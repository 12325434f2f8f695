//! Rehearsals: the plan as it stands, run under a clock and a log that are supposed. Nothing is written.

use std::sync::Arc;

use bridgebook_domain::directory::Directory;
use bridgebook_domain::escalation::{EscalationView, Level};
use bridgebook_domain::log::{Clock, Decision, Fact};
use bridgebook_domain::moment::{Lean, parse_leaning, print};
use bridgebook_domain::simulation::{Happened, Reply, Scene, compare, coverage, rehearse};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::view::folded;
use bridgebook_domain::{BlockKind, DocumentId};
use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::simulation::{CoverageReading, Rehearsal, RehearsalScene, RehearsedVersion, VersionChoice};
use crate::wording::moment;
use crate::world::Loaded;

/// What a scene turns out to be once its words are read.
pub(super) struct Stage {
    pub loaded: Arc<Loaded>,
    directory: Arc<Directory>,
    severities: Vec<(String, String)>,
    severity: String,
    services: Vec<String>,
    pub at: Timestamp,
}

impl Stage {
    pub fn scene<'a>(&'a self, matrix: &'a Loaded, asked: &'a RehearsalScene) -> Scene<'a> {
        Scene {
            matrix: &matrix.document,
            directory: &self.directory,
            severity: self.severity.clone(),
            services: self.services.clone(),
            at: self.at,
            answers: &asked.answers,
            otherwise: asked.otherwise,
            happened: Happened::default(),
        }
    }

    /// # Errors
    /// Where an answer is supposed of a level that is not called, or that cannot answer so: it would change nothing, and
    /// nobody would see that.
    pub fn answers_of(&self, asked: &RehearsalScene) -> Result<(), ApiError> {
        let view = EscalationView::read(&self.loaded.document, &self.directory);
        let key = |severity: &str| self.directory.key(&[ReferenceKind::Severity], severity);
        let is_its = |level: &&Level| {
            level.clock == Clock::Functional
                && level.severity.as_ref().is_none_or(|severity| key(severity) == key(&self.severity))
        };
        let levels: Vec<&Level> = view.levels.iter().filter(is_its).collect();
        for supposed in &asked.answers {
            let Some(level) = levels.iter().find(|level| folded(&level.name) == folded(&supposed.level)) else {
                let names: Vec<&str> = levels.iter().map(|level| level.name.as_str()).collect();
                return Err(ApiError::invalid(format!(
                    "“{}” is no level that is called at {}. Nothing was rehearsed. There are: {}",
                    supposed.level,
                    self.severity_name(),
                    names.join(", ")
                )));
            };
            if supposed.reply == Reply::Declines && !level.may_decline {
                return Err(ApiError::invalid(format!(
                    "The matrix lets nobody decline {}. Nothing was rehearsed. Suppose that it acknowledges, or say nothing of it: then nobody answers",
                    level.name
                )));
            }
        }
        Ok(())
    }

    pub fn severity_name(&self) -> String {
        match self.severity.as_str() {
            "" => "Any severity".to_owned(),
            named => self.directory.words(named).to_owned(),
        }
    }
}

impl Bridgebook {
    /// Who would be called when, and beside it what another version would do.
    pub(super) async fn rehearsal(
        &self,
        document: DocumentId,
        asked: &RehearsalScene,
        against: Option<&RehearsedVersion>,
    ) -> Result<Rehearsal, ApiError> {
        let stage = self.stage(document, asked).await?;
        stage.answers_of(asked)?;
        let steps = rehearse(&stage.scene(&stage.loaded, asked));
        let differences = match against {
            None => None,
            Some(version) => {
                let at = match version.at.trim() {
                    "" => None,
                    words => Some(self.past(words).await?),
                };
                let other = self.document_then(version.document, at).await?;
                has_matrix(&other)?;
                Some(compare(&rehearse(&stage.scene(&other, asked)), &steps))
            }
        };
        let zone = self.zone().await?;
        let name = zone.iana_name().unwrap_or("local time");
        let weekday = stage.at.to_zoned(zone.clone()).strftime("%a").to_string();
        Ok(Rehearsal {
            at: moment(stage.at),
            at_words: format!("{weekday} {}, {name}", print(stage.at, &zone)),
            severity_name: stage.severity_name(),
            severity: stage.severity,
            severities: stage.severities,
            steps,
            differences,
            versions: self.versions(document, |template| template.contains("escalation-matrix")).await?,
        })
    }

    /// Who could take a call at each hour of the week.
    pub(super) async fn coverage(
        &self,
        document: DocumentId,
        asked: &RehearsalScene,
    ) -> Result<CoverageReading, ApiError> {
        let stage = self.stage(document, asked).await?;
        let zone = self.zone().await?;
        Ok(CoverageReading {
            severity_name: stage.severity_name(),
            zone: zone.iana_name().unwrap_or_default().to_owned(),
            coverage: coverage(&stage.scene(&stage.loaded, asked), &zone),
        })
    }

    pub(super) async fn stage(&self, document: DocumentId, asked: &RehearsalScene) -> Result<Stage, ApiError> {
        let (loaded, directory) = (self.document(document).await?, self.directory().await?);
        has_matrix(&loaded)?;
        let severities = severities(&loaded, &directory);
        let key = |severity: &str| directory.key(&[ReferenceKind::Severity], severity);
        let wanted = asked.severity.trim();
        // A row for any severity answers for those that the matrix does not name.
        let is_any = |view: &EscalationView| view.levels.iter().any(|l| l.severity.is_none());
        let severity = match severities.iter().find(|(written, _)| wanted.is_empty() || key(written) == key(wanted)) {
            Some((written, _)) => written.clone(),
            None if is_any(&EscalationView::read(&loaded.document, &directory)) => wanted.to_owned(),
            None => {
                let names: Vec<&str> = severities.iter().map(|(_, name)| name.as_str()).collect();
                let there = match names.as_slice() {
                    [] => "It has no level yet; add the first one".to_owned(),
                    names => format!("It has {}", names.join(", ")),
                };
                return Err(ApiError::invalid(format!(
                    "The matrix has no level for “{wanted}”. Nothing was rehearsed. {there}"
                )));
            }
        };
        let mut services = Vec::new();
        for written in asked.services.iter().filter(|s| !s.trim().is_empty()) {
            let known = directory.known(&[ReferenceKind::Service], written.trim()).ok_or_else(|| {
                ApiError::invalid(format!(
                    "“{written}” is no service of the directory. Nothing was rehearsed. Choose one of its services as the cause"
                ))
            })?;
            services.push(known.id.clone());
        }
        let at = match asked.at.trim() {
            "" => self.now(),
            words => parse_leaning(words, self.now(), &self.zone().await?, Lean::Future)
                .map_err(|e| ApiError::invalid(e.to_string()))?,
        };
        Ok(Stage { loaded, directory, severities, severity, services, at })
    }

    /// Versions of a document that can be compared with: each that was approved, the newest first, then the other
    /// documents of such a template.
    pub(super) async fn versions(
        &self,
        document: DocumentId,
        is_such: impl Fn(&str) -> bool,
    ) -> Result<Vec<VersionChoice>, ApiError> {
        let (zone, rows) = (self.zone().await?, self.rows().await?);
        let mut list = Vec::new();
        let own = rows.iter().find(|r| r.id == document);
        let incident = own.and_then(|r| r.text("incident").parse().ok());
        for recorded in self.log(incident).await?.iter().rev() {
            if let Some(Fact::ApprovalGiven { document: of, decision: Decision::Approved, .. }) = recorded.entry.fact()
                && of == document
            {
                let at = recorded.entry.event_at;
                let by = &recorded.entry.author.name;
                let words = format!("approved {} by {by}", print(at, &zone));
                list.push(VersionChoice { version: RehearsedVersion { document, at: moment(at) }, words });
            }
        }
        let others = rows.iter().filter(|r| r.id != document && is_such(r.text("template")));
        for row in others {
            let words = row.text("title").to_owned();
            list.push(VersionChoice { version: RehearsedVersion { document: row.id, at: String::new() }, words });
        }
        Ok(list)
    }
}

pub(super) fn has_matrix(loaded: &Loaded) -> Result<(), ApiError> {
    if loaded.document.sections_of(&BlockKind::Escalation).is_empty() {
        return Err(ApiError::invalid(format!(
            "“{}” has no escalation matrix. Nothing was rehearsed. Choose a document with levels",
            loaded.document.title()
        )));
    }
    Ok(())
}

/// The severities that a matrix names, as written, each once.
fn severities(loaded: &Loaded, directory: &Directory) -> Vec<(String, String)> {
    let mut list: Vec<(String, String)> = Vec::new();
    for level in EscalationView::read(&loaded.document, directory).levels {
        let severity = level.severity.unwrap_or_default();
        if severity.is_empty() || list.iter().any(|(known, _)| *known == severity) {
            continue;
        }
        // What the directory does not know is a key in small letters; people read what the row says.
        let written = loaded.document.sections.get(&level.section).and_then(|s| {
            let row = s.block.rows.get(&level.row)?;
            Some(directory.words(s.block.cell_text(row, "severity")).to_owned())
        });
        list.push((severity.clone(), written.unwrap_or(severity)));
    }
    list.sort_by_key(|(severity, _)| directory.severity_rank(severity).unwrap_or(u32::MAX));
    list
}
