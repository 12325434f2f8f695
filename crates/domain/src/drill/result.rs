//! What of a drill goes back into its plan, in one edit: the last columns of the events list, the score, what was said in
//! the hot-wash, and proposals for the improvement plan. What people wrote is kept; what the last drill wrote is replaced.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::EVENTS;
use super::inject::{Inject, injects, scenario_words};
use super::score::ScoreRow;
use crate::block::{Block, Row, Section};
use crate::document::Document;
use crate::duration;
use crate::filling::{Line, fitting, has, nth, one};
use crate::id::{RowId, SectionId};
use crate::incident::Drill;
use crate::log::{HotWash, Met};
use crate::operation::{Item, Operation};
use crate::path::Path;
use crate::position::Position;
use crate::value::Value;
use crate::view::{folded, rows};

/// What the result is made of.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The plan.
    pub plan: &'a Document,
    /// Number of the exercise, which proposals name: `EX-3`.
    pub number: &'a str,
    /// The drill.
    pub drill: &'a Drill,
    /// Its score.
    pub score: &'a [ScoreRow],
    /// The drills of this plan before it with their scores, the latest first; empty where there was none.
    pub before: &'a [(Drill, Vec<ScoreRow>)],
}

/// Whether a document is a plan that a drill can be played from: it has an events list.
#[must_use]
pub fn is_plan(document: &Document) -> bool {
    document.preset(EVENTS).is_some()
}

/// The operations that write the result into the plan. Writing it twice changes nothing the second time.
#[must_use]
pub fn operations(sources: &Sources<'_>, mut fresh: impl FnMut() -> RowId) -> Vec<Operation> {
    let mut list = Vec::new();
    events(sources, &mut list);
    let is_score = |block: &Block| has(block, &["measure", "expected", "actual", "met"]);
    if let Some((section, entry)) = find(sources.plan, |s| is_score(&s.block)) {
        score(sources, (section, &entry.block), &mut fresh, &mut list);
    }
    hot_wash(sources, &mut list);
    if let Some((section, entry)) = find(sources.plan, |s| s.is_form("improvements")) {
        improvements(sources, (section, &entry.block), &mut list);
    }
    times(sources, &mut list);
    list
}

/// What is set in a document that was tried: the day in its header and, where it has a table of trials, a line in it.
/// Nothing where that day or a later one stands there already: the result of an old drill may be written after that of a
/// newer one.
#[must_use]
pub fn tested(document: &Document, drill: &Drill, day: Date, fresh: impl FnOnce() -> RowId) -> Vec<Operation> {
    if document.header_text("last_tested").parse::<Date>().is_ok_and(|held| held >= day) {
        return Vec::new();
    }
    let day = day.to_string();
    let path = Path::Header("last_tested".to_owned());
    let mut list = vec![Operation::Set { path, value: Some(Value::one(day.as_str())) }];
    let is_trials = |block: &Block| has(block, &["on", "kind", "result"]);
    if let Some((section, entry)) = find(document, |s| is_trials(&s.block)) {
        let block = &entry.block;
        let took = drill.ended_at.map(|ended| drill.scenario(ended)).map(duration::stored).unwrap_or_default();
        let column = |key: &str| block.column_by_key(key).map(|(_, column)| column);
        // The choices of the shipped template, by their places where a team translated them.
        let kind = column("kind").and_then(|column| nth(column, "Drill", 1, 3));
        let result = result_of(drill).zip(column("result"));
        let result = result.and_then(|((name, place), column)| nth(column, name, place, 3));
        let cells = vec![
            ("on", one(day)),
            ("kind", kind.unwrap_or_else(|| one("Drill"))),
            ("took", one(took)),
            ("result", result.unwrap_or_else(|| one(""))),
        ];
        let last = block.live_rows().last().map(|(_, row)| row.pos.clone());
        list.push(insert(section, block, last.as_ref(), fresh(), cells).0);
    }
    list
}

/// How a trial went by what evaluators said of its injects; nothing where they said nothing.
fn result_of(drill: &Drill) -> Option<(&'static str, usize)> {
    let is = |word: &Met| drill.evaluated.iter().any(|one| one.met == *word);
    match (is(&Met::Yes), is(&Met::Part), is(&Met::No)) {
        (true, false, false) => Some(("Passed", 0)),
        (true, _, _) | (_, true, _) => Some(("Passed in part", 1)),
        (false, false, true) => Some(("Failed", 2)),
        (false, false, false) => None,
    }
}

