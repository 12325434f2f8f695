//! Notification rules of the matrix: over real servers on loopback, once each, and not after somebody has it.

use std::sync::Arc;
use std::time::Duration;

use bridgebook_app::api::intent::{Declaring, Edit, Intent, LevelChange};
use bridgebook_app::outbox::Net;
use bridgebook_delivery::{Trust, Wire};
use bridgebook_delivery_servers::{MailScript, MailServer, WebhookFault, WebhookServer};
use bridgebook_domain::delivery::{DeliveryChannel, Way, WebhookForm};
use bridgebook_domain::view::rows as cells;
use bridgebook_domain::{Path, Value};

use crate::calls::count;
use crate::desk::{Desk, declaration, told};
use crate::outbox::{outbox, pump};
use crate::wire::{Pocket, closed, mail, save};

const RULES: &str = "| Incident declared | Responders | Chat | {{incident.number}}: {{event}} | 0 min | |
| L1 breached | Responders | Chat | | 0 min | 5 min |
| Level acknowledged | Executives | E-mail | | 0 min | |
| Level declined | Responders | Chat | | 0 min | |
| Handed over | Responders | Chat | | 0 min | |
| Incident resolved | Executives | E-mail | | 10 min | |
";

fn chat(url: String) -> DeliveryChannel {
    let way = Way::Webhook { url, form: WebhookForm::Slack };
    DeliveryChannel { id: String::new(), name: "Chat".into(), way, internal: true }
}

/// A desk whose matrix has rules of its own, with a chat at an address.
pub async fn desk(url: String) -> Desk {
    let net = Net::with(Wire::new(Trust::System, Duration::from_secs(10)), Arc::new(Pocket::default()));
    let desk = Desk::with_post(Arc::new(net)).await;
    save(&desk, chat(url), None).await;
    let matrix = desk.create("escalation-matrix", "Who hears what").await;
    let text = desk.markdown(matrix).await;
    let start = text.find("## Notification rules").expect("its rules");
    let first = start + text[start..].find("| --- |").expect("the head of the table");
    let first = first + text[first..].find('\n').expect("a line") + 1;
    let end = first + text[first..].find("\n\n").expect("the end of the table") + 1;
    let text = format!("{}{RULES}{}", &text[..first], &text[end..]);
    let text = text.replace(" | no |\n", " | yes |\n").replace("status: draft", "status: active");
    desk.replace(matrix, &text).await;
    desk
}

/// Says who the executives are: a team with an address.
async fn name_executives(desk: &Desk) {
    desk.done(Intent::AddToDirectory { kind: "team".into(), name: "Executives".into() }).await;
    let teams = desk.documents().await.into_iter().find(|d| d.template == "directory/teams").expect("the teams").id;
    let content = desk.open(teams).await.content;
    let found = content.live_sections().into_iter().find_map(|(id, section)| {
        let (column, _) = section.block.column_by_key("contact")?;
        let row = cells(&section.block).find(|(_, row)| row.text("name") == "Executives")?.0;
        Some(Path::Cell(id, row, column))
    });
    let path = found.expect("their row");
    let edit = Edit::Set { path, value: Some(Value::one("board@example.org")) };
    desk.edit(teams, Vec::new(), vec![edit]).await;
}

async fn look(desk: &Desk, minutes: i64) {
    desk.later(minutes);
    desk.app.tick().await.expect("it ticks");
    pump(desk).await;
}

fn posts(hook: &WebhookServer, words: &str) -> usize {
    hook.taken().iter().filter(|post| post.body.contains(words)).count()
}

#[tokio::test]
async fn what_happens_leaves_once_by_its_rule_also_after_a_restart() {
    let (server, hook) =
        (MailServer::start(MailScript::open()).await, WebhookServer::start(WebhookFault::None, None).await);
    let desk = desk(hook.url("/chat")).await;
    save(&desk, mail(server.port()), None).await;
    name_executives(&desk).await;
    let incident = desk.declare("Checkout down").await;
    look(&desk, 0).await;
    assert_eq!(posts(&hook, "INC-1: Declared"), 1, "the text of the rule: {:?}", hook.taken());
    let change = LevelChange::Decline;
    let (level, reason) = ("L1".to_owned(), "on a plane".to_owned());
    desk.done(Intent::ChangeLevel { incident, level, change, reason, clock: None }).await;
    desk.done(Intent::Acknowledge { incident, level: "L2".into(), by: "Chen Wei".into() }).await;
    let desk = desk.again().await;
    look(&desk, 1).await;
    look(&desk, 1).await;
    assert_eq!(posts(&hook, "L1 declined by"), 1);
    assert_eq!(posts(&hook, "INC-1: Declared"), 1, "not again");
    let mails = server.taken();
    let [taken] = &mails[..] else { panic!("one mail: {mails:?}") };
    assert_eq!(taken.recipients, ["board@example.org"]);
    assert!(taken.text.contains("L2 acknowledged by Chen Wei"), "{}", taken.text);
    desk.done(Intent::SetState { incident, state: "resolved".into() }).await;
    look(&desk, 9).await;
    assert_eq!(server.taken().len(), 1, "ten minutes later");
    let desk = desk.again().await;
    look(&desk, 3).await;
    look(&desk, 30).await;
    let mails = server.taken();
    assert_eq!(mails.len(), 2, "{mails:?}");
    assert!(mails[1].text.contains("Resolved") && mails[1].text.contains("told 2 min late"), "{}", mails[1].text);
    let titles: Vec<_> = outbox(&desk, Some(incident)).await.updates.into_iter().map(|u| (u.title, u.state)).collect();
    assert!(titles.contains(&("Notice to Executives".to_owned(), "sent".to_owned())), "{titles:?}");
}

