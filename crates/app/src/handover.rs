//! Two processes, one person: while the window runs, or a command that waits for another host, the command line hands
//! its writes to it over a local socket in the data folder. One line of JSON is a request, one line the reply.
//!
//! The window says `READY` before anything is handed over, and `CLOSING` instead of a reply to what it did not take
//! because it is being closed. So whoever hands over always knows whether a request may have been carried out: a
//! connection that ends without a greeting took nothing, one that ends without a reply may have.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use interprocess::local_socket::tokio::{Listener, Stream, prelude::*};
use interprocess::local_socket::{GenericFilePath, ListenerOptions, Name};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::sync::{Mutex, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::Bridgebook;
use crate::api::intent::{Intent, Outcome};
use crate::api::{ApiError, ErrorCode};

/// Longest request that is read, in bytes: an import of the largest file, escaped.
const LIMIT: u64 = 64 * 1024 * 1024;
/// What the window says first.
const READY: &str = "\"ready\"\n";
/// What it says to a request that it does not take any more.
const CLOSING: &str = "\"closing\"\n";
/// How long a greeting is waited for.
const GREETING: Duration = Duration::from_secs(3);
/// How long a request that is being carried out may hold up the closing of the window.
const LEAVING: Duration = Duration::from_secs(15);
/// How long whoever was told that the window closes may take to hear it.
const HEARD: Duration = Duration::from_secs(1);

#[derive(Serialize, Deserialize)]
struct Reply(Result<Outcome, ApiError>);

/// Listens for writes handed over by the command line until closed or dropped.
pub struct Listening {
    stop: watch::Sender<()>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Listening {
    /// Takes nothing more, and finishes what is being carried out. Whoever handed over something else is told so, and
    /// does it by itself once the folder is free.
    pub async fn close(&self) {
        let _ = self.stop.send(());
        if let Some(mut task) = self.task.lock().await.take()
            && tokio::time::timeout(LEAVING, &mut task).await.is_err()
        {
            task.abort();
        }
    }

    /// Takes nothing more, and finishes what is being carried out, however long that takes: each attempt to send has a
    /// limit of its own, and one that is broken off leaves a message of which nobody knows whether it arrived.
    pub(crate) async fn finish(&self) {
        let _ = self.stop.send(());
        if let Some(task) = self.task.lock().await.take() {
            let _ = task.await;
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(task) = self.task.get_mut().take() {
            task.abort();
        }
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
    let (stop, stopped) = watch::channel(());
    let task = tokio::spawn(accept(listener, app, stopped));
    Ok(Listening { stop, task: Mutex::new(Some(task)) })
}

/// Serves whoever connects until it is stopped, and what they handed over until it is done. The socket's file goes with
/// the listener, while this process still has the folder: afterwards the file may be another's.
async fn accept(listener: Listener, app: Arc<Bridgebook>, mut stopped: watch::Receiver<()>) {
    let mut serving = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            _ = stopped.changed() => break,
            accepted = listener.accept() => match accepted {
                Ok(stream) => {
                    serving.spawn(serve(stream, Arc::clone(&app), stopped.clone()));
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            },
            Some(_) = serving.join_next(), if !serving.is_empty() => {}
        }
    }
    drop(listener);
    while serving.join_next().await.is_some() {}
}

async fn serve(stream: Stream, app: Arc<Bridgebook>, mut stopped: watch::Receiver<()>) -> io::Result<()> {
    let (mut reader, mut writer) = (BufReader::new(&stream), &stream);
    writer.write_all(READY.as_bytes()).await?;
    loop {
        let mut line = String::new();
        let read = {
            let mut limited = (&mut reader).take(LIMIT);
            tokio::select! {
                biased;
                _ = stopped.changed() => None,
                read = limited.read_line(&mut line) => Some(read?),
            }
        };
        match read {
            Some(0) => return Ok(()),
            Some(_) => {}
            None => {
                writer.write_all(CLOSING.as_bytes()).await?;
                // With a request unread the system would take back what was just said; so it is read, and left.
                let mut rest = tokio::io::sink();
                let _ = tokio::time::timeout(HEARD, tokio::io::copy(&mut reader, &mut rest)).await;
                return Ok(());
            }
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

/// What became of a write that was handed over.
pub(crate) enum Handed {
    /// The other process answered, or went away before it did.
    Answer(Result<Outcome, ApiError>),
    /// The other process is being closed and certainly did not take it.
    NotTaken,
}

/// The other end: hands writes to the process that has the data folder.
pub(crate) struct Client {
    stream: Mutex<BufReader<Stream>>,
}

impl Client {
    /// Connects to the process that has the data folder, and waits for its greeting: one that is just ending still has
    /// the socket and takes nothing.
    ///
    /// # Errors
    /// When nobody listens there.
    pub async fn connect(folder: &Path) -> Result<Self, ApiError> {
        match tokio::time::timeout(GREETING, greeted(folder))
            .await
            .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
        {
            Ok(stream) => Ok(Self { stream: Mutex::new(stream) }),
            Err(error) => Err(ApiError::new(
                ErrorCode::Busy,
                format!(
                    "Another process has this data folder and does not answer ({error}). Nothing was changed. It may be a command that is still at work, or a window that hangs: try again once it has ended"
                ),
            )),
        }
    }

    /// Hands over a write and waits for its commit.
    pub async fn intent(&self, intent: &Intent) -> Handed {
        let gone = |error: String| {
            Handed::Answer(Err(ApiError::new(
                ErrorCode::NotSaved,
                format!(
                    "The process that has the data folder went away before it confirmed: {error}. Look whether the change is there, then try again"
                ),
            )))
        };
        let mut stream = self.stream.lock().await;
        let mut line = match serde_json::to_string(intent) {
            Ok(line) => line,
            Err(error) => return Handed::Answer(Err(ApiError::invalid(error.to_string()))),
        };
        line.push('\n');
        // Whoever says that it closes may have done so before it is spoken to: what it said is read all the same.
        let written = stream.get_mut().write_all(line.as_bytes()).await;
        let mut reply = String::new();
        let read = stream.read_line(&mut reply).await;
        if reply == CLOSING {
            return Handed::NotTaken;
        }
        match written.and(read) {
            Ok(0) => gone("it closed the connection".to_owned()),
            Ok(_) => match serde_json::from_str::<Reply>(&reply) {
                Ok(Reply(answer)) => Handed::Answer(answer),
                Err(error) => gone(error.to_string()),
            },
            Err(error) => gone(error.to_string()),
        }
    }
}

async fn greeted(folder: &Path) -> io::Result<BufReader<Stream>> {
    let path = socket_path(folder);
    let mut stream = BufReader::new(Stream::connect(name(&path)?).await?);
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    if line == READY { Ok(stream) } else { Err(io::ErrorKind::ConnectionReset.into()) }
}
