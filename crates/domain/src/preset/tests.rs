use super::*;
use crate::value::ReferenceKind;

fn counter() -> impl FnMut() -> Uuid {
    let mut next = 0_u128;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

#[test]
fn every_preset_has_a_unique_name_unique_keys_and_known_reference_kinds() {
    let mut seen = std::collections::BTreeSet::new();
    for preset in Preset::all() {
        assert!(seen.insert((preset.kind.clone(), preset.name)), "{} is there twice", preset.name);
        let mut keys = std::collections::BTreeSet::new();
        for column in preset.columns {
            assert!(keys.insert(column.key), "{}: {} is there twice", preset.name, column.key);
            assert_eq!(column.column_type == ColumnType::Reference, !column.of.is_empty(), "{}", column.key);
            assert_eq!(column.column_type == ColumnType::Choice, !column.choices.is_empty(), "{}", column.key);
            for kind in column.of.split(' ').filter(|k| !k.is_empty()) {
                assert!(
                    !matches!(ReferenceKind::from_word(kind), ReferenceKind::Unknown(_)),
                    "{}: {kind} is no kind of reference",
                    preset.name
                );
            }
        }
    }
}

#[test]
fn a_block_made_from_a_preset_has_its_columns_in_order_and_names_its_preset() {
    let block = block(&BlockKind::Table, "objectives", &mut counter());
    let keys: Vec<_> = block.live_columns().into_iter().map(|(_, c)| c.key.clone()).collect();
    assert_eq!(keys, ["no", "text", "owner", "target", "measure", "state"]);
    assert_eq!(block.setting("preset"), "objectives");
    assert!(block.rows.is_empty(), "a table starts without rows");
}

#[test]
fn fields_get_their_one_row_even_where_the_preset_is_unknown() {
    for preset in ["situation", "of-a-newer-version", ""] {
        let block = block(&BlockKind::Fields, preset, &mut counter());
        assert_eq!(block.rows.len(), 1, "{preset}");
    }
}

#[test]
fn the_plain_form_of_every_kind_exists() {
    for kind in BlockKind::ALL {
        assert!(Preset::find(kind, "").is_some(), "{kind} has a plain form");
    }
}