#[tokio::test]
async fn a_rule_repeats_until_somebody_acknowledges_and_what_waits_then_does_not_leave() {
    let hook = WebhookServer::start(WebhookFault::None, None).await;
    let desk = desk(hook.url("/chat")).await;
    let incident = desk.declare("Checkout down").await;
    look(&desk, 0).await;
    look(&desk, 5).await;
    let words = "L1 did not acknowledge by 12:05";
    assert_eq!(posts(&hook, words), 1, "{:?}", hook.taken());
    look(&desk, 4).await;
    assert_eq!(posts(&hook, words), 1);
    look(&desk, 1).await;
    assert_eq!(posts(&hook, words), 2, "five minutes later");
    // The chat goes down, and the third waits.
    hook.now_does(WebhookFault::Answers("503 Down".into(), vec!["Retry-After: 60".into()], String::new()));
    look(&desk, 5).await;
    desk.done(Intent::Acknowledge { incident, level: "L1".into(), by: "Chen Wei".into() }).await;
    hook.now_does(WebhookFault::None);
    let before = posts(&hook, words);
    look(&desk, 2).await;
    look(&desk, 30).await;
    assert_eq!(posts(&hook, words), before, "nobody is asked for what somebody has");
    let states: Vec<_> = outbox(&desk, Some(incident)).await.updates.into_iter().map(|u| u.state).collect();
    assert!(states.contains(&"given_up".to_owned()), "what waited was taken away: {states:?}");
}

#[tokio::test]
async fn nothing_of_an_exercise_leaves_by_a_rule() {
    let hook = WebhookServer::start(WebhookFault::None, None).await;
    let desk = desk(hook.url("/chat")).await;
    let Intent::Declare { title, severity, commander, services, detected, .. } = declaration("Drill") else {
        panic!("a declaration")
    };
    let also = Declaring { exercise: true, ..Declaring::default() };
    let outcome = desk.done(Intent::Declare { title, severity, commander, services, detected, also }).await;
    let incident = outcome.ids[0].parse().expect("an id");
    look(&desk, 0).await;
    look(&desk, 5).await;
    assert!(hook.taken().is_empty());
    assert!(count(&desk, incident, "rule_told").await >= 2);
    let rows: Vec<_> = outbox(&desk, Some(incident)).await.updates.into_iter().flat_map(|u| u.rows).collect();
    assert!(!rows.is_empty() && rows.iter().all(|row| row.words.starts_with("Would have been sent")), "{rows:?}");
}

#[tokio::test]
async fn what_was_due_before_a_restore_is_not_sent_by_itself() {
    let hook = WebhookServer::start(WebhookFault::None, None).await;
    let desk = desk(hook.url("/chat")).await;
    let incident = desk.declare("Checkout down").await;
    look(&desk, 0).await;
    let backup = desk.file("copy.sqlite");
    desk.done(Intent::Backup { path: backup.display().to_string() }).await;
    look(&desk, 5).await;
    let words = "L1 did not acknowledge by 12:05";
    assert_eq!(posts(&hook, words), 1);
    let desk = desk.restored(&backup).await;
    let mut receiver = desk.app.events();
    look(&desk, 1).await;
    look(&desk, 1).await;
    assert_eq!(posts(&hook, words), 1, "it may have been sent before");
    let said = told(&mut receiver);
    assert!(said.iter().any(|m| m.contains(words) && m.contains("due before the data was restored")), "{said:?}");
    look(&desk, 3).await;
    assert_eq!(posts(&hook, words), 2, "what falls due after goes on");
    assert_eq!(count(&desk, incident, "rule_told").await, 3);
}

#[tokio::test]
async fn what_could_not_leave_waits_through_a_restart() {
    let desk = desk(format!("http://127.0.0.1:{}/chat", closed())).await;
    let incident = desk.declare("Checkout down").await;
    look(&desk, 0).await;
    let waiting = outbox(&desk, Some(incident)).await.updates;
    assert_eq!((waiting[0].title.as_str(), waiting[0].state.as_str()), ("Notice to Responders", "waiting"));
    let desk = desk.again().await;
    look(&desk, 1).await;
    assert_eq!(count(&desk, incident, "rule_told").await, 1, "it is told once, and tried again");
    assert!(outbox(&desk, Some(incident)).await.updates[0].rows[0].attempts >= 2);
}
