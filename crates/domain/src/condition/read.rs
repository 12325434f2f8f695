//! Reading a condition. `or` binds weaker than `and`, `and` weaker than `not`.

use jiff::SignedDuration;

use super::lexer::{Piece, Placed, pieces};
use super::{Comparison, Condition, FieldOperator, Operand, Signal, SlaClock, SyntaxError};
use crate::duration;
use crate::value::ColumnType;

/// Characters that a condition may have.
pub const LENGTH_LIMIT: usize = 4_000;
/// Levels of parentheses and `not` that a condition may have.
pub const DEPTH_LIMIT: usize = 20;
/// Tests that a condition may have.
pub const TEST_LIMIT: usize = 200;

/// Words that mean something by themselves; names and values that are one of them are quoted.
pub(super) const KEYWORDS: &[&str] = &[
    "and",
    "or",
    "not",
    "is",
    "contains",
    "any",
    "all",
    "empty",
    "always",
    "age",
    "sla",
    "count",
    "flag",
    "in",
    "of",
    "same",
    "set",
    "format",
    "input",
    "human",
    "by",
    "security",
    "legal",
    "response",
    "resolution",
];

/// The words behind the column of another table, before the field by which its row is found.
const OF_SAME: &str = "of same";

const TEST: &str = "a test, for instance confidence < 80, tier is Gold, age > 30 min or human asked,";

/// Reads a condition.
///
/// # Errors
/// Where reading stopped, and what was expected there.
pub fn parse(text: &str) -> Result<Condition, SyntaxError> {
    let length = text.chars().count();
    if length > LENGTH_LIMIT {
        return Err(SyntaxError::too_long(length, LENGTH_LIMIT));
    }
    let mut reader = Reader { text, pieces: pieces(text)?, next: 0, depth: 0, tests: 0 };
    let condition = reader.any()?;
    if *reader.peek() != Piece::End {
        return Err(reader.error("and, or, or the end"));
    }
    Ok(condition)
}

struct Reader<'a> {
    text: &'a str,
    pieces: Vec<Placed>,
    next: usize,
    depth: usize,
    tests: usize,
}

