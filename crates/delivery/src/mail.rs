//! Mail over one connection to one server, step by step, so that it is always known whether the text has left. The
//! high-level client of the library says the same of a server that closed before the text and of one that closed after
//! it (`docs/decisions/0007-delivery.md`).

use std::error::Error as _;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bridgebook_domain::delivery::{DeliveryChannel, MailSecurity, Way, sender};
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};

use crate::connect::{Target, host_name, line, plain};
use crate::message::address;
use crate::metered::{Gauge, Line};
use crate::words::Words;
use crate::{LONGEST_ANSWER, Outcome, Trouble, Wire, silence, trust};

/// How one may sign in, the plainest first; all of them under TLS only.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];
/// How long a goodbye may take: it changes nothing any more.
const GOODBYE: Duration = Duration::from_secs(2);

/// A connection to a server that knows who sends.
struct Session {
    connection: AsyncSmtpConnection,
    gauge: Arc<Gauge>,
    words: Words,
    wire: Wire,
}

/// A server that said that it waits for the text.
pub(crate) struct Ready(Session);

/// Connects, greets and signs in.
async fn begin(wire: &Wire, channel: &DeliveryChannel, secret: Option<&str>) -> Result<Session, Trouble> {
    let Way::Mail { host, port, security, user, .. } = &channel.way else {
        return Err(Trouble::Refused("This channel is no mail server.".to_owned()));
    };
    let host = host_name(host).map_err(Trouble::Refused)?;
    let words = Words::of_password(&host, user, secret.unwrap_or_default());
    if !user.is_empty() && secret.is_none() {
        return Err(Trouble::Refused(format!(
            "The password for {host} is not kept on this machine. Enter it again in the channel."
        )));
    }
    let target = Target { host, port: *port, internal: channel.internal, private: *security != MailSecurity::None };
    let (stream, gauge) = match security {
        MailSecurity::Tls => line(wire, &target, &words).await?,
        MailSecurity::StartTls | MailSecurity::None => {
            let (stream, gauge) = plain(wire, &target, &words).await?;
            (Line::Plain(stream), gauge)
        }
    };
    gauge.read_slowly(*security == MailSecurity::StartTls);
    let name = client_id(&stream);
    let greeted = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &name);
    let greeted =
        wire.within(&words, "when it was greeted", greeted).await.map_err(|trouble| match (trouble, security) {
            // Each waits for the other to begin.
            (Trouble::Later(why), MailSecurity::StartTls | MailSecurity::None) => {
                Trouble::Later(format!("{why} If TLS begins at once on port {port}, choose TLS in the channel."))
            }
            (trouble, _) => trouble,
        })?;
    let connection = greeted.map_err(|error| trouble(&error, &gauge, &words, "when it was greeted"))?;
    let mut session = Session { connection, gauge, words, wire: wire.clone() };
    if *security == MailSecurity::StartTls {
        session.start_tls(&target, &name).await?;
    }
    if let (false, Some(password)) = (user.is_empty(), secret) {
        session.sign_in(user, password).await?;
    }
    Ok(session)
}

/// Says everything but the text.
pub(crate) async fn prepare(
    wire: &Wire,
    channel: &DeliveryChannel,
    secret: Option<&str>,
    recipient: &str,
) -> Result<Ready, Trouble> {
    let Way::Mail { from, .. } = &channel.way else {
        return Err(Trouble::Refused("This channel is no mail server.".to_owned()));
    };
    let from = address(sender(from).1).map_err(Trouble::Refused)?;
    let to = address(recipient).map_err(Trouble::Refused)?;
    let mut session = begin(wire, channel, secret).await?;
    let parameters = session.parameters(&from, &to)?;
    session
        .command(Mail::new(Some(from), parameters), "when the sender was named", Severity::PositiveCompletion)
        .await?;
    session.command(Rcpt::new(to, Vec::new()), "for this recipient", Severity::PositiveCompletion).await?;
    session.command(Data, "when the text was announced", Severity::PositiveIntermediate).await?;
    Ok(Ready(session))
}