fn find(document: &Document, is_it: impl Fn(&Section) -> bool) -> Option<(SectionId, &Section)> {
    document.live_sections().into_iter().find(|(_, section)| is_it(section))
}

/// Sets a cell where it holds another value; an empty text clears it.
fn set(list: &mut Vec<Operation>, (section, block): (SectionId, &Block), row: RowId, key: &str, text: &str) {
    let Some((id, column)) = block.column_by_key(key) else { return };
    let value = Some(fitting(column, one(text))).filter(|_| !text.is_empty());
    let held = block.rows.get(&row).and_then(|row| row.cells.get(&id)).filter(|value| !value.is_empty());
    if held != value.as_ref() {
        list.push(Operation::Set { path: Path::Cell(section, row, id), value });
    }
}

/// Whether a cell holds what is written there for a text.
fn holds(block: &Block, row: RowId, key: &str, text: &str) -> bool {
    let Some((id, column)) = block.column_by_key(key).filter(|_| !text.is_empty()) else { return false };
    let held = block.rows.get(&row).and_then(|row| row.cells.get(&id));
    held.is_some_and(|held| *held == fitting(column, one(text)))
}

fn insert(
    section: SectionId,
    block: &Block,
    after: Option<&Position>,
    id: RowId,
    cells: Line,
) -> (Operation, Position) {
    let pos = Position::between(after, None);
    let cells = cells.into_iter().filter(|(_, value)| !value.is_empty());
    let cells = cells.filter_map(|(key, value)| {
        let (id, column) = block.column_by_key(key)?;
        Some((id, fitting(column, value)))
    });
    let row = Row { pos: pos.clone(), cells: cells.collect(), deleted_at: None };
    let (path, id) = (Path::Rows(section), id.to_string());
    (Operation::Insert { path, id, pos: pos.clone(), initial: Some(Item::Row(row)) }, pos)
}

/// The last columns of the events list: those of this drill and no other.
fn events(sources: &Sources<'_>, list: &mut Vec<Operation>) {
    let plan = sources.plan;
    for (section, entry) in plan.live_sections().into_iter().filter(|(_, s)| s.block.setting("preset") == EVENTS) {
        for (row, _) in rows(&entry.block) {
            let given = sources.drill.delivery(row).map(|one| one.at.to_string()).unwrap_or_default();
            let judged = sources.drill.evaluation(row);
            let text = |of: fn(&crate::incident::EvaluatedInject) -> &str| judged.map(of).unwrap_or_default();
            let place = (section, &entry.block);
            set(list, place, row, "at", &given);
            set(list, place, row, "actual", text(|one| &one.actual));
            set(list, place, row, "note", text(|one| &one.note));
            set(list, place, row, "met", text(|one| one.met.as_str()));
        }
    }
}

/// Whether two rows are of one measure.
fn is_same(old: &ScoreRow, row: &ScoreRow) -> bool {
    folded(&old.measure) == folded(&row.measure)
}

fn score(
    sources: &Sources<'_>,
    (section, block): (SectionId, &Block),
    fresh: &mut impl FnMut() -> RowId,
    list: &mut Vec<Operation>,
) {
    let met = |row: &ScoreRow| {
        let place = match row.met.as_ref()? {
            Met::Yes => ("Yes", 0),
            Met::Part => ("In part", 1),
            _ => ("No", 2),
        };
        let (_, column) = block.column_by_key("met")?;
        nth(column, place.0, place.1, 3)?.as_one().map(str::to_owned)
    };
    let before = |row: &ScoreRow| {
        let same = sources.before.first().and_then(|(_, score)| score.iter().find(|old| is_same(old, row)));
        same.map(|old| old.actual.clone()).unwrap_or_default()
    };
    let mut last = block.live_rows().last().map(|(_, row)| row.pos.clone());
    for row in sources.score {
        let figure_before = before(row);
        if let Some(id) = row.row {
            let place = (section, block);
            // Whichever of the earlier drills was written last.
            let of_before = |key: &str| {
                let mut scores = sources.before.iter().flat_map(|(_, score)| score).filter(|old| is_same(old, row));
                scores.any(|old| holds(block, id, key, &old.actual))
            };
            if !figure_before.is_empty() {
                set(list, place, id, "before", &figure_before);
            } else if of_before("before") {
                set(list, place, id, "before", "");
            }
            // A figure of an earlier drill would pass for one of this; what people wrote themselves is left to them.
            if row.actual.is_empty() && of_before("actual") {
                set(list, place, id, "actual", "");
                set(list, place, id, "met", "");
            }
        }
        if row.actual.is_empty() {
            continue;
        }
        let (met, before) = (met(row).unwrap_or_default(), figure_before);
        let Some(id) = row.row else {
            let cells = vec![
                ("measure", one(row.measure.as_str())),
                ("expected", one(row.expected.as_str())),
                ("actual", one(row.actual.as_str())),
                ("before", one(before)),
                ("met", one(met)),
            ];
            let (operation, pos) = insert(section, block, last.as_ref(), fresh(), cells);
            list.push(operation);
            last = Some(pos);
            continue;
        };
        set(list, (section, block), id, "actual", &row.actual);
        set(list, (section, block), id, "met", &met);
    }
}