impl Reader<'_> {
    fn peek(&self) -> &Piece {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> &Piece {
        // The last piece is the end, and nothing goes beyond it.
        self.pieces.get(self.next + ahead).map_or(&Piece::End, |(_, piece)| piece)
    }

    fn error(&self, expected: &str) -> SyntaxError {
        let at = self.pieces.get(self.next).map_or(self.text.len(), |(at, _)| *at);
        SyntaxError::at(self.text, at, expected)
    }

    fn is_word(&self, ahead: usize, word: &str) -> bool {
        matches!(self.peek_at(ahead), Piece::Word(w) if w.eq_ignore_ascii_case(word))
    }

    /// Takes these words, if they come next.
    fn words(&mut self, words: &str) -> bool {
        let count = words.split(' ').count();
        let is_there = words.split(' ').enumerate().all(|(n, word)| self.is_word(n, word));
        if is_there {
            self.next += count;
        }
        is_there
    }

    fn sign(&mut self, sign: &str) -> bool {
        let is_there = matches!(self.peek(), Piece::Sign(s) if *s == sign);
        if is_there {
            self.next += 1;
        }
        is_there
    }

    fn deeper(&mut self) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(self.error("at most 20 levels of parentheses and not"));
        }
        Ok(())
    }

    fn any(&mut self) -> Result<Condition, SyntaxError> {
        let mut of = vec![self.all()?];
        while self.words("or") {
            of.push(self.all()?);
        }
        Ok(if of.len() == 1 { of.remove(0) } else { Condition::Any { of } })
    }

    fn all(&mut self) -> Result<Condition, SyntaxError> {
        let mut of = vec![self.unit()?];
        while self.words("and") {
            of.push(self.unit()?);
        }
        Ok(if of.len() == 1 { of.remove(0) } else { Condition::All { of } })
    }

    fn unit(&mut self) -> Result<Condition, SyntaxError> {
        if self.words("not") {
            self.deeper()?;
            let of = Box::new(self.unit()?);
            self.depth -= 1;
            return Ok(Condition::Not { of });
        }
        if self.sign("(") {
            self.deeper()?;
            let inner = self.any()?;
            if !self.sign(")") {
                return Err(self.error("and, or, or a closing parenthesis"));
            }
            self.depth -= 1;
            return Ok(inner);
        }
        self.tests += 1;
        if self.tests > TEST_LIMIT {
            return Err(self.error("at most 200 tests"));
        }
        self.test()
    }

    fn test(&mut self) -> Result<Condition, SyntaxError> {
        if let Some(signal) = Signal::ALL.iter().find(|s| self.words(s.as_str())) {
            return Ok(Condition::Signal { signal: *signal });
        }
        if self.words("always") {
            return Ok(Condition::Always);
        }
        let is_named = matches!(self.peek_at(1), Piece::Quoted(_) | Piece::Word(_));
        let is_field = self.is_word(1, "is") || self.is_word(1, "contains");
        if self.is_word(0, "flag") && is_named && !is_field {
            return self.flag();
        }
        if self.is_word(0, "count") && (self.is_word(1, "of") || self.is_word(1, "in")) {
            return self.count();
        }
        if self.is_word(0, "age") && matches!(self.peek_at(1), Piece::Sign(_)) {
            self.next += 1;
            let comparison = self.comparison()?;
            return Ok(Condition::Age { comparison, span: self.span(&[])? });
        }
        let clocks =
            [("sla", None), ("response sla", Some(SlaClock::Response)), ("resolution sla", Some(SlaClock::Resolution))];
        for (words, clock) in clocks {
            let ahead = words.split(' ').count();
            if matches!(self.peek_at(ahead), Piece::Sign(_)) && self.words(words) {
                let comparison = self.comparison()?;
                let percent = self.number("a percentage, for instance 80 %")?;
                self.sign("%");
                return Ok(Condition::Sla { clock, comparison, percent });
            }
        }
        self.field()
    }

    fn flag(&mut self) -> Result<Condition, SyntaxError> {
        self.next += 1;
        let flag = self.name(&["is"], "the name of a flag")?;
        if !self.words("is") {
            return Err(self.error("is set or is not set"));
        }
        let set = !self.words("not");
        if self.words("set") { Ok(Condition::Flag { flag, set }) } else { Err(self.error("set or not set")) }
    }

    fn count(&mut self) -> Result<Condition, SyntaxError> {
        self.next += 1;
        let same = if self.words("of same") { Some(self.name(&["in"], "the name of a field")?) } else { None };
        if !self.words("in") {
            return Err(self.error(if same.is_some() { "in and a span of time" } else { "of same, or in" }));
        }
        let window = self.span(&[])?;
        let comparison = self.comparison()?;
        let place = self.next;
        let times = self.number("a whole number")?;
        if times.fract() != 0.0 || !(0.0..=1e9).contains(&times) {
            self.next = place;
            return Err(self.error("a whole number"));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, and within the limits just before"
        )]
        let times = times as u32;
        Ok(Condition::Count { same, window, comparison, times })
    }

    fn field(&mut self) -> Result<Condition, SyntaxError> {
        let field = self.name(&["is", "contains", OF_SAME], TEST)?;
        let same = self.of_same()?;
        let (operator, values) = if self.words("is not empty") {
            (FieldOperator::IsNotEmpty, Vec::new())
        } else if self.words("is empty") {
            (FieldOperator::IsEmpty, Vec::new())
        } else if self.words("is any of") {
            (FieldOperator::IsAnyOf, self.texts()?)
        } else if self.words("is not") {
            (FieldOperator::IsNot, vec![self.text_value()?])
        } else if self.words("is") {
            (FieldOperator::Is, vec![self.text_value()?])
        } else if self.words("contains any of") {
            (FieldOperator::ContainsAnyOf, self.texts()?)
        } else if self.words("contains all of") {
            (FieldOperator::ContainsAllOf, self.texts()?)
        } else if self.words("contains") {
            (FieldOperator::Contains, vec![self.text_value()?])
        } else if let Piece::Sign("<" | "<=" | ">" | ">=") = self.peek() {
            (self.comparison()?.into(), vec![self.amount()?])
        } else {
            return Err(self.error("is, contains, <, <=, > or >="));
        };
        Ok(match same {
            Some(same) => Condition::Row { column: field, same, operator, values },
            None => Condition::Field { field, operator, values },
        })
    }

    /// The field by which the row of another table is found, where one is named.
    fn of_same(&mut self) -> Result<Option<String>, SyntaxError> {
        if !self.words(OF_SAME) {
            return Ok(None);
        }
        self.name(&["is", "contains"], "the name of a field of the case").map(Some)
    }

    fn comparison(&mut self) -> Result<Comparison, SyntaxError> {
        let all = [Comparison::AtMost, Comparison::AtLeast, Comparison::Less, Comparison::More];
        all.into_iter().find(|c| self.sign(c.as_str())).ok_or_else(|| self.error("<, <=, > or >="))
    }

    /// A name in quotes, or the words before one of these words or a sign.
    fn name(&mut self, ends: &[&str], expected: &str) -> Result<String, SyntaxError> {
        if let Piece::Quoted(name) = self.peek() {
            let name = name.clone();
            if name.trim().is_empty() {
                return Err(self.error(expected));
            }
            self.next += 1;
            return Ok(name);
        }
        self.bare(ends, expected)
    }

    /// Words without quotes up to `and`, `or`, one of these words or a sign, joined by one space each.
    fn bare(&mut self, ends: &[&str], expected: &str) -> Result<String, SyntaxError> {
        let mut list: Vec<&str> = Vec::new();
        while let Some((_, Piece::Word(word))) = self.pieces.get(self.next + list.len()) {
            let is_end = ["and", "or"].iter().chain(ends).any(|e| word.eq_ignore_ascii_case(e));
            let is_same = |ahead| self.is_word(list.len() + ahead, OF_SAME.split(' ').nth(ahead).unwrap_or_default());
            let is_end = is_end || (ends.contains(&OF_SAME) && is_same(0) && is_same(1));
            if is_end || (list.is_empty() && word.eq_ignore_ascii_case("not")) {
                break;
            }
            list.push(word);
        }
        if list.is_empty() {
            return Err(self.error(expected));
        }
        let (count, name) = (list.len(), list.join(" "));
        self.next += count;
        Ok(name)
    }

    fn text_value(&mut self) -> Result<Operand, SyntaxError> {
        if let Piece::Quoted(text) = self.peek() {
            let text = text.clone();
            self.next += 1;
            return Ok(Operand::Text(text));
        }
        self.bare(&[], "a value").map(Operand::Text)
    }

    fn texts(&mut self) -> Result<Vec<Operand>, SyntaxError> {
        let mut list = vec![self.text_value()?];
        while self.sign(",") {
            list.push(self.text_value()?);
        }
        Ok(list)
    }

    /// What stands behind a sign of comparison: a number, a percentage, a span, a text such as a day, or the column of
    /// another table.
    fn amount(&mut self) -> Result<Operand, SyntaxError> {
        let text = if let Piece::Quoted(text) = self.peek() {
            let text = text.clone();
            self.next += 1;
            if !(self.is_word(0, "of") && self.is_word(1, "same")) {
                return Ok(Operand::Text(text));
            }
            text
        } else {
            self.bare(&[OF_SAME], "a number, a percentage, a span of time or a day")?
        };
        if let Some(same) = self.of_same()? {
            return Ok(Operand::Row { column: text, same });
        }
        if let Some(number) = decimal(&text) {
            return Ok(if self.sign("%") { Operand::Percent(number) } else { Operand::Number(number) });
        }
        Ok(duration::parse(&text).map_or(Operand::Text(text), Operand::Span))
    }

    fn number(&mut self, expected: &str) -> Result<f64, SyntaxError> {
        let Piece::Word(word) = self.peek() else { return Err(self.error(expected)) };
        let number = decimal(word).ok_or_else(|| self.error(expected))?;
        self.next += 1;
        Ok(number)
    }

    fn span(&mut self, ends: &[&str]) -> Result<SignedDuration, SyntaxError> {
        let place = self.next;
        let expected = "a span of time, for instance 30 min";
        let text = self.bare(ends, expected)?;
        duration::parse(&text).map_err(|_| {
            self.next = place;
            self.error(expected)
        })
    }
}

fn decimal(text: &str) -> Option<f64> {
    ColumnType::Number.check(text).ok()?;
    text.parse().ok().filter(|n: &f64| n.is_finite())
}
