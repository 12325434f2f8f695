//! A chat transcript becomes entries of the log, each once.

use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::transcript::{MessageState, TranscriptKind, TranscriptReading, TranscriptTimes};
use bridgebook_domain::IncidentId;
use bridgebook_domain::transcript::MessageKind;

use crate::desk::Desk;

const CHAT: &str = "Copied from #inc\n11:40 mai: Error rate at 20 %\nsince the deployment\n11:42 Emre Yılmaz: decision: roll back\n11:42 bot: 12:10 is the next report";

async fn read(desk: &Desk, incident: IncidentId, text: &str, times: TranscriptTimes) -> TranscriptReading {
    let query = Query::Transcript { incident, text: text.into(), times };
    let Answer::Transcript(reading) = desk.ask(query).await else { panic!("a transcript") };
    *reading
}

fn paste(incident: IncidentId, text: &str) -> Intent {
    let times = TranscriptTimes::default();
    let (people, kinds, skip) = (Default::default(), Vec::new(), Vec::new());
    Intent::PasteTranscript { incident, text: text.into(), times, people, kinds, skip }
}

#[tokio::test]
async fn a_transcript_becomes_entries_with_their_times_and_names() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    let mai =
        desk.done(Intent::AddToDirectory { kind: "person".into(), name: "Nguyễn Thị Mai".into() }).await.ids.remove(0);
    let before = desk.log(Some(incident)).await.len();
    let reading = read(&desk, incident, CHAT, TranscriptTimes::default()).await;
    assert_eq!(reading.before, ["Copied from #inc"]);
    assert_eq!((reading.asks_zone, reading.asks_day.as_deref()), (true, Some("2026-03-13")));
    let speakers: Vec<_> = reading.speakers.iter().map(|s| (s.name.as_str(), s.person.as_str(), s.is_sure)).collect();
    assert_eq!(speakers, [("mai", mai.as_str(), false), ("Emre Yılmaz", "", false), ("bot", "", false)]);
    assert_eq!(desk.log(Some(incident)).await.len(), before, "reading writes nothing");
    let mut intent = paste(incident, CHAT);
    if let Intent::PasteTranscript { kinds, skip, .. } = &mut intent {
        kinds.push(TranscriptKind { line: 2, kind: MessageKind::Event });
        skip.push(5);
    }
    let made = desk.done(intent).await;
    assert_eq!(made.ids.len(), 2);
    let log = desk.log(Some(incident)).await;
    let row = |text: &str| log.iter().find(|r| r.text.starts_with(text)).unwrap_or_else(|| panic!("{text}: {log:?}"));
    let event = row("Error rate at 20 %\nsince the deployment");
    assert_eq!((event.event_at.as_str(), event.entered_at.as_str()), ("2026-03-13T11:40:00Z", "2026-03-13T12:00:00Z"));
    assert_eq!((event.author.as_str(), event.kind.as_str()), ("Nguyễn Thị Mai", "event"));
    assert!(event.recorded_by.is_some(), "it says who pasted it");
    assert_eq!((row("roll back").kind.as_str(), row("roll back").author.as_str()), ("decided", "Emre Yılmaz"));
}

#[tokio::test]
async fn what_the_chat_program_says_is_signed_by_nobody() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    desk.done(paste(incident, "13/03/2026, 11:40 - Mai joined\n13/03/2026, 11:41 - Mai: Error rate at 20 %")).await;
    let log = desk.log(Some(incident)).await;
    let row = log.iter().find(|r| r.text == "Mai joined").unwrap_or_else(|| panic!("{log:?}"));
    assert_eq!(row.author, "The program");
    assert!(row.recorded_by.is_some(), "it says who pasted it");
}

#[tokio::test]
async fn the_same_transcript_adds_only_what_is_new() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    desk.done(paste(incident, CHAT)).await;
    // What was due meanwhile is logged beside it; what was pasted says who pasted it.
    let pasted = async |desk: &Desk| desk.log(Some(incident)).await.iter().filter(|r| r.recorded_by.is_some()).count();
    let before = pasted(&desk).await;
    assert_eq!(before, 3);
    let again = desk.done(paste(incident, CHAT)).await;
    assert_eq!((again.ids.len(), again.remarks.as_slice()), (0, &["3 messages are in the log already".to_owned()][..]));
    desk.later(30);
    let longer = format!("{CHAT}\n12:20 mai: Better now");
    let states: Vec<_> =
        read(&desk, incident, &longer, TranscriptTimes::default()).await.messages.iter().map(|m| m.state).collect();
    assert_eq!(states, [MessageState::There, MessageState::There, MessageState::There, MessageState::New]);
    assert_eq!(desk.done(paste(incident, &longer)).await.ids.len(), 1);
    let desk = desk.again().await;
    assert_eq!(pasted(&desk).await, before + 1);
    assert_eq!(desk.done(paste(incident, &longer)).await.ids.len(), 0);
}

#[tokio::test]
async fn what_was_shown_is_what_is_written_though_midnight_has_passed_meanwhile() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    let shown = read(&desk, incident, "11:40 mai: One", TranscriptTimes::default()).await;
    desk.later(24 * 60);
    let mut intent = paste(incident, "11:40 mai: One");
    if let Intent::PasteTranscript { times, .. } = &mut intent {
        times.as_of.clone_from(&shown.as_of);
    }
    desk.done(intent).await;
    let log = desk.log(Some(incident)).await;
    assert!(log.iter().any(|r| r.text == "One" && r.event_at == shown.messages[0].at), "{log:?}");
}

#[tokio::test]
async fn what_cannot_be_taken_is_said_and_nothing_is_written() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    let before = desk.log(Some(incident)).await.len();
    for (text, words) in [
        ("nothing in here".to_owned(), "has no messages"),
        ("2026-03-14 09:00 mai: tomorrow".to_owned(), "1 message would lie ahead of now"),
        (format!("11:40 mai: {}", "x".repeat(50_001)), "longer than an entry may be"),
        ("x".repeat(20_000_001), "at most 20 MB"),
        ((0..5_001).map(|n| format!("11:40 mai: {n}\n")).collect(), "5001 messages in it; at most 5000"),
    ] {
        let refused = desk.refused(paste(incident, &text)).await;
        assert!(
            refused.message.contains(words) && refused.message.contains("Nothing was written"),
            "{}",
            refused.message
        );
    }
    let mut wrong = paste(incident, CHAT);
    if let Intent::PasteTranscript { people, .. } = &mut wrong {
        people.insert("mai".into(), "Nobody".into());
    }
    assert!(desk.refused(wrong).await.message.contains("no one person “Nobody”"));
    let mut wrong = paste(incident, CHAT);
    if let Intent::PasteTranscript { times, .. } = &mut wrong {
        times.zone = "Berlin".into();
    }
    assert!(desk.refused(wrong).await.message.contains("“Berlin” is not a time zone"));
    assert_eq!(desk.log(Some(incident)).await.len(), before);
}

#[tokio::test]
async fn a_large_transcript_is_one_write() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    let text: String = (0..5_000)
        .map(|n| format!("2026-03-{:02} {:02}:{:02} mai: line {n}\n", 1 + n / 1_440, n / 60 % 24, n % 60))
        .collect();
    assert_eq!(desk.done(paste(incident, &text)).await.ids.len(), 5_000);
    assert_eq!(desk.done(paste(incident, &text)).await.ids.len(), 0);
}
