//! A message as the JSON that a webhook takes. What the writer emphasised is emphasised as the other side does that.
//! Nothing else in a text is read as an instruction to it: no mention, no link behind other words, no formatting.

use bridgebook_domain::delivery::WebhookForm;
use bridgebook_domain::message::emphasis::{self, Piece};
use serde_json::{Value, json};

use super::Message;

mod markdown;

/// Slack cuts a text behind this many characters.
const LONGEST_SLACK: usize = 40_000;
/// Slack refuses blocks of more characters, and takes a plain text of that length.
const LONGEST_BLOCKS: usize = 10_000;
/// Teams refuses a message of more bytes.
const LONGEST_TEAMS: usize = 28 * 1024;

pub(super) fn render(form: WebhookForm, message: &Message, message_id: &str) -> Result<Vec<u8>, String> {
    let value = match form {
        WebhookForm::Slack => slack(message)?,
        WebhookForm::Teams => teams(message),
        WebhookForm::Generic => generic(message, message_id),
    };
    let bytes = value.to_string().into_bytes();
    if form == WebhookForm::Teams && bytes.len() > LONGEST_TEAMS {
        return Err("The text is longer than Microsoft Teams takes in one message. Shorten it.".to_owned());
    }
    Ok(bytes)
}

/// What stands under a text: the incident and who sends, as far as they are known.
fn foot(message: &Message) -> String {
    let parts = [message.incident.as_str(), message.sent_as.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" \u{b7} ")
}

/// `text` of an incoming webhook, without marks: it is what a notification shows, and what a server reads that only
/// resembles Slack. Three characters are markup everywhere in it (mentions are written with them); the rest is switched
/// off with `mrkdwn`. What is emphasised comes beside it as rich text, in which no character means anything.
fn slack(message: &Message) -> Result<Value, String> {
    let plain = emphasis::plain(&message.body);
    let parts = [message.subject.clone(), plain.clone(), foot(message)];
    let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    let length = text.chars().count();
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    if text.chars().count() > LONGEST_SLACK {
        return Err("The text is longer than Slack takes in one message. Shorten it.".to_owned());
    }
    let mut value = json!({ "text": text, "mrkdwn": false });
    if plain != message.body && length <= LONGEST_BLOCKS {
        value["blocks"] = json!([{ "type": "rich_text", "elements": [rich(message)] }]);
    }
    Ok(value)
}

/// Subject, text and foot as one section of rich text.
fn rich(message: &Message) -> Value {
    let foot = foot(message);
    let plain = |text| Piece { text, is_bold: false };
    let parts = [
        vec![Piece { text: &message.subject, is_bold: true }],
        emphasis::pieces(&message.body),
        vec![plain(foot.as_str())],
    ];
    let parts: Vec<_> = parts.into_iter().filter(|part| part.iter().any(|piece| !piece.text.is_empty())).collect();
    let elements: Vec<Value> = parts
        .join(&plain("\n\n"))
        .into_iter()
        .map(|piece| match piece.is_bold {
            true => json!({ "type": "text", "text": piece.text, "style": { "bold": true } }),
            false => json!({ "type": "text", "text": piece.text }),
        })
        .collect();
    json!({ "type": "rich_text_section", "elements": elements })
}

/// An adaptive card for a workflow. A `TextBlock` would read Markdown; a `TextRun` does not.
fn teams(message: &Message) -> Value {
    let run = |text: &str, more: Value| {
        let mut run = json!({ "type": "TextRun", "text": text });
        if let (Some(run), Value::Object(more)) = (run.as_object_mut(), more) {
            run.extend(more);
        }
        run
    };
    let block = |runs: Vec<Value>| json!({ "type": "RichTextBlock", "inlines": runs, "spacing": "None" });
    let line = |text: &str, more: Value| block(vec![run(text, more)]);
    let mut body = Vec::new();
    if !message.subject.is_empty() {
        body.push(line(&message.subject, json!({ "weight": "Bolder", "size": "Medium" })));
    }
    // An empty line would fall together, so it becomes the distance to the next one.
    let mut spacing = "Medium";
    for pieces in lines(emphasis::pieces(&message.body)) {
        if pieces.iter().all(|piece| piece.text.trim().is_empty()) {
            spacing = "Medium";
            continue;
        }
        let bold = |piece: &Piece<'_>| if piece.is_bold { json!({ "weight": "Bolder" }) } else { json!({}) };
        let mut block = block(pieces.iter().map(|piece| run(piece.text, bold(piece))).collect());
        block["spacing"] = json!(spacing);
        body.push(block);
        spacing = "None";
    }
    let foot = foot(message);
    if !foot.is_empty() {
        let mut block = line(&foot, json!({ "isSubtle": true, "size": "Small" }));
        block["spacing"] = json!("Medium");
        body.push(block);
    }
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": body,
            },
        }],
    })
}

/// Pieces line by line; an emphasis that goes over several lines goes on in each of them.
fn lines(pieces: Vec<Piece<'_>>) -> Vec<Vec<Piece<'_>>> {
    let mut list: Vec<Vec<Piece<'_>>> = vec![Vec::new()];
    for Piece { text, is_bold } in pieces {
        for (n, text) in text.split('\n').enumerate() {
            if n > 0 {
                list.push(Vec::new());
            }
            if let Some(line) = list.last_mut().filter(|_| !text.is_empty()) {
                line.push(Piece { text, is_bold });
            }
        }
    }
    list
}

/// The form of our own (`docs/decisions/0007-delivery.md`).
fn generic(message: &Message, message_id: &str) -> Value {
    json!({
        "format": "bridgebook-update/1",
        "id": message_id.trim_start_matches('<').trim_end_matches('>'),
        "incident": message.incident,
        "subject": message.subject,
        "text": emphasis::plain(&message.body),
        "markdown": markdown::written(&message.body),
        "sent_as": message.sent_as,
        "written_at": message.at.to_string(),
    })
}
