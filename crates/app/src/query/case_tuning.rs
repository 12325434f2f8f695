//! What past cases say about the thresholds of rules. Nothing is changed: a person decides.

use bridgebook_domain::case::{
    BandKind, CaseFacts, CaseFields, Decided, ENOUGH, IncomingCase, RuleBook, Tally, ThresholdProposal, TunedCase,
    needed_human, tune,
};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::trigger::{Outcome, TriggerRule, case_tables};
use bridgebook_domain::{RowId, SectionId};
use jiff::Timestamp;

use super::routing::has_rules;
use crate::Bridgebook;
use crate::api::case_metric::{
    AskedTuning, TunedRule, TuningBand, TuningChange, TuningProposal, TuningReading, TuningTally,
};
use crate::api::{ApiError, ErrorCode};
use crate::world::Loaded;

/// Cases that are listed below a proposal.
const LISTED: usize = 200;

/// How it is counted, printed beside the figures.
const DEFINITION: &str = "Past cases are put to today’s rules as they came, at the moment at which they were opened. \
    Missed: the case needed a human, and the rules do not bring it to one. False: they bring it to a human, and it \
    needed none. Whether it needed one is what the case says itself, else who dealt with it in the end.";

/// A row with the case as it came in, where that is kept.
type Came = (SectionId, RowId, Option<IncomingCase>);

impl Bridgebook {
    /// What past cases say about the rules of a document.
    pub(super) async fn case_tuning(&self, asked: &AskedTuning) -> Result<TuningReading, ApiError> {
        let job = self.jobs.begin(if asked.job.is_empty() { "tuning" } else { &asked.job });
        let loaded = match asked.document {
            Some(document) => self.document(document).await?,
            None => self.the_document_with_rules().await?,
        };
        has_rules(&loaded)?;
        let mut came: Vec<Came> = Vec::new();
        for (section, entry) in case_tables(&loaded.document) {
            for (row, cells) in entry.block.live_rows() {
                if job.work.is_stopped() {
                    return Err(stopped());
                }
                if cells.cells.values().any(|value| !value.is_empty()) {
                    came.push((section, row, self.came_in(&entry.block, cells).await));
                }
            }
        }
        let (directory, now, work) = (self.directory().await?, self.now(), job.work.clone());
        let heavy = move || tuned(&loaded, &directory, &came, now, &|| work.is_stopped());
        let found = tokio::task::spawn_blocking(heavy)
            .await
            .map_err(|_| ApiError::new(ErrorCode::Failed, "The rules could not be tried. Nothing was changed"))?;
        if job.work.is_stopped() { Err(stopped()) } else { Ok(found) }
    }
}

fn stopped() -> ApiError {
    ApiError::new(ErrorCode::Stopped, "It was stopped. Nothing was changed")
}

