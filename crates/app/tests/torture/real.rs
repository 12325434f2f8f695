//! The same on the whole program: use cases, ticks and the real database in a folder of its own. What the rules alone
//! cannot show is here: that what is told is written, that it is read again, and that nothing is written twice.

use std::collections::BTreeMap;
use std::path::Path as FilePath;
use std::sync::Arc;

use bridgebook_app::api::event::Event;
use bridgebook_app::api::incident::Board;
use bridgebook_app::api::intent::{Declaring, Edit, Intent, LevelChange, Outcome};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::{ApiError, ErrorCode};
use bridgebook_app::clock::{Clock, SettableClock};
use bridgebook_app::ids::SeriesIds;
use bridgebook_app::outbox::Net;
use bridgebook_app::{Access, Bridgebook, Fill, Options};
use bridgebook_domain::log::{Fact, Recorded};
use bridgebook_domain::{BlockKind, DocumentId, IncidentId, Path};
use bridgebook_store::{LogFilter, LogScope, Store};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::broadcast::Receiver;

use crate::laptop::late_is_said;
use crate::plans::{self, AUDIENCES, LEVELS, SEVERITIES, ZONES};
use crate::random::Random;

/// Steps of one sequence.
const STEPS: u64 = 16;

/// An open folder, and what its person was told over all starts.
struct Real {
    folder: tempfile::TempDir,
    clock: Arc<SettableClock>,
    ids: Arc<SeriesIds>,
    app: Arc<Bridgebook>,
    events: Receiver<Event>,
    told: BTreeMap<String, usize>,
    incident: IncidentId,
    /// How far the clock is from the true time.
    ahead: SignedDuration,
}

fn words(error: ApiError) -> String {
    format!("{:?}: {}", error.code, error.message)
}

async fn open(folder: &FilePath, clock: &Arc<SettableClock>, ids: &Arc<SeriesIds>) -> Result<Arc<Bridgebook>, String> {
    let (clock, ids) = (Arc::clone(clock) as Arc<dyn Clock>, Arc::clone(ids) as _);
    let options = Options { access: Access::Writer, clock, ids, fill: Fill::Lists, post: Arc::new(Net::default()) };
    Bridgebook::open(folder, options).await.map_err(words)
}

/// Plays the sequence of a seed.
pub fn sequence(seed: u64) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut random = Random::new(seed);
        let zone = *random.one(&ZONES);
        let mut real = begin(zone, &mut random).await?;
        for step in 0..STEPS {
            let done = real.step(&mut random).await;
            done.map_err(|why| format!("step {step} at {}, {zone}: {why}", real.clock.now()))?;
        }
        real.at_the_end().await.map_err(|why| format!("at the end, {zone}: {why}"))
    })
}

async fn begin(zone: &str, random: &mut Random) -> Result<Real, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let now = crate::begin(&TimeZone::get(zone).expect("the zones are bundled"), random);
    let (clock, ids) = (Arc::new(SettableClock::standing(now)), Arc::new(SeriesIds::default()));
    let app = open(folder.path(), &clock, &ids).await?;
    let events = app.events();
    let incident = IncidentId::new(uuid::Uuid::nil());
    let mut real =
        Real { folder, clock, ids, app, events, told: BTreeMap::new(), incident, ahead: SignedDuration::ZERO };
    real.done(Intent::SetSetting { key: "zone".into(), value: zone.into() }).await?;
    let mut texts: Vec<String> = plans::PEOPLE.iter().map(|(name, hours)| plans::person(name, hours, zone)).collect();
    texts.extend([plans::matrix_text(random), plans::communication_text(random)]);
    for text in texts {
        real.done(Intent::Import { file_name: "plan.md".into(), text, incident: None }).await?;
    }
    let declared = Intent::Declare {
        title: "Down".into(),
        severity: (*random.one(&SEVERITIES)).into(),
        commander: "Ana".into(),
        services: Vec::new(),
        detected: String::new(),
        also: Declaring::default(),
    };
    let made = real.done(declared).await?;
    real.incident = made.ids[0].parse().map_err(|_| "the incident's id comes first".to_owned())?;
    Ok(real)
}

impl Real {
    async fn done(&self, intent: Intent) -> Result<Outcome, String> {
        self.app.intent(intent).await.map_err(words)
    }

    /// What a person tries may be refused as wrong; it may not fail.
    async fn tried(&self, intent: Intent) -> Result<(), String> {
        match self.app.intent(intent).await {
            Err(error) if !matches!(error.code, ErrorCode::Invalid | ErrorCode::NotFound) => Err(words(error)),
            _ => Ok(()),
        }
    }

