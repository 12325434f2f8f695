//! What a caller sees of an export: the text that comes back, the pages, the report, and its limits.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;

use std::collections::BTreeMap;
use std::process::Command;

use bridgebook_domain::checkpoint::Standing;
use bridgebook_domain::log::{Author, Decision};
use bridgebook_domain::{Block, BlockKind, Value};
use bridgebook_pdf::{
    Error, Export, Filling, FontUse, Front, Inks, Item, Options, Page, Paper, Step, SystemFont, Target, export,
};
use common::{Maker, binder, fonts, sample};

fn made(binder: &bridgebook_pdf::Binder) -> Export {
    export(binder, &fonts(), &Options::default()).unwrap()
}

fn one(maker: Maker) -> Export {
    made(&binder(vec![maker.input()]))
}

/// The file in a folder of this test run.
fn saved(export: &Export, name: &str) -> std::path::PathBuf {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, &export.bytes).unwrap();
    path
}

fn tool(name: &str, args: &[&str]) -> String {
    let out = Command::new(name).args(args).output().unwrap_or_else(|_| {
        panic!("{name} is missing: these tests need the Debian packages poppler-utils and qpdf; `cargo xtask test` installs them")
    });
    assert!(out.status.success(), "{name} {args:?} says: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// Words without the spaces and line ends that layout adds.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}

fn assert_inside(pages: &[Page]) {
    for (at, page) in pages.iter().enumerate() {
        let inside = |x: f32, y: f32, what: &str| {
            assert!(
                (-0.5..=page.width + 0.5).contains(&x) && (-0.5..=page.height + 0.5).contains(&y),
                "{what} at {x}, {y} lies outside page {} of {} by {}",
                at + 1,
                page.width,
                page.height
            );
        };
        for item in &page.items {
            match item {
                Item::Text(run) => {
                    inside(run.x, run.y, &run.text);
                    inside(run.x + run.width - trailing(run), run.y, &run.text);
                }
                Item::Rect { x, y, w, h, .. } => {
                    inside(*x, *y, "a rectangle");
                    inside(x + w, y + h, "a rectangle");
                }
                Item::Path { steps, .. } => {
                    for step in steps {
                        match step {
                            Step::Point(x, y) | Step::Curve([.., x, y]) => inside(*x, *y, "a path"),
                        }
                    }
                }
                Item::Image { x, y, w, h, .. } => {
                    inside(*x, *y, "a picture");
                    inside(x + w, y + h, "a picture");
                }
                Item::Link { .. } | Item::Anchor { .. } => {}
            }
        }
    }
}

/// Blanks at the end of a line hang beyond it and are not seen.
fn trailing(run: &bridgebook_pdf::TextRun) -> f32 {
    let blanks = run.text.chars().rev().take_while(|c| *c == ' ').count();
    blanks as f32 * run.size * 0.4
}

#[test]
fn text_comes_back_out_of_the_file_in_six_languages() {
    for (tag, text) in [
        ("en", "The rollback of version 4.2 is complete; office staff filed 112 open cases."),
        ("vi", "Thanh toán bằng thẻ ở Liên minh châu Âu đang gặp lỗi; bản cập nhật tiếp theo lúc 15:04."),
        ("tr", "Kart ödemeleri başarısız oluyor; İstanbul’daki kâtip Emre Yılmaz ışığı gördü."),
        ("pl", "Płatności kartą w Unii Europejskiej nie działają; zażółć gęślą jaźń."),
        ("ko", "유럽의 카드 결제가 실패하고 있습니다. 다음 업데이트는 15:04까지 보내겠습니다."),
        ("zh-Hans", "欧盟的银行卡付款失败。我们正在回滚版本，下一次更新将在以前发布。"),
    ] {
        let mut maker = Maker::new("Test", "", "");
        maker.document.header.insert("language".into(), Value::one(tag));
        maker.prose(1, "", "Text", text);
        let export = one(maker);
        let path = saved(&export, &format!("language-{tag}.pdf"));
        let back = tool("pdftotext", &["-layout", path.to_str().unwrap(), "-"]);
        assert!(squeezed(&back).contains(&squeezed(text)), "pdftotext gives back the {tag} text, not:\n{back}");
        assert!(export.report.missing.is_empty(), "every character of {tag} has a glyph: {:?}", export.report.missing);
    }
}

#[test]
fn a_ligature_of_right_to_left_text_stands_where_its_letters_do() {
    let path = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
    let bytes = std::fs::read(path).unwrap_or_else(|_| {
        panic!("{path} is missing: this test needs an Arabic font (Debian package fonts-dejavu-core); `cargo xtask test` installs it")
    });
    let uses = vec![FontUse { family: String::new(), script: "Arab".into(), language: None }];
    let mut fonts = fonts();
    let bytes = std::sync::Arc::new(bytes);
    fonts.system.push(SystemFont { name: "DejaVu Sans".into(), bytes, is_bold: false, uses });
    let width = |text: &str| {
        let mut maker = Maker::new("Test", "", "");
        maker.prose(1, "", "Text", text);
        let export = export(&binder(vec![maker.input()]), &fonts, &Options::default()).unwrap();
        let runs = export.pages.pages.iter().flat_map(|page| &page.items).filter_map(|item| match item {
            Item::Text(run) if run.text.starts_with('\u{644}') || run.text.ends_with('\u{627}') => Some(run.width),
            _ => None,
        });
        runs.fold(0.0_f32, f32::max)
    };
    let (one, two) = (width("\u{644}\u{627}"), width("\u{644}\u{627}\u{644}\u{627}"));
    assert!(one > 0.0, "lam and alef are one glyph, which is drawn");
    assert!((two - 2.0 * one).abs() < 0.1, "two of them take twice the room of one: {one} and {two}");
}

#[test]
fn a_table_in_hebrew_has_its_first_column_on_the_right() {
    let at = |language: &str| {
        let mut maker = Maker::new("Test", "", "");
        maker.document.header.insert("language".into(), Value::one(language));
        let rows: &[&[(&str, &str)]] = &[&[("text", "first"), ("measure", "second")]];
        maker.preset(1, "", "Table", BlockKind::Table, "objectives", rows);
        let export = one(maker);
        let place = |words: &str| {
            let items = export.pages.pages.iter().flat_map(|page| &page.items);
            let mut found = items.filter_map(|item| match item {
                Item::Text(run) if run.text.trim() == words => Some(run.x),
                _ => None,
            });
            found.next().unwrap()
        };
        assert_inside(&export.pages.pages);
        (place("first"), place("second"))
    };
    let (first, second) = at("en");
    assert!(first < second, "from left to right: {first}, {second}");
    let (first, second) = at("he");
    assert!(first > second, "from right to left: {first}, {second}");
}

/// A table of one row with so many columns, each with a word of its own.
fn wide(count: usize, word: &str) -> Block {
    let mut wide = Block::default();
    let mut ids = common::Ids::new();
    for n in 0..count {
        let column = bridgebook_domain::Column {
            pos: bridgebook_domain::Position::stored(format!("{n:04}")),
            key: format!("c{n}"),
            name: format!("Column{n}"),
            column_type: bridgebook_domain::ColumnType::Text,
            options: BTreeMap::new(),
            choices: BTreeMap::new(),
            deleted_at: None,
        };
        wide.columns.insert(bridgebook_domain::ColumnId::new(ids.next()), column);
    }
    let cells: Vec<(String, String)> = (0..count).map(|n| (format!("c{n}"), format!("{word}{n}"))).collect();
    let cells: Vec<(&str, &str)> = cells.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    common::fill(&mut wide, &[&cells], &mut ids);
    wide
}

#[test]
fn a_matrix_of_hundreds_of_columns_repeats_its_first_one_in_each_part() {
    let mut maker = Maker::new("Test", "", "");
    maker.section(1, "", "Wide", BlockKind::Table, wide(60, "value"));
    let text = one(maker).pages.text();
    assert!(text.matches("value0 ").count() >= 4, "each part names its rows");
    for n in 1..60 {
        let word = format!("value{n} ");
        assert_eq!(text.matches(&word).count(), 1, "{word}stands once, in one piece");
    }
}

#[test]
fn a_checkpoint_says_what_was_decided_by_whom_and_whether_it_was_about_this_text() {
    let by = || Author { person: None, name: "th".into(), recorded_by: None };
    let at = common::at("14:16:00");
    let decided = |decision| Standing::Decided { decision, at, by: by() };
    for (standing, shown) in [
        (Standing::Open, "waiting"),
        (Standing::Asked { at, by: by() }, "waiting asked 14:16"),
        (decided(Decision::Approved), "approved by Tomás Herrera"),
        (decided(Decision::Conditional), "approved with a condition by Tomás Herrera"),
        (decided(Decision::Rejected), "rejected by Tomás Herrera"),
        (Standing::Changed { at, by: by() }, "edited since decided 14:16 by Tomás Herrera"),
    ] {
        let mut maker = Maker::new("Plan", "", "");
        maker.preset(1, "", "Approvals", BlockKind::Approvals, "", &[&[("checkpoint", "Release")]]);
        let mut input = maker.input();
        // Names are the same where people read them as the same.
        input.checkpoints.push(common::checkpoint("release", standing));
        let export = made(&binder(vec![input]));
        let text = common::found::text(&export);
        assert!(text.contains(shown), "{shown}: {text}");
    }
}

#[test]
fn the_sample_is_a_sound_file_with_all_its_words() {
    let export = made(&sample());
    let path = saved(&export, "sample.pdf");
    tool("qpdf", &["--check", path.to_str().unwrap()]);
    let fonts = tool("pdffonts", &[path.to_str().unwrap()]);
    for line in fonts.lines().skip(2) {
        assert!(line.contains("yes yes yes"), "every font is embedded, subset and maps to Unicode: {line}");
    }
    let text = squeezed(&tool("pdftotext", &["-layout", path.to_str().unwrap(), "-"]));
    for words in [
        "INC-2041",
        "Katarzyna Wójcik",
        "Nguyễn Thị Mai",
        "Emre Yılmaz",
        "김지우",
        "陈伟",
        "Page 1 of",
        "TLP:AMBER",
        "by 14:26",
        "<script>alert('never run')</script>",
    ] {
        assert!(text.contains(&squeezed(words)), "“{words}” is in the file");
    }
    assert_inside(&export.pages.pages);
    assert!(export.bytes.starts_with(b"%PDF-1.7"), "the header names the version that object streams need");
}

#[test]
fn the_same_binder_gives_the_same_bytes() {
    let (first, second) = (made(&sample()), made(&sample()));
    assert_eq!(first.pages, second.pages, "layout does not depend on the run");
    assert!(first.bytes == second.bytes, "ids and times in the file come from content and moment alone");
}

#[test]
fn another_moment_is_another_file() {
    let mut later = sample();
    later.moment += jiff::SignedDuration::from_mins(1);
    assert!(made(&sample()).bytes != made(&later).bytes, "the as-of time is part of the content");
}

#[test]
fn a_character_without_a_glyph_is_reported_with_its_place() {
    let mut maker = Maker::new("Test", "", "");
    maker.prose(1, "", "Text", "Before 𐎀 after");
    let export = one(maker);
    let missing = export.report.missing.first().expect("the Ugaritic letter is reported");
    assert_eq!(missing.code_points, ["U+10380"], "by its code point");
    assert!(missing.context.contains("Before") && missing.page >= 3, "with its line and page: {missing:?}");
    let path = saved(&export, "missing.pdf");
    let back = tool("pdftotext", &[path.to_str().unwrap(), "-"]);
    assert!(back.contains('𐎀'), "the box still copies as the character it stands for");
}

#[test]
fn scripts_and_unsafe_links_are_printed_and_do_not_run() {
    let mut maker = Maker::new("Test", "", "");
    maker.prose(1, "", "Text", "<b onclick=x>bold</b> [a](javascript:alert(1)) [b](file:///etc/passwd) [c](https://example.org/c) <mailto:a@example.org>");
    let export = one(maker);
    let mut targets = Vec::new();
    for page in &export.pages.pages {
        for item in &page.items {
            if let Item::Link { target: Target::Uri(uri), .. } = item {
                targets.push(uri.clone());
            }
        }
    }
    targets.dedup();
    assert_eq!(targets, ["https://example.org/c", "mailto:a@example.org"], "only https and mailto can be clicked");
    let text = squeezed(&export.pages.text());
    for words in ["<bonclick=x>bold</b>", "(javascript:alert(1))", "(file:///etc/passwd)"] {
        assert!(text.contains(words), "{words} is printed as it was written");
    }
}

#[test]
fn bookmarks_lead_to_forms_and_their_parts() {
    let export = made(&sample());
    let plan = export.pages.bookmarks.iter().find(|b| b.title == "Incident action plan").expect("a group of forms");
    let objectives = plan.children.first().expect("its first form");
    assert_eq!(objectives.title, "ICS 202 Incident Objectives");
    assert!(objectives.children.iter().any(|b| b.title == "Approval checkpoints"), "parts are one level below");
    assert_eq!(objectives.page, 2, "after cover and contents");
    let path = saved(&export, "bookmarks.pdf");
    let outline = tool("qpdf", &["--json=1", "--json-key=outlines", path.to_str().unwrap()]);
    assert!(outline.contains("Approval checkpoints"), "the file's own outline is nested");
}

#[test]
fn a_matrix_with_many_roles_lies_on_its_side_and_repeats_its_activities() {
    let roles: Vec<(String, &str)> = (1..=21).map(|n| (format!("Role{n:02}"), "")).collect();
    let roles: Vec<(&str, &str)> = roles.iter().map(|(name, p)| (name.as_str(), *p)).collect();
    let letters = vec!["R"; 21].join(" ");
    let mut maker = Maker::new("Matrix", "", "");
    let block = common::raci(&mut maker.ids, &roles, &[("Declare the incident", "none", "none", &letters)]);
    maker.section(1, "", "Activities", BlockKind::Raci, block);
    let export = one(maker);
    let sides: Vec<&Page> = export.pages.pages.iter().filter(|p| p.width > p.height).collect();
    assert!(!sides.is_empty(), "more than seven roles lie on the side");
    let text: String = sides.iter().map(|p| p.text()).collect();
    for (name, _) in &roles {
        assert!(text.contains(name), "{name} is on a page");
    }
    assert_eq!(text.matches("Declare the incident").count(), 2, "each part repeats the activity");
    assert_inside(&export.pages.pages);
}

#[test]
fn a_long_table_repeats_its_heads_on_each_page() {
    let mut maker = Maker::new("Long", "", "");
    let texts: Vec<String> = (0..200).map(|n| format!("Objective number {n}")).collect();
    let rows: Vec<Vec<(&str, &str)>> = texts.iter().map(|t| vec![("text", t.as_str()), ("measure", "m")]).collect();
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    maker.preset(1, "", "Objectives", BlockKind::Table, "objectives", &rows);
    let export = one(maker);
    let pages = &export.pages.pages[2..];
    assert!(pages.len() > 4, "the table flows over pages");
    for page in &pages[1..] {
        assert!(
            page.text().contains("continued") && page.text().contains("Measured by"),
            "title and heads are repeated"
        );
    }
    let all = export.pages.text();
    assert!(texts.iter().all(|t| all.contains(t.as_str())), "no row is lost");
}

#[test]
fn giants_are_printed_within_the_page_and_in_time() {
    let long_cell = "wordle ".repeat(7_000);
    let url = format!("https://example.org/{}", "x".repeat(5_000));
    let mut maker = Maker::new(&"Very long title ".repeat(30), "", "");
    maker.preset(
        1,
        "",
        &"Heading ".repeat(60),
        BlockKind::Table,
        "objectives",
        &[&[("text", &long_cell), ("measure", &url), ("owner", "kj")]],
    );
    maker.prose(1, "", "Prose", &format!("{url}\n\n{}", "> ".repeat(200) + "deep"));
    maker.section(1, "", "Wide", BlockKind::Table, wide(300, "cell"));
    let started = std::time::Instant::now();
    let export = one(maker);
    assert!(started.elapsed().as_secs() < 60, "a test build needs {:?}", started.elapsed());
    assert_inside(&export.pages.pages);
    let text = squeezed(&export.pages.text());
    assert!(
        text.contains("cell0") && text.contains("cell299") && text.contains("Column299"),
        "every column is printed"
    );
    assert_eq!(text.matches("wordle").count(), 7_000, "every word of the long cell is printed");
}

#[test]
fn thousands_of_changes_of_script_and_face_are_printed_in_time() {
    let mixed = "a中".repeat(12_000);
    let faces = "**bo** it ".repeat(8_000);
    let mut maker = Maker::new("Mixed", "", "");
    maker.preset(1, "", "Table", BlockKind::Table, "objectives", &[&[("text", &mixed)]]);
    maker.prose(1, "", "Prose", &faces);
    let started = std::time::Instant::now();
    let export = one(maker);
    assert!(started.elapsed().as_secs() < 60, "a test build needs {:?}", started.elapsed());
    let text = squeezed(&export.pages.text());
    assert!(text.matches('中').count() >= 12_000, "no character of the mixed text is lost");
    assert!(text.matches("bo").count() >= 8_000, "no word of the prose is lost");
}

#[test]
fn damaged_fonts_and_empty_binders_get_a_sentence() {
    let mut fonts = bridgebook_pdf::Fonts::bundled();
    fonts.system.push(bridgebook_pdf::SystemFont {
        name: "Broken.ttf".into(),
        bytes: std::sync::Arc::new(vec![0_u8; 100]),
        is_bold: false,
        uses: vec![FontUse { family: String::new(), script: "Hang".into(), language: None }],
    });
    let error = export(&sample(), &fonts, &Options::default()).unwrap_err();
    assert!(
        matches!(error, Error::Font { .. }) && error.to_string().contains("Broken.ttf"),
        "the font is named: {error}"
    );
    let error = export(&binder(Vec::new()), &bridgebook_pdf::Fonts::bundled(), &Options::default()).unwrap_err();
    assert!(matches!(error, Error::Empty), "nothing to print: {error}");
}

#[test]
fn blank_forms_letter_paper_and_grey_are_sound() {
    for (name, options) in [
        ("blank", Options { filling: Filling::Blank, ..Options::default() }),
        ("letter", Options { paper: Paper::Letter, inks: Inks::Grey, ..Options::default() }),
        ("exercise", Options { front: Front::None, watermark: "EXERCISE".into(), ..Options::default() }),
    ] {
        let export = export(&sample(), &fonts(), &options).unwrap();
        assert_inside(&export.pages.pages);
        let path = saved(&export, &format!("{name}.pdf"));
        tool("qpdf", &["--check", path.to_str().unwrap()]);
        if name == "blank" {
            assert!(!export.pages.text().contains("Freeze all deployments"), "a blank form holds no content");
        }
    }
}
