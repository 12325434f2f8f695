use bridgebook_delivery::{Outcome, Parcel, Trust, Wire};
use bridgebook_delivery_servers::{Authority, MailFault, MailScript, MailServer, Security, SignIn};
use bridgebook_domain::delivery::{DeliveryChannel, MailSecurity, Way};

use crate::{Kind, PATIENT, SHORT, attempt, kind, parcel, trusting};

const TO: &str = "kim@example.com";
const PASSWORD: &str = "corr3ct horse";

fn channel(port: u16, security: MailSecurity, user: &str) -> DeliveryChannel {
    let way = Way::Mail {
        host: "localhost".into(),
        port,
        security,
        user: user.into(),
        from: "Incident desk <desk@example.com>".into(),
    };
    DeliveryChannel { id: "m".into(), name: "Mail".into(), way, internal: true }
}

fn open(port: u16) -> DeliveryChannel {
    channel(port, MailSecurity::None, "")
}

fn answers(make: impl Fn(String) -> MailFault, words: &str) -> MailFault {
    make(words.to_owned())
}

fn secured(security: Security, fault: MailFault) -> MailScript {
    MailScript { fault, security, sign_in: SignIn::Only("desk".into(), PASSWORD.into()) }
}

/// One attempt without TLS at a server with a fault.
async fn check(fault: MailFault, wire: &Wire, expected: Kind, body_left: bool, taken: usize, words: &str) {
    let server = MailServer::start(MailScript::with(fault.clone())).await;
    let channel = open(server.port());
    let (outcome, left) = attempt(wire, &channel, None, &parcel(&channel, TO), || server.taken().len()).await;
    let (got, said) = kind(&outcome);
    assert_eq!((got, left, server.taken().len()), (expected, body_left, taken), "{fault:?}: {outcome:?}");
    assert!(said.contains(words), "{fault:?} said: {said}");
}

#[tokio::test]
async fn a_message_arrives_once_as_it_was_written() {
    let server = MailServer::start(MailScript::open()).await;
    let channel = open(server.port());
    let parcel = parcel(&channel, TO);
    let (outcome, left) = attempt(&Wire::default(), &channel, None, &parcel, || server.taken().len()).await;
    assert_eq!(outcome, Outcome::Sent { reply: "250 2.0.0 taken as 4711".into() });
    assert!(left);
    let [taken] = &server.taken()[..] else { panic!("taken {} times", server.taken().len()) };
    assert_eq!(taken.sender, "desk@example.com");
    assert_eq!(taken.recipients, [TO]);
    assert_eq!(taken.text, String::from_utf8_lossy(&parcel.rendered), "byte for byte, with its line of one dot");
    assert_eq!(server.heard().first().map(String::as_str), Some("EHLO [127.0.0.1]"), "no name of this machine");
}

