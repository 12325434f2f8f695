//! Filling the template of a hand-over, section by section. Columns are found by their keys, so that a team may rename,
//! reorder and leave out what it likes.

use std::collections::BTreeMap;

use super::{Sources, is_same};
use crate::block::{Block, Row};
use crate::document::Document;
use crate::filling::{Filling, Line, fitting, has, lines, nth, one, put};
use crate::id::{ColumnId, RowId, SectionId};
use crate::incident::LevelEvent;
use crate::log::{Category, Clock, Fact, State};
use crate::moment;
use crate::value::{ColumnType, Value};
use crate::view::{RowView, choice_word, folded, rows};

pub(super) fn fill(document: &mut Document, sources: &Sources<'_>, mut fresh: impl FnMut() -> RowId) {
    standing(document, sources);
    let hypotheses = hypotheses(document, sources);
    put(document, |block| block.setting("preset") == "hypotheses", hypotheses, &mut fresh);
    updates(document, sources, &mut fresh);
    let channels = from_plan(document, sources, "communications-list");
    put(document, |block| block.setting("preset") == "communications-list", channels, &mut fresh);
    let outside = outside(sources);
    put(document, |block| has(block, &["name", "role", "contact", "next"]), lines(outside), &mut fresh);
    let open = lines(open_items(sources));
    put(document, |block| block.setting("preset") == "open-items", open, &mut fresh);
    let changes = lines(changes(sources));
    put(document, |block| has(block, &["change", "rollback"]), changes, &mut fresh);
    let duties = lines(duties(sources));
    put(document, |block| has(block, &["regime", "anchor", "due"]), duties, &mut fresh);
    reachable(document, sources);
}

/// The fields of what stands.
fn standing(document: &mut Document, sources: &Sources<'_>) {
    let incident = sources.incident;
    let mut set = |key: &str, value: Value| {
        if !value.is_empty() {
            document.set_field(key, value);
        }
    };
    set("outgoing", one(sources.outgoing));
    set("incoming", one(sources.incoming));
    if let Some(period) = incident.period() {
        set("from", one(period.from.to_string()));
        set("to", one(period.to.to_string()));
    }
    set("severity", one(incident.severity.as_str()));
    set("status", one(status(sources)));
    let (known, cause) = cause(sources);
    set("cause", one(cause));
    let work = |wanted: &str| work(sources, |state| state == wanted);
    set("mitigation", one(work("doing")));
    set("next_steps", one(work("open")));
    let choose = |document: &mut Document, key: &str, name: &str, place: usize, of: usize| {
        let column = document.live_sections().into_iter().find_map(|(_, s)| {
            let is_fields = s.block.column_by_key("outgoing").is_some();
            s.block.column_by_key(key).filter(|_| is_fields).map(|(_, column)| column.clone())
        });
        if let Some(value) = column.and_then(|column| nth(&column, name, place, of)) {
            document.set_field(key, value);
        }
    };
    if let Some(place) = State::ALL.iter().position(|s| *s == incident.state.value) {
        choose(document, "state", incident.state.value.as_str(), place, State::ALL.len());
    }
    let causes = ["Not known", "Suspected", "Known"];
    choose(document, "cause_known", causes[known], known, causes.len());
}

/// Conditions, actions and needs as last reported, else as the plan has them.
fn status(sources: &Sources<'_>) -> String {
    let told = |conditions: &str, actions: &str, needs: &str| {
        let parts = [("Conditions", conditions), ("Actions", actions), ("Needs", needs)];
        let said = parts.into_iter().filter(|(_, text)| !text.trim().is_empty());
        said.map(|(name, text)| format!("{name}: {}", text.trim())).collect::<Vec<_>>().join("\n\n")
    };
    if let Some(report) = &sources.incident.situation {
        let words = told(&report.conditions, &report.actions, &report.needs);
        return format!("As of {}, {}.\n\n{words}", brief(sources, report.at), report.by.name);
    }
    let plan = sources.plan.and_then(|plan| plan.live_sections().into_iter().find(|(_, s)| s.is_form("situation")));
    plan.and_then(|(_, section)| {
        rows(&section.block).next().map(|(_, v)| told(v.text("conditions"), v.text("actions"), v.text("needs")))
    })
    .unwrap_or_default()
}

