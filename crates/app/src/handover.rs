//! Two processes, one person: while the window runs, the command line hands its writes to it over a local
//! socket in the data folder. One line of JSON is a request, one line the reply.

use std::io;
use std::path::Path;
use std::sync::Arc;

use interprocess::local_socket::tokio::{Listener, Stream, prelude::*};
use interprocess::local_socket::{GenericFilePath, ListenerOptions, Name};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::task::JoinHandle;

use crate::Bridgebook;
use crate::api::intent::{Intent, Outcome};
use crate::api::{ApiError, ErrorCode};

/// Longest request that is read, in bytes: an import of the largest file, escaped.
const LIMIT: u64 = 64 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
struct Reply(Result<Outcome, ApiError>);

/// Listens for writes handed over by the command line until dropped.
pub struct Listening {
    task: JoinHandle<()>,
    path: String,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
        let _ = std::fs::remove_file(&self.path);
    }
}

/// A path that a socket address can hold: the data folder's, or one in the temporary folder where that
/// is too long for the system (about 100 bytes).
fn socket_path(folder: &Path) -> String {
    if cfg!(windows) {
        return format!(r"\\.\pipe\bridgebook-{}", digest(folder));
    }
    let path = folder.join("bridgebook.sock");
    match path.to_str().filter(|p| p.len() <= 100) {
        Some(path) => path.to_owned(),
        None => std::env::temp_dir().join(format!("bridgebook-{}.sock", digest(folder))).to_string_lossy().into_owned(),
    }
}

fn digest(folder: &Path) -> String {
    bridgebook_domain::canonical::hex(&Sha256::digest(folder.as_os_str().as_encoded_bytes())[..8])
}

fn name(path: &str) -> io::Result<Name<'_>> {
    path.to_fs_name::<GenericFilePath>()
}

/// Starts listening. The data folder's lock is held by this process, so a socket file left behind by a
/// killed one can be taken over.
///
/// # Errors
/// When the system refuses the socket; the window works without it.
pub fn listen(app: Arc<Bridgebook>) -> io::Result<Listening> {
    let path = socket_path(app.folder());
    if !cfg!(windows) {
        let _ = std::fs::remove_file(&path);
    }
    let listener: Listener = ListenerOptions::new().name(name(&path)?).create_tokio()?;
    let task = tokio::spawn(async move {
        loop {
            if let Ok(stream) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&app)));
            } else {
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
        }
    });
    Ok(Listening { task, path })
}

async fn serve(stream: Stream, app: Arc<Bridgebook>) -> io::Result<()> {
    let (mut reader, mut writer) = (BufReader::new(&stream), &stream);
    loop {
        let mut line = String::new();
        if (&mut reader).take(LIMIT).read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let result = match serde_json::from_str::<Intent>(&line) {
            Ok(intent) => app.intent(intent).await,
            Err(error) => {
                Err(ApiError::invalid(format!("The request was not understood: {error}. Nothing was changed")))
            }
        };
        let mut reply = serde_json::to_string(&Reply(result))?;
        reply.push('\n');
        writer.write_all(reply.as_bytes()).await?;
    }
}

/// The other end: hands writes to the process that has the data folder.
pub(crate) struct Client {
    stream: tokio::sync::Mutex<BufReader<Stream>>,
}

impl Client {
    /// Connects to the process that has the data folder.
    ///
    /// # Errors
    /// When nobody listens there.
    pub async fn connect(folder: &Path) -> Result<Self, ApiError> {
        let path = socket_path(folder);
        let stream = match name(&path) {
            Ok(name) => Stream::connect(name).await,
            Err(error) => Err(error),
        };
        stream.map(|stream| Self { stream: tokio::sync::Mutex::new(BufReader::new(stream)) }).map_err(|error| {
            ApiError::new(
                ErrorCode::Busy,
                format!("Bridgebook is running with this data folder, but does not answer ({error}). Nothing was changed. Close it, or try again"),
            )
        })
    }

    /// Hands over a write and waits for its commit.
    ///
    /// # Errors
    /// What the other process says, or that it went away.
    pub async fn intent(&self, intent: &Intent) -> Result<Outcome, ApiError> {
        let gone = |error: String| {
            ApiError::new(
                ErrorCode::NotSaved,
                format!(
                    "The running window went away before it confirmed: {error}. Look whether the change is there, then try again"
                ),
            )
        };
        let mut stream = self.stream.lock().await;
        let mut line = serde_json::to_string(intent).map_err(|e| ApiError::invalid(e.to_string()))?;
        line.push('\n');
        stream.get_mut().write_all(line.as_bytes()).await.map_err(|e| gone(e.to_string()))?;
        let mut reply = String::new();
        stream.read_line(&mut reply).await.map_err(|e| gone(e.to_string()))?;
        serde_json::from_str::<Reply>(&reply).map_err(|e| gone(e.to_string()))?.0
    }
}
