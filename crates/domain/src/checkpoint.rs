//! Checkpoints of a document: which approvals it plans (its approvals blocks), what was asked for and decided
//! (the log), and whether the decision was about the text as it stands (its content hash).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::block::BlockKind;
use crate::canonical;
use crate::document::Document;
use crate::id::DocumentId;
use crate::incident::{of_update, order};
use crate::log::{Author, Decision, Fact, Named, Recorded};
use crate::view::{folded, rows};

/// How a checkpoint stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Nobody was asked.
    Open,
    /// Somebody was asked and has not decided.
    Asked {
        /// When.
        at: Timestamp,
        /// By whom.
        by: Author,
    },
    /// Somebody decided about the text as it stands.
    Decided {
        /// What.
        decision: Decision,
        /// When.
        at: Timestamp,
        /// Who.
        by: Author,
    },
    /// Somebody decided, and the text was changed since.
    Changed {
        /// When they decided.
        at: Timestamp,
        /// Who decided.
        by: Author,
    },
}

/// One checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Its name.
    pub name: String,
    /// Who is to decide: id or name; empty where nobody was named.
    pub approver: Named,
    /// What has to hold for a yes, as the document says it.
    pub conditions: String,
    /// When it is due: a gate of a later stage is not asked of the document before.
    pub due: Option<Timestamp>,
    /// Whether the document plans it; others were asked for by hand.
    pub is_planned: bool,
    /// How it stands.
    pub standing: Standing,
}

impl Checkpoint {
    /// Whether it is passed for the text as it stands: approved, also with a condition.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        matches!(&self.standing, Standing::Decided { decision, .. } if is_yes(decision))
    }

    /// Whether it is a gate of a later stage that nobody was asked about yet.
    #[must_use]
    pub fn is_later(&self, now: Timestamp) -> bool {
        self.standing == Standing::Open && self.due.is_some_and(|due| due > now)
    }
}

/// The checkpoints of a document: those it plans, in order, then those asked for by hand. `log` is the log of its
/// incident, or that of the organisation for a document of the library. What was decided about an update that follows
/// the document is no checkpoint of it.
#[must_use]
pub fn checkpoints(id: DocumentId, document: &Document, log: &[Recorded]) -> Vec<Checkpoint> {
    let mut list: Vec<Checkpoint> = document
        .sections_of(&BlockKind::Approvals)
        .into_iter()
        .flat_map(|(_, section)| rows(&section.block).map(|(_, view)| planned(&view)).collect::<Vec<_>>())
        .filter(|c| !c.name.is_empty())
        .collect();
    // Of most documents nothing was decided, and the hash is made of every word of them.
    let mut known = BTreeMap::new();
    let mut is_it = |of: &str| match known.get(of) {
        Some(known) => *known,
        None => *known.entry(of.to_owned()).or_insert_with(|| canonical::is_approved_content(document, of)),
    };
    // Texts to which there was a yes, by the place of the checkpoint.
    let mut yes_to: BTreeSet<(usize, String)> = BTreeSet::new();
    // Of a long log most entries are about something else, and reading each one's data takes the time.
    for entry in order(log).into_iter().filter(|e| e.kind.starts_with("approval_")) {
        match entry.fact() {
            Some(Fact::ApprovalAsked { document, checkpoint, approver }) if document == id => {
                if is_about_update(&list, &checkpoint) {
                    continue;
                }
                let at = asked(&mut list, &checkpoint, &approver);
                list[at].approver = approver;
                list[at].standing = Standing::Asked { at: entry.event_at, by: entry.author.clone() };
            }
            Some(Fact::ApprovalWithdrawn { document, checkpoint }) if document == id => {
                let is_it = |c: &Checkpoint| folded(&c.name) == folded(&checkpoint);
                let waits = |c: &Checkpoint| matches!(c.standing, Standing::Asked { .. });
                for found in list.iter_mut().filter(|c| is_it(c) && waits(c)) {
                    found.standing = Standing::Open;
                }
            }
            Some(Fact::ApprovalGiven { document, checkpoint, hash: of, decision, .. }) if document == id => {
                if is_about_update(&list, &checkpoint) {
                    continue;
                }
                let (at, by) = (entry.event_at, entry.author.clone());
                let place = decided(&mut list, &checkpoint, &by, |n, _| yes_to.contains(&(n, of.clone())));
                if is_yes(&decision) {
                    yes_to.insert((place, of.clone()));
                } else {
                    yes_to.remove(&(place, of.clone()));
                }
                list[place].standing =
                    if is_it(&of) { Standing::Decided { decision, at, by } } else { Standing::Changed { at, by } };
            }
            _ => {}
        }
    }
    // One that was withdrawn and that the document does not plan is gone.
    list.retain(|c| c.is_planned || c.standing != Standing::Open);
    list
}

