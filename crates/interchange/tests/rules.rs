//! The rules of a document in the form for other tools, notes on letters, and matrices out of CSV.

use bridgebook_domain::directory::Directory;
use bridgebook_domain::finding::findings;
use bridgebook_domain::raci::RaciView;
use bridgebook_domain::trigger::TriggersView;
use bridgebook_domain::{BlockKind, Document, DocumentId, Value, canonical};
use bridgebook_interchange::{Context, NoNames, export, export_rules_csv, export_rules_json, import, import_csv_found};
use serde_json::{Value as Json, json};
use uuid::Uuid;

const ID: DocumentId = DocumentId::new(Uuid::from_u128(7));

fn ids() -> impl FnMut() -> Uuid {
    let mut next = 0_u128;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

fn read(text: &str) -> Document {
    let mut ids = ids();
    let imported = import(text.as_bytes(), &mut Context { names: &NoNames, ids: &mut ids, file_name: "" });
    imported.expect("it is read").document
}

const PLAN: &str = r#"---
bridgebook: 1
title: Escalation procedure
template: escalation-procedure
version: "1.2"
---

## Levels

<!-- bb:escalation -->

| Severity | Level | Clock | Call | By | Acknowledge within |
| --- | --- | --- | --- | --- | --- |
| SEV1 | L1 | Functional, stops when somebody acknowledges | =Ops, Desk | phone | 15 min |
| | | | | | |

## Triggers

<!-- bb:triggers -->

| Rule | On | Looks at | When | Then | Goes to | Answer within | Default route |
| --- | --- | --- | --- | --- | --- | --- | --- |
| Unsure | yes | AI confidence | confidence<80 and tier is Gold | Human | Service Desk | 15 min | |
| Broken | no | Time | age > soon | Human | Service Desk | | |
| Rest | | | | Human | Service Desk | | yes |

## Who does what

<!-- bb:raci
col IC kind=human person="Kim Ji-woo" type=letters
cell 1 2 [A="at night too", R]
-->

| Activity | IC | Ops |
| --- | --- | --- |
| Declare | A/R | I |
"#;

#[test]
fn levels_triggers_and_raci_leave_as_json_with_conditions_as_text_and_tree() {
    let document = read(PLAN);
    let json: Json =
        serde_json::from_str(&export_rules_json(ID, &document, &NoNames, &Directory::default())).expect("it is JSON");
    assert_eq!(json["bridgebook_rules"], 1);
    assert_eq!(json["document"]["id"], ID.to_string());
    assert_eq!(json["document"]["title"], "Escalation procedure");
    assert_eq!(json["document"]["content_hash"], canonical::content_hash(&document));
    assert_eq!(json["levels"].as_array().map(Vec::len), Some(1), "a blank row is no level");
    let level = &json["levels"][0];
    assert_eq!(level["target"], json!([{"name": "=Ops"}, {"name": "Desk"}]));
    assert_eq!((&level["clock"], &level["notify"]), (&json!("functional"), &json!(["phone"])));
    assert_eq!(level["acknowledge_within"], "PT15M");
    let rules = json["triggers"].as_array().expect("a list");
    assert_eq!(rules.len(), 3);
    assert_eq!(rules[0]["condition"]["text"], "confidence < 80 and tier is Gold");
    assert_eq!(
        rules[0]["condition"]["tree"]["of"][1],
        json!({"kind": "field", "field": "tier", "operator": "is", "values": [{"text": "Gold"}]})
    );
    assert_eq!(
        (&rules[0]["order"], &rules[0]["enabled"], &rules[0]["default"]),
        (&json!(1), &json!(true), &json!(false))
    );
    assert_eq!((&rules[0]["kind"], &rules[0]["outcome"]), (&json!("confidence"), &json!("human")));
    assert_eq!(rules[1]["enabled"], false);
    assert_eq!(rules[1]["condition"]["text"], "age > soon");
    assert!(rules[1]["condition"]["error"].as_str().expect("why").starts_with("Character 7"));
    assert_eq!(rules[2]["condition"], json!({"text": "always", "tree": {"kind": "always"}}));
    let matrix = &json["raci"][0];
    assert_eq!(matrix["roles"][0], json!({"name": "IC", "kind": "human", "person": {"name": "Kim Ji-woo"}}));
    assert_eq!(
        matrix["activities"][0]["letters"],
        json!([
            {"role": "IC", "letter": "A", "note": "at night too"},
            {"role": "IC", "letter": "R"},
            {"role": "Ops", "letter": "I"},
        ])
    );
    assert_eq!(
        matrix["scheme"]["letters"][2],
        json!({"letter": "C", "name": "Consulted", "min": 0, "max": null, "part": "consulted", "two_way": true})
    );
}

#[test]
fn levels_and_triggers_leave_as_csv_and_no_cell_is_a_formula() {
    let text = export_rules_csv([&read(PLAN)], &NoNames);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads = reader.headers().expect("heads").clone();
    let rows: Vec<_> = reader.records().map(|r| r.expect("a record")).collect();
    let cell = |row: usize, head: &str| {
        let place = heads.iter().position(|h| h == head).expect("a head");
        rows[row].get(place).expect("a cell").to_owned()
    };
    assert_eq!(rows.len(), 4);
    assert_eq!((cell(0, "rule"), cell(0, "order"), cell(0, "level")), ("level".into(), "1".into(), "L1".into()));
    assert_eq!((cell(0, "target"), cell(0, "methods")), ("'=Ops, Desk".to_owned(), "phone".to_owned()));
    assert_eq!((cell(1, "rule"), cell(1, "name")), ("trigger".to_owned(), "Unsure".to_owned()));
    assert_eq!(
        (cell(1, "condition"), cell(3, "default")),
        ("confidence<80 and tier is Gold".to_owned(), "yes".to_owned())
    );
}

#[test]
fn notes_on_letters_go_out_and_come_back() {
    let document = read(PLAN);
    let (id, section) = document.sections_of(&BlockKind::Raci)[0];
    let view = RaciView::read(id, section);
    let held = view.activities[0].of(&view.roles[0]).expect("it holds A");
    assert_eq!(held.note("A"), "at night too");
    let text = export(&document, &NoNames);
    assert!(text.contains("cell 1 2 [A=\"at night too\", R]"), "{text}");
    assert!(text.contains("| Declare | A/R | I |"), "the letters stay readable: {text}");
    assert_eq!(canonical::equality(&read(&text)), canonical::equality(&document));
    assert_eq!(export(&read(&text), &NoNames), text);
}

#[test]
fn letters_have_no_order_of_their_own() {
    let turned = PLAN.replace("cell 1 2 [A=\"at night too\", R]\n", "").replace("| A/R |", "| R/A |");
    let document = read(&turned);
    let (_, section) = document.sections_of(&BlockKind::Raci)[0];
    let value = section.block.live_rows()[0].1.cells.values().find(|v| v.members().len() == 2).expect("two letters");
    assert_eq!(*value, Value::many(["A", "R"]), "no marks, which would be notes");
}

#[test]
fn a_matrix_in_csv_is_recognised() {
    let mut ids = ids();
    let mut context = Context { names: &NoNames, ids: &mut ids, file_name: "" };
    let text = "Task,IC,Ops,Comms\nDeclare,**A**,R,i\nSend update,I,,\"R/A\"\nClose,A,maybe,R\nAssess,A,R,\nRestore,A,R,\nReview,A,R,\n";
    let (kind, block, report) = import_csv_found(text.as_bytes(), &mut context).expect("it is read");
    assert_eq!((kind, block.setting("scheme")), (BlockKind::Raci, "RACI"));
    let cells: Vec<Vec<String>> = block
        .live_rows()
        .into_iter()
        .map(|(_, row)| {
            let cell = |(id, _): &(_, _)| row.cells.get(id).map(|v: &Value| v.members().join("/")).unwrap_or_default();
            block.live_columns().iter().map(cell).collect()
        })
        .collect();
    assert_eq!(cells[0], ["Declare", "A", "R", "I"]);
    assert_eq!(cells[1], ["Send update", "I", "", "A/R"]);
    assert_eq!(cells[2], ["Close", "A", "maybe", "R"]);
    assert_eq!((report.len(), report[0].line), (1, 4), "{report:?}");
    let plain = import_csv_found(b"Name,Phone\nKim,123\n", &mut context).expect("it is read");
    assert_eq!(plain.0, BlockKind::Table);
}

#[test]
fn every_condition_and_every_format_of_the_templates_can_be_read_and_routes_somewhere() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/en");
    let mut conditions = 0;
    for entry in std::fs::read_dir(&folder).expect("the folder of templates") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "md") {
            continue;
        }
        let document = read(&std::fs::read_to_string(&path).expect("a template"));
        conditions += TriggersView::read(&document).rules.iter().filter(|r| !r.condition_text.is_empty()).count();
        let id = DocumentId::new(Uuid::nil());
        let now = "2026-03-11T13:47:00Z".parse().expect("a moment");
        let list = findings([(id, &document)], &Directory::default(), None, now);
        let wrong: Vec<_> = list.iter().filter(|f| matches!(f.rule.as_str(), "V4" | "X26" | "G1" | "G3")).collect();
        assert!(wrong.is_empty(), "{}: {wrong:#?}", path.display());
    }
    assert!(conditions > 0, "there are templates with rules");
}
