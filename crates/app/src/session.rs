//! What the command line works with: the data folder opened by itself, or read beside the running window
//! with writes handed over.

use std::path::Path;
use std::sync::Arc;

use crate::api::intent::{Intent, Outcome};
use crate::api::query::{Answer, Query};
use crate::api::{ApiError, ErrorCode};
use crate::handover::Client;
use crate::{Access, Bridgebook, Options};

/// An open data folder, whoever has it.
pub struct Session {
    app: Arc<Bridgebook>,
    client: Option<Client>,
}

impl Session {
    /// Opens a data folder; where another process has it, reads beside it and hands writes over.
    ///
    /// # Errors
    /// When it cannot be opened, or the process that has it does not answer.
    pub async fn open(folder: &Path) -> Result<Self, ApiError> {
        match Bridgebook::open(folder, Options::system()).await {
            Ok(app) => Ok(Self { app, client: None }),
            Err(error) if error.code == ErrorCode::Busy => {
                let client = Client::connect(folder).await?;
                let app = Bridgebook::open(folder, Options { access: Access::Reader, ..Options::system() }).await?;
                Ok(Self { app, client: Some(client) })
            }
            Err(error) => Err(error),
        }
    }

    /// Opens a data folder and fills it with the sample if it is empty.
    ///
    /// # Errors
    /// When it holds something else already.
    pub async fn open_sample(folder: &Path) -> Result<Self, ApiError> {
        let app = Bridgebook::open(folder, Options::sample()).await?;
        Ok(Self { app, client: None })
    }

    /// Asks.
    ///
    /// # Errors
    /// A sentence for the person.
    pub async fn query(&self, query: Query) -> Result<Answer, ApiError> {
        self.app.query(query).await
    }

    /// Changes something, here or in the process that has the folder.
    ///
    /// # Errors
    /// A sentence for the person.
    pub async fn intent(&self, intent: Intent) -> Result<Outcome, ApiError> {
        match &self.client {
            Some(client) => client.intent(&intent).await,
            None => self.app.intent(intent).await,
        }
    }

    /// Closes the folder in order.
    pub async fn close(&self) {
        self.app.close().await;
    }
}
