//! Updates sent, each with the promise that it had to keep: bars to the left of the tick were early, bars to the
//! right of it late.

use bridgebook_domain::Section;
use bridgebook_domain::cadence::{Promise, PromiseOutcome, promises};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::Incident;
use jiff::Timestamp;

use crate::block::Place;
use crate::desk::Desk;
use crate::flow::Strip;
use crate::rich::{Face, Mark, Plate, Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;
use crate::words::{Vocabulary, fill};

/// An update that went out, with what was promised before it and by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentUpdate {
    /// Audience as shown.
    pub audience: String,
    /// Number among the updates of the audience.
    pub number: u32,
    /// When it went out.
    pub at: Timestamp,
    /// Stage as shown.
    pub stage: String,
    /// Who sent it and by which way, as shown.
    pub by: String,
    /// The moment that was promised for it, where one was.
    pub promised_at: Option<Timestamp>,
    /// The moment that it promises for the next one.
    pub next_at: Option<Timestamp>,
    /// What became of a promise that no update answered.
    pub unanswered: Option<PromiseOutcome>,
}

impl SentUpdate {
    /// The updates of an incident at a moment, in the order in which they went out.
    #[must_use]
    pub fn all(incident: &Incident, directory: &Directory, now: Timestamp) -> Vec<Self> {
        let scores = promises(incident, directory, now);
        let mut list = Vec::with_capacity(incident.sent.len());
        for sent in &incident.sent {
            let audience = directory.words(&sent.audience).to_owned();
            let same = |promise: &&Promise| directory.words(&promise.audience) == audience;
            let kept = scores.iter().filter(same).find(|promise| match &promise.outcome {
                PromiseOutcome::Kept { sent_at } | PromiseOutcome::Late { sent_at, .. } => *sent_at == sent.at,
                _ => false,
            });
            let own = scores.iter().filter(same).find(|promise| promise.number == sent.number);
            let unanswered = own
                .map(|promise| promise.outcome.clone())
                .filter(|outcome| !matches!(outcome, PromiseOutcome::Kept { .. } | PromiseOutcome::Late { .. }));
            let by = [directory.words(&sent.by.name), sent.via.as_str()];
            list.push(Self {
                number: sent.number,
                at: sent.at,
                stage: sent.stage.clone(),
                by: by.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", "),
                promised_at: kept.map(|promise| promise.promised_at),
                next_at: sent.next_at,
                unanswered,
                audience,
            });
        }
        list
    }
}

/// The table of the updates, or of the promises alone; none where the section shows something else, or nothing went
/// out.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Option<Vec<Strip>> {
    let whole = match section.block.setting("source").trim() {
        "updates" => true,
        "promises" => false,
        _ => return None,
    };
    let sent =
        desk.binder.incident.as_ref().map(|incident| incident.sent.as_slice()).filter(|sent| !sent.is_empty())?;
    if desk.is_close() {
        return brief(desk, sent, whole, place);
    }
    let say = desk.say();
    let [no, at, stage, by, promised, minutes, promise, next] = say.sent_heads;
    let mut columns = vec![Column::new(no, Align::Start), Column::new(at, Align::Start)];
    if whole {
        columns.extend([stage, by].map(|head| Column::new(head, Align::Start)));
    }
    columns.push(Column::new(promised, Align::Right));
    columns.push(Column { fixed: Some(24.0), ..Column::new("", Align::Right) });
    columns.push(Column { fixed: Some(crate::mark::DRIFT), ..Column::new(minutes, Align::Start) });
    columns.push(Column::new(promise, Align::Start));
    columns.push(Column::new(next, Align::Right));
    let mut table = Table::new(columns);
    table.gutter = 8.0;
    let mut counts = Counts::default();
    for audience in audiences(sent, whole) {
        table.rows.push(Row::Band(audience.to_owned()));
        for update in sent.iter().filter(|update| update.audience == audience) {
            if whole || update.promised_at.is_some() {
                table.rows.push(Row::Body(answered(desk, update, whole, &mut counts)));
            }
            if let (Some(outcome), Some(at)) = (&update.unanswered, update.next_at) {
                table.rows.push(Row::Body(unanswered(desk, outcome, at, whole, &mut counts)));
            }
        }
    }
    if table.rows.is_empty() {
        return None;
    }
    table.title = Some(place.named(counts.told(say, sent.len())));
    Some(table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height()))
}