fn tuned(
    loaded: &Loaded,
    directory: &Directory,
    came: &[Came],
    now: Timestamp,
    is_stopped: &dyn Fn() -> bool,
) -> TuningReading {
    let tables = case_tables(&loaded.document);
    let fields: Vec<CaseFields> = tables.iter().map(|(_, section)| CaseFields::of(&section.block, directory)).collect();
    let mut places = Vec::with_capacity(came.len());
    let (mut facts, mut ends): (Vec<CaseFacts<'_>>, Vec<(Option<bool>, bool)>) = Default::default();
    for (section, id, came_in) in came {
        let Some(place) = tables.iter().position(|(known, _)| known == section) else { continue };
        let (fields, block) = (&fields[place], &tables[place].1.block);
        let Some(row) = block.rows.get(id) else { continue };
        let whole = CaseFacts::of_row(fields, block, row, came_in.as_ref());
        let needed = needed_human(&whole);
        ends.push((needed, needed.is_some() || whole.is_closed()));
        facts.push(CaseFacts::as_it_came(fields, block, row, came_in.as_ref()));
        places.push((*section, *id));
    }
    let book = RuleBook::of(&loaded.document, directory);
    let others = book.others(&facts);
    let past: Vec<usize> = (0..facts.len()).filter(|place| ends[*place].1).collect();
    let cases: Vec<TunedCase<'_>> = past
        .iter()
        .map(|place| TunedCase {
            facts: &facts[*place],
            at: facts[*place].opened.unwrap_or(now),
            needed: ends[*place].0,
        })
        .collect();
    let found = tune(&book, &cases, &others, is_stopped);
    let rules = book.rules();
    let change = |proposal: &ThresholdProposal| -> Vec<TuningChange> {
        let of = |one: &bridgebook_domain::case::Changed| TuningChange {
            row: places[past[one.case]],
            id: cases[one.case].facts.id.clone(),
            confidence: one.confidence,
            now: decided(rules, one.now),
            then: decided(rules, one.then),
            needed_human: one.needed,
        };
        proposal.changed.iter().take(LISTED).map(of).collect()
    };
    let listed = found.rules.iter().map(|own| {
        let rule = own.rule.map(|place| &rules[place]);
        TunedRule {
            row: rule.map(|rule| (rule.section, rule.row)),
            rule: rule.map(|rule| rule.name.clone()).unwrap_or_default(),
            is_default: rule.is_some_and(|rule| rule.is_default),
            outcome: rule.and_then(|rule| rule.outcome).map_or("", Outcome::as_str).to_owned(),
            tally: tally(&own.tally),
            proposal: own.proposal.as_ref().map(|found| proposal(found, change(found))),
        }
    });
    let (open, unknown) = (facts.len() - past.len(), found.all.cases - found.all.known);
    let mut remarks = Vec::new();
    remarks.extend(match open {
        0 => None,
        1 => Some("1 case is still open and is not looked at".to_owned()),
        n => Some(format!("{n} cases are still open and are not looked at")),
    });
    remarks.extend(match unknown {
        0 => None,
        1 => Some("1 past case does not say who dealt with it, and counts neither as right nor wrong".to_owned()),
        n => Some(format!("{n} past cases do not say who dealt with them, and count neither as right nor wrong")),
    });
    TuningReading {
        document: loaded.id,
        title: loaded.document.title().to_owned(),
        definition: DEFINITION.to_owned(),
        all: tally(&found.all),
        rules: listed.collect(),
        bands: found
            .bands
            .iter()
            .map(|band| TuningBand {
                risk: match &band.of {
                    BandKind::All => String::new(),
                    BandKind::Risk(risk) => risk.clone(),
                },
                band: band.words(),
                tally: tally(&band.tally),
            })
            .collect(),
        remarks,
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn tally(found: &Tally) -> TuningTally {
    TuningTally {
        cases: number(found.cases),
        human: number(found.human),
        known: number(found.known),
        missed: number(found.missed),
        in_vain: number(found.in_vain),
    }
}

/// What decides, in words: `Unsure, to a human`.
fn decided(rules: &[TriggerRule], decided: Decided) -> String {
    let (Decided::Rule(place) | Decided::Default(place)) = decided else { return "no rule".to_owned() };
    let rule = &rules[place];
    let outcome = match rule.outcome {
        Some(Outcome::Human) => ", to a human",
        Some(Outcome::Recover) => ", a recovery procedure",
        Some(Outcome::Continue) => ", the AI goes on",
        None => "",
    };
    format!("{}{outcome}", rule.name)
}

fn proposal(found: &ThresholdProposal, changed: Vec<TuningChange>) -> TuningProposal {
    let is_thin = found.n < ENOUGH;
    TuningProposal {
        now: found.now,
        then: found.then,
        condition: found.condition.clone(),
        n: number(found.n),
        tally_now: tally(&found.tally_now),
        tally_then: tally(&found.tally_then),
        words: words(found, is_thin),
        is_thin,
        changed,
        changes: number(found.changed.len()),
    }
}

fn words(found: &ThresholdProposal, is_thin: bool) -> String {
    let Some((least, most)) = found.held else {
        return "No past case of known end turns on this threshold, so nothing can be said about it.".to_owned();
    };
    let (now, then, n) = (&found.tally_now, &found.tally_then, found.n);
    let cases = if n == 1 { "the 1 past case that turns".to_owned() } else { format!("the {n} past cases that turn") };
    let said = match found.then {
        Some(value) => format!(
            "{value} % instead of {} %: of {cases} on it, {} instead of {} would have been missed, and {} instead of {} \
             brought to a human in vain.",
            found.now, then.missed, now.missed, then.in_vain, now.in_vain
        ),
        None => format!(
            "{} % stays: of {cases} on it {} were missed and {} brought to a human in vain, and no value between {least} % \
             and {most} %, which they hold, would have done better.",
            found.now, now.missed, now.in_vain
        ),
    };
    if is_thin {
        format!("{said} These are fewer than {ENOUGH} cases: too few to change a threshold by.")
    } else {
        said
    }
}
