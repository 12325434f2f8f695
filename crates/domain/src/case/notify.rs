//! Whom a decision about a case tells by itself: those whom its rule names and whom a channel reaches get a message by the
//! outbox, as those whom a level calls do. Everybody else stays a matter for a person.

use jiff::Timestamp;

use super::effect::Effects;
use super::route::Routing;
use crate::delivery::{DeliveryChannel, Way};
use crate::directory::Directory;
use crate::escalation::{MAIL, PHONE, Search, Standing, channel};
use crate::log::Addressee;
use crate::view::folded;

/// The form of a message that tells of a decision, beside those of tickets.
pub const NOTICE: &str = "notice";

/// Moves what a rule leaves to a person to tell into messages, as far as a channel reaches whom it names at that moment.
pub fn tell(effects: &mut Effects, routing: &Routing, reach: (&Directory, &[DeliveryChannel]), at: Timestamp) {
    // Where nothing is set up to send by, it is said in one sentence as it always was.
    if reach.1.is_empty() || routing.notify.is_empty() || !routing.effects.iter().any(|effect| effect == "notify") {
        return;
    }
    let whole = left_to_tell(&routing.notify);
    effects.left.retain(|sentence| *sentence != whole);
    let (directory, channels) = reach;
    let mut search = Search::outside(directory, at);
    for name in &routing.notify {
        // A channel that is set up under this name is a place where everybody concerned reads.
        if let Some(channel) = channels.iter().find(|c| is_room(c) && folded(&c.name) == folded(name)) {
            add(effects, channel, channel.name.clone(), &channel.name);
            continue;
        }
        let behind = search.behind(name);
        if behind.is_empty() {
            // Whoever was found behind another name is told by that.
            continue;
        }
        behind.iter().for_each(|callee| tell_one(effects, routing, callee, channels));
    }
}

/// Tells somebody by each way that the rule names, by mail where it names none; a telephone is a person's to use.
fn tell_one(effects: &mut Effects, routing: &Routing, callee: &Standing, channels: &[DeliveryChannel]) {
    let name = &callee.name;
    if !callee.is_there() {
        effects.left.push(format!("Tell {name}: not at work now, so find whoever stands in"));
        return;
    }
    let methods: Vec<&str> = match routing.methods.as_slice() {
        [] => vec![MAIL],
        list => list.iter().map(String::as_str).collect(),
    };
    let (mut is_told, mut reasons) = (false, Vec::new());
    for method in methods {
        match reached(callee, method, channels) {
            Ok(Some((channel, to))) => {
                add(effects, channel, to, name);
                is_told = true;
            }
            Ok(None) => {
                effects.left.push(format!("Call {name}, {}", callee.phones.join(", ")));
                is_told = true;
            }
            Err(why) => reasons.push(why),
        }
    }
    if !is_told {
        effects.left.push(format!("Tell {name}: {}", reasons.join(", ")));
    }
}

/// The sentence by which it is left to a person.
pub(super) fn left_to_tell(names: &[String]) -> String {
    format!("Tell {}", names.join(", "))
}

fn is_room(channel: &DeliveryChannel) -> bool {
    matches!(channel.way, Way::Webhook { .. })
}

fn add(effects: &mut Effects, channel: &DeliveryChannel, to: String, name: &str) {
    let addressee = Addressee { via: channel.name.clone(), channel: channel.id.clone(), to };
    if effects.messages.iter().any(|(known, _)| known.is_same(&addressee)) {
        return;
    }
    let by = if name == channel.name { String::new() } else { format!(" by {}", channel.name) };
    effects.messages.push((addressee, format!("{name} gets a message{by}")));
}

