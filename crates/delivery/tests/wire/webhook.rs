use bridgebook_delivery::{Outcome, Parcel, Trust, Wire};
use bridgebook_delivery_servers::{Authority, WebhookFault, WebhookServer};
use bridgebook_domain::delivery::{DeliveryChannel, Way, WebhookForm};
use jiff::SignedDuration;

use crate::{Kind, PATIENT, SHORT, attempt, kind, parcel, trusting};

const PATH: &str = "/services/T0SECRET/B0SECRET?sig=s3cr3tsig";
const SECRETS: [&str; 4] = ["T0SECRET", "B0SECRET", "s3cr3tsig", "t0kent0ken"];

fn channel(url: &str, form: WebhookForm) -> DeliveryChannel {
    let way = Way::Webhook { url: url.into(), form };
    DeliveryChannel { id: "h".into(), name: "Status".into(), way, internal: true }
}

/// One attempt at a host with a fault, over a sealed channel as the program keeps it.
async fn once(fault: &WebhookFault, wire: &Wire) -> (Outcome, bool, usize) {
    let server = WebhookServer::start(fault.clone(), None).await;
    let (channel, secret) = channel(&server.url(PATH), WebhookForm::Generic).seal(Some("t0kent0ken")).expect("good");
    let parcel = parcel(&channel, "status room");
    let (outcome, left) = attempt(wire, &channel, secret.as_deref(), &parcel, || server.taken().len()).await;
    let text = format!("{outcome:?}");
    assert!(SECRETS.iter().all(|secret| !text.contains(secret)), "{fault:?}: {text}");
    (outcome, left, server.taken().len())
}

async fn check(fault: WebhookFault, wire: &Wire, expected: Kind, taken: usize, words: &str) {
    let (outcome, left, times) = once(&fault, wire).await;
    let (got, said) = kind(&outcome);
    assert_eq!((got, left, times), (expected, true, taken), "{fault:?}: {outcome:?}");
    assert!(said.contains(words), "{fault:?} said: {said}");
}

#[tokio::test]
async fn a_message_arrives_once_with_its_id_and_its_token() {
    let authority = Authority::new();
    let server = WebhookServer::start(WebhookFault::None, Some(authority.server(&["localhost"]))).await;
    let (channel, secret) = channel(&server.url(PATH), WebhookForm::Generic).seal(Some("t0kent0ken")).expect("good");
    let parcel = parcel(&channel, "status room");
    let wire = trusting(&authority, PATIENT);
    let (outcome, left) = attempt(&wire, &channel, secret.as_deref(), &parcel, || server.taken().len()).await;
    assert_eq!((outcome, left), (Outcome::Sent { reply: "200 OK: ok".into() }, true));
    let [taken] = &server.taken()[..] else { panic!("taken {} times", server.taken().len()) };
    assert_eq!(taken.first_line, format!("POST {PATH} HTTP/1.1"));
    assert_eq!(taken.body.as_bytes(), parcel.rendered);
    assert_eq!(taken.header("idempotency-key"), Some("0199-delivery"));
    assert_eq!(taken.header("authorization"), Some("Bearer t0kent0ken"));
    assert_eq!(taken.header("host"), Some(format!("localhost:{}", server.port()).as_str()));
    assert_eq!(taken.header("content-type"), Some("application/json; charset=utf-8"));
}

#[tokio::test]
async fn a_status_says_what_became_of_the_message() {
    let wire = Wire::new(Trust::Only(Vec::new()), PATIENT);
    let echo = format!("Cannot POST {PATH} with Bearer t0kent0ken");
    for (status, expected, words) in [
        ("202 Accepted", Kind::Sent, "202 Accepted"),
        ("204 No Content", Kind::Sent, "204 No Content"),
        ("400 Bad Request", Kind::Refused, "400 Bad Request: Cannot POST"),
        ("403 Forbidden", Kind::Refused, "does not let this channel send"),
        ("404 Not Found", Kind::Refused, "does not know the address"),
        ("410 Gone", Kind::Refused, "does not know the address"),
        ("429 Too Many Requests", Kind::Later, "no messages at the moment"),
        ("503 Service Unavailable", Kind::Later, "no messages at the moment"),
        ("500 Internal Server Error", Kind::Uncertain, "may have arrived"),
        ("502 Bad Gateway", Kind::Uncertain, "may have arrived"),
        ("504 Gateway Timeout", Kind::Uncertain, "may have arrived"),
    ] {
        let body = if status.starts_with("204") { "" } else { &echo };
        check(WebhookFault::status(status, body), &wire, expected, 1, words).await;
    }
}

