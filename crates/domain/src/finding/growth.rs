//! T6: a stated growth rate that its own values do not give (domain reference B.10: from 15.6 to 22 in three
//! years is 12.1 % a year, not 4.8 %). Read from two forms: one line with the keys `value_from`, `value_to`,
//! `years` and `rate` (percent a year), or a line for each year with the keys `year`, `value` and `growth`, where
//! the growth is that since the line before of the same metric, region and unit.

use std::collections::BTreeMap;

use super::{Context, Finding, FindingLevel};
use crate::block::{Block, Section};
use crate::id::{ColumnId, RowId, SectionId};
use crate::view::{RowView, folded, rows};

/// Points of a percentage that rounding may take: a rate to one decimal of values to one decimal.
const TOLERANCE: f64 = 0.5;

/// Two values with the years between them, and the growth that is stated.
struct Growth {
    row: RowId,
    from: f64,
    to: f64,
    years: f64,
    stated: f64,
}

pub(super) fn check(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let block = &section.block;
    let Some((column, found)) = in_one_line(block).or_else(|| year_by_year(block)) else { return };
    for Growth { row, from, to, years, stated } in found {
        let is_usable = from > 0.0 && to > 0.0 && years > 0.0;
        let computed = ((to / from).powf(1.0 / years) - 1.0) * 100.0;
        if !is_usable || !computed.is_finite() || (stated - computed).abs() <= TOLERANCE {
            continue;
        }
        let title = format!("{stated} % a year is stated, {from} to {to} is {computed:.1} %");
        let between = if (years - 1.0).abs() < f64::EPSILON { "a year".to_owned() } else { format!("{years} years") };
        let message = format!(
            "From {from} to {to} in {between} makes {computed:.1} % a year, compounded, not {stated} %. Correct the rate or one of the values."
        );
        let finding = Finding::new("T6", FindingLevel::Warning, context.document_id, title, message);
        list.push(finding.in_section(id).in_row(row).in_column(column));
    }
}

/// First and last value in one line.
fn in_one_line(block: &Block) -> Option<(ColumnId, Vec<Growth>)> {
    block.column_by_key("value_from")?;
    let (column, _) = block.column_by_key("rate")?;
    let read = |(row, view): (RowId, RowView<'_>)| {
        let number = |key: &str| view.number(key);
        let (from, to) = (number("value_from")?, number("value_to")?);
        Some(Growth { row, from, to, years: number("years")?, stated: number("rate")? })
    };
    Some((column, rows(block).filter_map(read).collect()))
}

/// Year, value, stated growth, and where it stands.
type Year = (f64, f64, Option<f64>, RowId);

/// A line for each year, in any order.
fn year_by_year(block: &Block) -> Option<(ColumnId, Vec<Growth>)> {
    block.column_by_key("year").and(block.column_by_key("value"))?;
    let (column, _) = block.column_by_key("growth")?;
    let mut series: BTreeMap<[String; 3], Vec<Year>> = BTreeMap::new();
    for (row, view) in rows(block) {
        if let (Some(year), Some(value)) = (view.number("year"), view.number("value")) {
            let of = ["metric", "region", "unit"].map(|key| folded(view.text(key)));
            series.entry(of).or_default().push((year, value, view.number("growth"), row));
        }
    }
    let mut list = Vec::new();
    for line in series.values_mut() {
        line.sort_by(|a, b| a.0.total_cmp(&b.0));
        for pair in line.windows(2) {
            let [(before, from, ..), (after, to, stated, row)] = pair else { continue };
            if let Some(stated) = *stated {
                list.push(Growth { row: *row, from: *from, to: *to, years: after - before, stated });
            }
        }
    }
    Some((column, list))
}
