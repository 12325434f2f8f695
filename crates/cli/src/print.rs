//! Answers as words or as one JSON value.

mod calendar;
mod case;
mod case_metric;
mod caseload;
mod directory;
mod drill;
mod duty;
mod hand_off;
mod metric;
mod past;
mod personal;
mod transcript;
mod update;

use std::io::Write as _;
use std::process::ExitCode;

use bridgebook_app::api::delivery::{Outbox, ScheduledRow};
use bridgebook_app::api::document::{FindingRow, Verification};
use bridgebook_app::api::incident::{ActionRow, Board, CallSheet, LevelRow, LogRow};
use bridgebook_app::api::intent::Outcome;
use bridgebook_app::api::log_entry::LogFile;
use bridgebook_app::api::message::MessageReading;
use bridgebook_app::api::period::RollForwardReading;
use bridgebook_app::api::query::Answer;
use bridgebook_app::api::shift::{CatchUpReading, DeciderRow, HandOverReading, OpenEnd};
use bridgebook_app::api::{ApiError, ErrorCode};
use bridgebook_domain::escalation::PauseReason;
use serde_json::{Value as Json, json};

mod routing;
mod search;
mod simulation;

/// What a run of one command has to say where neither keychain nor file keeps a password.
pub const MEMORY_ONLY: &str = "This system has no keychain that answers, so a password given here is forgotten when the command ends. Set \
    BRIDGEBOOK_PASSPHRASE to 12 characters or more, then give the password again: it is kept in an encrypted file";
/// The same where the file is there and its passphrase was not given.
pub const LOCKED: &str =
    "The passwords are in an encrypted file that is locked. Set BRIDGEBOOK_PASSPHRASE to its passphrase to use them";

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// Words, a line each.
    Words,
    /// One JSON value.
    Json,
}

/// Prints one JSON value.
///
/// # Errors
/// When standard output is closed.
pub fn json(value: &Json) -> Result<(), ApiError> {
    line(&value.to_string())
}

fn line(text: &str) -> Result<(), ApiError> {
    writeln!(std::io::stdout(), "{text}")
        .map_err(|e| ApiError::new(ErrorCode::Failed, format!("Standard output cannot be written: {e}")))
}

/// The exit code of what came in from files: 3 when rows were left out.
fn left_out<'a>(mut outcomes: impl Iterator<Item = &'a Outcome>) -> ExitCode {
    let is_cut = outcomes.any(|outcome| outcome.remarks.iter().any(|remark| bridgebook_app::is_cut(remark)));
    if is_cut { ExitCode::from(3) } else { ExitCode::SUCCESS }
}