/// How far the cause is known (0 not, 1 suspected, 2 known), and what it is.
fn cause(sources: &Sources<'_>) -> (usize, String) {
    let of = |wanted: &str| -> Vec<String> {
        let list = table(sources.plan, "hypotheses").filter(|view| view.word("state") == wanted);
        list.map(|view| with(view.text("text"), view.text("evidence"))).collect()
    };
    let (confirmed, open) = (of("confirmed"), of("open"));
    let is_identified = !matches!(sources.incident.state.value, State::Investigating);
    match (confirmed.is_empty(), open.is_empty()) {
        (false, _) => (2, bullets(&confirmed)),
        (true, _) if is_identified => (2, String::new()),
        (true, false) => (1, bullets(&open)),
        (true, true) => (0, String::new()),
    }
}

/// Assignments of the plan in a state, a line each.
fn work(sources: &Sources<'_>, is_wanted: impl Fn(&str) -> bool) -> String {
    let list = table(sources.plan, "assignments").filter(|view| !view.text("text").is_empty()).filter(|view| {
        let state = view.word("state");
        is_wanted(if state.is_empty() { "open" } else { &state })
    });
    let told: Vec<String> = list
        .map(|view| {
            let due = view.instant("due").map(|at| format!("due {}", brief(sources, at))).unwrap_or_default();
            let back = view.some("rollback").map(|text| format!("way back: {text}")).unwrap_or_default();
            let owner = sources.directory.words(view.text("owner"));
            let parts = [owner, &due, view.text("result"), &back].into_iter().filter(|p| !p.is_empty());
            with(view.text("text"), &parts.collect::<Vec<_>>().join("; "))
        })
        .collect();
    bullets(&told)
}

fn with(text: &str, more: &str) -> String {
    if more.is_empty() { text.to_owned() } else { format!("{text} ({more})") }
}

fn bullets(list: &[String]) -> String {
    match list {
        [one] => one.clone(),
        list => list.iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n"),
    }
}

fn brief(sources: &Sources<'_>, at: jiff::Timestamp) -> String {
    moment::brief(at, sources.now, sources.zone)
}

/// The lines of a table of a document.
fn table<'a>(document: Option<&'a Document>, preset: &str) -> impl Iterator<Item = RowView<'a>> {
    let found = document.and_then(|d| d.preset(preset));
    found.into_iter().flat_map(|(_, section)| rows(&section.block).map(|(_, view)| view))
}

/// Rows of a table of the plan as the table of the same preset in the hand-over holds them, column by key.
fn from_plan(document: &Document, sources: &Sources<'_>, preset: &str) -> Vec<Filling> {
    let Some((_, to)) = document.preset(preset) else { return Vec::new() };
    let Some((_, from)) = sources.plan.and_then(|plan| plan.preset(preset)) else { return Vec::new() };
    let copy = |row: &Row| -> BTreeMap<ColumnId, Value> {
        let cells = from.block.live_columns().into_iter().filter(|(_, column)| !column.key.is_empty());
        cells
            .filter_map(|(id, column)| {
                let (value, (target, goal)) = (row.cells.get(&id)?, to.block.column_by_key(&column.key)?);
                let word = |m: &String| choice_word(column, m);
                let value = match value {
                    _ if column.column_type != ColumnType::Choice => value.clone(),
                    Value::One(text) => Value::One(word(text)),
                    Value::Many(all) => Value::Many(all.iter().map(|(m, mark)| (word(m), mark.clone())).collect()),
                };
                Some((target, fitting(goal, value)))
            })
            .collect()
    };
    let copied = from.block.live_rows().into_iter().map(|(_, row)| copy(row));
    copied.filter(|cells| cells.values().any(|v| !v.is_empty())).map(Filling::Cells).collect()
}

/// Those of the plan; where it has none, what the log holds of the kind, to be judged by whoever hands over.
fn hypotheses(document: &Document, sources: &Sources<'_>) -> Vec<Filling> {
    let planned = from_plan(document, sources, "hypotheses");
    if !planned.is_empty() {
        return planned;
    }
    let is_one = |fact: Option<Fact>| matches!(fact, Some(Fact::Remark { category: Category::Hypothesis }));
    let told = sources.log.iter().filter(|r| is_one(r.entry.fact()));
    let line = |r: &crate::log::Recorded| {
        let text = sources.incident.corrections.get(&r.entry.id).unwrap_or(&r.entry.text);
        let said = format!("Logged {} by {}", brief(sources, r.entry.event_at), r.entry.author.name);
        vec![("text", one(text.as_str())), ("evidence", one(said))]
    };
    lines(told.map(line).collect())
}