/// Greets, signs in and leaves.
pub(crate) async fn try_out(wire: &Wire, channel: &DeliveryChannel, secret: Option<&str>) -> Result<String, Trouble> {
    let mut session = begin(wire, channel, secret).await?;
    session.leave().await;
    let host = session.words.host();
    let private = if is_private(channel) { " over TLS" } else { " without TLS" };
    let signed_in = match &channel.way {
        Way::Mail { user, .. } if !user.is_empty() => " and took the user name and the password",
        _ => "; it asked for no password",
    };
    Ok(format!("{host} answered{private}{signed_in}. Nothing was sent."))
}

fn is_private(channel: &DeliveryChannel) -> bool {
    matches!(&channel.way, Way::Mail { security, .. } if *security != MailSecurity::None)
}

/// What this program calls itself: its address, because its name is nobody's business (RFC 5321, 4.1.4).
fn client_id(stream: &Line) -> ClientId {
    match stream.local_ip() {
        Some(IpAddr::V4(ip)) => ClientId::Ipv4(ip),
        Some(IpAddr::V6(ip)) => ClientId::Ipv6(ip),
        None => ClientId::default(),
    }
}

impl Session {
    async fn start_tls(&mut self, target: &Target, name: &ClientId) -> Result<(), Trouble> {
        let host = self.words.host().to_owned();
        if !self.connection.can_starttls() {
            self.leave().await;
            return Err(Trouble::Refused(format!(
                "{host} does not offer STARTTLS on this port, so nothing was sent. Check the port, or choose TLS."
            )));
        }
        let mut parameters = TlsParameters::builder(target.host.clone()).certificate_store(CertificateStore::None);
        for root in self.wire.trust.roots().await? {
            let root = Certificate::from_der(root.to_vec());
            parameters = parameters.add_root_certificate(root.map_err(|e| self.trouble(&e, "when TLS was begun"))?);
        }
        let parameters = parameters.build().map_err(|error| self.trouble(&error, "when TLS was begun"))?;
        self.gauge.reset(LONGEST_ANSWER);
        let started = self.connection.starttls(parameters, name);
        let started = self.wire.within(&self.words, "when TLS was begun", started).await?;
        started.map_err(|error| self.trouble(&error, "when TLS was begun"))?;
        self.gauge.read_slowly(false);
        Ok(())
    }

    async fn sign_in(&mut self, user: &str, password: &str) -> Result<(), Trouble> {
        const DOING: &str = "when signing in";
        if self.connection.server_info().get_auth_mechanism(&MECHANISMS).is_none() {
            self.leave().await;
            return Err(Trouble::Refused(format!(
                "{} does not let anybody sign in with a password on this port. Check the port, or leave the user name \
                 empty.",
                self.words.host()
            )));
        }
        self.gauge.reset(LONGEST_ANSWER);
        let credentials = Credentials::new(user.to_owned(), password.to_owned());
        let answer = self.connection.auth(&MECHANISMS, &credentials);
        let answer = self.wire.within(&self.words, DOING, answer).await?;
        let answer = answer.map_err(|error| match self.trouble(&error, DOING) {
            Trouble::Refused(why) if error.is_permanent() => {
                Trouble::Refused(format!("{why} Check the user name and the password in the channel."))
            }
            other => other,
        })?;
        self.expect(&answer, Severity::PositiveCompletion, DOING)
    }