#[tokio::test]
async fn before_the_text_every_fault_is_certain() {
    let wire = Wire::new(Trust::Only(Vec::new()), PATIENT);
    for (fault, expected, words) in [
        (MailFault::ClosesAtGreeting, Kind::Later, "closed the connection"),
        (MailFault::ClosesAtSender, Kind::Later, "closed the connection when the sender was named"),
        (answers(MailFault::AnswersSender, "451 4.3.0 later"), Kind::Later, "451 4.3.0 later"),
        (answers(MailFault::AnswersSender, "553 5.1.8 not you"), Kind::Refused, "553 5.1.8 not you"),
        (answers(MailFault::AnswersRecipient, "450 4.2.0 busy"), Kind::Later, "450 4.2.0 busy"),
        (answers(MailFault::AnswersRecipient, "550 5.1.1 nobody"), Kind::Refused, "550 5.1.1 nobody"),
        (answers(MailFault::AnswersRecipient, "354 go on"), Kind::Refused, "no mail server says there"),
        (answers(MailFault::AnswersData, "421 4.3.2 closing"), Kind::Later, "421"),
        (answers(MailFault::AnswersData, "554 5.5.1 no"), Kind::Refused, "554"),
        (answers(MailFault::AnswersData, "250 taken already"), Kind::Refused, "no mail server says there"),
        (answers(MailFault::Greets, "554 no service"), Kind::Refused, "554 no service"),
        (answers(MailFault::Greets, "421 too many"), Kind::Later, "421 too many"),
        (answers(MailFault::Greets, "HTTP/1.1 400 Bad Request"), Kind::Refused, "not as a mail server does"),
        (answers(MailFault::Greets, "\u{1}\u{2}"), Kind::Refused, "not as a mail server does"),
        (MailFault::EndlessLine, Kind::Refused, "not as a mail server does"),
        (MailFault::EndlessGreeting, Kind::Refused, "not as a mail server does"),
    ] {
        check(fault, &wire, expected, false, 0, words).await;
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_left_in_time() {
    let wire = Wire::new(Trust::Only(Vec::new()), SHORT);
    check(MailFault::NeverGreets, &wire, Kind::Later, false, 0, "did not answer within 3 s when it was greeted").await;
    check(MailFault::HangsAtSender, &wire, Kind::Later, false, 0, "within 3 s when the sender was named").await;
    check(MailFault::HangsAfterText, &wire, Kind::Uncertain, true, 1, "may have arrived").await;
}

#[tokio::test]
async fn the_answer_to_the_text_has_a_limit_of_its_own() {
    let wire = Wire::new(Trust::Only(Vec::new()), PATIENT).answering_within(SHORT);
    let words = "did not answer within 3 s after it was given the text";
    check(MailFault::HangsAfterText, &wire, Kind::Uncertain, true, 1, words).await;
    let wire = Wire::new(Trust::Only(Vec::new()), SHORT).answering_within(PATIENT);
    check(MailFault::HangsAtSender, &wire, Kind::Later, false, 0, "within 3 s when the sender was named").await;
}

#[tokio::test]
async fn after_the_text_only_an_answer_is_certain() {
    let wire = Wire::new(Trust::Only(Vec::new()), PATIENT);
    let text = |words| answers(MailFault::AnswersText, words);
    for (fault, expected, taken, words) in [
        (text("250-2.0.0 two lines\r\n250 2.0.0 taken"), Kind::Sent, 1, "250 2.0.0 two lines 2.0.0 taken"),
        (text("451 4.3.0 disk full"), Kind::Later, 0, "451 4.3.0 disk full"),
        (text("554 5.7.1 not wanted"), Kind::Refused, 0, "554 5.7.1 not wanted"),
        (text("354 more"), Kind::Uncertain, 1, "may have arrived"),
        (text("what"), Kind::Uncertain, 1, "may have arrived"),
        (MailFault::EndlessAfterText, Kind::Uncertain, 1, "may have arrived"),
        (MailFault::ClosesAfterText, Kind::Uncertain, 1, "closed the connection after it was given the text"),
        (MailFault::ClosesInsideText, Kind::Uncertain, 0, "may have arrived"),
    ] {
        check(fault, &wire, expected, true, taken, words).await;
    }
}

#[tokio::test]
async fn what_could_not_be_noted_does_not_leave() {
    let server = MailServer::start(MailScript::open()).await;
    let channel = open(server.port());
    let parcel = parcel(&channel, TO);
    let outcome = Wire::default().deliver(&channel, None, &parcel, async || Err("The disk is full.".to_owned())).await;
    assert_eq!(outcome, Outcome::Later { why: "The disk is full.".into(), after: None });
    // A second delivery, so that the first connection has been seen to its end.
    let (outcome, _) = attempt(&Wire::default(), &channel, None, &parcel, || server.taken().len()).await;
    assert_eq!(kind(&outcome).0, Kind::Sent);
    assert_eq!(server.taken().len(), 1, "only the second one");
}

#[tokio::test]
async fn a_password_goes_under_tls_to_the_host_of_the_certificate_alone() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let wire = trusting(&authority, PATIENT);
    let names = ["localhost"];
    for security in [MailSecurity::Tls, MailSecurity::StartTls] {
        let under = |tls| if security == MailSecurity::Tls { Security::Tls(tls) } else { Security::StartTls(tls) };
        for (script, expected, taken, words) in [
            (secured(under(authority.server(&names)), MailFault::None), Kind::Sent, 1, "taken as 4711"),
            (
                secured(under(authority.server(&["mail.example.com"])), MailFault::None),
                Kind::Refused,
                0,
                "of another host",
            ),
            (
                secured(under(stranger.server(&names)), MailFault::None),
                Kind::Refused,
                0,
                "nobody whom this machine trusts",
            ),
            (secured(under(authority.expired(&names)), MailFault::None), Kind::Refused, 0, "has run out"),
        ] {
            let server = MailServer::start(script).await;
            let channel = channel(server.port(), security, "desk");
            let parcel = parcel(&channel, TO);
            let (outcome, _) = attempt(&wire, &channel, Some(PASSWORD), &parcel, || server.taken().len()).await;
            let (got, said) = kind(&outcome);
            assert_eq!((got, server.taken().len()), (expected, taken), "{security:?} {outcome:?}");
            assert!(said.contains(words), "{security:?} said: {said}");
            assert!(server.taken().iter().all(|mail| mail.is_private), "the text went in the open");
            let heard = server.heard();
            assert!(taken == 1 || !heard.iter().any(|line| line.starts_with("AUTH")), "{heard:?}");
        }
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_spoken_to_privately_is_told_nothing() {
    let authority = Authority::new();
    let wire = trusting(&authority, PATIENT);
    let names = ["localhost"];
    for (script, security, words) in [
        (secured(Security::Plain, MailFault::None), MailSecurity::StartTls, "does not offer STARTTLS"),
        (secured(Security::Plain, MailFault::None), MailSecurity::Tls, "not in TLS"),
        (
            secured(Security::StartTls(authority.server(&names)), MailFault::InjectsBeforeTls),
            MailSecurity::StartTls,
            "not in TLS",
        ),
    ] {
        let server = MailServer::start(script).await;
        let channel = channel(server.port(), security, "desk");
        let parcel = parcel(&channel, TO);
        let (outcome, left) = attempt(&wire, &channel, Some(PASSWORD), &parcel, || server.taken().len()).await;
        let (got, said) = kind(&outcome);
        assert_eq!((got, left), (Kind::Refused, false), "{outcome:?}");
        assert!(said.contains(words), "said: {said}");
        let heard = server.heard();
        assert!(!heard.iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")), "{heard:?}");
        assert_eq!(server.taken(), []);
    }
}

#[tokio::test]
async fn a_password_that_is_not_taken_is_said_and_never_repeated() {
    let authority = Authority::new();
    let wire = trusting(&authority, PATIENT);
    let tls = || Security::Tls(authority.server(&["localhost"]));
    for (script, secret, words) in [
        (secured(tls(), MailFault::None), Some("wr0ng h0rse"), "535 5.7.8 user or password wrong"),
        (secured(tls(), MailFault::EchoesPassword), Some(PASSWORD), "535 5.7.8 not taken"),
        (secured(tls(), MailFault::None), None, "is not kept on this machine"),
        (MailScript { sign_in: SignIn::NotOffered, ..secured(tls(), MailFault::None) }, Some(PASSWORD), "sign in"),
    ] {
        let server = MailServer::start(script).await;
        let channel = channel(server.port(), MailSecurity::Tls, "desk");
        let parcel = parcel(&channel, TO);
        let (outcome, left) = attempt(&wire, &channel, secret, &parcel, || server.taken().len()).await;
        let (got, said) = kind(&outcome);
        assert_eq!((got, left, server.taken().len()), (Kind::Refused, false, 0), "{outcome:?}");
        assert!(said.contains(words), "said: {said}");
        let tried = wire.try_channel(&channel, secret).await.expect_err("the same refusal");
        // As text and in the ways in which it goes over the wire.
        for hidden in [PASSWORD, "wr0ng h0rse", "Y29ycjNjdCBob3JzZQ", "AGRlc2sAY29ycjNjdCBob3JzZQ"] {
            assert!(!said.contains(hidden) && !tried.contains(hidden), "{said} / {tried}");
        }
    }
}

#[tokio::test]
async fn trying_a_channel_signs_in_and_sends_nothing() {
    let authority = Authority::new();
    let wire = trusting(&authority, PATIENT);
    for security in [MailSecurity::Tls, MailSecurity::StartTls] {
        let tls = authority.server(&["localhost"]);
        let tls = if security == MailSecurity::Tls { Security::Tls(tls) } else { Security::StartTls(tls) };
        let server = MailServer::start(secured(tls, MailFault::None)).await;
        let said = wire.try_channel(&channel(server.port(), security, "desk"), Some(PASSWORD)).await;
        let said = said.expect("it works");
        assert_eq!(said, "localhost answered over TLS and took the user name and the password. Nothing was sent.");
        assert!(!server.heard().iter().any(|line| line.starts_with("MAIL")), "{:?}", server.heard());
    }
}

#[tokio::test]
async fn a_host_that_is_not_there_is_tried_later() {
    let port = MailServer::start(MailScript::open()).await.port();
    let closed = open(port);
    let parcel = parcel(&closed, TO);
    let (outcome, left) = attempt(&Wire::default(), &closed, None, &parcel, || 0).await;
    let (got, said) = kind(&outcome);
    assert_eq!((got, left), (Kind::Later, false), "{outcome:?}");
    assert!(said.contains(&format!("localhost cannot be reached on port {port}")), "said: {said}");
    let mut nowhere = closed.clone();
    if let Way::Mail { host, .. } = &mut nowhere.way {
        *host = "no-such-host.invalid".into();
    }
    let (outcome, left) = attempt(&Wire::default(), &nowhere, None, &parcel, || 0).await;
    assert_eq!((kind(&outcome).0, left), (Kind::Later, false), "{outcome:?}");
}

#[tokio::test]
async fn an_address_with_a_line_break_reaches_no_server() {
    let server = MailServer::start(MailScript::open()).await;
    let channel = open(server.port());
    let good = parcel(&channel, TO);
    for recipient in ["kim@example.com\r\nRCPT TO:<eve@example.com>", "kim@example.com\n", "kim", ""] {
        let parcel = Parcel { recipient: recipient.into(), ..good.clone() };
        let (outcome, left) = attempt(&Wire::default(), &channel, None, &parcel, || server.taken().len()).await;
        assert_eq!((kind(&outcome).0, left), (Kind::Refused, false), "{outcome:?}");
    }
    assert_eq!((server.taken(), server.heard()), (Vec::new(), Vec::new()), "it was not even connected to");
}

#[tokio::test]
async fn letters_outside_ascii_before_the_at_need_a_server_that_knows_them() {
    let server = MailServer::start(MailScript::open()).await;
    let channel = open(server.port());
    let sent = |to: &'static str| {
        let (channel, server) = (&channel, &server);
        async move { attempt(&Wire::default(), channel, None, &parcel(channel, to), || server.taken().len()).await.0 }
    };
    let (got, said) = (sent("jörg@example.com").await, "takes no addresses with letters");
    assert!(kind(&got).0 == Kind::Refused && kind(&got).1.contains(said), "{got:?}");
    assert_eq!(kind(&sent("kim@bücher.example").await).0, Kind::Sent);
    assert_eq!(server.taken()[0].recipients, ["kim@xn--bcher-kva.example"]);
}