/// The audiences in the order in which they were told first. Where only promises are told, an update that none waited
/// for is not one of them.
fn audiences(sent: &[SentUpdate], whole: bool) -> Vec<&str> {
    let is_told = |update: &SentUpdate| whole || update.promised_at.is_some() || update.unanswered.is_some();
    let mut audiences: Vec<&str> = Vec::new();
    for update in sent.iter().filter(|update| is_told(update)) {
        if !audiences.contains(&update.audience.as_str()) {
            audiences.push(&update.audience);
        }
    }
    audiences
}

/// A line for each audience, where a document is set closely: the last update, how promises were kept, the next one.
fn brief(desk: &mut Desk<'_>, sent: &[SentUpdate], whole: bool, place: &Place<'_>) -> Option<Vec<Strip>> {
    let say = desk.say();
    let mut table = Table::new(say.sent_brief_heads.map(|head| Column::new(head, Align::Start)).to_vec());
    table.padding = crate::grid::CLOSE_PADDING;
    let (style, lead) = desk.table_styles(false);
    let mut all = Counts::default();
    for audience in audiences(sent, whole) {
        let mut own = Counts::default();
        let (mut last, mut next) = (String::new(), (String::new(), Rich::new("–", style)));
        for update in sent.iter().filter(|update| update.audience == audience) {
            last = desk.time(update.at);
            own.count(update);
            if let (Some(outcome), Some(at)) = (&update.unanswered, update.next_at) {
                next = (desk.time(at), stands(desk, outcome, at, style));
            }
        }
        all.add(&own);
        let cells = [Rich::new(audience, lead), Rich::new(last, style), Rich::new(own.told_briefly(say), style)];
        let shown = if next.0.is_empty() { "–".to_owned() } else { next.0 };
        let cells = cells.into_iter().chain([Rich::new(shown, style), next.1]);
        table.rows.push(Row::Body(cells.map(|rich| vec![rich]).collect()));
    }
    if table.rows.is_empty() {
        return None;
    }
    table.title = Some(place.named(all.told(say, sent.len())));
    Some(table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height()))
}

/// How a promise stands that no update answered.
fn stands(desk: &Desk<'_>, outcome: &PromiseOutcome, promised: Timestamp, style: Style) -> Rich {
    let say = desk.say();
    match outcome {
        PromiseOutcome::Overdue => {
            let minutes = say.with(say.minutes, drift(promised, desk.binder.moment));
            Rich::empty(style).mark(Mark::Plate(Plate::Late, format!("{} {minutes}", say.overdue), style.size))
        }
        PromiseOutcome::Missed { .. } => {
            Rich::empty(style).mark(Mark::Plate(Plate::Late, say.missed.to_owned(), style.size))
        }
        _ => Rich::empty(style).mark(Mark::Ring).plain(say.still_open),
    }
}

/// How many promises became what.
#[derive(Default)]
struct Counts {
    kept: usize,
    late: usize,
    missed: usize,
    open: usize,
}

impl Counts {
    /// Takes up an update: the promise that it answered, and the one after it that nothing did.
    fn count(&mut self, update: &SentUpdate) {
        if let Some(promised) = update.promised_at {
            let into = if update.at > promised { &mut self.late } else { &mut self.kept };
            *into += 1;
        }
        if update.next_at.is_some() {
            match &update.unanswered {
                None => {}
                Some(PromiseOutcome::Overdue) => self.late += 1,
                Some(PromiseOutcome::Missed { .. }) => self.missed += 1,
                Some(_) => self.open += 1,
            }
        }
    }

    fn add(&mut self, other: &Self) {
        self.kept += other.kept;
        self.late += other.late;
        self.missed += other.missed;
        self.open += other.open;
    }

    /// `2 kept, 1 late`; a dash for none.
    fn told_briefly(&self, say: &Vocabulary) -> String {
        let parts = [(self.kept, say.kept), (self.late, say.late), (self.missed, say.missed)];
        let told: Vec<String> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        if told.is_empty() { "–".to_owned() } else { told.join(", ") }
    }

