//! Edits as people make them, at places of a document.

use bridgebook_app::api::intent::Edit;
use bridgebook_domain::path::SectionLine;
use bridgebook_domain::{BlockKind, Document, Path, SectionId, Value};

use super::Dice;

/// What can be edited in a document.
pub struct Places {
    texts: Vec<(SectionId, usize)>,
    cells: Vec<Path>,
    sections: Vec<SectionId>,
}

impl Places {
    pub fn of(document: &Document) -> Self {
        let live = document.live_sections();
        let texts = live
            .iter()
            .filter(|(_, s)| s.kind == BlockKind::Prose)
            .map(|(id, s)| (*id, s.block.text.encode_utf16().count()))
            .collect();
        let mut cells = Vec::new();
        for (section, s) in live.iter().filter(|(_, s)| s.kind == BlockKind::Raci) {
            for (row, _) in s.block.live_rows() {
                let letters = s.block.live_columns().into_iter().filter(|(_, column)| column.is_many());
                cells.extend(letters.map(|(column, _)| Path::Cell(*section, row, column)));
            }
        }
        Self { texts, cells, sections: live.iter().map(|(id, _)| *id).collect() }
    }

    /// Of a hundred edits 70 are a second of typing, 20 a cell, 5 a heading and 5 a move; where there is
    /// no matrix, typing takes the place of cells.
    pub fn edit(&mut self, dice: &mut Dice) -> (Edit, SectionId) {
        let section = self.sections[dice.roll(self.sections.len())];
        match dice.roll(100) {
            70..90 if !self.cells.is_empty() => {
                let path = self.cells[dice.roll(self.cells.len())].clone();
                let letter = ["R", "A", "C", "I"][dice.roll(4)];
                let of = path.section().unwrap_or(section);
                (Edit::Set { path, value: Some(Value::many([letter])) }, of)
            }
            90..95 => {
                let value = Some(Value::one(format!("Heading {}", dice.roll(100_000))));
                (Edit::Set { path: Path::SectionLine(section, SectionLine::Heading), value }, section)
            }
            95.. => {
                let after = self.sections[dice.roll(self.sections.len())];
                let after = Some(after).filter(|a| *a != section).map(|a| a.to_string());
                (Edit::Move { path: Path::Sections, id: section.to_string(), after }, section)
            }
            _ => {
                let n = dice.roll(self.texts.len());
                let (of, length) = &mut self.texts[n];
                let insert = format!("typed {} ", dice.roll(1_000));
                let at = u32::try_from(dice.roll(*length + 1)).unwrap_or(0);
                *length += insert.len();
                (Edit::Splice { path: Path::Text(*of), at, remove: 0, insert }, *of)
            }
        }
    }
}