/// The sections of strengths and of improvements: by their headings, else the first two texts under the hot-wash.
fn hot_wash_sections(plan: &Document) -> [Option<SectionId>; 2] {
    let live = plan.live_sections();
    let is_prose = |s: &Section| s.kind == crate::block::BlockKind::Prose;
    let named =
        |heading: &str| live.iter().find(|(_, s)| is_prose(s) && folded(&s.heading) == heading).map(|(id, _)| *id);
    let found = [named("strengths"), named("areas for improvement")];
    if found.iter().all(Option::is_some) {
        return found;
    }
    let begins = live.iter().position(|(_, s)| folded(&s.heading) == "hot-wash").map_or(live.len(), |at| at + 1);
    let mut parts = live[begins..].iter().take_while(|(_, s)| s.depth > 1).filter(|(_, s)| is_prose(s));
    let mut next = || parts.next().map(|(id, _)| *id);
    let placed = [next(), next()];
    [found[0].or(placed[0]), found[1].or(placed[1])]
}

/// What was said, as points with the exercise and the moment. A point is known by those and by who said it, not by its words:
/// one that was corrected, here or in the log, is not written twice.
fn hot_wash(sources: &Sources<'_>, list: &mut Vec<Operation>) {
    let sections = hot_wash_sections(sources.plan);
    for (section, about) in sections.into_iter().zip([HotWash::Strength, HotWash::Improvement]) {
        let Some((id, entry)) = section.and_then(|id| Some((id, sources.plan.sections.get(&id)?))) else { continue };
        let text = &entry.block.text;
        let mut held: Vec<&str> = text.lines().map(str::trim_end).collect();
        let mut waiting = Vec::new();
        // Those that stand there word for word come first, so that they are not taken for others of the same minute.
        for said in sources.drill.said.iter().filter(|said| said.about == about) {
            let words = said.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let begins = format!("- {}, {} ", sources.number, scenario_words(sources.drill.scenario(said.at)));
            let ends = format!(" ({})", said.by.name);
            let point = format!("{begins}{words}{ends}");
            match held.iter().position(|line| *line == point) {
                Some(at) => {
                    held.swap_remove(at);
                }
                None => waiting.push((begins, ends, point)),
            }
        }
        let mut added = String::new();
        for (begins, ends, point) in waiting {
            if let Some(at) = held.iter().position(|line| line.starts_with(&begins) && line.ends_with(&ends)) {
                held.swap_remove(at);
                continue;
            }
            added.push_str(&point);
            added.push('\n');
        }
        if added.is_empty() {
            continue;
        }
        let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        // A list after a paragraph begins with an empty line.
        let gap = if text.trim_end().lines().last().is_none_or(|l| l.starts_with("- ")) {
            gap.to_owned()
        } else {
            format!("{gap}\n")
        };
        let at = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        let insert = format!("{gap}{}", added.trim_end());
        list.push(Operation::Splice { path: Path::Text(id), at, remove: 0, insert });
    }
}

