//! Every step of a delivery, killed there, against everything that a server does wrong: nothing leaves twice by itself,
//! and nothing is lost in silence.

use std::sync::Arc;
use std::time::Duration;

use bridgebook_app::api::event::Event;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::outbox::Net;
use bridgebook_delivery::{Trust, Wire};
use bridgebook_delivery_servers::{
    Authority, MailFault, MailScript, MailServer, Security, ServerTls, WebhookFault, WebhookServer,
};
use bridgebook_domain::IncidentId;
use bridgebook_domain::delivery::{DeliveryChannel, MailSecurity, Way, WebhookForm};
use futures_util::future::join_all;

use crate::desk::Desk;
use crate::outbox::{pump, rows, send, states, told};
use crate::wire::{Pocket, closed, mail, save};

/// What the other side does to the first attempt.
#[derive(Clone)]
enum Fault {
    /// Nobody listens on the port.
    NoMailServer,
    Mail(MailFault),
    /// A mail server with a certificate that does not fit.
    Certificate(&'static str, ServerTls),
    NoWebhook,
    Webhook(WebhookFault),
}

impl Fault {
    fn words(&self) -> String {
        match self {
            Self::NoMailServer => "no mail server".to_owned(),
            Self::Mail(fault) => format!("mail server, {fault:?}"),
            Self::Certificate(why, _) => format!("mail server, certificate {why}"),
            Self::NoWebhook => "no webhook".to_owned(),
            Self::Webhook(fault) => format!("webhook, {fault:?}"),
        }
    }

    /// Whether it reads the whole message and says that it did not take it.
    fn is_a_clear_no(&self) -> bool {
        let Self::Webhook(WebhookFault::Answers(status, ..)) = self else { return false };
        status.starts_with(['3', '4']) || status.starts_with("503")
    }
}

/// Where the process is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kill {
    Nowhere,
    /// Before anything was begun.
    AtOnce,
    /// After so many steps were written down: 1 that it began, 2 that the text leaves, 3 what came of it.
    AfterStep(u8),
    /// When the other side has read the text.
    WhenTaken,
}

const KILLS: [Kill; 6] =
    [Kill::Nowhere, Kill::AtOnce, Kill::AfterStep(1), Kill::AfterStep(2), Kill::WhenTaken, Kill::AfterStep(3)];

/// The servers of one case.
struct Servers {
    mail: MailServer,
    hook: WebhookServer,
    tls: ServerTls,
    fault: Fault,
}

impl Servers {
    async fn start(fault: &Fault, tls: ServerTls) -> Self {
        let script = match fault {
            Fault::Mail(fault) => MailScript::with(fault.clone()),
            Fault::Certificate(_, tls) => MailScript { security: Security::Tls(tls.clone()), ..MailScript::open() },
            _ => MailScript::open(),
        };
        let hook = match fault {
            Fault::Webhook(fault) => fault.clone(),
            _ => WebhookFault::None,
        };
        let (mail, hook) = (MailServer::start(script).await, WebhookServer::start(hook, None).await);
        Self { mail, hook, tls, fault: fault.clone() }
    }

    fn is_mail(&self) -> bool {
        !matches!(self.fault, Fault::NoWebhook | Fault::Webhook(_))
    }

    /// The channel; with the right port once everything is well.
    fn channel(&self, is_well: bool) -> DeliveryChannel {
        let is_gone = matches!(self.fault, Fault::NoMailServer | Fault::NoWebhook) && !is_well;
        if !self.is_mail() {
            let url = if is_gone { format!("http://localhost:{}/hook", closed()) } else { self.hook.url("/hook") };
            let way = Way::Webhook { url, form: WebhookForm::Generic };
            return DeliveryChannel { id: String::new(), name: "Mail".into(), way, internal: true };
        }
        let channel = mail(if is_gone { closed() } else { self.mail.port() });
        if !matches!(self.fault, Fault::Certificate(..)) {
            return channel;
        }
        let way = Way::Mail {
            host: "localhost".into(),
            port: self.mail.port(),
            security: MailSecurity::Tls,
            user: String::new(),
            from: "desk@example.org".into(),
        };
        DeliveryChannel { way, ..channel }
    }

    /// From now on nothing goes wrong.
    fn are_well(&self) {
        let security = match self.fault {
            Fault::Certificate(..) => Security::Tls(self.tls.clone()),
            _ => Security::Plain,
        };
        self.mail.now_does(MailScript { security, ..MailScript::open() });
        self.hook.now_does(WebhookFault::None);
    }

    /// How often the other side read the message to its end.
    fn taken(&self) -> usize {
        if self.is_mail() { self.mail.taken().len() } else { self.hook.taken().len() }
    }
}

