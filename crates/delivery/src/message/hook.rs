//! A message as the JSON that a webhook takes. Nothing in a text is read as an instruction to the other side: no
//! mention, no link behind other words, no formatting.

use bridgebook_domain::delivery::WebhookForm;
use serde_json::{Value, json};

use super::Message;

/// Slack cuts a text behind this many characters.
const LONGEST_SLACK: usize = 40_000;
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

/// `text` of an incoming webhook. Three characters are markup everywhere in Slack (mentions are written with them); the
/// rest is switched off with `mrkdwn`.
fn slack(message: &Message) -> Result<Value, String> {
    let parts = [message.subject.clone(), message.body.clone(), foot(message)];
    let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    if text.chars().count() > LONGEST_SLACK {
        return Err("The text is longer than Slack takes in one message. Shorten it.".to_owned());
    }
    Ok(json!({ "text": text, "mrkdwn": false }))
}

/// An adaptive card for a workflow. A `TextBlock` would read Markdown; a `TextRun` does not.
fn teams(message: &Message) -> Value {
    let line = |text: &str, more: Value| {
        let mut run = json!({ "type": "TextRun", "text": text });
        if let (Some(run), Value::Object(more)) = (run.as_object_mut(), more) {
            run.extend(more);
        }
        json!({ "type": "RichTextBlock", "inlines": [run], "spacing": "None" })
    };
    let mut body = Vec::new();
    if !message.subject.is_empty() {
        body.push(line(&message.subject, json!({ "weight": "Bolder", "size": "Medium" })));
    }
    // An empty line would fall together, so it becomes the distance to the next one.
    let mut spacing = "Medium";
    for text in message.body.lines() {
        if text.trim().is_empty() {
            spacing = "Medium";
            continue;
        }
        let mut block = line(text, json!({}));
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

/// The form of our own (`docs/decisions/0007-delivery.md`).
fn generic(message: &Message, message_id: &str) -> Value {
    json!({
        "format": "bridgebook-update/1",
        "id": message_id.trim_start_matches('<').trim_end_matches('>'),
        "incident": message.incident,
        "subject": message.subject,
        "text": message.body,
        "sent_as": message.sent_as,
        "written_at": message.at.to_string(),
    })
}
