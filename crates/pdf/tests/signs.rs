//! Signs that no font has: spelled, reported, and still found as what they are.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;

use bridgebook_domain::BlockKind;
use bridgebook_pdf::{Export, Fonts, Front, Options, export};
use common::Maker;

fn made(text: &str) -> Export {
    let mut maker = Maker::new("Signs", "", "");
    maker.prose(1, "", "Prose", text);
    maker.preset(1, "", "Table", BlockKind::Table, "objectives", &[&[("text", text), ("measure", "x")]]);
    let options = Options { front: Front::None, ..Options::default() };
    export(&common::binder(vec![maker.input()]), &Fonts::bundled(), &options).unwrap()
}

#[test]
fn an_emoji_is_spelled_and_reported_and_copies_as_it_was() {
    let export = made("Before 🚨 after 🇩🇪 and 👍🏽 and 🦤 end");
    let shown: Vec<(&str, &str)> = export.report.missing.iter().map(|m| (m.text.as_str(), m.shown.as_str())).collect();
    for pair in [("🚨", "[alarm]"), ("🇩🇪", "[DE]"), ("👍🏽", "[agreed]"), ("🦤", "[U+1F9A4]")] {
        assert!(shown.contains(&pair), "{pair:?} is reported: {shown:?}");
    }
    let runs = export.pages.pages.iter().flat_map(common::found::runs);
    let alarm = runs.filter(|run| run.text == "🚨").collect::<Vec<_>>();
    assert_eq!(alarm.len(), 2, "in prose and in the table");
    assert!(alarm.iter().all(|run| run.glyphs.len() >= 7 && run.glyphs.iter().all(|g| g.id != 0)), "letters are drawn");
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("signs.pdf");
    std::fs::write(&path, &export.bytes).unwrap();
    let out = std::process::Command::new("pdftotext").args([path.to_str().unwrap(), "-"]).output().unwrap();
    let back = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(back.contains("🚨") && back.contains("🦤"), "the text of the file has the signs: {back}");
}

#[test]
fn what_the_fonts_have_stays() {
    let export = made("Arrow → and tick in a box, ≥ 80 %");
    assert!(export.report.missing.is_empty(), "{:?}", export.report.missing);
    assert!(export.pages.text().contains('→'), "the arrow is drawn");
}
