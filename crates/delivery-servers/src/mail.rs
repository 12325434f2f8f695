//! A mail server (RFC 5321, 4954 and 3207 as far as a submission needs them) with a fault.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::ServerTls;
use crate::stream::{Connection, LONGEST, Running, hang, line, listen, plain, repeat, say, secured};

/// What goes wrong. A line is a whole answer without its end, such as `451 4.3.0 later`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailFault {
    /// Nothing: it takes what it is given.
    None,
    /// Closes instead of greeting.
    ClosesAtGreeting,
    /// Never says a word.
    NeverGreets,
    /// Greets with this line.
    Greets(String),
    /// Says the same letter for ever, with no end of a line.
    EndlessLine,
    /// Greets with lines that always promise another one.
    EndlessGreeting,
    /// Closes when the sender is named.
    ClosesAtSender,
    /// Says nothing more from when the sender is named.
    HangsAtSender,
    /// Answers this when the sender is named.
    AnswersSender(String),
    /// Answers this when the recipient is named.
    AnswersRecipient(String),
    /// Answers this when the text is announced.
    AnswersData(String),
    /// Closes while the text comes.
    ClosesInsideText,
    /// Takes the message and closes without a word.
    ClosesAfterText,
    /// Takes the message and never answers.
    HangsAfterText,
    /// Takes the message and answers with a line that has no end.
    EndlessAfterText,
    /// Answers this to the text. With a first digit of 4 or 5 it was not taken; else it was.
    AnswersText(String),
    /// Says more before TLS than it was asked, so that it would be read as if it came after.
    InjectsBeforeTls,
    /// Refuses to sign in and repeats what it was told, as text and as it came.
    EchoesPassword,
    /// Takes everything, and lets each of its answers wait so long.
    Slow(Duration),
}

/// How the server is spoken to.
#[derive(Clone)]
pub enum Security {
    /// Without TLS, and it offers none.
    Plain,
    /// TLS from the first byte.
    Tls(ServerTls),
    /// TLS after STARTTLS.
    StartTls(ServerTls),
}

/// Whether and whom it lets sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// It offers none.
    NotOffered,
    /// Only this user with this password, and nobody else sends.
    Only(String, String),
}

/// What a server does.
#[derive(Clone)]
pub struct MailScript {
    /// What goes wrong.
    pub fault: MailFault,
    /// How it is spoken to.
    pub security: Security,
    /// Who may send.
    pub sign_in: SignIn,
}

impl MailScript {
    /// Takes everything from everybody without TLS.
    #[must_use]
    pub fn open() -> Self {
        Self { fault: MailFault::None, security: Security::Plain, sign_in: SignIn::NotOffered }
    }

    /// The same, with a fault.
    #[must_use]
    pub fn with(fault: MailFault) -> Self {
        Self { fault, ..Self::open() }
    }
}

/// A message that the server took: it may have been passed on, whatever was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenMail {
    /// Sender as named in the envelope.
    pub sender: String,
    /// Recipients as named in the envelope.
    pub recipients: Vec<String>,
    /// Headers and text, as they were before the wire.
    pub text: String,
    /// Whether it came under TLS.
    pub is_private: bool,
}

/// A running mail server; it ends when it is dropped.
pub struct MailServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    _running: Running,
}

struct Shared {
    script: Mutex<MailScript>,
    taken: Mutex<Vec<TakenMail>>,
    heard: Mutex<Vec<String>>,
}

impl MailServer {
    /// Starts one on a free port of loopback.
    pub async fn start(script: MailScript) -> Self {
        let shared = Arc::new(Shared { script: Mutex::new(script), taken: Mutex::default(), heard: Mutex::default() });
        let (address, running) = {
            let shared = shared.clone();
            listen(move |stream| serve(stream, shared.clone())).await
        };
        Self { address, shared, _running: running }
    }

    /// Its port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// From the next connection on it does this.
    pub fn now_does(&self, script: MailScript) {
        *lock(&self.shared.script) = script;
    }

