//! The card for the first five minutes: what everybody does before a plan is found, with the names and the minutes of
//! this binder.

use bridgebook_domain::{BlockKind, Section};

use crate::desk::Desk;
use crate::ladder;

/// The steps, in order; none where no level says whom to call, so that a card of mere advice is not printed.
pub(crate) fn steps(desk: &Desk<'_>) -> Option<Vec<String>> {
    let say = desk.say();
    let of = |kind: BlockKind| sections(desk).filter(move |section| section.kind == kind);
    let first = of(BlockKind::Escalation)
        .find_map(|section| ladder::unanswered(desk, section)?.1.into_iter().next())
        .filter(|step| !step.target.is_empty())?;
    let bridge = sections(desk).filter(|section| section.is_form("communications-list")).find_map(|section| {
        let block = &section.block;
        let (id, field) = block.column_by_key("channel")?;
        block.live_rows().into_iter().find_map(|(_, row)| {
            let words = desk.words(field, row.cells.get(&id).filter(|value| !value.is_empty())?);
            Some(words)
        })
    });
    let within = of(BlockKind::Cadence).flat_map(first_within).min();
    let with = |pattern: &str, plain: &str, words: Option<String>| match words {
        Some(words) => say.with(pattern, words),
        None => plain.to_owned(),
    };
    Some(vec![
        say.with(say.first_call, &first.target),
        say.first_severity.to_owned(),
        with(say.first_declare_on, say.first_declare, bridge),
        with(say.first_holding_within, say.first_holding, within.map(|seconds| (seconds / 60).to_string())),
        say.first_log.to_owned(),
    ])
}

fn sections<'d>(desk: &'d Desk<'_>) -> impl Iterator<Item = &'d Section> {
    desk.binder.documents.iter().flat_map(|input| input.document.live_sections()).map(|(_, section)| section)
}

/// Within how many seconds first updates are promised, in whole minutes.
fn first_within(section: &Section) -> Vec<i64> {
    let block = &section.block;
    let rows = block.live_rows().into_iter();
    let spans = rows.filter_map(|(_, row)| block.cell_text(row, "first_within").parse::<jiff::SignedDuration>().ok());
    spans.map(|span| span.as_secs()).filter(|seconds| *seconds >= 60).collect()
}
