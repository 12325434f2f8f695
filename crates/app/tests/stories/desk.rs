//! A data folder with a clock that tests set.

use std::io::ErrorKind;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::document::{DocumentSummary, OpenDocument};
use bridgebook_app::api::event::Event;
use bridgebook_app::api::incident::{Board, LevelRow, LogRow, UpdateRow};
use bridgebook_app::api::intent::{Edit, ExportOptions, Intent, Outcome};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::clock::{Clock, SettableClock};
use bridgebook_app::ids::SeriesIds;
use bridgebook_app::outbox::{Net, Post};
use bridgebook_app::{Access, Bridgebook, Fill, Options};
use bridgebook_domain::{
    BlockKind, ColumnId, ColumnType, DocumentId, IncidentId, Item, Path, Position, Row, RowId, SectionId, Value,
};
use bridgebook_store::{OpenOptions, Store};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// When the stories begin: a Friday noon in UTC.
pub const BEGIN: &str = "2026-03-13T12:00:00Z";

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment written in a test")
}

pub struct Desk {
    folder: tempfile::TempDir,
    pub clock: Arc<SettableClock>,
    ids: Arc<SeriesIds>,
    post: Arc<dyn Post>,
    pub app: Arc<Bridgebook>,
}

impl Desk {
    pub async fn new() -> Self {
        Self::with_post(Arc::new(Net::default())).await
    }

    /// A desk whose messages leave by another way.
    pub async fn with_post(post: Arc<dyn Post>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(SettableClock::standing(at(BEGIN)));
        let ids = Arc::new(SeriesIds::default());
        let app = open(folder.path(), &clock, &ids, &post).await.expect("a new folder opens");
        let desk = Self { folder, clock, ids, post, app };
        desk.done(Intent::SetSetting { key: "zone".into(), value: "UTC".into() }).await;
        desk
    }

    /// Closes in order and starts again, with the same clock.
    pub async fn again(mut self) -> Self {
        self.app.close().await;
        self.app = open(self.folder.path(), &self.clock, &self.ids, &self.post).await.expect("it opens again");
        self
    }

    /// Closes, lets the store alone be written to, and starts again.
    pub async fn beside(mut self, work: impl AsyncFnOnce(&Store, Timestamp)) -> Self {
        self.app.close().await;
        let options = OpenOptions { actor: Uuid::new_v4(), now: self.clock.now() };
        let store = Store::open(self.folder.path(), options).await.expect("the store opens");
        work(&store, self.clock.now()).await;
        store.close().await;
        self.app = open(self.folder.path(), &self.clock, &self.ids, &self.post).await.expect("it opens again");
        self
    }

    /// Closes, and goes on with a copy of the folder.
    pub async fn copied(mut self) -> Self {
        self.app.close().await;
        let copy = tempfile::tempdir().expect("a folder");
        copy_all(self.folder.path(), copy.path());
        self.app = open(copy.path(), &self.clock, &self.ids, &self.post).await.expect("the copy opens");
        self.folder = copy;
        self
    }

    /// Closes, and goes on with the folder under another name.
    pub async fn moved(mut self) -> Self {
        self.app.close().await;
        let other = tempfile::tempdir().expect("a folder");
        std::fs::remove_dir(other.path())
            .and_then(|()| std::fs::rename(self.folder.path(), other.path()))
            .expect("it moves");
        self.app = open(other.path(), &self.clock, &self.ids, &self.post).await.expect("it opens there");
        self.folder = other;
        self
    }

    /// Closes, and goes on with a backup that was written over the data by hand.
    pub async fn overwritten(mut self, backup: &FilePath) -> Self {
        self.app.close().await;
        for left in ["bridgebook.sqlite-wal", "bridgebook.sqlite-shm"] {
            let _ = std::fs::remove_file(self.file(left));
        }
        std::fs::copy(backup, self.file("bridgebook.sqlite")).expect("it is written over");
        self.app = open(self.folder.path(), &self.clock, &self.ids, &self.post).await.expect("it opens again");
        self
    }

    /// Closes, and goes on with what a backup holds.
    pub async fn restored(mut self, backup: &FilePath) -> Self {
        self.app.close().await;
        bridgebook_app::backup::restore(self.folder.path(), backup).await.expect("it is put back");
        self.app = open(self.folder.path(), &self.clock, &self.ids, &self.post).await.expect("it opens again");
        self
    }

