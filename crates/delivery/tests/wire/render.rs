use bridgebook_delivery::{Message, message_id, render};
use bridgebook_domain::delivery::{DeliveryChannel, MailSecurity, Way, WebhookForm};
use proptest::prelude::*;
use serde_json::Value;

use crate::message;

fn mail() -> DeliveryChannel {
    let way = Way::Mail {
        host: "smtp.example.com".into(),
        port: 465,
        security: MailSecurity::Tls,
        user: String::new(),
        from: "\"Desk, Incident\" <desk@example.com>".into(),
    };
    DeliveryChannel { id: "m".into(), name: "Mail".into(), way, internal: false }
}

fn hook(form: WebhookForm) -> DeliveryChannel {
    let way = Way::Webhook { url: "https://hooks.example.com/a".into(), form };
    DeliveryChannel { id: "h".into(), name: "Hook".into(), way, internal: false }
}

fn as_text(message: &Message) -> String {
    let id = message_id("0199", &mail());
    String::from_utf8(render(&mail(), message, "kim@example.com", &id).expect("it renders")).expect("ASCII")
}

fn as_json(form: WebhookForm, message: &Message) -> Value {
    serde_json::from_slice(&render(&hook(form), message, "", "<0199@example.com>").expect("it renders")).expect("JSON")
}

/// The values of a header with its folded lines, without what a body might look like.
fn header<'a>(mail: &'a str, name: &str) -> Vec<String> {
    let (head, _) = mail.split_once("\r\n\r\n").expect("a head and a body");
    let unfolded: &'a str = head;
    unfolded
        .replace("\r\n ", " ")
        .split("\r\n")
        .filter_map(|line| line.split_once(": "))
        .filter(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.to_owned())
        .collect()
}

