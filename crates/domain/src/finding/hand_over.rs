//! X13, its second half: a period that another follows, without a hand-over planned at its end.

use jiff::{SignedDuration, Timestamp};

use super::{Context, Finding, FindingLevel};
use crate::block::Section;
use crate::id::{RowId, SectionId};
use crate::view::{RowView, folded, rows};

/// How long before the end of a period its hand-over may begin, and how long after it.
const BEFORE: SignedDuration = SignedDuration::from_hours(2);
const AFTER: SignedDuration = SignedDuration::from_hours(1);

/// Beginnings of words that name a hand-over, in the languages that teams plan in.
const WORDS: &[&str] = &[
    "hand-over",
    "hand over",
    "handover",
    "hand-off",
    "handoff",
    "transfer of command",
    "shift change",
    "übergabe",
    "relève",
    "passation",
    "relevo",
    "traspaso",
    "przekazani",
    "交接",
    "引き継ぎ",
    "引継",
    "인수인계",
];

pub(super) fn check(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let (mut periods, mut meetings) = (Vec::new(), Vec::new());
    for (row, view) in rows(&section.block) {
        if view.word("kind") == "meeting" {
            if is_hand_over(&view) {
                // One without a time is planned, if not for when.
                meetings.push(view.instant("from"));
            }
        } else if let (Some(from), Some(to)) = (view.instant("from"), view.instant("to")) {
            periods.push((from, to, row, name(&view)));
        }
    }
    periods.sort_by_key(|(from, ..)| *from);
    let is_planned = |end: Timestamp| {
        meetings
            .iter()
            .any(|at| at.is_none_or(|at| at.duration_since(end) <= AFTER && end.duration_since(at) <= BEFORE))
    };
    for pair in periods.windows(2) {
        let [(from, end, row, first), (_, _, _, second)] = pair else { continue };
        if end < from || is_planned(*end) {
            continue;
        }
        list.push(finding(context, id, section, *row, first, second));
    }
}

fn finding(context: &Context<'_>, id: SectionId, section: &Section, row: RowId, first: &str, second: &str) -> Finding {
    let title = format!("No hand-over between {first} and {second}");
    let message = "Who takes over is not told what is open and what was promised. Add a meeting named hand-over at the end of the period, with who leaves and who comes.";
    let finding =
        Finding::new("X13", FindingLevel::Warning, context.document_id, title, message).in_section(id).in_row(row);
    match section.block.column_by_key("to") {
        Some((column, _)) => finding.in_column(column),
        None => finding,
    }
}

fn name(view: &RowView<'_>) -> String {
    match (view.text("name"), view.text("number")) {
        ("", number) => format!("period {number}"),
        (name, _) => name.to_owned(),
    }
}

/// Whether the name, the purpose or the output of a meeting says that it hands over.
fn is_hand_over(view: &RowView<'_>) -> bool {
    ["name", "purpose", "output"].iter().any(|key| {
        let text = folded(view.text(key));
        WORDS.iter().any(|word| text.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use crate::block::BlockKind;
    use crate::directory::Directory;
    use crate::finding::findings;
    use crate::id::DocumentId;
    use crate::test::{Builder, at};

    type Line<'a> = &'a [(&'a str, &'a str)];

    fn found(lines: &[Line<'_>]) -> Vec<String> {
        let mut b = Builder::default();
        let block = b.block(&BlockKind::Periods, "", lines);
        let document = b.document("Plan", "plan", vec![("Battle rhythm", BlockKind::Periods, block)]);
        let list = findings([(DocumentId::new(b.uuid()), &document)], &Directory::default(), None, at("14:47"));
        list.into_iter().filter(|f| f.rule == "X13").map(|f| f.title).collect()
    }

    #[test]
    fn a_period_that_another_follows_has_a_hand_over_at_its_end() {
        let first: Line<'_> = &[
            ("kind", "period"),
            ("name", "Period 1"),
            ("from", "2026-03-11T13:00:00Z"),
            ("to", "2026-03-11T18:00:00Z"),
        ];
        let second: Line<'_> =
            &[("kind", "period"), ("number", "2"), ("from", "2026-03-11T18:00:00Z"), ("to", "2026-03-11T23:00:00Z")];
        assert_eq!(found(&[first]), Vec::<String>::new(), "nobody follows who could be told");
        assert_eq!(found(&[first, second]), ["No hand-over between Period 1 and period 2"]);
        let meeting = |name: &'static str, from: &'static str| [("kind", "meeting"), ("name", name), ("from", from)];
        for (name, from, is_planned) in [
            ("Hand-over briefing", "2026-03-11T17:30:00Z", true),
            ("Handover", "2026-03-11T19:00:00Z", true),
            ("Übergabe der Schicht", "2026-03-11T16:00:00Z", true),
            ("Hand-over briefing", "", true),
            ("Hand-over briefing", "2026-03-11T15:59:00Z", false),
            ("Situation call", "2026-03-11T17:30:00Z", false),
        ] {
            let line = meeting(name, from);
            assert_eq!(found(&[first, second, &line]).is_empty(), is_planned, "{name} at {from}");
        }
    }
}
