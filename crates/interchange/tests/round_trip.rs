//! The two promises of the file form, for generated documents with everything nasty in them.

mod generate;

use bridgebook_domain::position::Position;
use bridgebook_domain::{Block, BlockKind, Column, ColumnId, ColumnType, Document, Row, RowId, Value, canonical};
use bridgebook_interchange::{Context, Names, NoNames, export, export_csv, import, import_csv, replace};
use generate::{Directory, counter, document};
use proptest::collection::vec;
use proptest::prelude::*;

fn read(text: &str, names: &dyn Names) -> Document {
    read_from(text, names, 1_000_000)
}

/// Exchanges some sections, rows and cells of a document for those of another.
fn mix(document: &mut Document, other: Document) {
    document.header.extend(other.header);
    for ((_, section), (_, from)) in document.sections.iter_mut().zip(&other.sections) {
        section.block.text.push_str(&from.block.text);
        section.heading.clone_from(&from.heading);
        let rows: Vec<_> = section.block.rows.keys().copied().collect();
        if let Some(first) = rows.first() {
            section.block.rows.remove(first);
        }
        let cells: Vec<Value> = from.block.rows.values().flat_map(|r| r.cells.values().cloned()).collect();
        let places = section.block.rows.values_mut().flat_map(|r| r.cells.values_mut());
        for (n, (cell, new)) in places.zip(cells).enumerate() {
            if n % 3 == 0 {
                *cell = new;
            }
        }
    }
    let extra = other.sections.into_iter().take(1);
    document.sections.extend(extra);
}

