//! Merges a document read from a file into a stored one as edits: what is equal is not touched, so that
//! history, undo and what others edit meanwhile stay meaningful.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::document::FORMAT;
use bridgebook_domain::path::SectionLine;
use bridgebook_domain::position::Position;
use bridgebook_domain::{
    BlockKind, Document, Item, Operation, Path, Section, SectionId, Value, canonical, text::smallest_splice,
};
use jiff::Timestamp;

mod grid;
mod matching;

use matching::{alike, ordered};

/// Pairs that are compared by similarity at most, so that time stays bounded for large documents.
const PAIRS: usize = 20_000;

/// The operations that turn `existing` into `imported`. Sections are matched by heading and kind, rows by
/// their key column, both then by similarity; long texts change by the smallest splice. `imported` carries
/// fresh ids; `now` marks what is removed. Applied to `existing`, the result equals `imported`.
#[must_use]
pub fn replace(existing: &Document, imported: &Document, now: Timestamp) -> Vec<Operation> {
    let mut operations = header(existing, imported);
    operations.extend(sections(existing, imported, now));
    let mut result = existing.clone();
    let is_equal =
        result.apply_all(&operations, now).is_ok() && canonical::equality(&result) == canonical::equality(imported);
    if is_equal { operations } else { whole(existing, imported, now) }
}

/// Everything out, everything in: for what no smaller edit gives.
fn whole(existing: &Document, imported: &Document, now: Timestamp) -> Vec<Operation> {
    let mut operations = header(existing, imported);
    operations.extend(existing.live_sections().into_iter().map(|(id, _)| remove(id, now)));
    let list = imported.live_sections();
    for (pos, (id, section)) in Position::series(list.len()).into_iter().zip(list) {
        operations.push(insert(id, pos, section));
    }
    operations
}

fn header(existing: &Document, imported: &Document) -> Vec<Operation> {
    let keys: BTreeSet<&String> = existing.header.keys().chain(imported.header.keys()).collect();
    let filled = |document: &Document, key: &str| document.header.get(key).filter(|v| !v.is_empty()).cloned();
    keys.into_iter()
        .filter(|key| filled(existing, key) != filled(imported, key))
        .map(|key| Operation::Set { path: Path::Header(key.clone()), value: filled(imported, key) })
        .collect()
}

fn remove(id: SectionId, at: Timestamp) -> Operation {
    Operation::Remove { path: Path::Sections, id: id.to_string(), at }
}

fn insert(id: SectionId, pos: Position, section: &Section) -> Operation {
    let item = Item::Section(Section { pos: pos.clone(), ..section.clone() });
    Operation::Insert { path: Path::Sections, id: id.to_string(), pos, initial: Some(item) }
}

fn sections(existing: &Document, imported: &Document, now: Timestamp) -> Vec<Operation> {
    let (old, new) = (existing.live_sections(), imported.live_sections());
    let mut matched = matching::Matching::new(old.len(), new.len());
    matched.equal(|o| Some(alone(old[o].1)), |n| Some(alone(new[n].1)));
    matched.equal(|o| Some((&old[o].1.heading, &old[o].1.kind)), |n| Some((&new[n].1.heading, &new[n].1.kind)));
    // The words of a section are looked for once, and only where nothing else matched it.
    let (old_words, new_words) = (vec![OnceCell::new(); old.len()], vec![OnceCell::new(); new.len()]);
    matched.similar(PAIRS, |o, n| {
        if old[o].1.kind != new[n].1.kind {
            return 0.0;
        }
        alike(old_words[o].get_or_init(|| words(old[o].1)), new_words[n].get_or_init(|| words(new[n].1)))
    });
    let mut operations = Vec::new();
    // What each new section becomes: an old one with edits, or itself.
    let mut places: Vec<(SectionId, Option<&Position>)> = Vec::new();
    for (n, (new_id, section)) in new.iter().enumerate() {
        let edits = matched.old_of(n).and_then(|o| edits(old[o].0, old[o].1, section, now).map(|e| (o, e)));
        match edits {
            Some((o, edits)) => {
                operations.extend(edits);
                places.push((old[o].0, Some(&old[o].1.pos)));
            }
            None => places.push((*new_id, None)),
        }
    }
    let kept: BTreeSet<SectionId> = places.iter().map(|(id, _)| *id).collect();
    operations.extend(old.iter().filter(|(id, _)| !kept.contains(id)).map(|(id, _)| remove(*id, now)));
    let positions = ordered(&places.iter().map(|(_, pos)| *pos).collect::<Vec<_>>());
    for (((id, old_pos), pos), (_, section)) in places.iter().zip(positions).zip(&new) {
        match old_pos {
            Some(old_pos) if **old_pos == pos => {}
            Some(_) => operations.push(Operation::Move { path: Path::Sections, id: id.to_string(), pos }),
            None => operations.push(insert(*id, pos, section)),
        }
    }
    operations
}