/// The last update to each audience, and what was promised; lines of the template for other audiences stay.
fn updates(document: &mut Document, sources: &Sources<'_>, fresh: &mut impl FnMut() -> RowId) {
    let is_it = |block: &Block| has(block, &["audience", "body", "promised_at"]);
    let found = document.live_sections().into_iter().find(|(_, s)| is_it(&s.block));
    let Some((_, section)) = found else { return };
    let audience = |written: &str| written.to_owned();
    let mut list: Vec<Line> = sources
        .due
        .iter()
        .map(|due| {
            let sent = sources.incident.sent.iter().filter(|s| is_same(sources.directory, &s.audience, &due.audience));
            let last = sent.max_by_key(|s| s.at);
            let text = |value: Option<&String>| one(value.cloned().unwrap_or_default());
            let at = |value: Option<jiff::Timestamp>| one(value.map(|at| at.to_string()).unwrap_or_default());
            vec![
                ("audience", one(due.audience.as_str())),
                ("body", text(last.map(|s| &s.body))),
                ("sent_at", at(last.map(|s| s.at))),
                ("promised_at", at(due.promised_at)),
                ("owner", text(due.owner.as_ref())),
                ("approver", text(due.approver.as_ref())),
            ]
        })
        .collect();
    if list.is_empty() {
        return;
    }
    let kept = rows(&section.block).filter(|(_, view)| {
        let written = audience(view.text("audience"));
        !written.is_empty() && !sources.due.iter().any(|due| is_same(sources.directory, &due.audience, &written))
    });
    list.extend(kept.map(|(_, view)| {
        ["audience", "owner", "approver"].into_iter().map(|key| (key, one(view.text(key)))).collect::<Line>()
    }));
    put(document, is_it, lines(list), fresh);
}

/// Organisations at the table, and the managers who were told because of the age of the incident.
fn outside(sources: &Sources<'_>) -> Vec<Line> {
    let mut list = Vec::new();
    for (_, section) in sources.plan.map(Document::live_sections).unwrap_or_default() {
        if !has(&section.block, &["organisation", "contact"]) {
            continue;
        }
        for (_, view) in rows(&section.block).filter(|(_, view)| !view.text("organisation").is_empty()) {
            let name = with(view.text("organisation"), view.text("name"));
            let by = view.some("liaison").map(|l| format!("Spoken to by {}", sources.directory.words(&l)));
            let role = view.some("authority").or(by).unwrap_or_default();
            list.push(vec![("name", one(name)), ("role", one(role)), ("contact", one(view.text("contact")))]);
        }
    }
    for event in &sources.incident.levels {
        if let LevelEvent::Called { id, level, clock: Clock::Hierarchical, target, at, held, .. } = event {
            // What was held after a restore was told when a person reached them.
            let told_at = if *held { sources.incident.reached_at(*id) } else { Some(*at) };
            let Some(at) = told_at else { continue };
            let name = sources.directory.words(target).to_owned();
            let contact = contact(sources, target);
            list.push(vec![
                ("name", one(name)),
                ("role", one(level.as_str())),
                ("contact", one(contact)),
                ("at", one(at.to_string())),
            ]);
        }
    }
    list
}

fn contact(sources: &Sources<'_>, person: &str) -> String {
    let found = sources.directory.person(person).and_then(|p| p.contacts.into_iter().next());
    found.map(|c| c.address).unwrap_or_default()
}