    async fn board(&self) -> Result<Board, String> {
        let query = Query::Board { incident: self.incident, at: None };
        let Answer::Board(board) = self.app.query(query).await.map_err(words)? else {
            return Err("a board was asked for".to_owned());
        };
        Ok(*board)
    }

    async fn step(&mut self, random: &mut Random) -> Result<(), String> {
        self.pass(SignedDuration::from_secs(random.within(1, 90)));
        match random.below(20) {
            0..=4 => {}
            5 | 6 => self.pass(SignedDuration::from_mins(random.within(1, 600))),
            7 => {
                let leap = SignedDuration::from_secs(random.within(-7_200, 7_200));
                self.ahead += leap;
                self.pass(leap);
            }
            8 => {
                let back = -std::mem::replace(&mut self.ahead, SignedDuration::ZERO);
                self.pass(back);
            }
            9..=11 => self.restart().await?,
            12 | 13 => self.edit(random).await?,
            _ => {
                let deed = self.deed(random);
                self.tried(deed).await?;
            }
        }
        self.tick().await
    }

    fn pass(&self, time: SignedDuration) {
        self.clock.set(self.clock.now() + time);
    }

    async fn restart(&mut self) -> Result<(), String> {
        // What is due is called first, so that both boards are of one state.
        self.tick().await?;
        let before = self.board().await?;
        self.app.close().await;
        self.app = open(self.folder.path(), &self.clock, &self.ids).await?;
        self.events = self.app.events();
        let after = self.board().await?;
        if (&before.levels, &before.updates) == (&after.levels, &after.updates) {
            return Ok(());
        }
        Err(format!(
            "a restart changed {:?} {:?} to {:?} {:?}",
            before.levels, before.updates, after.levels, after.updates
        ))
    }

    /// Looks at the clock, and holds what was told and what is seen against the log.
    async fn tick(&mut self) -> Result<(), String> {
        // One level may follow from another at once: it is called at the next look.
        let mut board = self.look().await?;
        for _ in 0..60 {
            if !board.levels.iter().any(|level| level.words.starts_with("should have been")) {
                break;
            }
            board = self.look().await?;
        }
        while let Ok(event) = self.events.try_recv() {
            if let Event::Told { message, .. } = event {
                *self.told.entry(message).or_default() += 1;
            }
        }
        let query = Query::Log { incident: Some(self.incident), text: String::new(), kinds: Vec::new() };
        let Answer::Log(log) = self.app.query(query).await.map_err(words)? else { return Err("a log".to_owned()) };
        if let Some(lost) = board.levels.iter().find(|l| l.words.starts_with("should have been")) {
            let story: Vec<_> = log.iter().rev().map(|row| format!("{} {}", row.event_at, row.text)).collect();
            return Err(format!("not called: {lost:?}\n{}", story.join("\n")));
        }
        for row in log.iter().filter(|row| row.kind == "level_called") {
            let written = log.iter().filter(|other| other.text == row.text).count();
            let told = self.told.get(&row.text).copied().unwrap_or_default();
            if told > written {
                return Err(format!("told {told} times, written {written} times: {}", row.text));
            }
        }
        for update in board.updates.iter().filter(|u| u.is_promised && u.state == "overdue") {
            let is_logged = |row: &&bridgebook_app::api::incident::LogRow| {
                row.kind == "promise_passed" && Some(&row.event_at) == update.due_at.as_ref()
            };
            if log.iter().find(is_logged).is_none() {
                return Err(format!("a promise passed in silence: {update:?}"));
            }
        }
        let now = self.clock.now();
        for update in board.updates.iter().filter(|u| !u.is_promised && u.state == "overdue") {
            let is_passed = update.due_at.as_ref().and_then(|at| at.parse().ok()).is_some_and(|at: Timestamp| at < now);
            // What a change asks for at once has no time that could pass: the log says that it was asked for.
            let trace = if update.explanation.starts_with("At once") { "update_asked" } else { "update_overdue" };
            let is_logged = |row: &&bridgebook_app::api::incident::LogRow| {
                row.kind == trace && Some(&row.event_at) == update.due_at.as_ref()
            };
            if is_passed && log.iter().find(is_logged).is_none() {
                return Err(format!("overdue by the plan in silence: {update:?}"));
            }
        }
        Ok(())
    }

    async fn look(&self) -> Result<Board, String> {
        self.app.tick().await.map_err(words)?;
        self.board().await
    }