    pub fn folder(&self) -> &FilePath {
        self.folder.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn later(&self, minutes: i64) {
        self.seconds_later(minutes * 60);
    }

    pub fn seconds_later(&self, seconds: i64) {
        self.clock.set(self.clock.now() + SignedDuration::from_secs(seconds));
    }

    pub async fn done(&self, intent: Intent) -> Outcome {
        let shown = format!("{intent:?}");
        self.app.intent(intent).await.unwrap_or_else(|e| panic!("{} {:?}, for {shown}", e.message, e.details))
    }

    pub async fn refused(&self, intent: Intent) -> ApiError {
        let shown = format!("{intent:?}");
        self.app.intent(intent).await.err().unwrap_or_else(|| panic!("was to be refused: {shown}"))
    }

    pub async fn ask(&self, query: Query) -> Answer {
        self.app.query(query).await.unwrap_or_else(|e| panic!("{}", e.message))
    }

    pub async fn board(&self, incident: IncidentId) -> Board {
        let Answer::Board(board) = self.ask(Query::Board { incident, at: None }).await else { panic!("a board") };
        *board
    }

    pub async fn log(&self, incident: Option<IncidentId>) -> Vec<LogRow> {
        let query = Query::Log { incident, text: String::new(), kinds: Vec::new() };
        let Answer::Log(rows) = self.ask(query).await else { panic!("a log") };
        rows
    }

    pub async fn documents(&self) -> Vec<DocumentSummary> {
        let Answer::Documents(list) = self.ask(Query::Documents { incident: None }).await else { panic!("a list") };
        list
    }

    pub async fn open(&self, document: DocumentId) -> OpenDocument {
        let Answer::Document(open) = self.ask(Query::Document { document, at: None }).await else { panic!("it") };
        *open
    }

    /// Whether words lie in a file of the data folder as they are.
    pub fn lies_on_disk(&self, words: &str) -> bool {
        let files = std::fs::read_dir(self.folder()).expect("the data folder");
        let files = files.map(|file| file.expect("a file").path()).filter(|path| path.is_file());
        let mut bytes = files.map(|path| std::fs::read(path).expect("its bytes"));
        bytes.any(|bytes| bytes.windows(words.len()).any(|part| part == words.as_bytes()))
    }

    pub async fn markdown(&self, document: DocumentId) -> String {
        let Answer::Markdown(text) = self.ask(Query::Markdown { document, at: None }).await else { panic!("text") };
        text
    }

    pub async fn declare(&self, title: &str) -> IncidentId {
        let outcome = self.done(declaration(title)).await;
        outcome.ids[0].parse().expect("the incident's id comes first")
    }

    pub async fn create(&self, template: &str, title: &str) -> DocumentId {
        let intent = Intent::CreateDocument { template: template.into(), title: title.into(), incident: None };
        self.done(intent).await.ids[0].parse().expect("a document's id")
    }

    /// A blank document with one section of prose.
    /// Leaves it to a person to let the rules of a document decide about cases.
    pub async fn by_hand(&self, document: DocumentId) {
        let open = self.open(document).await;
        let (section, _) = open.content.sections_of(&BlockKind::Triggers)[0];
        let path = Path::Setting(section, "routing".to_owned());
        self.edit(document, open.heads, vec![Edit::Set { path, value: Some(Value::one("by-hand")) }]).await;
    }

    pub async fn prose(&self, title: &str, text: &str) -> (DocumentId, SectionId) {
        let document = self.create("", title).await;
        let section = self.section(document, "prose", "Notes").await;
        self.edit(document, Vec::new(), vec![splice(section, 0, 0, text)]).await;
        (document, section)
    }

    pub async fn section(&self, document: DocumentId, kind: &str, heading: &str) -> SectionId {
        let add = Edit::AddSection { after: None, heading: heading.into(), kind: kind.into(), preset: String::new() };
        self.edit(document, Vec::new(), vec![add]).await.ids[0].parse().expect("a section's id")
    }

    pub async fn edit(&self, document: DocumentId, heads: Vec<String>, edits: Vec<Edit>) -> Outcome {
        self.done(Intent::Edit { document, heads, edits }).await
    }

    pub async fn text(&self, document: DocumentId, section: SectionId) -> String {
        self.open(document).await.content.sections[&section].block.text.clone()
    }

    pub async fn export(&self, ids: &[DocumentId], to: &str, path: &FilePath) -> Outcome {
        self.done(export(ids, None, to, path)).await
    }

    pub async fn replace(&self, document: DocumentId, text: &str) -> Outcome {
        self.done(Intent::Replace { document, text: text.into() }).await
    }

    /// The document that a running incident was given for one part of its binder.
    pub async fn plan(&self, incident: IncidentId, part: &str) -> DocumentId {
        let board = self.board(incident).await;
        board.plans.iter().find(|p| p.part == part).unwrap_or_else(|| panic!("no plan {part}")).document
    }

    /// Lets every level of the matrix that an incident runs on decline; that of the template lets none.
    pub async fn let_decline(&self, incident: IncidentId) {
        let matrix = self.plan(incident, "escalation").await;
        let text = self.markdown(matrix).await.replace(" | no |\n", " | yes |\n");
        self.replace(matrix, &text).await;
    }

    /// Writes into the first row of the first section with such a column.
    pub async fn a_cell(&self, document: DocumentId, wanted: &ColumnType) -> (SectionId, RowId, ColumnId) {
        let content = self.open(document).await.content;
        for (section, entry) in content.live_sections() {
            let column = entry.block.live_columns().into_iter().find(|(_, c)| c.column_type == *wanted);
            let Some((column, _)) = column else { continue };
            let item = Item::Row(Row { pos: Position::default(), cells: [].into(), deleted_at: None });
            let add = Edit::Add { path: Path::Rows(section), after: None, item };
            let made = self.edit(document, Vec::new(), vec![add]).await;
            return (section, made.ids[0].parse().expect("a row's id"), column);
        }
        panic!("no column {wanted:?}");
    }
}

async fn open(
    folder: &FilePath,
    clock: &Arc<SettableClock>,
    ids: &Arc<SeriesIds>,
    post: &Arc<dyn Post>,
) -> Result<Arc<Bridgebook>, ApiError> {
    let (clock, ids, post) = (Arc::clone(clock) as Arc<dyn Clock>, Arc::clone(ids) as _, Arc::clone(post));
    Bridgebook::open(folder, Options { access: Access::Writer, clock, ids, fill: Fill::Lists, post }).await
}

pub fn declaration(title: &str) -> Intent {
    Intent::Declare {
        title: title.into(),
        severity: "SEV1".into(),
        commander: "Katarzyna Wójcik".into(),
        services: vec!["Checkout API".into()],
        detected: String::new(),
        also: bridgebook_app::api::intent::Declaring::default(),
    }
}

pub fn splice(section: SectionId, at: u32, remove: u32, insert: &str) -> Edit {
    Edit::Splice { path: Path::Text(section), at, remove, insert: insert.into() }
}

pub fn export(ids: &[DocumentId], incident: Option<IncidentId>, to: &str, path: &FilePath) -> Intent {
    let options = ExportOptions { to: to.into(), ..ExportOptions::default() };
    let path = path.to_str().expect("a path of plain characters").to_owned();
    Intent::Export { documents: ids.to_vec(), incident, options, path }
}

/// The words of a printed file, as any reader of PDF finds them.
pub fn pdf_text(path: &FilePath) -> String {
    let out = std::process::Command::new("pdftotext").arg("-layout").arg(path).arg("-").output().unwrap_or_else(|_| {
        panic!("pdftotext is missing: this test needs the Debian package poppler-utils; `cargo xtask test` installs it")
    });
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

pub fn update<'a>(board: &'a Board, name: &str) -> &'a UpdateRow {
    board.updates.iter().find(|u| u.name == name).unwrap_or_else(|| panic!("no audience {name}: {:?}", board.updates))
}

pub fn level<'a>(board: &'a Board, name: &str) -> &'a LevelRow {
    board.levels.iter().find(|l| l.level == name).unwrap_or_else(|| panic!("no level {name}: {:?}", board.levels))
}

/// The sentences told since the last look.
pub fn told(events: &mut tokio::sync::broadcast::Receiver<Event>) -> Vec<String> {
    let mut list = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let Event::Told { message, .. } = event {
            list.push(message);
        }
    }
    list
}

fn copy_all(from: &FilePath, to: &FilePath) {
    for file in std::fs::read_dir(from).expect("a folder") {
        let file = file.expect("a file").path();
        let copy = to.join(file.file_name().expect("a name"));
        if file.is_dir() {
            std::fs::create_dir_all(&copy).expect("a folder");
            copy_all(&file, &copy);
        } else {
            // The last reader of a database takes its log away when it is done, which may be just now.
            let copied = std::fs::copy(&file, &copy).map(drop);
            copied.or_else(|e| if e.kind() == ErrorKind::NotFound { Ok(()) } else { Err(e) }).expect("a copy");
        }
    }
}
