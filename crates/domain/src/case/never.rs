//! Rules that can fit no case of a table, whatever it says: because they look at a column that it does not have, ask for a
//! choice that it does not offer, or ask for two things of which one excludes the other. What only came in with a case (a
//! flag, something noticed) may always be there.

use std::collections::BTreeMap;

use super::fields::{CaseField, CaseFields, DECIDED, OPENED};
use super::judge::{compare, sign};
use super::keywords::{is_text, words_of};
use super::route::RuleBook;
use crate::condition::{Comparison, Condition, FieldOperator, Operand, SlaClock};
use crate::trigger::TriggerRule;
use crate::value::ColumnType;
use crate::view::folded;

/// Why something can never be: a sentence without its full stop.
type Reached = Result<(), String>;

/// The cases of one table, and what rules look at beside them.
struct Reach<'a> {
    book: &'a RuleBook<'a>,
    table: &'a str,
    fields: &'a CaseFields,
}

impl RuleBook<'_> {
    /// Why a rule can fit no case of any of these tables, each by its heading: a sentence for each without its full stop.
    /// Nothing where it can fit in one of them, where there is none, and of a rule that cannot be read.
    #[must_use]
    pub fn never(&self, rule: &TriggerRule, tables: &[(&str, CaseFields)]) -> Vec<String> {
        let Ok(condition) = &rule.condition else { return Vec::new() };
        let mut why = Vec::new();
        for (table, fields) in tables {
            let reach = Reach { book: self, table, fields };
            match reach.risk(rule).and_then(|()| reach.can(condition, true)) {
                Ok(()) => return Vec::new(),
                Err(reason) => why.push(reason),
            }
        }
        why.dedup();
        why
    }
}

