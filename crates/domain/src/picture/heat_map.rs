//! The heat map of a risk register: likelihood by impact, each with as many steps as its column has choices.

use super::{HeatMap, HeatRisk, UnplacedRisk, count};
use crate::block::{Block, Section};
use crate::view::{RowView, folded, rows};

/// Risks by likelihood and impact. The axes are the choices of the two columns in order, the smallest first,
/// so a register may have three steps, five, or any number.
#[must_use]
pub fn heat_map(section: &Section) -> HeatMap {
    let block = &section.block;
    let (likely, grave) = (Axis::of(block, "likelihood"), Axis::of(block, "impact"));
    let mut map = HeatMap {
        steps: (0..likely.names.len())
            .map(|l| (0..grave.names.len()).map(|i| step(l, i, &likely, &grave)).collect())
            .collect(),
        ..HeatMap::default()
    };
    for (n, (row, view)) in rows(block).enumerate() {
        let words = words(&view);
        let (likelihood, impact) = (likely.place(&view), grave.place(&view));
        let number = count(n + 1);
        if words.is_empty() && likelihood.is_none() && impact.is_none() {
            continue;
        }
        let missing = match (likelihood, impact) {
            (Some(likelihood), Some(impact)) => {
                map.risks.push(HeatRisk { row, number, words, likelihood, impact });
                continue;
            }
            (None, None) => "likelihood and impact",
            (None, _) => "likelihood",
            (_, None) => "impact",
        };
        map.unplaced.push(UnplacedRisk { row, number, words, missing: missing.to_owned() });
    }
    map.likelihoods = likely.names;
    map.impacts = grave.names;
    map
}

fn words(view: &RowView<'_>) -> String {
    view.some("risk").or_else(|| view.some("text")).unwrap_or_default()
}

/// An axis: its column's choices in order.
struct Axis {
    key: &'static str,
    names: Vec<String>,
    /// Id and folded name of each choice: a cell from a file may hold the name.
    known: Vec<(String, String)>,
}

impl Axis {
    fn of(block: &Block, key: &'static str) -> Self {
        let choices = block.column_by_key(key).map(|(_, column)| column.live_choices()).unwrap_or_default();
        Self {
            key,
            names: choices.iter().map(|(_, c)| c.name.clone()).collect(),
            known: choices.iter().map(|(id, c)| ((*id).to_owned(), folded(&c.name))).collect(),
        }
    }

    fn place(&self, view: &RowView<'_>) -> Option<u32> {
        let written = view.text(self.key);
        let name = folded(written);
        let by_id = self.known.iter().position(|(id, _)| id == written);
        by_id.or_else(|| self.known.iter().position(|(_, n)| !n.is_empty() && *n == name)).map(count)
    }
}

/// The step of a cell: its score, the product of the two numbers counted from 1, in sixths of the highest one.
/// Of five by five that makes the bands 1-4, 5-8, 9-12, 15-16 and 20-25 of the printed page.
fn step(likelihood: usize, impact: usize, likely: &Axis, grave: &Axis) -> u8 {
    let score = (likelihood + 1) * (impact + 1);
    let highest = likely.names.len() * grave.names.len();
    let sixths = (score * 6).div_ceil(highest.max(1));
    u8::try_from(sixths.saturating_sub(1).min(4)).unwrap_or(4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::{BlockKind, Choice};
    use crate::position::Position;
    use crate::test::Builder;

    fn register(rows: &[&[(&str, &str)]]) -> Section {
        let mut b = Builder::default();
        let block = b.block(&BlockKind::Risks, "", rows);
        b.section("Risks", BlockKind::Risks, block)
    }

    /// Five choices each, so that the bands can be compared with the printed page.
    fn with_five(mut section: Section) -> Section {
        for column in section.block.columns.values_mut().filter(|c| matches!(&*c.key, "likelihood" | "impact")) {
            let positions = Position::series(5);
            column.choices = positions
                .into_iter()
                .enumerate()
                .map(|(n, pos)| {
                    let name = format!("{} of five", n + 1);
                    (format!("c{n}"), Choice { pos, name, colour: String::new(), deleted_at: None })
                })
                .collect();
        }
        section
    }

    #[test]
    fn risks_stand_where_their_two_choices_meet_and_are_numbered_by_row() {
        let map = heat_map(&register(&[
            &[("risk", "Orders lost"), ("likelihood", "med"), ("impact", "high")],
            &[],
            &[("risk", "Tired people"), ("likelihood", "High"), ("impact", "Medium")],
            &[("risk", "No one knows"), ("impact", "low")],
            &[("risk", "Odd"), ("likelihood", "often"), ("impact", "often")],
        ]));
        assert_eq!((map.likelihoods, map.impacts.len()), (vec!["Low".into(), "Medium".into(), "High".into()], 3));
        let placed: Vec<_> = map.risks.iter().map(|r| (r.number, r.likelihood, r.impact)).collect();
        assert_eq!(placed, [(1, 1, 2), (3, 2, 1)], "a name from a file means its choice");
        let open: Vec<_> = map.unplaced.iter().map(|r| (r.number, r.missing.as_str())).collect();
        assert_eq!(open, [(4, "likelihood"), (5, "likelihood and impact")], "an empty row is no risk");
    }

    #[test]
    fn the_ramp_has_five_steps_whatever_the_axes() {
        assert_eq!(heat_map(&register(&[])).steps, [[0, 1, 1], [1, 2, 3], [1, 3, 4]]);
        let five = heat_map(&with_five(register(&[])));
        assert_eq!(five.steps[0], [0, 0, 0, 0, 1], "scores 1 to 4 are the lowest band, 5 the next");
        assert_eq!(five.steps[2], [0, 1, 2, 2, 3]);
        assert_eq!(five.steps[4], [1, 2, 3, 4, 4]);
    }

    #[test]
    fn a_register_without_choices_places_nothing_and_says_so() {
        let mut section = register(&[&[("risk", "Orders lost"), ("likelihood", "med"), ("impact", "high")]]);
        section.block.columns.values_mut().for_each(|c| c.choices.clear());
        let map = heat_map(&section);
        assert!(map.risks.is_empty() && map.steps.is_empty());
        assert_eq!(map.unplaced.len(), 1);
    }
}