#[tokio::test]
async fn a_wait_that_is_asked_for_is_read_in_both_ways_of_writing_it() {
    let wire = Wire::new(Trust::Only(Vec::new()), PATIENT);
    for (lines, expected) in [
        (vec!["Retry-After: 120"], Some(120)),
        (vec!["Date: Sun, 01 Mar 2026 14:00:00 GMT", "Retry-After: Sun, 01 Mar 2026 14:05:00 GMT"], Some(300)),
        (vec!["Date: Sun, 01 Mar 2026 14:00:00 GMT", "Retry-After: Sun, 01 Mar 2026 13:00:00 GMT"], None),
        (vec!["Retry-After: soon"], None),
        (vec!["Retry-After: -5"], None),
        (vec![], None),
    ] {
        let head = lines.iter().map(|&line| line.to_owned()).collect();
        let fault = WebhookFault::Answers("429 Too Many Requests".into(), head, String::new());
        let (outcome, ..) = once(&fault, &wire).await;
        let Outcome::Later { after, .. } = outcome else { panic!("{lines:?}: {outcome:?}") };
        assert_eq!(after, expected.map(SignedDuration::from_secs), "{lines:?}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_wherever_it_leads() {
    let wire = Wire::new(Trust::Only(Vec::new()), PATIENT);
    let inner = WebhookServer::start(WebhookFault::None, None).await;
    for to in [inner.url("/T0SECRET"), "http://169.254.169.254/latest/meta-data/".to_owned(), "/elsewhere".to_owned()] {
        for (status, expected) in [
            ("301 Moved Permanently", Kind::Uncertain),
            ("302 Found", Kind::Uncertain),
            ("303 See Other", Kind::Uncertain),
            ("307 Temporary Redirect", Kind::Refused),
            ("308 Permanent Redirect", Kind::Refused),
        ] {
            let fault = WebhookFault::Answers(status.into(), vec![format!("Location: {to}")], String::new());
            check(fault, &wire, expected, 1, "never followed").await;
        }
        check(WebhookFault::redirect(&to), &wire, Kind::Refused, 1, "never followed").await;
    }
    assert_eq!(inner.taken(), [], "nothing went where the redirect pointed");
}

#[tokio::test]
async fn an_answer_without_an_end_is_read_as_far_as_it_says_something() {
    let wire = Wire::new(Trust::Only(Vec::new()), PATIENT);
    check(WebhookFault::EndlessBody("200 OK".into()), &wire, Kind::Sent, 1, "200 OK: aaaa").await;
    check(WebhookFault::EndlessBody("404 Not Found".into()), &wire, Kind::Refused, 1, "404 Not Found: aaaa").await;
    check(WebhookFault::ClosesInsideBody, &wire, Kind::Sent, 1, "200 OK: half").await;
    check(WebhookFault::EndlessHead, &wire, Kind::Uncertain, 1, "may have arrived").await;
}

#[tokio::test]
async fn a_host_that_says_nothing_leaves_it_open() {
    let wire = Wire::new(Trust::Only(Vec::new()), PATIENT);
    check(WebhookFault::ClosesAfterRequest, &wire, Kind::Uncertain, 1, "closed the connection after").await;
    check(WebhookFault::Garbage, &wire, Kind::Uncertain, 1, "no webhook says").await;
    let wire = Wire::new(Trust::Only(Vec::new()), SHORT);
    check(WebhookFault::NeverAnswers, &wire, Kind::Uncertain, 1, "within 3 s after it was given the message").await;
    let wire = Wire::new(Trust::Only(Vec::new()), PATIENT).answering_within(SHORT);
    check(WebhookFault::NeverAnswers, &wire, Kind::Uncertain, 1, "within 3 s after it was given the message").await;
}

#[tokio::test]
async fn a_host_that_closes_at_once_took_nothing() {
    let authority = Authority::new();
    let wire = trusting(&authority, PATIENT);
    let server = WebhookServer::start(WebhookFault::ClosesAtOnce, Some(authority.server(&["localhost"]))).await;
    let channel = channel(&server.url("/"), WebhookForm::Slack);
    let parcel = parcel(&channel, "");
    let (outcome, left) = attempt(&wire, &channel, None, &parcel, || server.taken().len()).await;
    assert_eq!((kind(&outcome).0, left, server.taken()), (Kind::Later, false, Vec::new()), "{outcome:?}");
}

#[tokio::test]
async fn a_certificate_that_does_not_fit_gets_no_message() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let wire = trusting(&authority, PATIENT);
    for (tls, words) in [
        (authority.server(&["hooks.example.com"]), "of another host"),
        (stranger.server(&["localhost"]), "nobody whom this machine trusts"),
        (authority.expired(&["localhost"]), "has run out"),
    ] {
        let server = WebhookServer::start(WebhookFault::None, Some(tls)).await;
        let (channel, secret) = channel(&server.url(PATH), WebhookForm::Slack).seal(None).expect("good");
        let parcel = parcel(&channel, "");
        let (outcome, left) = attempt(&wire, &channel, secret.as_deref(), &parcel, || server.taken().len()).await;
        let (got, said) = kind(&outcome);
        assert_eq!((got, left, server.taken().len()), (Kind::Refused, false, 0), "{outcome:?}");
        assert!(said.contains(words), "said: {said}");
        assert_eq!(wire.try_channel(&channel, secret.as_deref()).await.expect_err("the same"), said);
    }
}

#[tokio::test]
async fn what_could_not_be_noted_does_not_leave() {
    let server = WebhookServer::start(WebhookFault::None, None).await;
    let channel = channel(&server.url(PATH), WebhookForm::Slack);
    let parcel = parcel(&channel, "");
    let outcome = Wire::default().deliver(&channel, None, &parcel, async || Err("The disk is full.".to_owned())).await;
    assert_eq!(outcome, Outcome::Later { why: "The disk is full.".into(), after: None });
    let (outcome, _) = attempt(&Wire::default(), &channel, None, &parcel, || server.taken().len()).await;
    assert_eq!((kind(&outcome).0, server.taken().len()), (Kind::Sent, 1), "only the second one");
}

#[tokio::test]
async fn a_sealed_channel_sends_to_the_host_it_shows_and_only_with_its_secret() {
    let (server, other) =
        (WebhookServer::start(WebhookFault::None, None).await, WebhookServer::start(WebhookFault::None, None).await);
    let (channel, _) = channel(&server.url(PATH), WebhookForm::Slack).seal(None).expect("good");
    let parcel = parcel(&channel, "");
    for (secret, words) in [
        (None, "is not kept on this machine"),
        (Some(other.url(PATH)), "not one of localhost"),
        (Some("B0SECRET".to_owned()), "address"),
    ] {
        let (outcome, left) = attempt(&Wire::default(), &channel, secret.as_deref(), &parcel, || 0).await;
        let (got, said) = kind(&outcome);
        assert_eq!((got, left), (Kind::Refused, false), "{outcome:?}");
        assert!(said.contains(words) && !said.contains("SECRET"), "said: {said}");
    }
    assert_eq!((server.taken(), other.taken()), (Vec::new(), Vec::new()));
}

#[tokio::test]
async fn a_name_that_leads_inward_is_connected_to_only_where_that_is_meant() {
    let server = WebhookServer::start(WebhookFault::None, None).await;
    let outside = |url: String| DeliveryChannel { internal: false, ..channel(&url, WebhookForm::Slack) };
    let private = outside(server.url(PATH).replace("http:", "https:"));
    let good = parcel(&channel(&server.url(PATH), WebhookForm::Slack), "");
    for refused in [
        private,
        outside(format!("https://127.0.0.1:{}/", server.port())),
        outside(format!("https://[::ffff:127.0.0.1]:{}/", server.port())),
        outside(format!("https://2130706433:{}/", server.port())),
    ] {
        let (outcome, left) = attempt(&Wire::default(), &refused, None, &good, || 0).await;
        assert_eq!((kind(&outcome).0, left), (Kind::Refused, false), "{refused:?}: {outcome:?}");
    }
    assert_eq!(server.taken(), []);
}

#[tokio::test]
async fn trying_a_webhook_connects_and_sends_nothing() {
    let authority = Authority::new();
    let server = WebhookServer::start(WebhookFault::None, Some(authority.server(&["localhost"]))).await;
    let (channel, secret) = channel(&server.url(PATH), WebhookForm::Teams).seal(None).expect("good");
    let said = trusting(&authority, PATIENT).try_channel(&channel, secret.as_deref()).await.expect("it answers");
    assert!(said.starts_with("localhost can be reached over TLS.") && said.ends_with("Nothing was sent."), "{said}");
    assert_eq!(server.taken(), []);
}

#[tokio::test]
async fn a_delivery_can_run_in_a_task_of_its_own() {
    let server = WebhookServer::start(WebhookFault::None, None).await;
    let channel = channel(&server.url("/"), WebhookForm::Slack);
    let parcel: Parcel = parcel(&channel, "");
    let task =
        tokio::spawn(async move { bridgebook_delivery::deliver(&channel, None, &parcel, async || Ok(())).await });
    assert_eq!(kind(&task.await.expect("it ends")).0, Kind::Sent);
}