#[test]
fn a_mail_has_the_headers_of_its_message() {
    let mail = as_text(&Message {
        reply_to: Some("Kim <kim.reply@example.com>".into()),
        sent_as: "Kim Larsen, Störungsstelle".into(),
        ..message()
    });
    for (name, value) in [
        ("From", "=?utf-8?b?RGVzaywgSW5jaWRlbnQ=?= <desk@example.com>"),
        ("To", "kim@example.com"),
        ("Reply-To", "Kim <kim.reply@example.com>"),
        ("Subject", "Checkout is slow"),
        ("Date", "Sun, 01 Mar 2026 14:30:00 +0000"),
        ("Message-ID", "<0199@example.com>"),
        ("X-Bridgebook-Incident", "INC-0007"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("MIME-Version", "1.0"),
    ] {
        assert_eq!(header(&mail, name), [value], "{name} in\n{mail}");
    }
    assert!(mail.ends_with("We see errors since 14:02 UTC.\r\n.\r\nNext update at 15:00 UTC.\r\n"), "{mail}");
    assert_eq!(header(&as_text(&message()), "From"), ["=?utf-8?b?RGVzaywgSW5jaWRlbnQ=?= <desk@example.com>"]);
}

#[test]
fn the_name_of_the_channel_goes_before_that_of_the_organisation() {
    let sent_as = Message { sent_as: "Kim Larsen, Störungsstelle".into(), ..message() };
    let from = |from: &str| {
        let Way::Mail { host, port, security, user, .. } = mail().way else { panic!("a mail") };
        let way = Way::Mail { host, port, security, user, from: from.into() };
        let channel = DeliveryChannel { way, ..mail() };
        let bytes = render(&channel, &sent_as, "kim@example.com", "<0199@example.com>").expect("a mail");
        header(&String::from_utf8(bytes).expect("ASCII"), "From")
    };
    assert_eq!(from("Status desk <desk@example.com>"), ["\"Status desk\" <desk@example.com>"]);
    let named = "=?utf-8?b?S2ltIExhcnNlbiwgU3TDtnJ1bmdzc3RlbGxl?= <desk@example.com>";
    assert_eq!(from("desk@example.com"), [named], "who gave it no name is known by the organisation’s");
}

#[test]
fn the_same_message_is_the_same_bytes() {
    assert_eq!(as_text(&message()), as_text(&message()), "an attempt must not differ from the one before");
}

#[test]
fn a_subject_or_a_name_with_a_line_break_makes_no_header() {
    let mail = as_text(&Message {
        subject: "Slow\r\nBcc: eve@example.com\r\n\r\ntext".into(),
        sent_as: "Kim\r\nBcc: eve@example.com".into(),
        incident: "INC-1\nBcc: eve@example.com".into(),
        ..message()
    });
    assert_eq!(header(&mail, "Bcc"), Vec::<String>::new(), "{mail}");
    assert_eq!(header(&mail, "Subject"), ["Slow Bcc: eve@example.com text"]);
}

#[test]
fn what_cannot_be_addressed_is_refused_when_it_is_queued() {
    let render_to = |to: &str, id: &str| render(&mail(), &message(), to, id).map(|_| ());
    assert_eq!(render_to("kim@example.com", "<a@b>"), Ok(()));
    for to in ["kim@example.com\r\nBcc: eve@example.com", "kim", "", "Kim <kim@example.com>"] {
        assert!(render_to(to, "<a@b>").is_err(), "{to:?}");
    }
    for id in ["", "<a@b>\r\nBcc: eve@example.com", "a b"] {
        assert!(render_to("kim@example.com", id).is_err(), "{id:?}");
    }
    let reply_to = Message { reply_to: Some("kim\r\n@example.com".into()), ..message() };
    assert!(render(&mail(), &reply_to, "kim@example.com", "<a@b>").is_err());
}

#[test]
fn slack_gets_text_in_which_nothing_is_markup() {
    let json = as_json(WebhookForm::Slack, &Message { body: "<!channel> & <https://a|b> *bold*".into(), ..message() });
    assert_eq!(json["mrkdwn"], Value::Bool(false));
    assert_eq!(json["text"], "Checkout is slow\n\n&lt;!channel&gt; &amp; &lt;https://a|b&gt; *bold*\n\nINC-0007");
    let long = Message { body: "a".repeat(40_001), ..message() };
    assert!(render(&hook(WebhookForm::Slack), &long, "", "<a@b>").expect_err("too long").contains("Slack"));
}

#[test]
fn teams_gets_a_card_in_which_nothing_is_markup() {
    let text = Message { body: "_now_ [a](https://b)\n\n<at>all</at>".into(), sent_as: "Kim".into(), ..message() };
    let json = as_json(WebhookForm::Teams, &text);
    let content = &json["attachments"][0]["content"];
    assert_eq!(json["attachments"][0]["contentType"], "application/vnd.microsoft.card.adaptive");
    assert_eq!(content["type"], "AdaptiveCard");
    let blocks = content["body"].as_array().expect("blocks");
    assert!(blocks.iter().all(|block| block["type"] == "RichTextBlock"), "{content}");
    let lines: Vec<&Value> = blocks.iter().map(|block| &block["inlines"][0]["text"]).collect();
    assert_eq!(lines, ["Checkout is slow", "_now_ [a](https://b)", "<at>all</at>", "INC-0007 \u{b7} Kim"]);
    let long = Message { body: "a".repeat(30_000), ..message() };
    assert!(render(&hook(WebhookForm::Teams), &long, "", "<a@b>").expect_err("too long").contains("Teams"));
}

#[test]
fn the_generic_form_is_as_it_is_documented() {
    let json = as_json(WebhookForm::Generic, &message());
    let expected = serde_json::json!({
        "format": "bridgebook-update/1",
        "id": "0199@example.com",
        "incident": "INC-0007",
        "subject": "Checkout is slow",
        "text": "We see errors since 14:02 UTC.\n.\nNext update at 15:00 UTC.",
        "markdown": "We see errors since 14:02 UTC.\\\n.\\\nNext update at 15:00 UTC.",
        "sent_as": "",
        "written_at": "2026-03-01T14:30:00Z",
    });
    assert_eq!(json, expected);
}

/// A text as the writer emphasises it.
fn emphasised() -> Message {
    let body = "**What you may see.** Errors & \"long\" waits <now>,\nin Köln.\n\nWe write again by **15:07 CET**.";
    Message { body: body.into(), sent_as: "Kim".into(), ..message() }
}

#[test]
fn a_mail_says_in_both_forms_what_is_emphasised_and_in_none_how_it_was_typed() {
    let mail = as_text(&emphasised());
    assert_eq!(header(&mail, "Content-Type"), ["multipart/alternative; boundary=\"=_bridgebook\""]);
    let parts: Vec<&str> = mail.split("--=_bridgebook").collect();
    assert_eq!(parts.len(), 4, "a head, two forms and an end: {mail}");
    let read = |part: &str| -> (String, String) {
        let (head, text) = part.split_once("\r\n\r\n").expect("a head and a text");
        assert!(head.contains("Content-Transfer-Encoding: quoted-printable"), "{head}");
        (head.to_owned(), unquoted(text))
    };
    let (head, plain) = read(parts[1]);
    assert!(head.contains("text/plain; charset=utf-8"), "{head}");
    let words = "What you may see. Errors & \"long\" waits <now>,\r\nin Köln.\r\n\r\nWe write again by 15:07 CET.";
    assert_eq!(plain.trim_end(), words);
    let (head, html) = read(parts[2]);
    assert!(head.contains("text/html; charset=utf-8"), "{head}");
    assert!(
        html.contains("<p><b>What you may see.</b> Errors &amp; \"long\" waits &lt;now&gt;,<br>\r\nin Köln.</p>"),
        "{html}"
    );
    assert!(html.contains("<p>We write again by <b>15:07 CET</b>.</p>"), "{html}");
    assert!(!plain.contains("**") && !html.contains("**"), "{mail}");
    assert_eq!(mail, as_text(&emphasised()), "an attempt must not differ from the one before");
}

/// Quoted-printable as it is read (RFC 2045, 6.7).
fn unquoted(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        match (*first, more) {
            (b'=', [high, low, after @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).expect("digits");
                bytes.push(u8::from_str_radix(digits, 16).expect("a byte"));
                rest = after;
            }
            (byte, after) => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn chats_get_the_emphasis_in_their_own_form() {
    let slack = as_json(WebhookForm::Slack, &emphasised());
    let text = slack["text"].as_str().expect("a text");
    assert!(!text.contains('*') && text.contains("Errors &amp; \"long\" waits &lt;now&gt;"), "{text}");
    assert_eq!(slack["blocks"][0]["type"], "rich_text");
    let elements = slack["blocks"][0]["elements"][0]["elements"].as_array().expect("elements");
    let bold = |element: &&Value| element["style"]["bold"] == Value::Bool(true);
    let strong: Vec<&str> = elements.iter().filter(bold).filter_map(|e| e["text"].as_str()).collect();
    assert_eq!(strong, ["Checkout is slow", "What you may see.", "15:07 CET"]);
    let all: String = elements.iter().filter_map(|e| e["text"].as_str()).collect();
    assert!(
        all.starts_with("Checkout is slow\n\nWhat you may see. Errors & \"long\" waits <now>,\nin Köln.\n\n"),
        "{all}"
    );
    assert!(all.ends_with("\n\nINC-0007 \u{b7} Kim"), "{all}");
    let long = Message { body: format!("**now** {}", "a".repeat(20_000)), ..message() };
    let long = as_json(WebhookForm::Slack, &long);
    assert!(
        long.get("blocks").is_none() && long["text"].as_str().expect("a text").contains("now aaa"),
        "too long for it"
    );
    assert!(as_json(WebhookForm::Slack, &message()).get("blocks").is_none(), "nothing is emphasised");

    let teams = as_json(WebhookForm::Teams, &emphasised());
    let blocks = teams["attachments"][0]["content"]["body"].as_array().expect("blocks");
    let line = |block: &Value| -> Vec<(String, bool)> {
        let runs = block["inlines"].as_array().expect("runs").iter();
        runs.map(|run| (run["text"].as_str().unwrap_or_default().to_owned(), run["weight"] == "Bolder")).collect()
    };
    let said = |text: &str, is_bold: bool| (text.to_owned(), is_bold);
    assert_eq!(line(&blocks[1]), [said("What you may see.", true), said(" Errors & \"long\" waits <now>,", false)]);
    assert_eq!(line(&blocks[2]), [said("in Köln.", false)]);
    assert_eq!(line(&blocks[3]), [said("We write again by ", false), said("15:07 CET", true), said(".", false)]);

    let own = as_json(WebhookForm::Generic, &emphasised());
    assert!(!own["text"].as_str().expect("a text").contains('*'), "{own}");
    let markdown = own["markdown"].as_str().expect("Markdown");
    assert!(markdown.starts_with("**What you may see.** Errors \\& \"long\" waits \\<now\\>,\\\n"), "{markdown}");
}

proptest! {
    #[test]
    fn every_text_is_a_mail_that_no_text_can_end(
        subject in "\\PC{0,300}|[a-zäöü日本🚒 \\r\\n\\t:=?]{0,300}",
        body in "\\PC{0,200}|(\\*\\*[a-zä= .\\-]{1,200}\\*\\*|\\n|--=_bridgebook){1,9}|([a-zäöü日本🚒 .\\r\\n\\t=\\x00-\\x1f]|\\r\\n\\.\\r\\n|\\n\\.\\n){0,80}|a{0,2100}",
        sent_as in "\\PC{0,80}",
    ) {
        let mail = as_text(&Message { subject, body, sent_as, ..message() });
        prop_assert!(mail.is_ascii(), "a server without 8BITMIME must take it");
        for line in mail.split("\r\n") {
            prop_assert!(!line.contains(['\r', '\n']), "a lone end of a line: {line:?}");
            prop_assert!(line.len() <= 998, "RFC 5322 2.1.1: {} characters", line.len());
        }
        prop_assert_eq!(header(&mail, "Subject").len(), 1);
        prop_assert_eq!(header(&mail, "To"), ["kim@example.com"]);
        prop_assert_eq!(header(&mail, "Bcc").len(), 0);
    }

    #[test]
    fn every_text_is_json(subject in "\\PC{0,80}", body in any::<String>()) {
        for form in [WebhookForm::Slack, WebhookForm::Generic] {
            let json = as_json(form, &Message { subject: subject.clone(), body: body.clone(), ..message() });
            prop_assert!(json.is_object());
        }
    }
}
