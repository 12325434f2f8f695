//! What other crates call of an open data folder. Every one is a boxed future: the body of an asynchronous function
//! is compiled once more by each crate that awaits it, and behind these lies everything down to the database. Boxed
//! here, the shell, the command line, the tests and the benchmarks only call it.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;

use crate::api::ApiError;
use crate::api::intent::{Intent, Outcome};
use crate::api::query::{Answer, Query};
use crate::{Bridgebook, Options};

/// Work that is under way; it goes on while it is awaited.
pub type Promised<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl Bridgebook {
    /// Opens a data folder, creating and filling it where there is none.
    ///
    /// # Errors
    /// [`crate::api::ErrorCode::Busy`] when another process has it, [`crate::api::ErrorCode::Damaged`] when what lies
    /// there is damaged or not ours, [`crate::api::ErrorCode::NotSaved`] when it cannot be written. Nothing was
    /// changed then.
    pub fn open(folder: &Path, options: Options) -> Promised<'_, Result<Arc<Self>, ApiError>> {
        Box::pin(Self::start(folder, options))
    }

    /// Answers a request that reads.
    ///
    /// # Errors
    /// A sentence for the person who asked.
    pub fn query(&self, query: Query) -> Promised<'_, Result<Answer, ApiError>> {
        Box::pin(self.answer(query))
    }

    /// Carries out a request that changes something. The outcome comes only after the commit.
    ///
    /// # Errors
    /// A sentence for the person: what happened, what was kept, what to do.
    pub fn intent(&self, intent: Intent) -> Promised<'_, Result<Outcome, ApiError>> {
        Box::pin(self.carry_out(intent))
    }

    /// Sets the sample's clock to a moment, as a tour or a test does; what has become due is played and fired.
    ///
    /// # Errors
    /// When this is not the sample, or what fired cannot be written.
    pub fn set_clock(&self, at: Timestamp) -> Promised<'_, Result<(), ApiError>> {
        Box::pin(self.put_clock(at))
    }

    /// Logs and tells what has fired since the last look; plays the sample's script.
    ///
    /// # Errors
    /// When something cannot be read or written; the next tick tries again.
    pub fn tick(&self) -> Promised<'_, Result<(), ApiError>> {
        Box::pin(self.look())
    }

    /// Looks once at the folder that is watched for files with cases.
    ///
    /// # Errors
    /// When the settings cannot be read; what goes wrong with a file is said with the folder.
    pub fn look_at_folder(&self) -> Promised<'_, Result<(), ApiError>> {
        Box::pin(self.take_from_folder())
    }

    /// Lets the rules of all documents act where something about a case changed, or time lets another rule decide.
    ///
    /// # Errors
    /// When something cannot be read or written; the next look tries again.
    pub fn look_at_cases(&self) -> Promised<'_, Result<(), ApiError>> {
        Box::pin(self.let_rules_act())
    }

    /// Erases the personal data whose time is over.
    ///
    /// # Errors
    /// When something cannot be read or written; the next look tries again.
    pub fn look_at_retention(&self) -> Promised<'_, Result<(), ApiError>> {
        Box::pin(self.erase_due())
    }

    /// Keeps ticking, and sending what waits in the outbox; ends only when its task is aborted.
    pub fn tick_forever(&self) -> Promised<'_, ()> {
        Box::pin(self.keep_on())
    }

    /// Before the end: begins to send nothing new, and waits up to 15 s for a message that is on its way. How many
    /// messages wait in the outbox then; they leave when the folder is open again.
    pub fn stop_sending(&self) -> Promised<'_, usize> {
        Box::pin(self.wind_down())
    }

    /// Ends the writing in order and frees the folder.
    pub fn close(&self) -> Promised<'_, ()> {
        Box::pin(self.end())
    }
}
