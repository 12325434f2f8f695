//! Writes a binder of about 200 pages, and says how long it took. With a second argument `typ` it writes
//! the same words as typst markup, for the comparison of the benchmarks.

#[path = "../tests/common/mod.rs"]
mod common;

use bridgebook_domain::BlockKind;
use bridgebook_pdf::{Options, export};
use common::Maker;

/// Parts with a page of prose and a page of table each.
const PARTS: usize = 100;

const SENTENCE: &str = "Version 4.2 of the Payments gateway replaced the certificate of the Harbourline client without its intermediate certificate; the rollback was decided at 14:44 and complete at 15:03. ";

fn prose(part: usize) -> String {
    (0..14).map(|n| format!("Paragraph {n} of part {part}. {}", SENTENCE.repeat(2))).collect::<Vec<_>>().join("\n\n")
}

fn rows(part: usize) -> Vec<(String, String, String, String)> {
    (0..34)
        .map(|n| {
            (
                format!("O{n}"),
                format!("Freeze all deployments of part {part} until the Commander lifts the freeze, item {n}"),
                "Katarzyna Wójcik".to_owned(),
                "Change calendar locked".to_owned(),
            )
        })
        .collect()
}

fn main() {
    let path = std::env::args().nth(1).expect("a path to write to");
    if std::env::args().nth(2).as_deref() == Some("typ") {
        std::fs::write(path, typst()).expect("the path can be written");
        return;
    }
    let mut maker = Maker::new("Large binder", "", "");
    for part in 0..PARTS {
        maker.prose(1, "", &format!("Part {part}"), &prose(part));
        let rows = rows(part);
        let cells: Vec<Vec<(&str, &str)>> = rows
            .iter()
            .map(|(no, text, owner, measure)| {
                vec![
                    ("no", no.as_str()),
                    ("text", text.as_str()),
                    ("owner", owner.as_str()),
                    ("measure", measure.as_str()),
                ]
            })
            .collect();
        let cells: Vec<&[(&str, &str)]> = cells.iter().map(Vec::as_slice).collect();
        maker.preset(1, "", &format!("Table {part}"), BlockKind::Table, "objectives", &cells);
    }
    let binder = common::binder(vec![maker.input()]);
    let fonts = common::fonts();
    let started = std::time::Instant::now();
    let made = export(&binder, &fonts, &Options::default()).expect("the binder prints");
    let took = started.elapsed();
    std::fs::write(path, &made.bytes).expect("the path can be written");
    eprintln!("{} pages, {} bytes, {took:?}", made.pages.pages.len(), made.bytes.len());
}

/// The same words for typst.
fn typst() -> String {
    let mut text = String::from(
        "#set page(paper: \"a4\", numbering: \"1 of 1\")\n#set text(font: \"Source Sans 3\", size: 9.5pt)\n#outline()\n",
    );
    for part in 0..PARTS {
        text.push_str(&format!(
            "= Part {part}\n{}\n= Table {part}\n#table(columns: 4, table.header[No][Objective][Owner][Measured by],\n",
            prose(part)
        ));
        for (no, words, owner, measure) in rows(part) {
            text.push_str(&format!("[{no}],[{words}],[{owner}],[{measure}],\n"));
        }
        text.push_str(")\n");
    }
    text
}