    /// What the sender's command says besides: letters outside ASCII in an address need a server that knows them
    /// (RFC 6531). The text itself never does.
    fn parameters(&self, from: &Address, to: &Address) -> Result<Vec<MailParameter>, Trouble> {
        let is_ascii = [from, to].iter().all(|address| AsRef::<str>::as_ref(*address).is_ascii());
        if is_ascii {
            return Ok(Vec::new());
        }
        if self.connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Ok(vec![MailParameter::SmtpUtfEight]);
        }
        Err(Trouble::Refused(format!(
            "{} takes no addresses with letters such as ä or é before the @. Nothing was sent.",
            self.words.host()
        )))
    }

    async fn command(
        &mut self,
        command: impl std::fmt::Display,
        doing: &str,
        expected: Severity,
    ) -> Result<(), Trouble> {
        self.gauge.reset(LONGEST_ANSWER);
        let answer = self.wire.within(&self.words, doing, self.connection.command(command)).await?;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                let trouble = self.trouble(&error, doing);
                if error.status().is_some() {
                    self.leave().await;
                }
                return Err(trouble);
            }
        };
        self.expect(&answer, expected, doing)
    }

    fn expect(&self, answer: &Response, expected: Severity, doing: &str) -> Result<(), Trouble> {
        if answer.code().severity == expected {
            return Ok(());
        }
        let said = self.words.clean(&said(answer));
        Err(Trouble::Refused(format!(
            "{} answered \u{201c}{said}\u{201d} {doing}, which no mail server says there. Nothing was sent.",
            self.words.host()
        )))
    }

    /// Says goodbye. Whether that is heard changes nothing.
    async fn leave(&mut self) {
        self.gauge.reset(LONGEST_ANSWER);
        let _ = tokio::time::timeout(GOODBYE.min(self.wire.step), self.connection.quit()).await;
    }

    fn trouble(&self, error: &Error, doing: &str) -> Trouble {
        trouble(error, &self.gauge, &self.words, doing)
    }
}

impl Ready {
    /// Hands the text over.
    pub(crate) async fn send(self, rendered: &[u8]) -> Outcome {
        let Self(mut session) = self;
        let host = session.words.host().to_owned();
        session.gauge.reset(LONGEST_ANSWER);
        // The library ends the last line itself; a second end would be a line more.
        let text = rendered.strip_suffix(b"\r\n").unwrap_or(rendered);
        let answer = tokio::time::timeout(session.wire.answer, session.connection.message(text)).await;
        let error = match answer {
            Ok(Ok(answer)) if answer.code().severity == Severity::PositiveCompletion => {
                let reply = session.words.clean(&said(&answer));
                session.leave().await;
                return Outcome::Sent { reply };
            }
            Ok(Ok(answer)) => {
                let said = session.words.clean(&said(&answer));
                return uncertain(&format!("{host} answered \u{201c}{said}\u{201d} to the text, which says nothing."));
            }
            Ok(Err(error)) => error,
            Err(_) => {
                return uncertain(&silence(&session.words, session.wire.answer, "after it was given the text"));
            }
        };
        if error.is_transient() || error.is_permanent() {
            let trouble = session.trouble(&error, "to the text");
            session.leave().await;
            return trouble.into();
        }
        if session.gauge.written() == 0 {
            return Trouble::Later(format!("{host} had closed the connection before the text left.")).into();
        }
        uncertain(&if session.gauge.overflowed() || !(session.gauge.ended() || is_network(&error)) {
            format!("{host} answered something that no mail server says after it was given the text.")
        } else {
            format!("{host} closed the connection after it was given the text, without an answer.")
        })
    }
}

fn uncertain(why: &str) -> Outcome {
    Outcome::Uncertain { why: format!("{why} It may have arrived: ask, before it is sent again.") }
}

/// An answer with its code, on one line.
fn said(answer: &Response) -> String {
    let lines: Vec<&str> = answer.message().collect();
    format!("{} {}", answer.code(), lines.join(" "))
}

fn is_network(error: &Error) -> bool {
    let io = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
    io.is_some_and(|io| io.kind() != std::io::ErrorKind::InvalidData)
}

/// What an error before the text means.
fn trouble(error: &Error, gauge: &Gauge, words: &Words, doing: &str) -> Trouble {
    let host = words.host();
    if let Some(code) = error.status() {
        let text = error.source().map(ToString::to_string).unwrap_or_default();
        let why = format!("{host} answered \u{201c}{}\u{201d} {doing}.", words.clean(&format!("{code} {text}")));
        return if error.is_transient() { Trouble::Later(why) } else { Trouble::Refused(why) };
    }
    if let Some(trouble) = trust::trouble(host, error) {
        return trouble;
    }
    if gauge.overflowed() || !(gauge.ended() || is_network(error)) {
        return Trouble::Refused(format!(
            "{host} answered {doing}, but not as a mail server does. Nothing was sent. Check the host and the port."
        ));
    }
    Trouble::Later(format!("{host} closed the connection {doing}. Nothing was sent."))
}