/// What came of one case.
#[derive(Debug, PartialEq)]
struct End {
    /// State after the first attempt, or after the process was killed and started again.
    first: String,
    /// State when everything is well again and nobody decided anything.
    last: String,
    /// How often the other side acted on the message.
    acted: usize,
}

async fn case(fault: &Fault, kill: Kill, authority: &Authority) -> End {
    let net =
        Net::with(Wire::new(Trust::Only(vec![authority.root()]), Duration::from_secs(2)), Arc::new(Pocket::default()));
    let servers = Servers::start(fault, authority.server(&["localhost"])).await;
    let desk = Desk::with_post(Arc::new(net)).await;
    let incident = desk.declare("Checkout down").await;
    let id = save(&desk, servers.channel(false), None).await;
    let to: &[&str] = if servers.is_mail() { &["ana@example.org"] } else { &[] };
    desk.done(send(incident, "Mail", to)).await;
    attempt(&desk, kill, &servers).await;
    let desk = if kill == Kill::Nowhere { desk } else { desk.again().await };
    let first = states(&desk, incident).await.remove(0);
    let before = servers.taken();
    servers.are_well();
    if matches!(fault, Fault::NoMailServer | Fault::NoWebhook) {
        save(&desk, DeliveryChannel { id, ..servers.channel(true) }, None).await;
    }
    for _ in 0..3 {
        pump(&desk).await;
        // Not so long that the next update it promises is due itself.
        desk.later(5);
    }
    let acted = servers.taken() - if fault.is_a_clear_no() { before } else { 0 };
    let last = states(&desk, incident).await.remove(0);
    visible(&desk, incident, &last).await;
    End { first, last, acted }
}

