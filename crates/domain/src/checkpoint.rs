//! Checkpoints of a document: which approvals it plans (its approvals blocks), what was asked for and decided
//! (the log), and whether the decision was about the text as it stands (its content hash).

use jiff::Timestamp;

use crate::block::BlockKind;
use crate::canonical;
use crate::document::Document;
use crate::id::DocumentId;
use crate::incident::order;
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
        matches!(&self.standing, Standing::Decided { decision: Decision::Approved | Decision::Conditional, .. })
    }

    /// Whether it is a gate of a later stage that nobody was asked about yet.
    #[must_use]
    pub fn is_later(&self, now: Timestamp) -> bool {
        self.standing == Standing::Open && self.due.is_some_and(|due| due > now)
    }
}

/// The checkpoints of a document: those it plans, in order, then those asked for by hand. `log` is the log of its
/// incident, or that of the organisation for a document of the library.
#[must_use]
pub fn checkpoints(id: DocumentId, document: &Document, log: &[Recorded]) -> Vec<Checkpoint> {
    let mut list: Vec<Checkpoint> = document
        .sections_of(&BlockKind::Approvals)
        .into_iter()
        .flat_map(|(_, section)| rows(&section.block).map(|(_, view)| planned(&view)).collect::<Vec<_>>())
        .filter(|c| !c.name.is_empty())
        .collect();
    let hash = canonical::content_hash(document);
    for entry in order(log) {
        match entry.fact() {
            Some(Fact::ApprovalAsked { document, checkpoint, approver }) if document == id => {
                let found = find(&mut list, &checkpoint);
                found.approver = approver;
                found.standing = Standing::Asked { at: entry.event_at, by: entry.author.clone() };
            }
            Some(Fact::ApprovalGiven { document, checkpoint, hash: of, decision, .. }) if document == id => {
                let (at, by) = (entry.event_at, entry.author.clone());
                find(&mut list, &checkpoint).standing =
                    if of == hash { Standing::Decided { decision, at, by } } else { Standing::Changed { at, by } };
            }
            _ => {}
        }
    }
    list
}

/// Whether every planned checkpoint is passed for the text as it stands, those of later stages left out; a document
/// that plans none needs one that was asked for by hand.
#[must_use]
pub fn is_passed(list: &[Checkpoint], now: Timestamp) -> bool {
    let mut planned = list.iter().filter(|c| c.is_planned && !c.is_later(now)).peekable();
    if planned.peek().is_some() { planned.all(Checkpoint::is_passed) } else { list.iter().any(Checkpoint::is_passed) }
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

/// The checkpoint of a name, made where there is none.
fn find<'a>(list: &'a mut Vec<Checkpoint>, name: &str) -> &'a mut Checkpoint {
    let at = list.iter().position(|c| folded(&c.name) == folded(name)).unwrap_or_else(|| {
        list.push(Checkpoint {
            name: name.to_owned(),
            approver: String::new(),
            conditions: String::new(),
            due: None,
            is_planned: false,
            standing: Standing::Open,
        });
        list.len() - 1
    });
    &mut list[at]
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