/// The content of one section, to compare.
fn alone(section: &Section) -> String {
    let id = SectionId::new(uuid::Uuid::nil());
    let sections = BTreeMap::from([(id, section.clone())]);
    canonical::text(&canonical::equality(&Document { format: FORMAT, header: BTreeMap::new(), sections }))
}

/// The words of a section: heading, text, names of columns and cells. The first 2,000 count.
fn words(section: &Section) -> BTreeSet<String> {
    let block = &section.block;
    let cells = block.live_rows().into_iter().flat_map(|(_, r)| r.cells.values().flat_map(Value::members));
    let names = block.live_columns().into_iter().map(|(_, c)| c.name.as_str());
    let texts = [section.heading.as_str(), &block.text].into_iter().chain(names).chain(cells);
    texts.flat_map(str::split_whitespace).take(2_000).map(str::to_owned).collect()
}

/// The edits that make one section equal to another; nothing where only a replacement does.
fn edits(id: SectionId, old: &Section, new: &Section, now: Timestamp) -> Option<Vec<Operation>> {
    if old.kind != new.kind {
        return None;
    }
    let mut operations = Vec::new();
    let lines = [
        (SectionLine::Heading, old.heading.clone(), new.heading.clone()),
        (SectionLine::Label, old.label.clone(), new.label.clone()),
        (SectionLine::Depth, old.depth.to_string(), new.depth.to_string()),
    ];
    for (line, old, new) in lines {
        if old != new {
            operations.push(Operation::Set { path: Path::SectionLine(id, line), value: Some(Value::One(new)) });
        }
    }
    operations.extend(splice(Path::Guidance(id), &old.guidance, &new.guidance));
    operations.extend(splice(Path::Text(id), &old.block.text, &new.block.text));
    let (was, is) = (&old.block.settings, &new.block.settings);
    for key in was.keys().filter(|key| !is.contains_key(*key)) {
        operations.push(Operation::Set { path: Path::Setting(id, key.clone()), value: None });
    }
    for (key, value) in is.iter().filter(|(key, value)| was.get(*key) != Some(*value)) {
        operations.push(Operation::Set { path: Path::Setting(id, key.clone()), value: Some(value.clone()) });
    }
    if old.kind != BlockKind::Prose {
        operations.extend(grid::edits(id, &old.kind, &old.block, &new.block, now));
    }
    let sections = BTreeMap::from([(id, old.clone())]);
    let mut probe = Document { format: FORMAT, header: BTreeMap::new(), sections };
    probe.apply_all(&operations, now).ok()?;
    (alone(&probe.sections[&id]) == alone(new)).then_some(operations)
}

/// The smallest splice of a long text, if it changed.
fn splice(path: Path, old: &str, new: &str) -> Option<Operation> {
    if old == new {
        return None;
    }
    let (at, remove, insert) = smallest_splice(old, new);
    Some(Operation::Splice { path, at, remove, insert })
}