impl Reach<'_> {
    fn risk(&self, rule: &TriggerRule) -> Reached {
        if rule.risks.is_empty() {
            return Ok(());
        }
        let risk = self.column("risk")?;
        match rule.risks.iter().all(|wanted| risk.lacks(wanted)) {
            true => Err(self.no_choice(risk, &rule.risks.join(", "))),
            false => Ok(()),
        }
    }

    /// Whether a condition can hold, or not hold.
    fn can(&self, condition: &Condition, wanted: bool) -> Reached {
        match condition {
            Condition::Always if wanted => Ok(()),
            Condition::Always => Err("every case fits, and it asks for those that do not".to_owned()),
            Condition::All { of } if wanted => {
                of.iter().try_for_each(|part| self.can(part, true))?;
                self.agree(of)
            }
            Condition::Any { of } if !wanted => of.iter().try_for_each(|part| self.can(part, false)),
            Condition::All { of } | Condition::Any { of } => self.can_one(of, wanted),
            Condition::Not { of } => self.can(of, !wanted),
            Condition::Field { field, operator, values } => self.field(field, *operator, values, wanted),
            Condition::Row { column, same, operator, values } => {
                self.column(same)?;
                let looked = self.looked_up(column, same)?;
                self.choice(&looked.column, *operator, values, wanted)
            }
            Condition::Age { .. } => self.opened(),
            Condition::Sla { clock, .. } => self.clock(*clock),
            Condition::Count { same, comparison, times, .. } => {
                if let Some(same) = same {
                    self.column(same)?;
                }
                // A case that tells no opening counts itself alone.
                if compare(&1_u32, *comparison, times) == wanted { Ok(()) } else { self.opened() }
            }
            Condition::Flag { .. } | Condition::Signal { .. } => Ok(()),
        }
    }

    /// One of the parts is enough.
    fn can_one(&self, of: &[Condition], wanted: bool) -> Reached {
        let mut why: Vec<String> = Vec::new();
        for part in of {
            match self.can(part, wanted) {
                Ok(()) => return Ok(()),
                Err(reason) if !why.contains(&reason) => why.push(reason),
                Err(_) => {}
            }
        }
        Err(why.join("; "))
    }

    fn field(&self, field: &str, operator: FieldOperator, values: &[Operand], wanted: bool) -> Reached {
        use FieldOperator as Op;
        if is_text(field) {
            return Ok(());
        }
        let Some(place) = self.fields.place(field) else {
            let is_nothing = operator == if wanted { Op::IsEmpty } else { Op::IsNotEmpty };
            return if is_nothing { Ok(()) } else { self.column(field).map(|_| ()) };
        };
        let shape = self.fields.get(place);
        for value in values {
            if let Operand::Row { column, same } = value {
                self.column(same)?;
                self.looked_up(column, same)?;
            }
        }
        if sign(operator).is_some() && !shape.is_comparable() {
            return Err(format!("{} of {} is compared as an amount and holds none", shape.name, self.table));
        }
        self.choice(shape, operator, values, wanted)
    }

    /// A choice that is not offered is never made.
    fn choice(&self, shape: &CaseField, operator: FieldOperator, values: &[Operand], wanted: bool) -> Reached {
        let is_asked = match operator {
            FieldOperator::Is | FieldOperator::IsAnyOf => wanted,
            FieldOperator::IsNot => !wanted,
            _ => false,
        };
        if is_asked && values.iter().all(|value| shape.lacks(&words_of(value))) {
            let named: Vec<_> = values.iter().map(words_of).collect();
            return Err(self.no_choice(shape, &named.join(", ")));
        }
        Ok(())
    }

    fn no_choice(&self, shape: &CaseField, wanted: &str) -> String {
        format!("{} of {} has no choice “{wanted}”", shape.name, self.table)
    }

    fn column(&self, field: &str) -> Result<&CaseField, String> {
        match self.fields.place(field) {
            Some(place) => Ok(self.fields.get(place)),
            None => Err(format!("{} has no column “{field}”", self.table)),
        }
    }

    fn looked_up(&self, column: &str, same: &str) -> Result<&super::beside::Looked, String> {
        let missing = || format!("no other table of the document has the columns “{column}” and “{same}”");
        self.book.beside.find(column, same).ok_or_else(missing)
    }

    fn opened(&self) -> Reached {
        match self.fields.place(OPENED).or_else(|| self.fields.place(DECIDED)) {
            Some(_) => Ok(()),
            None => Err(format!("{} has no column for when a case was opened (key {OPENED})", self.table)),
        }
    }

    fn clock(&self, which: Option<SlaClock>) -> Reached {
        self.opened()?;
        let both = [SlaClock::Response, SlaClock::Resolution];
        let can = |clock: SlaClock| self.book.levels.can_run(self.fields, clock);
        if both.into_iter().filter(|clock| which.is_none_or(|which| which == *clock)).any(can) {
            return Ok(());
        }
        Err(format!(
            "no time is set for the cases of {}: no service level, and no column for when one is due",
            self.table
        ))
    }

    /// Parts that must hold together: no field with two values at once, no amount below and above.
    fn agree(&self, of: &[Condition]) -> Reached {
        let mut chosen: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let mut limits: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for part in of {
            let Condition::Field { field, operator, values } = part else { continue };
            let Some(place) = self.fields.place(field) else { continue };
            let shape = self.fields.get(place);
            if matches!(operator, FieldOperator::Is | FieldOperator::IsAnyOf) && shape.is_one_choice() {
                let named = |value: &Operand| folded(shape.show(&words_of(value)));
                let names: Vec<String> = values.iter().map(named).collect();
                let kept = match chosen.get(&place) {
                    Some(before) => before.iter().filter(|name| names.contains(name)).cloned().collect(),
                    None => names,
                };
                if kept.is_empty() {
                    return Err(format!("{} cannot be two things at once", shape.name));
                }
                chosen.insert(place, kept);
            }
            if let (Some(comparison), [Operand::Number(n) | Operand::Percent(n)]) = (sign(*operator), values.as_slice())
            {
                let (low, high) = limits.entry(place).or_insert((f64::NEG_INFINITY, f64::INFINITY));
                match comparison {
                    Comparison::Less | Comparison::AtMost => *high = high.min(*n),
                    Comparison::More | Comparison::AtLeast => *low = low.max(*n),
                }
                if low > high {
                    return Err(format!("{} cannot be above {low} and below {high}", shape.name));
                }
            }
        }
        Ok(())
    }
}

impl CaseField {
    fn is_one_choice(&self) -> bool {
        self.column_type == ColumnType::Choice && !self.is_many
    }
}