/// Whether every planned checkpoint is passed for the text as it stands, those of later stages left out; a document
/// that plans none needs one that was asked for by hand.
#[must_use]
pub fn is_passed(list: &[Checkpoint], now: Timestamp) -> bool {
    let mut planned = list.iter().filter(|c| c.is_planned && !c.is_later(now)).peekable();
    if planned.peek().is_some() { planned.all(Checkpoint::is_passed) } else { list.iter().any(Checkpoint::is_passed) }
}

/// Whether it is, once somebody says yes at the checkpoint of this name.
#[must_use]
pub fn is_passed_with(mut list: Vec<Checkpoint>, name: &str, by: &Author, now: Timestamp) -> bool {
    let at = decided(&mut list, name, by, |_, c| c.is_passed());
    list[at].standing = Standing::Decided { decision: Decision::Approved, at: now, by: by.clone() };
    is_passed(&list, now)
}

const fn is_yes(decision: &Decision) -> bool {
    matches!(decision, Decision::Approved | Decision::Conditional)
}

/// A document may plan a checkpoint that is called like one of an update.
fn is_about_update(list: &[Checkpoint], name: &str) -> bool {
    of_update(name).is_some() && !list.iter().any(|c| folded(&c.name) == folded(name))
}

fn planned(view: &crate::view::RowView<'_>) -> Checkpoint {
    let text = |key: &str| view.text(key).to_owned();
    Checkpoint {
        name: text("checkpoint"),
        approver: text("approver"),
        conditions: text("conditions"),
        due: view.instant("due"),
        is_planned: true,
        standing: Standing::Open,
    }
}

/// The place of the checkpoint at which somebody is asked: of several of one name that of this approver, else the
/// first that is open.
fn asked(list: &mut Vec<Checkpoint>, name: &str, approver: &str) -> usize {
    find(list, name, |_, c| (folded(&c.approver) != folded(approver), c.standing != Standing::Open))
}

/// The place of the checkpoint at which somebody decides: of several of one name the one that was asked for, else
/// that of the person themselves, else the first without a yes.
fn decided(list: &mut Vec<Checkpoint>, name: &str, by: &Author, has_yes: impl Fn(usize, &Checkpoint) -> bool) -> usize {
    let is_own = |c: &Checkpoint| {
        by.person.is_some_and(|person| c.approver == person.to_string()) || folded(&c.approver) == folded(&by.name)
    };
    find(list, name, |n, c| (!matches!(c.standing, Standing::Asked { .. }), !is_own(c), has_yes(n, c)))
}

