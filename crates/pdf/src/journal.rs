//! The activity log (ICS 214): time, kind, words, author; a band for each state of the incident.

use crate::binder::LogLine;
use crate::desk::Desk;
use crate::flow::{Opening, Strip};
use crate::form::{Chunk, Form};
use crate::rich::{Rich, Style};
use crate::table::{Column, Row, Table, Title};
use crate::text::Align;
use crate::words::fill;

/// Entries made this many seconds after the event carry a suffix.
const LATE_ENTRY: i64 = 60;

/// The log as a form of its own.
pub(crate) fn form(desk: &mut Desk<'_>, entries: &[LogLine], anchor: u32) -> Form {
    let language = crate::front::language(desk);
    desk.setter.set_language(&language);
    let frame = desk.portrait();
    let mut items = vec![crate::page::Item::Anchor { id: anchor, y: -8.0 }];
    let say = desk.say();
    for (text, style, x, y) in [
        ("ICS 214", Style::FORM_NUMBER, 0.0, 27.3),
        (say.log_title, Style::FORM, crate::flow::CONTENT, 27.3),
        (say.log_subtitle, Style::SUBTITLE, crate::flow::CONTENT, 49.7),
    ] {
        desk.setter.place(&Rich::new(text, style), x, y, &mut items);
    }
    let mut strips = vec![Strip::new(Opening::Form, 54.0, items)];
    // A blank log has lines to write on instead of entries.
    let entries = if desk.is_blank() { &[] } else { entries };
    let table = table(desk, entries);
    strips.extend(table.strips(&mut desk.setter, frame.text_width(), frame.text_height()));
    if desk.is_blank() {
        return log_form(desk, anchor, strips, String::new());
    }
    let late = entries.iter().filter(|e| minutes_late(e) > 2).count();
    let corrections = entries.iter().filter(|e| e.kind == "correction").count();
    let end = fill(
        say.log_end,
        &[
            ("entries", &say.counted(say.log_entries, entries.len())),
            ("late", &late.to_string()),
            ("corrections", &say.counted(say.log_corrections, corrections)),
        ],
    );
    strips.extend(crate::block::note(desk, &end, frame.text_width(), 8.0));
    log_form(desk, anchor, strips, span(desk, entries))
}

fn log_form(desk: &Desk<'_>, anchor: u32, strips: Vec<Strip>, remark: String) -> Form {
    let say = desk.say();
    Form {
        group: say.log_group.to_owned(),
        language: crate::front::language(desk),
        label: "ICS 214".to_owned(),
        title: say.log_title.to_owned(),
        remark,
        status: String::new(),
        anchor,
        parts: Vec::new(),
        chunks: vec![Chunk { landscape: false, is_plate: false, strips }],
        may_share: !desk.is_blank(),
        is_incident: true,
        close: false,
    }
}

fn span(desk: &Desk<'_>, entries: &[LogLine]) -> String {
    match (entries.first(), entries.last()) {
        (Some(first), Some(last)) => {
            fill(desk.say().from_to, &[("from", &desk.time(first.event_at)), ("to", &desk.time(last.event_at))])
        }
        _ => desk.say().no_entries.to_owned(),
    }
}

fn minutes_late(entry: &LogLine) -> i64 {
    (entry.entered_at.as_second() - entry.event_at.as_second()) / 60
}

fn table(desk: &Desk<'_>, entries: &[LogLine]) -> Table {
    let say = desk.say();
    let side = |at: usize| if at == 0 { Align::Right } else { Align::Start };
    let heads = say.log_heads.iter().enumerate();
    let mut table = Table::new(heads.map(|(at, head)| Column::new(head, side(at))).collect());
    table.columns[0].fixed = Some(10.0 + 5.0 * entries.len().to_string().len() as f32 - 5.0);
    table.padding = 1.7;
    table.title = Some(Title {
        number: String::new(),
        text: if entries.is_empty() { say.entries.to_owned() } else { say.with(say.entries_to, entries.len()) },
        remark: say.log_remark.to_owned(),
        ..Title::default()
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
        table.rows.push(Row::Band(say.before_declaration.to_owned()));
    }
    for (at, entry) in entries.iter().enumerate() {
        if !entry.begins.is_empty() {
            table
                .rows
                .push(Row::Band(fill(say.state_from, &[("state", &entry.begins), ("at", &desk.time(entry.event_at))])));
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
