//! A webhook: one connection, one POST, one answer. The low-level client has no pool, follows no redirect, knows no
//! proxy and repeats nothing by itself.

use std::sync::Arc;

use bridgebook_domain::delivery::{DeliveryChannel, Way, is_sealed};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper::{Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use jiff::SignedDuration;
use tokio::task::JoinHandle;
use url::{Host, Url};

use crate::connect::{Target, line};
use crate::metered::Gauge;
use crate::words::Words;
use crate::{LONGEST_ANSWER, Outcome, Parcel, Trouble, Wire, silence};

/// Most that is repeated of the body of an answer, in bytes.
const REPEATED: usize = 2048;

/// A connection that waits for the request.
pub(crate) struct Ready {
    sender: SendRequest<Full<Bytes>>,
    gauge: Arc<Gauge>,
    url: Url,
    token: Option<String>,
    words: Words,
    wire: Wire,
    _connection: Connection,
}

/// The task that moves bytes; it ends with what it is for.
struct Connection(JoinHandle<()>);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Connects; nothing of the request leaves.
pub(crate) async fn prepare(wire: &Wire, channel: &DeliveryChannel, secret: Option<&str>) -> Result<Ready, Trouble> {
    let (url, token) = open(channel, secret).map_err(Trouble::Refused)?;
    let words = Words::of_address(&host(&url), &path_and_query(&url), token.as_deref());
    let target = Target {
        host: host(&url),
        port: url.port_or_known_default().unwrap_or(443),
        internal: channel.internal,
        private: url.scheme() == "https",
    };
    let (stream, gauge) = line(wire, &target, &words).await?;
    let shaken = Builder::new().max_buf_size(LONGEST_ANSWER).handshake(TokioIo::new(stream)).await;
    let (sender, connection) =
        shaken.map_err(|_| Trouble::Later(format!("{} closed the connection at once.", words.host())))?;
    let connection = tokio::spawn(async move {
        // What goes wrong here is seen by whoever waits for the answer.
        let _ = connection.await;
    });
    Ok(Ready { sender, gauge, url, token, words, wire: wire.clone(), _connection: Connection(connection) })
}

/// Connects and leaves.
pub(crate) async fn try_out(wire: &Wire, channel: &DeliveryChannel, secret: Option<&str>) -> Result<String, Trouble> {
    let ready = prepare(wire, channel, secret).await?;
    let private = if ready.url.scheme() == "https" { " over TLS" } else { " without TLS" };
    Ok(format!(
        "{} can be reached{private}. Whether it takes messages, only a test message can tell. Nothing was sent.",
        ready.words.host()
    ))
}

/// The address and the token of a channel, from what is kept in the open and what is kept secret.
fn open(channel: &DeliveryChannel, secret: Option<&str>) -> Result<(Url, Option<String>), String> {
    let Way::Webhook { url, form } = &channel.way else {
        return Err("This channel is no webhook.".to_owned());
    };
    let unreadable = |_| "The address of the webhook cannot be read. Enter it again in the channel.".to_owned();
    let shown = Url::parse(url).map_err(unreadable)?;
    if !is_sealed(url) {
        return Ok((shown, secret.filter(|token| !token.is_empty()).map(str::to_owned)));
    }
    let secret = secret.ok_or_else(|| {
        format!("The address of the webhook at {} is not kept on this machine. Enter it again.", host(&shown))
    })?;
    let (kept, token) = match secret.split_once(' ') {
        Some((kept, token)) => (kept, Some(token.to_owned())),
        None => (secret, None),
    };
    let way = Way::Webhook { url: kept.to_owned(), form: *form };
    DeliveryChannel { way, ..channel.clone() }.check()?;
    let opened = Url::parse(kept).map_err(unreadable)?;
    if opened.origin() != shown.origin() {
        return Err(format!(
            "The address that is kept for this channel is not one of {}. Enter it again in the channel.",
            host(&shown)
        ));
    }
    Ok((opened, token))
}

/// The host as it is looked up and as people read it, without brackets.
fn host(url: &Url) -> String {
    match url.host() {
        Some(Host::Domain(name)) => name.to_owned(),
        Some(Host::Ipv4(ip)) => ip.to_string(),
        Some(Host::Ipv6(ip)) => ip.to_string(),
        None => String::new(),
    }
}

fn path_and_query(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

impl Ready {
    /// Sends the request and reads the answer.
    pub(crate) async fn send(mut self, parcel: &Parcel) -> Outcome {
        let host = self.words.host().to_owned();
        let request = match self.request(parcel) {
            Ok(request) => request,
            Err(why) => return Outcome::Refused { why },
        };
        self.gauge.reset(LONGEST_ANSWER);
        let answer = tokio::time::timeout(self.wire.answer, self.sender.send_request(request)).await;
        let answer = match answer {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) if self.gauge.written() == 0 => {
                return Trouble::Later(format!("{host} had closed the connection before the message left.")).into();
            }
            Ok(Err(error)) if error.is_parse() || self.gauge.overflowed() => {
                return uncertain(&format!(
                    "{host} answered something that no webhook says after it was given the message."
                ));
            }
            Ok(Err(_)) => {
                return uncertain(&format!(
                    "{host} closed the connection after it was given the message, without an answer."
                ));
            }
            Err(_) => return uncertain(&silence(&self.words, self.wire.answer, "after it was given the message")),
        };
        let (status, after) = (answer.status(), wait_asked(&answer));
        let said = self.said(answer, parcel.is_personal).await;
        outcome(&host, status, &said, after)
    }

    fn request(&self, parcel: &Parcel) -> Result<Request<Full<Bytes>>, String> {
        let port = self.url.port().map_or_else(String::new, |port| format!(":{port}"));
        let mut request = Request::post(path_and_query(&self.url))
            .header(header::HOST, format!("{}{port}", self.url.host_str().unwrap_or_default()))
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .header(header::USER_AGENT, concat!("Bridgebook/", env!("CARGO_PKG_VERSION")))
            .header(header::CONNECTION, "close")
            .header("Idempotency-Key", &parcel.delivery_id);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = Full::new(Bytes::from(parcel.rendered.clone()));
        request.body(body).map_err(|_| "The request to the webhook could not be put together.".to_owned())
    }

    /// Status and body in words. What is wrong with the body changes nothing: the status has said what became of the
    /// message.
    async fn said(&self, answer: Response<Incoming>, is_personal: bool) -> String {
        // A number is looked for in the whole of an answer; of others only the beginning is repeated.
        let most = if is_personal { LONGEST_ANSWER } else { REPEATED };
        let status = answer.status();
        let is_page =
            answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        let mut body = answer.into_body();
        let mut text = Vec::new();
        let reading = async {
            while text.len() < most {
                let Some(Ok(frame)) = body.frame().await else { break };
                text.extend(frame.into_data().unwrap_or_default());
            }
        };
        let _ = tokio::time::timeout(self.wire.step, reading).await;
        text.truncate(most);
        if is_personal {
            let name = status.canonical_reason().unwrap_or_default();
            let number = ticket_number(&text).map_or_else(String::new, |number| format!(", ticket {number}"));
            return format!("{}{number}", format!("{} {name}", status.as_u16()).trim());
        }
        let text = if is_page { String::new() } else { self.words.clean(&String::from_utf8_lossy(&text)) };
        let name = status.canonical_reason().unwrap_or_default();
        let status = format!("{} {name}", status.as_u16());
        if text.is_empty() { status.trim().to_owned() } else { format!("{}: {text}", status.trim()) }
    }
}

/// The number that a helpdesk gave a ticket, where its answer says one: `ticket.id` (Zendesk) or `id` (Gorgias).
fn ticket_number(answer: &[u8]) -> Option<u64> {
    let json: serde_json::Value = serde_json::from_slice(answer).ok()?;
    json.pointer("/ticket/id").or_else(|| json.get("id"))?.as_u64()
}

fn uncertain(why: &str) -> Outcome {
    Outcome::Uncertain { why: format!("{why} It may have arrived: ask, before it is sent again.") }
}

/// What a status says of the message. A failure inside the host (500 and its kin) leaves open whether the message was
/// passed on before it, and so do 301, 302 and 303, with which many hosts answer a POST that they have taken (RFC 9110,
/// 15.4.2 to 15.4.4). 307 and 308 ask for the POST itself elsewhere (15.4.8, 15.4.9); 503 and 429 say that it was not
/// looked at (15.6.4; RFC 6585, 4).
fn outcome(host: &str, status: StatusCode, said: &str, after: Option<SignedDuration>) -> Outcome {
    let answered = format!("{host} answered \u{201c}{said}\u{201d}");
    match status.as_u16() {
        200..=299 => Outcome::Sent { reply: said.to_owned() },
        301..=303 => uncertain(&format!(
            "{answered} after it was given the message and points to another address, which is never followed. If the \
             webhook has moved, enter its new address in the channel."
        )),
        300..=399 => Outcome::Refused {
            why: format!(
                "{host} points to another address, which is never followed. If the webhook has moved, enter its new \
                 address in the channel."
            ),
        },
        408 | 425 | 429 | 503 => {
            Outcome::Later { why: format!("{answered}: it takes no messages at the moment."), after }
        }
        401 | 403 => Outcome::Refused { why: format!("{answered}: it does not let this channel send.") },
        404 | 410 => Outcome::Refused {
            why: format!("{answered}: it does not know the address, or no longer. Enter it again in the channel."),
        },
        400..=499 => Outcome::Refused { why: format!("{answered}.") },
        _ => uncertain(&format!("{answered} after it was given the message.")),
    }
}

/// `Retry-After`, in seconds or as a date; a date is read against the host's own clock, so that neither clock need be
/// right (RFC 9110, 10.2.3).
fn wait_asked(answer: &Response<Incoming>) -> Option<SignedDuration> {
    let text = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
    let asked = text(header::RETRY_AFTER)?.trim();
    if let Ok(seconds) = asked.parse::<u32>() {
        return Some(SignedDuration::from_secs(i64::from(seconds)));
    }
    let until = httpdate::parse_http_date(asked).ok()?;
    let now = httpdate::parse_http_date(text(header::DATE)?).ok()?;
    SignedDuration::try_from(until.duration_since(now).ok()?).ok()
}
