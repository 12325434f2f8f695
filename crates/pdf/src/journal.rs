//! The activity log (ICS 214): time, kind, words, author; a band for each state of the incident.

use crate::binder::LogLine;
use crate::desk::Desk;
use crate::flow::{Opening, Strip};
use crate::form::{Chunk, Form};
use crate::rich::{Rich, Style};
use crate::table::{Column, Row, Table, Title};
use crate::text::Align;

/// Entries made this many seconds after the event carry a suffix.
const LATE_ENTRY: i64 = 60;

/// The log as a form of its own.
pub(crate) fn form(desk: &mut Desk<'_>, entries: &[LogLine], anchor: u32) -> Form {
    desk.setter.set_language("en");
    let frame = desk.portrait();
    let mut items = vec![crate::page::Item::Anchor { id: anchor, y: -8.0 }];
    for (text, style, x, y) in [
        ("ICS 214", Style::FORM_NUMBER, 0.0, 27.3),
        ("Activity Log", Style::FORM, crate::flow::CONTENT, 27.3),
        (
            "Append-only. A correction is a new entry that names the old one",
            Style::SUBTITLE,
            crate::flow::CONTENT,
            49.7,
        ),
    ] {
        desk.setter.place(&Rich::new(text, style), x, y, &mut items);
    }
    let mut strips = vec![Strip::new(Opening::Form, 54.0, items)];
    // A blank log has lines to write on instead of entries.
    let entries = if desk.is_blank() { &[] } else { entries };
    let table = table(desk, entries);
    strips.extend(table.strips(&mut desk.setter, frame.text_width(), frame.text_height()));
    if desk.is_blank() {
        return log_form(anchor, strips, String::new());
    }
    let late = entries.iter().filter(|e| minutes_late(e) > 2).count();
    let corrections = entries.iter().filter(|e| e.kind == "correction").count();
    let end = format!(
        "End of log: {}, {late} entered later than 2 minutes after the event, {}, 0 deletions.",
        counted(entries.len(), "entry", "entries"),
        counted(corrections, "correction", "corrections"),
    );
    strips.extend(crate::block::note(desk, &end, frame.text_width(), 8.0));
    log_form(anchor, strips, span(desk, entries))
}

fn log_form(anchor: u32, strips: Vec<Strip>, remark: String) -> Form {
    Form {
        group: "Record".to_owned(),
        language: "en".to_owned(),
        label: "ICS 214".to_owned(),
        title: "Activity Log".to_owned(),
        remark,
        status: String::new(),
        anchor,
        parts: Vec::new(),
        chunks: vec![Chunk { landscape: false, strips }],
        may_share: false,
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn span(desk: &Desk<'_>, entries: &[LogLine]) -> String {
    match (entries.first(), entries.last()) {
        (Some(first), Some(last)) => format!("{} to {}", desk.time(first.event_at), desk.time(last.event_at)),
        _ => "no entries".to_owned(),
    }
}

fn minutes_late(entry: &LogLine) -> i64 {
    (entry.entered_at.as_second() - entry.event_at.as_second()) / 60
}

fn table(desk: &Desk<'_>, entries: &[LogLine]) -> Table {
    let mut table = Table::new(vec![
        Column::new("No", Align::Right),
        Column::new("Time", Align::Start),
        Column::new("Kind", Align::Start),
        Column::new("Entry", Align::Start),
        Column::new("Author", Align::Start),
    ]);
    table.columns[0].fixed = Some(10.0 + 5.0 * entries.len().to_string().len() as f32 - 5.0);
    table.padding = 1.7;
    table.title = Some(Title {
        number: String::new(),
        text: if entries.is_empty() { "Entries".to_owned() } else { format!("Entries 1 to {}", entries.len()) },
        remark: "+n: entered n minutes after the event. Decisions in bold.".to_owned(),
        anchor: None,
    });
    if desk.is_blank() {
        table.row_min = 27.5;
        table.rows = (0..20).map(|_| Row::Body(vec![Vec::new(); 5])).collect();
        for (at, width) in [(1, 40.0), (2, 70.0), (4, 90.0)] {
            table.columns[at].fixed = Some(width);
        }
        table.ruled = true;
        return table;
    }
    let declared = entries.iter().any(|e| !e.begins.is_empty());
    if declared && entries.first().is_some_and(|e| e.begins.is_empty()) {
        table.rows.push(Row::Band("Before declaration".to_owned()));
    }
    for (at, entry) in entries.iter().enumerate() {
        if !entry.begins.is_empty() {
            table.rows.push(Row::Band(format!("{}, from {}", entry.begins, desk.time(entry.event_at))));
        }
        let mut time = Rich::new(desk.time(entry.event_at), Style::DENSE_LEAD);
        if entry.entered_at.as_second() - entry.event_at.as_second() >= LATE_ENTRY {
            time = time.styled(format!("\u{a0}+{}", minutes_late(entry)), Style { size: 6.6, ..Style::DENSE_LEAD });
        }
        let decision = entry.kind == "decision";
        let kind = Rich::new(entry.kind.replace('_', " "), if decision { Style::DENSE_LEAD } else { Style::DENSE });
        let words: Vec<Rich> =
            entry.text.split('\n').filter(|l| !l.trim().is_empty()).map(|l| Rich::new(l, Style::DENSE)).collect();
        table.rows.push(Row::Body(vec![
            vec![Rich::new((at + 1).to_string(), Style::DENSE)],
            vec![time],
            vec![kind],
            words,
            vec![Rich::new(&entry.author, Style::DENSE)],
        ]));
    }
    table
}
