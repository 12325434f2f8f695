//! T6: a stated growth rate that its own values do not give (domain reference B.10: from 15.6 to 22 in three
//! years is 12.1 % a year, not 4.8 %). Read from columns or fields with the keys `value_from`, `value_to`,
//! `years` and `rate` (percent a year).

use super::{Context, Finding, FindingLevel};
use crate::block::Section;
use crate::id::SectionId;
use crate::view::{RowView, rows};

/// Points of a percentage that rounding may take: a rate to one decimal of values to one decimal.
const TOLERANCE: f64 = 0.5;

pub(super) fn check(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let block = &section.block;
    let Some((column, _)) = block.column_by_key("rate").filter(|_| block.column_by_key("value_from").is_some()) else {
        return;
    };
    for (row, view) in rows(block) {
        let Some((stated, computed)) = rates(&view) else { continue };
        if (stated - computed).abs() <= TOLERANCE {
            continue;
        }
        let (from, to, years) = (view.text("value_from"), view.text("value_to"), view.text("years"));
        let title = format!("{stated} % a year is stated, {from} to {to} is {computed:.1} %");
        let message = format!(
            "From {from} to {to} in {years} years makes {computed:.1} % a year, compounded, not {stated} %. Correct the rate or one of the values."
        );
        let finding = Finding::new("T6", FindingLevel::Warning, context.document_id, title, message);
        list.push(finding.in_section(id).in_row(row).in_column(column));
    }
}

/// The stated and the computed rate, where everything is there that it takes.
fn rates(view: &RowView<'_>) -> Option<(f64, f64)> {
    let (from, to) = (view.number("value_from")?, view.number("value_to")?);
    let (years, stated) = (view.number("years")?, view.number("rate")?);
    if from <= 0.0 || to <= 0.0 || years <= 0.0 {
        return None;
    }
    let computed = ((to / from).powf(1.0 / years) - 1.0) * 100.0;
    computed.is_finite().then_some((stated, computed))
}