/// The first place with the least rank among the checkpoints of a name, made where there is none.
fn find<R: Ord>(list: &mut Vec<Checkpoint>, name: &str, rank: impl Fn(usize, &Checkpoint) -> R) -> usize {
    let named = list.iter().enumerate().filter(|(_, c)| folded(&c.name) == folded(name));
    named.min_by_key(|(n, c)| rank(*n, c)).map(|(n, _)| n).unwrap_or_else(|| {
        list.push(Checkpoint {
            name: name.to_owned(),
            approver: String::new(),
            conditions: String::new(),
            due: None,
            is_planned: false,
            standing: Standing::Open,
        });
        list.len() - 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{body_hash, update_checkpoint};
    use crate::test::{Builder, Log, at};
    use crate::value::Value;

    fn standing(checkpoint: &Checkpoint) -> &'static str {
        match &checkpoint.standing {
            Standing::Open => "open",
            Standing::Asked { .. } => "asked",
            Standing::Decided { decision: Decision::Rejected, .. } => "rejected",
            Standing::Decided { .. } => "passed",
            Standing::Changed { .. } => "changed",
        }
    }

    #[test]
    fn a_document_is_approved_when_each_planned_checkpoint_is_passed_for_the_text_as_it_stands() {
        let mut b = Builder::default();
        let block = b.block(
            &BlockKind::Approvals,
            "",
            &[
                &[("checkpoint", "As written"), ("approver", "Operations Lead")],
                &[("checkpoint", "In force"), ("approver", "Duty Manager")],
                &[("checkpoint", "Next stage"), ("approver", "Board"), ("due", "2026-06-01T08:00:00Z")],
                &[],
            ],
        );
        let mut document = b.document("Procedure", "sop", vec![("Approvals", BlockKind::Approvals, block)]);
        let (id, mut log) = (DocumentId::new(b.uuid()), Log::default());
        let stand = |document: &Document, log: &Log| {
            let list = checkpoints(id, document, &log.entries);
            (list.iter().map(standing).collect::<Vec<_>>(), is_passed(&list, at("14:47")))
        };
        assert_eq!(stand(&document, &log), (vec!["open", "open", "open"], false));
        let hash = canonical::content_hash(&document);
        let given = |checkpoint: &str, decision: Decision| Fact::ApprovalGiven {
            document: id,
            checkpoint: checkpoint.to_owned(),
            heads: Vec::new(),
            hash: hash.clone(),
            decision,
        };
        let asked =
            Fact::ApprovalAsked { document: id, checkpoint: "in force".to_owned(), approver: "Sofia".to_owned() };
        log.add("14:00", asked);
        log.add("14:01", given("As written", Decision::Approved));
        assert_eq!(stand(&document, &log), (vec!["passed", "asked", "open"], false), "one of two is not all");
        log.add("14:02", given("In force", Decision::Rejected));
        assert_eq!(stand(&document, &log), (vec!["passed", "rejected", "open"], false));
        log.add("14:03", given("In force", Decision::Conditional));
        assert_eq!(
            stand(&document, &log),
            (vec!["passed", "passed", "open"], true),
            "a yes with a condition is a yes, and the gate of June is not asked yet"
        );
        document.header.insert("title".to_owned(), Value::one("Procedure 2"));
        assert_eq!(stand(&document, &log), (vec!["changed", "changed", "open"], false), "an edit asks again");
    }

    #[test]
    fn a_document_without_checkpoints_of_its_own_is_approved_by_one_that_was_asked_for() {
        let mut b = Builder::default();
        let document = b.document("Note", "", Vec::new());
        let (id, mut log) = (DocumentId::new(b.uuid()), Log::default());
        assert!(!is_passed(&checkpoints(id, &document, &log.entries), at("14:47")), "nobody said yes");
        let of_another = Fact::ApprovalGiven {
            document: DocumentId::new(b.uuid()),
            checkpoint: "Release".to_owned(),
            heads: Vec::new(),
            hash: canonical::content_hash(&document),
            decision: Decision::Approved,
        };
        log.add("14:00", of_another);
        assert!(checkpoints(id, &document, &log.entries).is_empty());
        let given = Fact::ApprovalGiven {
            document: id,
            checkpoint: "Release".to_owned(),
            heads: Vec::new(),
            hash: canonical::content_hash(&document),
            decision: Decision::Approved,
        };
        log.add("14:01", given);
        let list = checkpoints(id, &document, &log.entries);
        assert!(is_passed(&list, at("14:47")) && !list[0].is_planned);
    }

    #[test]
    fn what_was_decided_about_an_update_is_no_checkpoint_of_the_plan_it_follows() {
        let mut b = Builder::default();
        let block = b.block(&BlockKind::Approvals, "", &[&[("checkpoint", "Plan"), ("approver", "Lead")]]);
        let mut plan = b.document("Plan", "", vec![("Approvals", BlockKind::Approvals, block)]);
        let (id, mut log) = (DocumentId::new(b.uuid()), Log::default());
        let checkpoint = update_checkpoint("Customers", 3);
        let approver = "Sofia".to_owned();
        log.add("14:00", Fact::ApprovalAsked { document: id, checkpoint: checkpoint.clone(), approver });
        let hash = body_hash("We are on it.");
        let (heads, decision) = (Vec::new(), Decision::Approved);
        log.add("14:01", Fact::ApprovalGiven { document: id, checkpoint: checkpoint.clone(), heads, hash, decision });
        let names = |plan: &Document| -> Vec<String> {
            checkpoints(id, plan, &log.entries).iter().map(|c| format!("{}: {}", c.name, standing(c))).collect()
        };
        assert_eq!(names(&plan), ["Plan: open"], "and nothing was edited since");
        let own = b.block(&BlockKind::Approvals, "", &[&[("checkpoint", &checkpoint), ("approver", "Lead")]]);
        plan.sections.values_mut().next().expect("a section").block = own;
        assert_eq!(names(&plan), ["update 3 Customers: changed"], "one that the plan itself has counts");
    }

    #[test]
    fn two_planned_checkpoints_of_one_name_are_told_apart_by_their_approver() {
        let mut b = Builder::default();
        let rows: [&[(&str, &str)]; 2] = [
            &[("checkpoint", "Sign-off"), ("approver", "Operations Lead")],
            &[("checkpoint", "Sign-off"), ("approver", "Legal")],
        ];
        let block = b.block(&BlockKind::Approvals, "", &rows);
        let mut document = b.document("Procedure", "sop", vec![("Approvals", BlockKind::Approvals, block)]);
        let id = DocumentId::new(b.uuid());
        let stand = |document: &Document, log: &Log| -> Vec<&str> {
            checkpoints(id, document, &log.entries).iter().map(standing).collect()
        };
        let hash = canonical::content_hash(&document);
        let given = |decision: Decision| Fact::ApprovalGiven {
            document: id,
            checkpoint: "Sign-off".to_owned(),
            heads: Vec::new(),
            hash: hash.clone(),
            decision,
        };
        let asked = |approver: &str| Fact::ApprovalAsked {
            document: id,
            checkpoint: "sign-off".to_owned(),
            approver: approver.to_owned(),
        };
        let mut log = Log::default();
        log.add("14:00", asked("legal"));
        assert_eq!(stand(&document, &log), ["open", "asked"], "the one of whom it was asked");
        log.add("14:01", given(Decision::Approved));
        assert_eq!(stand(&document, &log), ["open", "passed"]);
        let list = checkpoints(id, &document, &log.entries);
        let emre = Author { person: None, name: "Emre Yılmaz".to_owned(), recorded_by: None };
        assert!(!is_passed(&list, at("14:47")), "one of two is not all");
        assert!(is_passed_with(list, "Sign-off", &emre, at("14:47")), "the next yes is the last");

        let mut log = Log::default();
        log.add("14:00", given(Decision::Approved));
        let list = checkpoints(id, &document, &log.entries);
        assert_eq!(list.iter().map(standing).collect::<Vec<_>>(), ["passed", "open"], "the first that is open");
        let other = is_passed_with(list, "Another", &emre, at("14:47"));
        assert!(!other, "what the document does not plan does not make it approved");
        log.add("14:01", given(Decision::Approved));
        assert_eq!(stand(&document, &log), ["passed", "passed"]);
        document.header.insert("title".to_owned(), Value::one("Procedure 2"));
        assert_eq!(stand(&document, &log), ["changed", "changed"], "both were decided about the text before");

        for section in document.sections.values_mut() {
            let (column, _) = section.block.column_by_key("approver").expect("who decides");
            let last = section.block.live_rows().last().map(|(row, _)| *row).expect("a row");
            section.block.rows.get_mut(&last).expect("a row").cells.insert(column, Value::one("Emre Yılmaz"));
        }
        let hash = canonical::content_hash(&document);
        let mut log = Log::default();
        let (checkpoint, heads) = ("Sign-off".to_owned(), Vec::new());
        log.add("14:02", Fact::ApprovalGiven { document: id, checkpoint, heads, hash, decision: Decision::Rejected });
        assert_eq!(stand(&document, &log), ["open", "rejected"], "whoever decides does so at their own");
    }
}
