//! A host that takes POSTs (HTTP/1.1), with a fault.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::ServerTls;
use crate::stream::{Connection, LONGEST, Running, hang, line, listen, plain, repeat, say, secured};

/// What it does with a request. A status is written out, such as `404 Not Found`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebhookFault {
    /// Nothing goes wrong: `200 OK` with the body `ok`.
    None,
    /// Answers this status, these lines of a head and this body.
    Answers(String, Vec<String>, String),
    /// Answers this status with a body that has no end.
    EndlessBody(String),
    /// Answers with a line of the head that has no end.
    EndlessHead,
    /// Answers `200 OK` and closes in the middle of the body that it promised.
    ClosesInsideBody,
    /// Closes as soon as it is connected to.
    ClosesAtOnce,
    /// Reads the request and closes without a word.
    ClosesAfterRequest,
    /// Reads the request and never answers.
    NeverAnswers,
    /// Reads the request and answers what is no HTTP.
    Garbage,
    /// Takes the request, and answers so much later.
    Slow(Duration),
}

impl WebhookFault {
    /// Answers a status with a body.
    #[must_use]
    pub fn status(status: &str, body: &str) -> Self {
        Self::Answers(status.to_owned(), Vec::new(), body.to_owned())
    }

    /// Sends the client elsewhere.
    #[must_use]
    pub fn redirect(to: &str) -> Self {
        Self::Answers("307 Temporary Redirect".to_owned(), vec![format!("Location: {to}")], String::new())
    }
}

/// A request that was read to its end: it may have been acted on, whatever was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenRequest {
    /// The first line, such as `POST /hook HTTP/1.1`.
    pub first_line: String,
    /// The lines of its head.
    pub head: Vec<String>,
    /// Its body.
    pub body: String,
}

impl TakenRequest {
    /// What a line of the head says; names are compared without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .iter()
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }
}

/// A running webhook; it ends when it is dropped.
pub struct WebhookServer {
    address: SocketAddr,
    is_private: bool,
    shared: Arc<Shared>,
    _running: Running,
}

struct Shared {
    fault: Mutex<WebhookFault>,
    tls: Option<ServerTls>,
    taken: Mutex<Vec<TakenRequest>>,
}

impl WebhookServer {
    /// Starts one on a free port of loopback, under TLS when it is given some.
    pub async fn start(fault: WebhookFault, tls: Option<ServerTls>) -> Self {
        let is_private = tls.is_some();
        let shared = Arc::new(Shared { fault: Mutex::new(fault), tls, taken: Mutex::default() });
        let (address, running) = {
            let shared = shared.clone();
            listen(move |stream| serve(stream, shared.clone())).await
        };
        Self { address, is_private, shared, _running: running }
    }

    /// Its port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// An address on it, under the name `localhost`; the path begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        let scheme = if self.is_private { "https" } else { "http" };
        format!("{scheme}://localhost:{}{path}", self.port())
    }

    /// From the next connection on it does this.
    pub fn now_does(&self, fault: WebhookFault) {
        *lock(&self.shared.fault) = fault;
    }

    /// Every request that it read to its end, in order.
    #[must_use]
    pub fn taken(&self) -> Vec<TakenRequest> {
        lock(&self.shared.taken).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) -> io::Result<()> {
    let fault = lock(&shared.fault).clone();
    if fault == WebhookFault::ClosesAtOnce {
        return Ok(());
    }
    let mut wire = plain(stream);
    if let Some(tls) = &shared.tls {
        wire = secured(wire.into_inner(), tls).await?;
    }
    let Some(request) = request(&mut wire).await? else { return Ok(()) };
    lock(&shared.taken).push(request);
    match fault {
        WebhookFault::Slow(long) => {
            tokio::time::sleep(long).await;
            answer(&mut wire, "200 OK", &[], "ok").await
        }
        WebhookFault::None => answer(&mut wire, "200 OK", &[], "ok").await,
        WebhookFault::Answers(status, head, body) => answer(&mut wire, &status, &head, &body).await,
        WebhookFault::EndlessBody(status) => {
            say(&mut wire, format!("HTTP/1.1 {status}\r\nContent-Type: text/plain\r\n\r\n")).await?;
            repeat(&mut wire, &[b'a'; 1024]).await
        }
        WebhookFault::EndlessHead => {
            say(&mut wire, "HTTP/1.1 200 OK\r\nX-Long: ").await?;
            repeat(&mut wire, &[b'a'; 1024]).await
        }
        WebhookFault::ClosesInsideBody => say(&mut wire, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").await,
        WebhookFault::ClosesAtOnce | WebhookFault::ClosesAfterRequest => Ok(()),
        WebhookFault::NeverAnswers => hang(&mut wire).await,
        WebhookFault::Garbage => say(&mut wire, "220 mail.example.com ESMTP\r\n").await,
    }
}

async fn answer(wire: &mut Connection, status: &str, head: &[String], body: &str) -> io::Result<()> {
    let head: String = head.iter().map(|line| format!("{line}\r\n")).collect();
    say(wire, format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{head}\r\n{body}", body.len())).await
}

/// Reads a request whose length is said in its head, as every client here says it.
async fn request(wire: &mut Connection) -> io::Result<Option<TakenRequest>> {
    let Some(first_line) = line(wire).await? else { return Ok(None) };
    let mut head = Vec::new();
    loop {
        match line(wire).await? {
            None => return Ok(None),
            Some(text) if text.is_empty() => break,
            Some(text) => head.push(text),
        }
    }
    let mut request = TakenRequest { first_line, head, body: String::new() };
    let length: usize = request.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length.min(LONGEST)];
    wire.read_exact(&mut body).await?;
    request.body = String::from_utf8_lossy(&body).into_owned();
    Ok(Some(request))
}