    fn told(&self, say: &Vocabulary, updates: usize) -> String {
        let text = |count: usize| count.to_string();
        fill(
            say.sent_remark,
            &[
                ("updates", &say.counted(say.sent_updates, updates)),
                ("kept", &text(self.kept)),
                ("late", &text(self.late)),
                ("missed", &text(self.missed)),
                ("open", &text(self.open)),
            ],
        )
    }
}

/// Minutes after the promise, begun ones counted; negative before it.
pub(crate) fn drift(promised: Timestamp, at: Timestamp) -> i64 {
    let seconds = at.duration_since(promised).as_secs();
    if seconds > 0 { (seconds + 59) / 60 } else { seconds / 60 }
}

fn plain(words: impl Into<String>) -> Vec<Rich> {
    let words = words.into();
    vec![Rich::new(if words.trim().is_empty() { "–".to_owned() } else { words }, Style::TABLE)]
}

fn answered(desk: &Desk<'_>, update: &SentUpdate, whole: bool, counts: &mut Counts) -> Vec<Vec<Rich>> {
    let say = desk.say();
    let mut cells = vec![plain(update.number.to_string()), vec![Rich::new(desk.time(update.at), Style::TABLE_LEAD)]];
    if whole {
        cells.extend([plain(&update.stage), plain(&update.by)]);
    }
    match update.promised_at {
        Some(promised) => {
            let minutes = drift(promised, update.at);
            let is_late = update.at > promised;
            if is_late {
                counts.late += 1;
            } else {
                counts.kept += 1;
            }
            cells.extend(score(desk, promised, minutes));
            cells.push(vec![if is_late {
                late(say.with(say.late_by, minutes))
            } else {
                Rich::empty(Style::TABLE).mark(Mark::Disc).plain(say.kept)
            }]);
        }
        None => cells.extend([plain(""), Vec::new(), Vec::new(), Vec::new()]),
    }
    cells.push(plain(update.next_at.map(|at| desk.time(at)).unwrap_or_default()));
    cells
}

/// A promise after which no update went out.
fn unanswered(
    desk: &Desk<'_>,
    outcome: &PromiseOutcome,
    promised: Timestamp,
    whole: bool,
    counts: &mut Counts,
) -> Vec<Vec<Rich>> {
    let say = desk.say();
    let mut cells: Vec<Vec<Rich>> = (0..if whole { 4 } else { 2 }).map(|_| plain("")).collect();
    let told = match outcome {
        PromiseOutcome::Overdue => {
            counts.late += 1;
            let minutes = drift(promised, desk.binder.moment);
            cells.extend(score(desk, promised, minutes));
            vec![late(format!("{} {}", say.overdue, say.with(say.minutes, minutes)))]
        }
        PromiseOutcome::Missed { reason } => {
            counts.missed += 1;
            cells.extend([plain(desk.time(promised)), Vec::new(), Vec::new()]);
            let mut told = vec![late(say.missed.to_owned())];
            told.extend((!reason.is_empty()).then(|| Rich::new(reason, Style::NOTE)));
            told
        }
        _ => {
            counts.open += 1;
            cells.extend([plain(desk.time(promised)), Vec::new(), Vec::new()]);
            vec![Rich::empty(Style::TABLE).mark(Mark::Ring).plain(say.still_open)]
        }
    };
    cells.push(told);
    cells.push(plain(""));
    cells
}

/// The promised moment, the minutes with their sign, and their bar.
fn score(desk: &Desk<'_>, promised: Timestamp, minutes: i64) -> [Vec<Rich>; 3] {
    let (sign, face) = match minutes {
        0 => ("", Face::Regular),
        ..0 => ("−", Face::Regular),
        _ => ("+", Face::Semibold),
    };
    let words = Rich::empty(Style::TABLE).faced(format!("{sign}{}", minutes.unsigned_abs()), face);
    [plain(desk.time(promised)), vec![words], vec![Rich::empty(Style::TABLE).mark(Mark::Drift(minutes as f32))]]
}

fn late(words: String) -> Rich {
    Rich::empty(Style::TABLE).mark(Mark::Plate(Plate::Late, words, 9.0))
}
