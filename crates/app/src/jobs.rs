//! Long work that a person waits for and may stop: exports and previews, each under the name that the asker
//! gave it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bridgebook_pdf::Work;

use crate::Bridgebook;
use crate::api::event::Event;
use crate::api::{ApiError, ErrorCode};

/// How often a waiting person is told how far it is. What takes less is told nothing of.
const PULSE: Duration = Duration::from_millis(300);

/// What runs now, by name.
#[derive(Debug, Default)]
pub(crate) struct Jobs(Mutex<Running>);

#[derive(Debug, Default)]
struct Running {
    turn: u64,
    works: BTreeMap<String, (u64, Work)>,
}

/// One of them. It is stopped and forgotten when this is dropped.
#[derive(Debug)]
pub(crate) struct Job<'j> {
    jobs: &'j Jobs,
    turn: u64,
    /// Its name.
    pub name: String,
    /// How far it is, and whether it is still wanted.
    pub work: Work,
}

impl Jobs {
    /// Begins a job. One of the same name that still runs is stopped: the newest wins.
    pub fn begin(&self, name: &str) -> Job<'_> {
        let work = Work::default();
        let mut running = self.running();
        running.turn += 1;
        let turn = running.turn;
        if let Some((_, before)) = running.works.insert(name.to_owned(), (turn, work.clone())) {
            before.stop();
        }
        Job { jobs: self, turn, name: name.to_owned(), work }
    }

    /// Stops the job of this name, if it runs.
    pub fn stop(&self, name: &str) {
        if let Some((_, work)) = self.running().works.get(name) {
            work.stop();
        }
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        // Each change of the map is whole in itself.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job<'_> {
    /// Ends it here when it is not wanted any more.
    ///
    /// # Errors
    /// That it was stopped.
    pub fn go_on(&self) -> Result<(), ApiError> {
        if self.work.is_stopped() { Err(stopped()) } else { Ok(()) }
    }
}

impl Drop for Job<'_> {
    fn drop(&mut self) {
        // Nobody waits any more.
        self.work.stop();
        let mut running = self.jobs.running();
        if running.works.get(&self.name).is_some_and(|(turn, _)| *turn == self.turn) {
            running.works.remove(&self.name);
        }
    }
}

/// What is said where a job was stopped.
pub(crate) fn stopped() -> ApiError {
    ApiError::new(ErrorCode::Stopped, "The export was stopped. Nothing was written")
}

impl Bridgebook {
    /// Does the heavy part of a job beside everything else, and tells how far it is while somebody waits.
    ///
    /// # Errors
    /// When it fell over.
    pub(crate) async fn wait_for<T: Send + 'static>(
        &self,
        job: &Job<'_>,
        heavy: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let mut task = tokio::task::spawn_blocking(heavy);
        loop {
            match tokio::time::timeout(PULSE, &mut task).await {
                Ok(done) => {
                    return done.map_err(|_| {
                        ApiError::new(
                            ErrorCode::Failed,
                            "The PDF could not be made. Nothing was written. Try Markdown, and tell us which document it was",
                        )
                    });
                }
                Err(_) => self.tell(Event::Working { job: job.name.clone(), progress: job.work.progress() }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_of_a_name_wins_and_others_go_on() {
        let jobs = Jobs::default();
        let first = jobs.begin("pane");
        let other = jobs.begin("dialog");
        let second = jobs.begin("pane");
        assert!(first.go_on().is_err(), "a newer one was asked for");
        assert!(other.go_on().is_ok());
        drop(first);
        jobs.stop("pane");
        assert!(second.go_on().is_err(), "the end of an older one does not hide the newer one");
        drop(second);
        jobs.stop("pane");
        assert!(jobs.running().works.keys().eq(["dialog"]), "what has ended is forgotten");
    }
    #[tokio::test]
    async fn long_work_says_how_far_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let app = Bridgebook::open(folder.path(), crate::Options::system()).await.expect("it opens");
        let mut events = app.events();
        let job = app.jobs.begin("pane");
        let heavy = || std::thread::sleep(3 * PULSE);
        app.wait_for(&job, heavy).await.expect("it ends");
        let mut told = Vec::new();
        while let Ok(event) = events.try_recv() {
            told.push(event);
        }
        let wanted = Event::Working { job: "pane".into(), progress: 0 };
        assert!(told.contains(&wanted), "somebody who waits is told: {told:?}");
        let fell = app.wait_for(&job, || panic!("as a fault would")).await.map(|(): ()| ());
        assert!(fell.expect_err("it fell over").message.contains("Nothing was written"));
        app.close().await;
    }
}