    /// Another span in one cell of a plan in force: what was overdue stays so.
    async fn edit(&self, random: &mut Random) -> Result<(), String> {
        let before = self.board().await?;
        let part = *random.one(&["escalation", "communication"]);
        let Some(document) = before.plans.iter().find(|plan| plan.part == part).map(|plan| plan.document) else {
            return Err(format!("the incident runs on no plan {part}"));
        };
        let Some(path) = self.cell(document, random).await? else { return Ok(()) };
        let edits = vec![Edit::SetWords { path, words: format!("{} min", random.within(1, 240)) }];
        self.done(Intent::Edit { document, heads: Vec::new(), edits }).await?;
        let after = self.board().await?;
        for was in before.updates.iter().filter(|update| update.state == "overdue") {
            let stays = |now: &&bridgebook_app::api::incident::UpdateRow| {
                (&now.audience, &now.due_at, &now.state) == (&was.audience, &was.due_at, &was.state)
            };
            if after.updates.iter().find(stays).is_none() {
                return Err(format!("an edit took the breach {was:?} away: {:?}", after.updates));
            }
        }
        Ok(())
    }

    async fn cell(&self, document: DocumentId, random: &mut Random) -> Result<Option<Path>, String> {
        let answer = self.app.query(Query::Document { document, at: None }).await.map_err(words)?;
        let Answer::Document(open) = answer else { return Err("a document".to_owned()) };
        let kinds = [BlockKind::Escalation, BlockKind::Cadence];
        let mut cells = Vec::new();
        for (id, section) in open.content.live_sections() {
            if !kinds.contains(&section.kind) {
                continue;
            }
            let columns: Vec<_> =
                plans::SPANS.iter().filter_map(|key| section.block.column_by_key(key)).map(|(id, _)| id).collect();
            for (row, found) in section.block.live_rows() {
                let filled = columns.iter().filter(|column| found.cells.contains_key(column));
                cells.extend(filled.map(|column| Path::Cell(id, row, *column)));
            }
        }
        Ok(if cells.is_empty() { None } else { Some(random.one(&cells).clone()) })
    }

    fn deed(&self, random: &mut Random) -> Intent {
        let (incident, reason) = (self.incident, "because".to_owned());
        let level = (*random.one(&LEVELS)).to_owned();
        let audience = (*random.one(&AUDIENCES)).to_owned();
        let ahead = format!("in {} min", random.within(1, 90));
        match random.below(11) {
            0 | 1 => Intent::Acknowledge { incident, level, by: "Bo".into() },
            2 => Intent::ChangeLevel { incident, level, change: LevelChange::Decline, reason, clock: None },
            3 => Intent::ChangeLevel { incident, level, change: LevelChange::Skip, reason, clock: None },
            4 => Intent::ChangeLevel { incident, level, change: LevelChange::Raise, reason, clock: None },
            5 => Intent::SetSeverity { incident, severity: (*random.one(&SEVERITIES)).into(), reason },
            6 => Intent::SetState { incident, state: (*random.one(&["identified", "monitoring"])).into() },
            7 => Intent::SnoozeUpdate { incident, audience, until: ahead, reason },
            8 => Intent::SkipUpdate { incident, audience, reason },
            _ => Intent::RecordUpdate {
                incident,
                audience,
                body: "We work on it.".into(),
                via: "by hand".into(),
                next: if random.below(5) > 0 { ahead } else { String::new() },
                stage: String::new(),
                despite: "it was said on the bridge".into(),
            },
        }
    }

    /// A day later everything is written, once, and what came late says so.
    async fn at_the_end(&mut self) -> Result<(), String> {
        self.pass(-self.ahead);
        self.restart().await?;
        self.pass(SignedDuration::from_hours(26));
        self.tick().await?;
        self.app.close().await;
        let store = Store::open_read_only(self.folder.path()).await.map_err(|e| e.to_string())?;
        let log = store.log(LogScope::All, &LogFilter::default()).await.map_err(|e| e.to_string())?;
        store.close().await;
        once(&log)?;
        log.iter().try_for_each(|r| match r.entry.fact() {
            Some(fact @ Fact::LevelCalled { .. }) => late_is_said(&r.entry.text, &fact, r.entry.event_at),
            _ => Ok(()),
        })
    }
}

fn once(log: &[Recorded]) -> Result<(), String> {
    let mut seen: BTreeMap<String, Timestamp> = BTreeMap::new();
    for recorded in log {
        if seen.insert(recorded.entry.id.to_string(), recorded.entry.event_at).is_some() {
            return Err(format!("written twice: {}", recorded.entry.text));
        }
    }
    Ok(())
}