/// Open actions of the log, replies that are awaited, approvals that wait, and checkpoints of the plan that are due before the period ends.
fn open_items(sources: &Sources<'_>) -> Vec<Line> {
    let at = |moment: Option<jiff::Timestamp>| one(moment.map(|at| at.to_string()).unwrap_or_default());
    let mut actions: Vec<_> = sources.incident.open_actions().collect();
    actions.sort_by_key(|a| (a.due_at.is_none(), a.due_at, a.opened_at));
    let mut list: Vec<Line> = actions
        .into_iter()
        .map(|a| {
            let owner = one(a.owner.clone().unwrap_or_default());
            vec![
                ("item", one(a.text.as_str())),
                ("kind", one("action")),
                ("owner", owner),
                ("due", at(a.due_at)),
                ("state", one("open")),
            ]
        })
        .collect();
    list.extend(sources.replies.iter().filter(|reply| reply.is_open()).map(|reply| {
        let due = sources.due.iter().find(|due| is_same(sources.directory, &due.audience, &reply.audience));
        let late = if reply.late_by.is_some() { ", late" } else { "" };
        vec![
            ("item", one(format!("Reply of {} to update {}{late}", reply.audience_name, reply.number))),
            ("kind", one("question")),
            ("owner", one(due.and_then(|due| due.owner.clone()).unwrap_or_default())),
            ("due", at(reply.due_at)),
            ("state", one("open")),
        ]
    }));
    let approval = |name: &str, approver: &str, due: Option<jiff::Timestamp>| -> Line {
        vec![
            ("item", one(name)),
            ("kind", one("approval")),
            ("owner", one(approver)),
            ("due", at(due)),
            ("state", one("open")),
        ]
    };
    let waiting: Vec<_> = sources.incident.waiting_approvals().collect();
    list.extend(waiting.iter().map(|a| {
        let name = match crate::incident::of_update(&a.checkpoint) {
            Some((number, audience)) => format!("Update {number} to {}", sources.directory.words(audience)),
            None => a.checkpoint.clone(),
        };
        approval(&name, &a.approver, None)
    }));
    let end = sources.incident.period().map(|p| p.to);
    let is_due = |c: &&crate::checkpoint::Checkpoint| c.is_planned && !c.is_passed() && c.due.is_some() && c.due <= end;
    let is_new = |name: &str| !waiting.iter().any(|a| folded(&a.checkpoint) == folded(name));
    let planned = sources.checkpoints.iter().filter(is_due).filter(|c| is_new(&c.name));
    list.extend(planned.map(|c| approval(&c.name, &c.approver, c.due)));
    list
}

/// Work of the plan that has a way back: it may still come back.
fn changes(sources: &Sources<'_>) -> Vec<Line> {
    let list = table(sources.plan, "assignments").filter(|view| !view.text("rollback").is_empty());
    list.filter_map(|view| {
        let state = match &*view.word("state") {
            "doing" => "Under way",
            "done" => "Done",
            "" | "open" => "Planned",
            _ => return None,
        };
        Some(vec![
            ("change", one(view.text("text"))),
            ("state", one(state)),
            ("owner", one(view.text("owner"))),
            ("rollback", one(view.text("rollback"))),
        ])
    })
    .collect()
}

/// Duties whose clock runs.
fn duties(sources: &Sources<'_>) -> Vec<Line> {
    let running = sources.obligations.iter().filter(|clock| clock.is_running());
    let moment = |at: Option<jiff::Timestamp>| one(at.map(|at| at.to_string()).unwrap_or_default());
    running
        .map(|clock| {
            vec![
                ("regime", one(clock.obligation.name.as_str())),
                ("anchor", one(clock.obligation.anchor.as_str())),
                ("anchor_at", moment(clock.started_at)),
                ("due", moment(clock.due_at)),
                ("owner", one(clock.obligation.owner.clone().unwrap_or_default())),
            ]
        })
        .collect()
}

/// How the outgoing person is reached afterwards.
fn reachable(document: &mut Document, sources: &Sources<'_>) {
    let is_it = |block: &Block| block.column_by_key("accepted_by").is_some();
    let found: Option<SectionId> =
        document.live_sections().into_iter().find(|(_, s)| is_it(&s.block)).map(|(id, _)| id);
    let way = contact(sources, sources.outgoing);
    let Some(section) = found.filter(|_| !way.is_empty()).and_then(|id| document.sections.get_mut(&id)) else {
        return;
    };
    let column = section.block.column_by_key("reachable_by").map(|(id, _)| id);
    if let (Some(column), Some(row)) = (column, section.block.rows.values_mut().next()) {
        row.cells.entry(column).or_insert_with(|| one(way));
    }
}