fn read_from(text: &str, names: &dyn Names, from: u128) -> Document {
    let mut ids = counter(from);
    let mut context = Context { names, ids: &mut ids, file_name: "" };
    import(text.as_bytes(), &mut context).expect("what was exported is never refused").document
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn export_then_import_gives_an_equal_document_and_the_same_file_again(document in document()) {
        let names = Directory;
        let text = export(&document, &names);
        let back = read(&text, &names);
        prop_assert_eq!(canonical::equality(&back), canonical::equality(&document), "file:\n{}", text);
        prop_assert_eq!(export(&back, &names), text, "the second export differs");
    }

    #[test]
    fn an_ordinary_section_never_needs_the_exact_form(document in document()) {
        let mut ordinary = document;
        ordinary.sections.retain(|_, s| {
            let removed_choice = s.block.columns.values().any(|c| c.choices.values().any(|c| c.deleted_at.is_some()));
            // Of a view nothing is stored but its settings.
            let is_bare_view = s.block.text.is_empty() && s.block.columns.is_empty() && s.block.rows.is_empty();
            let has_place = s.kind == BlockKind::Prose || if s.kind == BlockKind::View { is_bare_view } else { s.block.text.is_empty() && !s.block.live_columns().is_empty() };
            // Words that are no choice and would be read as one stay words in the exact form alone.
            let names_one = s.block.rows.values().flat_map(|r| &r.cells).any(|(id, value)| {
                let choices = s.block.columns.get(id).map(|c| &c.choices);
                let names: Vec<String> = choices.into_iter().flatten().map(|(_, c)| c.name.to_lowercase()).collect();
                let is_word = |word: &&str| choices.is_some_and(|c| !c.contains_key(*word));
                value.members().into_iter().filter(is_word).any(|word| names.contains(&word.to_lowercase()))
            });
            has_place && !removed_choice && !names_one && s.kind.as_str() != "exact"
        });
        for section in ordinary.sections.values_mut() {
            section.block.text = section.block.text.replace("<!-- bb:exact -->", "");
            section.guidance = section.guidance.replace("<!-- bb:exact -->", "");
        }
        let text = export(&ordinary, &Directory);
        prop_assert!(!text.contains("\n<!-- bb:exact -->\n\n```json\n"), "file:\n{}", text);
    }

    #[test]
    fn replacing_makes_the_stored_document_equal_to_the_file(old in document(), new in document(), same in any::<bool>()) {
        // Every other case is an edit of the same file, so that matching has something to match.
        let names = Directory;
        let base = export(&old, &names);
        let existing = read_from(&base, &names, 1);
        let imported = if same {
            let mut other = read_from(&base, &names, 1_000_000);
            let added = read_from(&export(&new, &names), &names, 2_000_000);
            mix(&mut other, added);
            other
        } else {
            read_from(&export(&new, &names), &names, 1_000_000)
        };
        let now = jiff::Timestamp::UNIX_EPOCH;
        let operations = replace(&existing, &imported, now);
        let mut result = existing.clone();
        result.apply_all(&operations, now).expect("every operation of a replacement applies");
        prop_assert_eq!(canonical::equality(&result), canonical::equality(&imported));
    }

    #[test]
    fn a_table_goes_through_csv_and_back(names in vec("[A-Za-z éł]{1,8}", 1..5), rows in vec(vec(generate::lines(), 5), 0..5)) {
        let mut ids = counter(0);
        let mut block = Block::default();
        let mut columns = Vec::new();
        for (pos, name) in Position::series(names.len()).into_iter().zip(&names) {
            let id = ColumnId::new(ids());
            columns.push(id);
            block.columns.insert(id, Column {
                pos,
                key: String::new(),
                name: name.clone(),
                column_type: ColumnType::Text,
                options: Default::default(),
                choices: Default::default(),
                deleted_at: None,
            });
        }
        for (pos, row) in Position::series(rows.len()).into_iter().zip(&rows) {
            let cells = columns.iter().zip(row).filter(|(_, t)| !t.is_empty()).map(|(c, t)| (*c, Value::one(t.clone())));
            block.rows.insert(RowId::new(ids()), Row { pos, cells: cells.collect(), deleted_at: None });
        }
        let text = export_csv(&block, &NoNames);
        for cell in text.split([',', '\n']).filter(|c| !text.contains('"') && !c.is_empty()) {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "a spreadsheet would run {:?}", cell);
        }
        let mut context = Context { names: &NoNames, ids: &mut ids, file_name: "" };
        let (back, report) = import_csv(text.as_bytes(), &BlockKind::Table, "", &mut context).expect("it was just written");
        prop_assert!(report.is_empty(), "{:?}", report);
        let texts = |b: &Block| -> Vec<Vec<String>> {
            let columns = b.live_columns();
            b.live_rows().iter().map(|(_, r)| columns.iter().map(|(c, _)| {
                r.cells.get(c).and_then(Value::as_one).unwrap_or("").to_owned()
            }).collect()).collect()
        };
        // One column and an empty cell make an empty line, which CSV cannot tell from no record.
        if names.len() > 1 {
            prop_assert_eq!(texts(&back), texts(&block));
        }
    }

    #[test]
    fn a_damaged_file_is_read_all_the_same_and_goes_round(
        document in document(),
        damage in vec((any::<prop::sample::Index>(), 0..4_u8, generate::line()), 1..6),
        is_ours in prop::bool::weighted(0.8),
    ) {
        let file = export(&document, &Directory);
        let mut lines: Vec<String> = file.split('\n').map(str::to_owned).collect();
        if !is_ours {
            lines.drain(..2);
        }
        for (at, kind, text) in damage {
            let at = at.index(lines.len());
            match kind {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, text),
                2 => lines.insert(at, lines[at].clone()),
                _ => {
                    let half = lines[at].chars().count() / 2;
                    lines[at] = lines[at].chars().take(half).collect();
                }
            }
            if lines.is_empty() {
                lines.push(String::new());
            }
        }
        let document = read(&lines.join("\n"), &Directory);
        let file = export(&document, &Directory);
        let back = read(&file, &Directory);
        prop_assert_eq!(canonical::equality(&back), canonical::equality(&document), "file:\n{}", file);
        prop_assert_eq!(export(&back, &Directory), file);
    }

    #[test]
    fn no_file_makes_the_importer_panic_and_what_it_reads_goes_round(text in generate::lines(), ours in any::<bool>()) {
        let text = if ours { format!("---\nbridgebook: 1\n---\n{text}") } else { text };
        let document = read(&text, &Directory);
        let file = export(&document, &Directory);
        prop_assert_eq!(canonical::equality(&read(&file, &Directory)), canonical::equality(&document), "file:\n{}", file);
    }
}