    /// Every message that it took, in order.
    #[must_use]
    pub fn taken(&self) -> Vec<TakenMail> {
        lock(&self.shared.taken).clone()
    }

    /// Every command that it heard, in order; what a client says while it signs in is left out.
    #[must_use]
    pub fn heard(&self) -> Vec<String> {
        lock(&self.shared.heard).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What one connection knows.
struct Session {
    script: MailScript,
    is_private: bool,
    is_signed_in: bool,
    sender: String,
    recipients: Vec<String>,
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) -> io::Result<()> {
    let script = lock(&shared.script).clone();
    let mut session =
        Session { script, is_private: false, is_signed_in: false, sender: String::new(), recipients: Vec::new() };
    let mut wire = plain(stream);
    if let Security::Tls(tls) = &session.script.security {
        wire = secured(wire.into_inner(), tls).await?;
        session.is_private = true;
    }
    session.wait().await;
    match &session.script.fault {
        MailFault::ClosesAtGreeting => return Ok(()),
        MailFault::NeverGreets => return hang(&mut wire).await,
        MailFault::EndlessLine => return repeat(&mut wire, &[b'a'; 1024]).await,
        MailFault::EndlessGreeting => return repeat(&mut wire, b"220-and another\r\n").await,
        MailFault::Greets(words) => say(&mut wire, format!("{words}\r\n")).await?,
        _ => say(&mut wire, "220 loopback ready\r\n").await?,
    }
    while let Some(command) = line(&mut wire).await? {
        lock(&shared.heard).push(command.clone());
        session.wait().await;
        let verb = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => say(&mut wire, session.extensions()).await?,
            "STARTTLS" => wire = session.start_tls(wire).await?,
            "AUTH" => session.sign_in(&mut wire, &command).await?,
            "MAIL" => match session.script.fault.clone() {
                MailFault::ClosesAtSender => return Ok(()),
                MailFault::HangsAtSender => return hang(&mut wire).await,
                MailFault::AnswersSender(words) => say(&mut wire, format!("{words}\r\n")).await?,
                _ if session.must_sign_in() => say(&mut wire, "530 5.7.0 sign in first\r\n").await?,
                _ => {
                    session.sender = address(&command);
                    say(&mut wire, "250 2.1.0 sender\r\n").await?;
                }
            },
            "RCPT" => match &session.script.fault {
                MailFault::AnswersRecipient(words) => say(&mut wire, format!("{words}\r\n")).await?,
                _ => {
                    session.recipients.push(address(&command));
                    say(&mut wire, "250 2.1.5 recipient\r\n").await?;
                }
            },
            "DATA" => {
                if session.data(&mut wire, &shared).await? {
                    return Ok(());
                }
            }
            "QUIT" => {
                return say(&mut wire, "221 2.0.0 bye\r\n").await;
            }
            _ => say(&mut wire, "502 5.5.1 not known here\r\n").await?,
        }
    }
    Ok(())
}

impl Session {
    /// Lets an answer wait, where that is the fault.
    async fn wait(&self) {
        if let MailFault::Slow(long) = self.script.fault {
            tokio::time::sleep(long).await;
        }
    }

    fn must_sign_in(&self) -> bool {
        self.script.sign_in != SignIn::NotOffered && !self.is_signed_in
    }

    fn extensions(&self) -> String {
        let mut lines = vec!["loopback"];
        let offers_tls = matches!(self.script.security, Security::StartTls(_)) && !self.is_private;
        if offers_tls {
            lines.push("STARTTLS");
        } else if self.script.sign_in != SignIn::NotOffered {
            lines.push("AUTH PLAIN LOGIN");
        }
        lines.push("8BITMIME");
        let last = lines.pop().unwrap_or_default();
        lines.iter().map(|line| format!("250-{line}\r\n")).chain([format!("250 {last}\r\n")]).collect()
    }