/// A line for each inject that was not wholly met, and for each improvement that was said. The action, its owner and its
/// day are for people to decide. A proposal is known by its row, whose id comes from the entry or the inject: people may word
/// it otherwise, and one that begins like another is still one of its own.
fn improvements(sources: &Sources<'_>, (section, block): (SectionId, &Block), list: &mut Vec<Operation>) {
    let held: Vec<&str> = rows(block).map(|(_, view)| view.text("issue")).collect();
    let capabilities = capabilities(sources.plan);
    let mut found: Vec<(RowId, String, String)> = Vec::new();
    for inject in injects(sources.plan) {
        let Some(judged) = sources.drill.evaluation(inject.row).filter(|one| one.met != Met::Yes) else { continue };
        let (id, issue) = (proposal(sources.drill, inject.row), issue(sources.number, &inject, judged));
        let capability = capabilities.iter().find(|(no, _)| *no == inject.objective.trim());
        found.push((id, issue, capability.map(|(_, capability)| capability.clone()).unwrap_or_default()));
    }
    for said in sources.drill.said.iter().filter(|said| said.about == HotWash::Improvement) {
        let issue = format!("{}: {}", sources.number, said.text.trim());
        found.push((RowId::new(said.id.uuid()), issue, String::new()));
    }
    let mut last = block.live_rows().last().map(|(_, row)| row.pos.clone());
    let mut no = held.len();
    for (id, issue, capability) in found {
        let row = block.rows.get(&id);
        // What people made of a proposal stays theirs.
        if row.is_some_and(|row| row.deleted_at.is_none()) || held.contains(&issue.as_str()) {
            continue;
        }
        no += 1;
        // One that was taken back with the result before comes back with it.
        if row.is_some() {
            let pos = Position::between(last.as_ref(), None);
            let (path, id) = (Path::Rows(section), id.to_string());
            list.push(Operation::Insert { path, id, pos: pos.clone(), initial: None });
            last = Some(pos);
            continue;
        }
        let cells = vec![
            ("no", one(no.to_string())),
            ("capability", one(capability)),
            ("issue", one(issue)),
            ("state", one("open")),
        ];
        let (operation, pos) = insert(section, block, last.as_ref(), id, cells);
        list.push(operation);
        last = Some(pos);
    }
}

/// The row of what is proposed for an inject of a drill: always the same, whoever writes the result. The beginning of the
/// drill tells it from that of another drill with the same inject.
fn proposal(drill: &Drill, inject: RowId) -> RowId {
    let begun = u128::from(drill.begun_at.as_millisecond().unsigned_abs());
    RowId::new(Uuid::from_u128(inject.uuid().as_u128() ^ begun))
}

/// What is proposed to be looked at.
fn issue(number: &str, inject: &Inject, judged: &crate::incident::EvaluatedInject) -> String {
    let title = inject.title();
    let about = format!("{number}, {}", title.replacen("Inject", "inject", 1));
    let how = if judged.met == Met::Part { "met in part" } else { "not met" };
    let mut parts = vec![format!("{about} {how}")];
    for (label, text) in [("expected", &inject.expected), ("happened", &judged.actual), ("note", &judged.note)] {
        if !text.trim().is_empty() {
            parts.push(format!("{label}: {}", text.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    parts.join("; ")
}

/// The capability that each objective of the plan tries, by its number.
fn capabilities(plan: &Document) -> Vec<(String, String)> {
    let is_objectives = |s: &Section| has(&s.block, &["no", "capability", "text", "measure"]);
    let Some((_, entry)) = find(plan, is_objectives) else { return Vec::new() };
    rows(&entry.block).map(|(_, view)| (view.text("no").to_owned(), view.text("capability").to_owned())).collect()
}

/// When it was, where the plan leaves that open or tells it of an earlier drill: what was planned stays.
fn times(sources: &Sources<'_>, list: &mut Vec<Operation>) {
    let is_fields =
        |s: &Section| s.kind == crate::block::BlockKind::Fields && has(&s.block, &["from", "to", "no_duff"]);
    let Some((section, entry)) = find(sources.plan, is_fields) else { return };
    let Some((row, cells)) = entry.block.live_rows().into_iter().next() else { return };
    let moments = |drill: &Drill| {
        let ended = drill.ended_at.map(|at| at.to_string()).unwrap_or_default();
        [("from", drill.begun_at.to_string()), ("to", ended)]
    };
    let earlier: Vec<_> = sources.before.iter().flat_map(|(drill, _)| moments(drill)).collect();
    for (key, text) in moments(sources.drill) {
        let is_earlier = |(of, old): &(&str, String)| *of == key && holds(&entry.block, row, key, old);
        if entry.block.cell_text(cells, key).is_empty() || earlier.iter().any(is_earlier) {
            set(list, (section, &entry.block), row, key, &text);
        }
    }
}

/// The day on which a drill was held, in a zone.
#[must_use]
pub fn day(drill: &Drill, zone: &TimeZone) -> Date {
    drill.ended_at.unwrap_or(drill.begun_at).to_zoned(zone.clone()).date()
}