impl Output {
    /// Lines as they are, or as a list.
    pub fn lines(self, lines: &[String]) -> Result<ExitCode, ApiError> {
        match self {
            Self::Json => json(&json!(lines))?,
            Self::Words => lines.iter().try_for_each(|l| line(l))?,
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What was checked; exit code 1 when something is not as it was written.
    pub fn verification(self, checked: &Verification) -> Result<ExitCode, ApiError> {
        match self {
            Self::Json => json(&json!(checked))?,
            Self::Words => checked.lines.iter().try_for_each(|l| line(l))?,
        }
        Ok(if checked.is_intact { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    /// The ids that were made, or the words when none were, then the remarks; exit code 3 when rows of a file were left out.
    pub fn outcome(self, outcome: &Outcome, words: &str) -> Result<ExitCode, ApiError> {
        match self {
            Self::Json => json(&json!(outcome))?,
            Self::Words => {
                if outcome.ids.is_empty() {
                    line(words)?;
                }
                outcome.ids.iter().try_for_each(|id| line(id))?;
                for remark in &outcome.remarks {
                    eprintln!("{remark}");
                }
            }
        }
        Ok(left_out(std::iter::once(outcome)))
    }

    /// Files that became documents: their ids, and what was not understood on standard error; exit code 3 when rows of
    /// one were left out.
    pub fn imported(self, files: &[(String, Outcome)]) -> Result<ExitCode, ApiError> {
        let code = left_out(files.iter().map(|(_, outcome)| outcome));
        if self == Self::Json {
            let rows = files.iter().map(|(file, o)| json!({ "file": file, "ids": o.ids, "remarks": o.remarks }));
            json(&Json::Array(rows.collect()))?;
            return Ok(code);
        }
        for (_, outcome) in files {
            outcome.ids.iter().try_for_each(|id| line(id))?;
            outcome.remarks.iter().for_each(|remark| eprintln!("{remark}"));
        }
        Ok(code)
    }

    /// Findings, a line each.
    pub fn findings(self, findings: &[FindingRow]) -> Result<ExitCode, ApiError> {
        match self {
            Self::Json => json(&json!(findings))?,
            Self::Words => findings.iter().try_for_each(|f| line(&finding(f)))?,
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What is wrong in a message, a line each, then its promise; exit code 3 when there is an error.
    pub fn message(self, reading: &MessageReading) -> Result<ExitCode, ApiError> {
        match self {
            Self::Json => json(&json!(reading))?,
            Self::Words => {
                for f in &reading.findings {
                    let at = f.start.map_or_else(|| "-".to_owned(), |start| (start + 1).to_string());
                    line(&format!("{:<7} {:<4} {at:>5}  {}. {}", f.level, f.rule, f.title, f.message))?;
                }
                let promise = &reading.promise;
                let source =
                    if promise.source == "cadence" { "by the cadence, not in the text" } else { &promise.source };
                match &promise.error {
                    Some(error) => line(&format!("promise -  {error}"))?,
                    None if promise.at.is_some() => line(&format!("promise {}  ({source})", promise.words))?,
                    None => line("promise -")?,
                }
                line(&format!("subject {}", reading.subject))?;
                match (reading.quiet.words.as_str(), reading.quiet.problem.as_str()) {
                    ("", "") => {}
                    ("", problem) => line(&format!("quiet   -  {problem}"))?,
                    (words, _) => line(&format!("quiet   {words}  ({})", reading.quiet.rule))?,
                }
                line(&format!("{} checks pass", reading.passed))?;
            }
        }
        let is_wrong = reading.findings.iter().any(|f| f.level == "error") || reading.promise.error.is_some();
        Ok(if is_wrong { ExitCode::from(3) } else { ExitCode::SUCCESS })
    }

    /// Updates that are set to go out, each with the number of its incident: a line each.
    pub fn scheduled(self, rows: &[(String, ScheduledRow)]) -> Result<ExitCode, ApiError> {
        match self {
            Self::Json => json(&json!(rows.iter().map(|(_, row)| row).collect::<Vec<_>>()))?,
            Self::Words => rows.iter().try_for_each(|(incident, row)| {
                let (state, why) = match (row.held.as_str(), row.condition.as_str()) {
                    ("", "") if row.quiet == "hold" => ("waits", "  quiet hours".to_owned()),
                    ("", "") => ("waits", String::new()),
                    ("", condition) => ("asks", format!("  {condition}")),
                    (held, _) => ("held", format!("  {held}")),
                };
                let (id, who, number, to) = (row.id, &row.name, row.number, row.recipients.join(", "));
                line(&format!("{id}  {state:<5}  {}  {incident} {who} update {number}  {to}{why}", row.words))
            })?,
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The outbox: a line a message.
    pub fn outbox(self, outbox: &Outbox) -> Result<ExitCode, ApiError> {
        match self {
            Self::Json => json(&json!(outbox))?,
            Self::Words => {
                messages(outbox).iter().try_for_each(|l| line(l))?;
                self.hints(outbox);
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Says on standard error what a person can do about messages that do not go by themselves.
    pub fn hints(self, outbox: &Outbox) {
        if self == Self::Words {
            hints(outbox).for_each(|hint| eprintln!("{hint}"));
        }
    }

    /// Escalation levels.
    pub fn levels(self, levels: &[LevelRow]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(levels))?;
            return Ok(ExitCode::SUCCESS);
        }
        for l in levels {
            let at = l.at.as_deref().unwrap_or("-");
            line(&format!("{:<10} {:<12} {:<13} {at:<20}  {:<28} {}", l.level, l.clock, l.state, l.target, l.words))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Actions that are open.
    pub fn actions(self, actions: &[ActionRow]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(actions))?;
            return Ok(ExitCode::SUCCESS);
        }
        for ActionRow { id, text, owner, due_at } in actions {
            let due = due_at.as_ref().map(|at| format!("  due {at}")).unwrap_or_default();
            let by = if owner.is_empty() { "  nobody’s" } else { owner };
            line(&format!("{id}  {text}  {}{due}", by.trim()))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Reasons for which the clock of an escalation may rest.
    pub fn pause_reasons(self, reasons: &[PauseReason]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(reasons))?;
            return Ok(ExitCode::SUCCESS);
        }
        for PauseReason { reason, meaning, approver } in reasons {
            let by = if approver.is_empty() { String::new() } else { format!("  allowed by {approver}") };
            line(&format!("{reason:<28} {meaning}{by}"))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Calls that people are to make.
    pub fn calls(self, sheets: &[CallSheet]) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(sheets))?;
            return Ok(ExitCode::SUCCESS);
        }
        for sheet in sheets {
            let until = sheet.until.as_deref().map_or_else(String::new, |until| format!(", until {until}"));
            line(&format!("{} called {}{until}", sheet.level, sheet.called_at))?;
            for call in &sheet.calls {
                let state = if call.outcome.is_empty() { &call.state } else { &call.outcome };
                let why = if call.why.is_empty() { String::new() } else { format!("  {}", call.why) };
                line(&format!(
                    "{:>3}  {:<24} {:<6} {:<24} {state}{why}",
                    call.place, call.who, call.method, call.number
                ))?;
            }
            if sheet.is_held {
                let words = "Due before the restore, not sent again: tell by hand, or “escalation raise”";
                line(&format!("     {words}"))?;
            }
            if !sheet.by_hand.is_empty() {
                line(&format!("     {}", sheet.by_hand))?;
            }
            sheet.messages.iter().chain(&sheet.remarks).try_for_each(|words| line(&format!("     {words}")))?;
            sheet.script.lines().try_for_each(|words| line(&format!("     > {words}")))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// An answer; as JSON its value, as words one line a thing.
    pub fn answer(self, answer: &Answer) -> Result<ExitCode, ApiError> {
        if let Answer::Verify(checked) | Answer::VerifyText(checked) = answer {
            return self.verification(checked);
        }
        if self == Self::Json {
            let tagged = json!(answer);
            json(tagged.get("value").unwrap_or(&Json::Null))?;
            return Ok(ExitCode::SUCCESS);
        }
        match answer {
            Answer::Markdown(text) | Answer::TemplateText(text) | Answer::TableText(text) => {
                write!(std::io::stdout(), "{text}")
                    .map_err(|e| ApiError::new(ErrorCode::Failed, format!("Standard output cannot be written: {e}")))?;
            }
            Answer::Board(board) => self.board(board)?,
            other => words(other).iter().try_for_each(|l| line(l))?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn board(self, board: &Board) -> Result<(), ApiError> {
        let i = &board.incident;
        line(&format!("{}  {}  {}", i.number, i.severity, i.title))?;
        line(&format!("state {} since {}, declared {}", i.state, i.state_since, i.declared_at))?;
        if !i.commander.is_empty() {
            line(&format!("commander {}", i.commander))?;
        }
        if let Some(reason) = &board.paused {
            line(&format!("! the escalation is paused: {reason}"))?;
        }
        for open in &board.open_roles {
            let what =
                if open.is_commander { "nobody commands".to_owned() } else { format!("nobody holds {}", open.role) };
            let why = if open.reason.is_empty() { String::new() } else { format!(": {}", open.reason) };
            line(&format!("! {what} since {}, {} left it{why}", open.since, open.person))?;
        }
        if board.cases.linked > 0 {
            line(&format!("{} linked cases, {} open", board.cases.linked, board.cases.open))?;
        }
        for clock in &board.clocks {
            line(&format!("{:<8} {}  {}  {}", clock.state, clock.due_at, clock.subject, clock.detail))?;
        }
        board.actions.iter().try_for_each(|a| {
            line(&format!("action   {}  {}  {}", a.due_at.as_deref().unwrap_or("-"), a.text, a.owner))
        })
    }
}

fn words(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Incidents(list) => list
            .iter()
            .map(|i| format!("{}  {:<10} {:<6} {:<13} {}", i.id, i.number, i.severity, i.state, i.title))
            .collect(),
        Answer::Documents(list) => {
            list.iter().map(|d| format!("{}  {:<10} {:<16} {}", d.id, d.status, d.kind, d.title)).collect()
        }
        Answer::History(list) => list.iter().map(|c| format!("{}  {:<20} {}", c.at, c.author, c.words)).collect(),
        Answer::Templates(list) => list
            .iter()
            .flat_map(|t| {
                let broken = if t.errors.is_empty() { "" } else { "  cannot be used, mend it first:" };
                let head = format!("{:<36} {:<4} {}{broken}", t.name, t.language, t.title);
                std::iter::once(head).chain(t.errors.iter().map(|e| format!("  {e}")))
            })
            .collect(),
        Answer::CheckTemplate(lines) => lines.clone(),
        Answer::Approvals(approvals) => {
            approvals.checkpoints.iter().map(|c| format!("{:<12} {}: {}", c.state, c.checkpoint, c.words)).collect()
        }
        Answer::Difference(rows) => rows
            .iter()
            .flat_map(|r| {
                let head = format!("{} {}", sign(&r.sign), r.place);
                let before = (!r.before.is_empty()).then(|| format!("  - {}", r.before.replace('\n', "\n    ")));
                let after = (!r.after.is_empty()).then(|| format!("  + {}", r.after.replace('\n', "\n    ")));
                std::iter::once(head).chain(before).chain(after)
            })
            .collect(),
        Answer::Directory(directory) => {
            directory.entries.iter().map(|e| format!("{}  {:<9} {}  {}", e.id, e.kind, e.name, e.note)).collect()
        }
        Answer::People(answer) => directory::words(answer),
        Answer::RollForward(reading) => roll_forward(reading),
        Answer::HandOvers(list) => list.iter().flat_map(hand_over).collect(),
        Answer::CatchUp(reading) => catch_up(reading),
        Answer::WhoDecides(list) if list.is_empty() => vec!["No activity of the matrix matches".to_owned()],
        Answer::WhoDecides(list) => list.iter().flat_map(decider).collect(),
        Answer::OpenEnds(list) => {
            let line = |e: &OpenEnd| format!("{:<10} {}  {}", e.kind, e.words, e.detail).trim_end().to_owned();
            list.iter().map(line).collect()
        }
        Answer::Log(rows) => rows.iter().flat_map(entry).collect(),
        Answer::Channels(list) => {
            let rows = list.channels.iter().map(|row| {
                let missing = match row.secret.as_str() {
                    "no" => "  (its password is missing: add it again with --replace)",
                    "unknown" if list.is_locked => "  (its password is locked)",
                    "unknown" => "  (its password cannot be read)",
                    _ => "",
                };
                format!("{}  {:<20} {}{missing}", row.channel.id, row.channel.name, row.words)
            });
            let none =
                list.channels.is_empty().then(|| "No channel is set up, so nothing can be sent from here".to_owned());
            let held = (!list.held.is_empty()).then(|| list.held.clone());
            let kept = match (list.is_locked, list.is_memory_only) {
                (true, _) => LOCKED.to_owned(),
                (_, true) => MEMORY_ONLY.to_owned(),
                _ => list.kept.clone(),
            };
            rows.chain(none).chain([kept]).chain(held).collect()
        }
        Answer::Outbox(outbox) => messages(outbox),
        Answer::Findings(list) => list.rows.iter().map(finding).collect(),
        Answer::Search(reading) => search::found(reading),
        Answer::Backups(list) => {
            list.iter().map(|b| format!("{}  {} KiB  {}", b.made_at, b.size_kib, b.path)).collect()
        }
        other => vec![json!(other).get("value").map_or_else(String::new, ToString::to_string)],
    }
}

/// An entry, with its files below it.
fn entry(row: &LogRow) -> Vec<String> {
    let head = format!("{}  {:<14} {}  ({})", row.event_at, row.label, row.text, row.author);
    let file = |f: &LogFile| format!("    evidence {} ({}, sha256:{})", f.name, f.size, f.hash);
    std::iter::once(head).chain(row.files.iter().map(file)).collect()
}

fn roll_forward(reading: &RollForwardReading) -> Vec<String> {
    let head = format!("period {} until {}, “{}”", reading.number, reading.to, reading.title);
    let lines = reading.lines.iter().map(|l| {
        let more = [&l.owner, &l.why].into_iter().filter(|w| !w.is_empty()).cloned().collect::<Vec<_>>().join("  ");
        format!("{:<8} {:<10} {}  {more}", l.fate, l.kind, l.words).trim_end().to_owned()
    });
    let ask = format!("approval {}  {}", reading.checkpoint, reading.approver);
    std::iter::once(head).chain(lines).chain([ask]).collect()
}

fn messages(outbox: &Outbox) -> Vec<String> {
    let rows = outbox.updates.iter().flat_map(|u| u.rows.iter().map(move |row| (u, row)));
    rows.map(|(update, row)| {
        let what = format!("{} {}", update.incident_number, update.title).trim_start().to_owned();
        format!("{}  {:<9} {what}  {} by {}  {}", row.id, row.state, row.recipient, row.channel, row.words)
    })
    .collect()
}

/// What a person can do about messages that do not go by themselves.
fn hints(outbox: &Outbox) -> impl Iterator<Item = &'static str> {
    let any = |state: &str| outbox.updates.iter().flat_map(|u| &u.rows).any(|row| row.state == state);
    let hints = [
        (outbox.updates.is_empty(), "Nothing is in the outbox"),
        (
            any("uncertain"),
            "uncertain: it may have arrived. Ask whoever should have it, then “outbox mark-sent ID” or “outbox send-again ID”",
        ),
        (
            any("refused"),
            "refused: it did not arrive. Mend the address or the channel, then “outbox send-again ID”, or “outbox give-up ID --reason WHY”",
        ),
    ];
    hints.into_iter().filter(|(is_so, _)| *is_so).map(|(_, hint)| hint)
}

fn hand_over(reading: &HandOverReading) -> Vec<String> {
    let h = &reading.hand_over;
    let head = format!("{}  {} from {} to {}, offered {}", h.id, h.role, h.outgoing, h.incoming, h.offered_at);
    let document = format!("document   {}  {}", h.document, reading.title);
    let gaps = reading.gaps.iter().map(|g| format!("not filled {}", g.words));
    let asked = reading.questions.iter().map(|q| format!("--{:<9}{}", q.key, q.ask));
    let items =
        reading.items.iter().map(|i| format!("{:<10} {}", if i.is_ticked { "said" } else { "to say" }, i.words));
    [head, document].into_iter().chain(gaps).chain(asked).chain(items).collect()
}

fn decider(d: &DeciderRow) -> Vec<String> {
    if d.role.is_empty() {
        return vec![format!("{}  (nobody is accountable by the matrix)", d.activity)];
    }
    let head = format!("{}  ({})", d.activity, d.role);
    let now = d.now.as_ref().map_or_else(|| "  nobody now".to_owned(), |p| format!("  now {}: {}", p.name, p.words));
    let others = d.others.iter().map(|p| format!("  else {}: {}", p.name, p.words));
    [head, now].into_iter().chain(others).collect()
}

fn catch_up(reading: &CatchUpReading) -> Vec<String> {
    let groups = reading.groups.iter().flat_map(|group| {
        let lines = group.lines.iter().map(|l| {
            let sign = if l.is_missed { "!" } else { " " };
            format!("{sign} {}  {}  ({})", l.at, l.words, l.entry)
        });
        std::iter::once(group.heading.clone()).chain(lines)
    });
    let others = (reading.others > 0).then(|| format!("and {} more entries of the log", reading.others));
    let none = (reading.groups.is_empty() && reading.others == 0).then(|| "Nothing changed".to_owned());
    std::iter::once(format!("since {}", reading.since)).chain(groups).chain(others).chain(none).collect()
}

fn finding(f: &FindingRow) -> String {
    // A title is a sentence without its full stop.
    let stop = if f.title.ends_with(['.', '!', '?', ':']) { "" } else { "." };
    format!("{:<7} {:<6} {}: {}. {}{stop} {}", f.level, f.rule, f.document_title, f.place, f.title, f.message)
}

fn sign(word: &str) -> &str {
    match word {
        "added" => "+",
        "removed" => "-",
        _ => "~",
    }
}