    async fn start_tls(&mut self, mut wire: Connection) -> io::Result<Connection> {
        let Security::StartTls(tls) = self.script.security.clone() else {
            say(&mut wire, "502 5.5.1 no TLS here\r\n").await?;
            return Ok(wire);
        };
        let words = if self.script.fault == MailFault::InjectsBeforeTls {
            "220 2.0.0 go\r\n250 loopback\r\n250 sender\r\n250 recipient\r\n354 text\r\n250 taken\r\n"
        } else {
            "220 2.0.0 go\r\n"
        };
        say(&mut wire, words).await?;
        self.is_private = true;
        secured(wire.into_inner(), &tls).await
    }

    /// PLAIN with its answer in the command, or LOGIN with two questions.
    async fn sign_in(&mut self, wire: &mut Connection, command: &str) -> io::Result<()> {
        let mut words = command.split(' ').skip(1);
        let (way, first) = (words.next().unwrap_or_default(), words.next().unwrap_or_default().to_owned());
        let told = if way.eq_ignore_ascii_case("LOGIN") {
            say(wire, "334 VXNlcm5hbWU6\r\n").await?;
            let user = line(wire).await?.unwrap_or_default();
            say(wire, "334 UGFzc3dvcmQ6\r\n").await?;
            format!("{} {}", decoded(&user), decoded(&line(wire).await?.unwrap_or_default()))
        } else {
            decoded(&first).trim_start_matches('\0').replace('\0', " ")
        };
        let is_known = matches!(&self.script.sign_in, SignIn::Only(user, word) if told == format!("{user} {word}"));
        if self.script.fault == MailFault::EchoesPassword {
            return say(wire, format!("535 5.7.8 not taken: {told} {first}\r\n")).await;
        }
        self.is_signed_in = is_known;
        say(wire, if is_known { "235 2.7.0 signed in\r\n" } else { "535 5.7.8 user or password wrong\r\n" }).await
    }

    /// Takes the text; says whether the connection ends with it.
    async fn data(&mut self, wire: &mut Connection, shared: &Shared) -> io::Result<bool> {
        match &self.script.fault {
            MailFault::AnswersData(words) => {
                say(wire, format!("{words}\r\n")).await?;
                return Ok(false);
            }
            MailFault::ClosesInsideText => {
                say(wire, "354 text\r\n").await?;
                wire.read_u8().await?;
                return Ok(true);
            }
            _ if self.recipients.is_empty() => {
                say(wire, "503 5.5.1 no recipient\r\n").await?;
                return Ok(false);
            }
            _ => say(wire, "354 text\r\n").await?,
        }
        let mut text = String::new();
        loop {
            let Some(next) = line(wire).await? else { return Ok(true) };
            if next == "." {
                break;
            }
            if text.len() > LONGEST {
                return Ok(true);
            }
            text.push_str(next.strip_prefix('.').unwrap_or(&next));
            text.push_str("\r\n");
        }
        let refuses = matches!(&self.script.fault, MailFault::AnswersText(words) if words.starts_with(['4', '5']));
        if !refuses {
            let (sender, recipients) = (self.sender.clone(), self.recipients.clone());
            lock(&shared.taken).push(TakenMail { sender, recipients, text, is_private: self.is_private });
        }
        self.recipients.clear();
        self.wait().await;
        match &self.script.fault {
            MailFault::ClosesAfterText => return Ok(true),
            MailFault::HangsAfterText => hang(wire).await?,
            MailFault::EndlessAfterText => repeat(wire, &[b'a'; 1024]).await?,
            MailFault::AnswersText(words) => say(wire, format!("{words}\r\n")).await?,
            _ => say(wire, "250 2.0.0 taken as 4711\r\n").await?,
        }
        Ok(false)
    }
}

fn address(command: &str) -> String {
    let inside = command.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map_or(command, |(address, _)| address).to_owned()
}

fn decoded(text: &str) -> String {
    String::from_utf8_lossy(&BASE64_STANDARD.decode(text).unwrap_or_default()).into_owned()
}
