//! What the command line works with: the data folder opened by itself, or read beside the running window
//! with writes handed over. A command that waits for another host takes over writes as the window does.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::api::intent::{Intent, Outcome};
use crate::api::query::{Answer, Query};
use crate::api::{ApiError, ErrorCode};
use crate::handover::{self, Client, Handed};
use crate::{Access, Bridgebook, Options, Promised};

/// How long another command line, which holds the folder for a moment and does not listen, is waited for.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often it is tried meanwhile.
const STEP: Duration = Duration::from_millis(50);

/// An open data folder, whoever has it.
pub struct Session {
    app: Arc<Bridgebook>,
    writes: Writes,
}

/// Where writes go.
enum Writes {
    /// Here.
    Own,
    /// To the process that has the folder.
    Handed(Client),
    /// Nowhere: this is said when something is to be written.
    Refused(ApiError),
}

impl Session {
    /// Opens a data folder; where another process has it, reads beside it and hands writes over. A folder
    /// that cannot be written can still be read.
    ///
    /// # Errors
    /// When it cannot be opened at all.
    pub fn open(folder: &Path) -> Promised<'_, Result<Self, ApiError>> {
        Box::pin(async move {
            let began = Instant::now();
            loop {
                let refused = match Bridgebook::open(folder, Options::system()).await {
                    Ok(app) => return Ok(Self { app, writes: Writes::Own }),
                    Err(error) => error,
                };
                match refused.code {
                    ErrorCode::Busy => match Client::connect(folder).await {
                        Ok(client) => return Self::beside(folder, Writes::Handed(client)).await,
                        Err(_) if began.elapsed() < PATIENCE => tokio::time::sleep(STEP).await,
                        Err(error) => return Self::beside(folder, Writes::Refused(error)).await,
                    },
                    // A read-only folder, or one that a newer version writes.
                    ErrorCode::NotSaved | ErrorCode::Foreign => {
                        let read = Self::beside(folder, Writes::Refused(refused.clone())).await;
                        return read.map_err(|_| refused);
                    }
                    _ => return Err(refused),
                }
            }
        })
    }

    async fn beside(folder: &Path, writes: Writes) -> Result<Self, ApiError> {
        let options = Options { access: Access::Reader, ..Options::system() };
        Ok(Self { app: Bridgebook::open(folder, options).await?, writes })
    }

    /// Opens a data folder and fills it with the sample if it is empty.
    ///
    /// # Errors
    /// When it holds something else already.
    pub fn open_sample(folder: &Path) -> Promised<'_, Result<Self, ApiError>> {
        Box::pin(async move {
            let app = Bridgebook::open(folder, Options::sample()).await?;
            Ok(Self { app, writes: Writes::Own })
        })
    }

    /// Asks.
    ///
    /// # Errors
    /// A sentence for the person.
    pub fn query(&self, query: Query) -> Promised<'_, Result<Answer, ApiError>> {
        Box::pin(async move { self.app.query(query).await })
    }

    /// Changes something, here or in the process that has the folder.
    ///
    /// # Errors
    /// A sentence for the person.
    pub fn intent(&self, intent: Intent) -> Promised<'_, Result<Outcome, ApiError>> {
        Box::pin(async move {
            match &self.writes {
                Writes::Own => self.own(intent).await,
                Writes::Handed(client) => match client.intent(&intent).await {
                    Handed::Answer(answer) => answer,
                    Handed::NotTaken => {
                        // The window is being closed: what it did not take is done here, or by whoever opens next.
                        let next = Self::open(self.app.folder()).await?;
                        let done = next.intent(intent).await;
                        next.close().await;
                        done
                    }
                },
                // An export reads the data and writes elsewhere.
                Writes::Refused(_) if matches!(intent, Intent::Export { .. } | Intent::ExportTable { .. }) => {
                    self.app.intent(intent).await
                }
                Writes::Refused(error) => Err(error.clone()),
            }
        })
    }

    /// Changes something here. What waits for another host takes over what other commands hand to it meanwhile, as the
    /// window does: a host that hangs holds up nobody's log entry.
    async fn own(&self, intent: Intent) -> Result<Outcome, ApiError> {
        let waits = matches!(intent, Intent::SendDue {} | Intent::SendOut { .. } | Intent::TryChannel { .. });
        // Where the system refuses the socket, the others wait, and say so.
        let listening = waits.then(|| handover::listen(Arc::clone(&self.app)).ok()).flatten();
        let done = self.app.intent(intent).await;
        if let Some(listening) = listening {
            // What another command handed over is sent from here: it is brought to its end, as it would be there.
            listening.finish().await;
        }
        done
    }

    /// Closes the folder in order.
    pub fn close(&self) -> Promised<'_, ()> {
        Box::pin(async move {
            self.app.close().await;
        })
    }
}