/// One round of the pump, killed where it is to be.
async fn attempt(desk: &Desk, kill: Kill, servers: &Servers) {
    if kill == Kill::AtOnce {
        return;
    }
    let mut facts = desk.app.events();
    let app = Arc::clone(&desk.app);
    let mut pumping = tokio::spawn(async move { app.intent(Intent::SendDue {}).await.map(|_| ()) });
    let reached = async {
        match kill {
            Kill::Nowhere | Kill::AtOnce => std::future::pending().await,
            Kill::AfterStep(steps) => {
                for _ in 0..steps {
                    while facts.recv().await.expect("a fact follows each commit") != Event::OutboxChanged {}
                }
            }
            Kill::WhenTaken => {
                while servers.taken() == 0 {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            }
        }
    };
    tokio::select! {
        () = reached => {
            pumping.abort();
            // It may have ended in the same moment.
            let _ = pumping.await;
        }
        ended = &mut pumping => ended.expect("it ends").expect("it is written"),
    }
}

/// What is said of the message agrees with the log, and what is not out is shown as unfinished.
async fn visible(desk: &Desk, incident: IncidentId, state: &str) {
    let row = rows(desk, incident).await.remove(0);
    assert!(!row.words.is_empty(), "{row:?}");
    let sent = told(desk, incident).await.iter().filter(|kind| *kind == "update_sent").count();
    assert_eq!(sent, usize::from(state == "sent"), "the update counts as sent when a server has it");
    let unfinished = crate::outbox::outbox(desk, None).await.updates.len();
    assert_eq!(unfinished, usize::from(state != "sent"), "what is not out is among what is unfinished");
    if state == "uncertain" || state == "refused" {
        assert!(!row.can.is_empty(), "a person can decide: {row:?}");
    }
}

/// Each fault with the state after the first attempt, the one in the end, and how often it was acted on.
fn table(authority: &Authority) -> Vec<(Fault, &'static str, &'static str, usize)> {
    use Fault::{Certificate, Mail, NoMailServer, NoWebhook, Webhook};
    let says = |line: &str| line.to_owned();
    let slow = Duration::from_millis(60);
    let mut table: Vec<(Fault, &str, &str, usize)> = vec![
        (NoMailServer, "retrying", "sent", 1),
        (Certificate("of another host", authority.server(&["other.example.org"])), "refused", "refused", 0),
        (Certificate("that ran out", authority.expired(&["localhost"])), "refused", "refused", 0),
        (Certificate("of a stranger", Authority::new().server(&["localhost"])), "refused", "refused", 0),
        (NoWebhook, "retrying", "sent", 1),
    ];
    let mail = [
        (MailFault::None, "sent", "sent", 1),
        (MailFault::Slow(slow), "sent", "sent", 1),
        (MailFault::ClosesAtGreeting, "retrying", "sent", 1),
        (MailFault::NeverGreets, "retrying", "sent", 1),
        (MailFault::Greets(says("SSH-2.0-OpenSSH_9.2")), "refused", "refused", 0),
        (MailFault::Greets(says("421 4.3.2 later")), "retrying", "sent", 1),
        (MailFault::Greets(says("554 5.3.2 never")), "refused", "refused", 0),
        (MailFault::EndlessLine, "refused", "refused", 0),
        (MailFault::EndlessGreeting, "refused", "refused", 0),
        (MailFault::ClosesAtSender, "retrying", "sent", 1),
        (MailFault::HangsAtSender, "retrying", "sent", 1),
        (MailFault::AnswersSender(says("451 4.7.1 greylisted")), "retrying", "sent", 1),
        (MailFault::AnswersSender(says("550 5.7.1 not you")), "refused", "refused", 0),
        (MailFault::AnswersRecipient(says("450 4.2.1 busy")), "retrying", "sent", 1),
        (MailFault::AnswersRecipient(says("550 5.1.1 no such user")), "refused", "refused", 0),
        (MailFault::AnswersData(says("451 4.3.0 later")), "retrying", "sent", 1),
        (MailFault::AnswersData(says("554 5.5.1 no")), "refused", "refused", 0),
        (MailFault::ClosesInsideText, "uncertain", "uncertain", 0),
        (MailFault::ClosesAfterText, "uncertain", "uncertain", 1),
        (MailFault::HangsAfterText, "uncertain", "uncertain", 1),
        (MailFault::EndlessAfterText, "uncertain", "uncertain", 1),
        (MailFault::AnswersText(says("452 4.3.1 disk full")), "retrying", "sent", 1),
        (MailFault::AnswersText(says("554 5.6.0 not this")), "refused", "refused", 0),
    ];
    table.extend(mail.map(|(fault, first, last, acted)| (Mail(fault), first, last, acted)));
    let status = |status: &str| WebhookFault::status(status, "");
    let hook = [
        (WebhookFault::None, "sent", "sent", 1),
        (WebhookFault::Slow(slow), "sent", "sent", 1),
        (WebhookFault::ClosesAtOnce, "uncertain", "uncertain", 0),
        (WebhookFault::ClosesAfterRequest, "uncertain", "uncertain", 1),
        (WebhookFault::NeverAnswers, "uncertain", "uncertain", 1),
        (WebhookFault::Garbage, "uncertain", "uncertain", 1),
        (WebhookFault::EndlessHead, "uncertain", "uncertain", 1),
        (WebhookFault::ClosesInsideBody, "sent", "sent", 1),
        (WebhookFault::EndlessBody(says("200 OK")), "sent", "sent", 1),
        (status("400 Bad Request"), "refused", "refused", 0),
        (status("403 Forbidden"), "refused", "refused", 0),
        (status("404 Not Found"), "refused", "refused", 0),
        (status("429 Too Many Requests"), "retrying", "sent", 1),
        (status("500 Internal Server Error"), "uncertain", "uncertain", 1),
        (status("503 Service Unavailable"), "retrying", "sent", 1),
        (WebhookFault::redirect("http://localhost:1/elsewhere"), "refused", "refused", 0),
    ];
    table.extend(hook.map(|(fault, first, last, acted)| (Webhook(fault), first, last, acted)));
    table
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_server_does_and_wherever_the_process_is_killed_nothing_is_doubled_or_lost_in_silence() {
    let authority = Authority::new();
    let table = table(&authority);
    // With the other tests each fault meets some of the kills; `cargo xtask torture` plays the whole matrix.
    let is_whole = std::env::var_os("BRIDGEBOOK_TORTURE").is_some();
    for (k, kill) in KILLS.into_iter().enumerate() {
        let is_played = |n: usize| is_whole || kill == Kill::Nowhere || (n + k).is_multiple_of(6);
        let cases: Vec<_> = table.iter().enumerate().filter(|(n, _)| is_played(*n)).map(|(_, case)| case).collect();
        for some in cases.chunks(12) {
            let ends = join_all(some.iter().map(|(fault, ..)| case(fault, kill, &authority))).await;
            for ((fault, first, last, acted), end) in some.iter().zip(ends) {
                let what = format!("{}, killed {kill:?}: {end:?}", fault.words());
                // Whether the text was already on its way when the line was found closed is chance; both are said.
                let is_chance = matches!(fault, Fault::Webhook(WebhookFault::ClosesAtOnce));
                if kill == Kill::Nowhere && !is_chance {
                    assert_eq!(end, End { first: (*first).into(), last: (*last).into(), acted: *acted }, "{what}");
                }
                if kill == Kill::AtOnce {
                    assert_eq!((end.last.as_str(), end.acted), ("sent", 1), "nothing had begun: {what}");
                }
                assert!(end.acted <= 1, "doubled: {what}");
                assert!(["sent", "uncertain", "refused"].contains(&end.last.as_str()), "it hangs: {what}");
                match end.acted {
                    0 => assert_ne!(end.last, "sent", "lost in silence: {what}"),
                    _ => assert_ne!(end.last, "refused", "it arrived: {what}"),
                }
            }
        }
    }
}