/// By which channel and under which address somebody is reached by a way; nothing for one whom a person calls; else why
/// not.
fn reached<'c>(
    callee: &Standing,
    method: &str,
    channels: &'c [DeliveryChannel],
) -> Result<Option<(&'c DeliveryChannel, String)>, String> {
    if method == PHONE {
        return if callee.phones.is_empty() { Err("no telephone number is known".to_owned()) } else { Ok(None) };
    }
    let found = channel(channels, method).ok_or_else(|| match method {
        MAIL => "no mail server is set up to send by".to_owned(),
        other => format!("no channel is set up under the name “{other}”"),
    })?;
    match &found.way {
        Way::Webhook { .. } => Ok(Some((found, found.name.clone()))),
        Way::Mail { .. } => {
            let good = callee.mails.iter().find(|address| found.check_recipient(address).is_ok());
            let address = good.ok_or_else(|| "no e-mail address is known".to_owned())?;
            Ok(Some((found, address.clone())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::{MailSecurity, WebhookForm};
    use crate::test::{Builder, at, document_of};

    fn channel(name: &str, way: Way) -> DeliveryChannel {
        DeliveryChannel { id: name.to_lowercase(), name: name.to_owned(), way, internal: false }
    }

    fn mail() -> DeliveryChannel {
        let (host, from) = ("mail.example.org".to_owned(), "desk@example.org".to_owned());
        channel("Mail", Way::Mail { host, port: 465, security: MailSecurity::Tls, user: String::new(), from })
    }

    fn room() -> DeliveryChannel {
        channel("Support room", Way::Webhook { url: "https://chat.example.org/x".into(), form: WebhookForm::Slack })
    }

    fn told(names: &[&str], channels: &[DeliveryChannel]) -> Effects {
        told_by(&[], names, channels)
    }

    fn told_by(methods: &[&str], names: &[&str], channels: &[DeliveryChannel]) -> Effects {
        let mut b = Builder::default();
        let people = [
            b.person(&[("name", "Ada Lovelace"), ("emails", "ada@example.org"), ("phones", "+44 20 5550 1000")]),
            b.person(&[("name", "Bo Berg"), ("phones", "+46 8 5550 1000")]),
        ];
        let directory = document_of(&people);
        let notify: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let methods = methods.iter().map(|method| (*method).to_owned()).collect();
        let routing = Routing { notify, methods, effects: vec!["notify".into()], ..Routing::none(at("10:00")) };
        let left = vec![left_to_tell(&routing.notify), "Write the update".to_owned()];
        let mut effects = Effects { left, ..Effects::default() };
        tell(&mut effects, &routing, (&directory, channels), at("10:00"));
        effects
    }

    #[test]
    fn whoever_a_channel_reaches_gets_a_message_and_the_others_stay_with_a_person() {
        let found = told(&["Ada Lovelace", "Bo Berg", "ada lovelace", "Support room"], &[mail(), room()]);
        let to: Vec<(&str, &str)> = found.messages.iter().map(|(m, _)| (m.via.as_str(), m.to.as_str())).collect();
        assert_eq!(to, [("Mail", "ada@example.org"), ("Support room", "Support room")], "nobody twice");
        assert_eq!(found.told(), ["Ada Lovelace gets a message by Mail", "Support room gets a message"]);
        assert_eq!(found.left, ["Write the update", "Tell Bo Berg: no e-mail address is known"]);
        // By telephone a person calls, at once where a message goes as well.
        let found = told_by(&["phone", "e-mail"], &["Ada Lovelace", "Bo Berg"], &[mail()]);
        assert_eq!(found.told(), ["Ada Lovelace gets a message by Mail"]);
        let calls = ["Call Ada Lovelace, +44 20 5550 1000", "Call Bo Berg, +46 8 5550 1000"];
        assert_eq!(found.left[1..], calls, "whom a call reaches needs nothing else");
        let found = told_by(&["page"], &["Bo Berg"], &[mail()]);
        assert_eq!(found.left[1], "Tell Bo Berg: no channel is set up under the name “page”");
    }

    #[test]
    fn without_a_channel_everybody_is_told_by_a_person() {
        let found = told(&["Ada Lovelace"], &[]);
        assert_eq!(
            (found.messages.len(), found.left),
            (0, vec!["Tell Ada Lovelace".into(), "Write the update".into()])
        );
        let found = told(&["Ada Lovelace"], &[room()]);
        assert!(found.messages.is_empty() && found.told().is_empty());
        assert_eq!(found.left, ["Write the update", "Tell Ada Lovelace: no mail server is set up to send by"]);
        assert_eq!(told(&["Nobody known"], &[mail()]).left[1], "Tell Nobody known: no e-mail address is known");
    }
}
