//! A way out of the house that does what a test says, at exactly the step that it names.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use bridgebook_app::Promised;
use bridgebook_app::outbox::{BeforeBody, Delivered, Kept, Letter, Parcel, Post, Secrets};
use bridgebook_domain::delivery::DeliveryChannel;
use jiff::SignedDuration;
use tokio::sync::Notify;

/// What the other side does to one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Takes the message.
    Take,
    /// Cannot be reached.
    Offline,
    /// Asks to be left alone for so many seconds.
    Busy(i64),
    /// Refuses the addressee before the text.
    RefuseEarly,
    /// Refuses the text.
    RefuseLate,
    /// Takes the message, and the line breaks before its answer.
    TakeAndBreak,
    /// Nothing comes any more before the text: the process is killed there.
    HangBeforeText,
    /// The text has arrived and nothing comes any more: the process is killed there.
    HangAfterText,
    /// The text has arrived, and the answer comes when [`Script::answers`] says so.
    AnswerLate,
}

/// What the first attempt of a message meets, and what has to become of it: how often it arrived then; its state after the
/// process was killed there and started again, and after everything was sent that is sent by itself; how often it has arrived
/// in the end.
pub const FAULTS: [(Act, usize, &str, &str, usize); 8] = [
    (Act::Take, 1, "sent", "sent", 1),
    (Act::Offline, 0, "retrying", "sent", 1),
    (Act::Busy(600), 0, "retrying", "sent", 1),
    (Act::RefuseEarly, 0, "refused", "refused", 0),
    (Act::RefuseLate, 0, "refused", "refused", 0),
    (Act::TakeAndBreak, 1, "uncertain", "uncertain", 1),
    (Act::HangBeforeText, 0, "queued", "sent", 1),
    (Act::HangAfterText, 1, "uncertain", "uncertain", 1),
];

/// Everything the other side has seen.
#[derive(Default)]
pub struct World {
    acts: VecDeque<Act>,
    /// Addressees of the messages that it has, in order.
    pub has: Vec<String>,
    /// The bytes of each attempt.
    pub seen: Vec<Parcel>,
    /// The secrets that attempts came with.
    pub secrets: Vec<Option<String>>,
    kept: BTreeMap<String, String>,
}

/// A way out that follows a script; without one the other side takes everything.
#[derive(Clone, Default)]
pub struct Script {
    world: Arc<Mutex<World>>,
    /// An attempt hangs.
    pub hangs: Arc<Notify>,
    /// The other side answers at last.
    pub answers: Arc<Notify>,
}

impl Script {
    pub fn then(&self, acts: &[Act]) {
        self.world().acts.extend(acts.iter().cloned());
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("no test panics while it holds this")
    }
}

impl Post for Script {
    fn render(&self, _: &DeliveryChannel, letter: &Letter, to: &str, id: &str) -> Result<Vec<u8>, String> {
        Ok(format!("{id} to {to} as {}: {}\n{}", letter.sent_as, letter.subject, letter.body).into_bytes())
    }

    fn message_id(&self, delivery: &str, _: &DeliveryChannel) -> String {
        format!("<{delivery}@example.org>")
    }

    fn deliver<'a>(
        &'a self,
        _: &'a DeliveryChannel,
        secret: Option<&'a str>,
        parcel: &'a Parcel,
        before_body: BeforeBody<'a>,
    ) -> Promised<'a, Delivered> {
        Box::pin(async move {
            let act = {
                let mut world = self.world();
                world.seen.push(parcel.clone());
                world.secrets.push(secret.map(str::to_owned));
                world.acts.pop_front().unwrap_or(Act::Take)
            };
            match act {
                Act::Offline => return Delivered::Later { why: "There is no network".into(), after: None },
                Act::Busy(seconds) => {
                    let after = Some(SignedDuration::from_secs(seconds));
                    return Delivered::Later { why: "The server is busy".into(), after };
                }
                Act::RefuseEarly => return Delivered::Refused { why: "550 no such person".into() },
                Act::HangBeforeText => self.hang().await,
                _ => {}
            }
            if let Err(why) = before_body().await {
                return Delivered::Later { why, after: None };
            }
            match act {
                Act::RefuseLate => return Delivered::Refused { why: "554 not taken".into() },
                Act::TakeAndBreak | Act::HangAfterText | Act::AnswerLate | Act::Take => {
                    self.world().has.push(parcel.recipient.clone());
                }
                _ => {}
            }
            match act {
                Act::TakeAndBreak => Delivered::Uncertain { why: "The line broke before an answer came".into() },
                Act::HangAfterText => {
                    self.hang().await;
                    unreachable!("nothing comes any more")
                }
                Act::AnswerLate => {
                    self.hangs.notify_one();
                    self.answers.notified().await;
                    Delivered::Sent { reply: "250 ok at last".into() }
                }
                _ => Delivered::Sent { reply: "250 ok".into() },
            }
        })
    }

    fn try_channel<'a>(
        &'a self,
        _: &'a DeliveryChannel,
        secret: Option<&'a str>,
    ) -> Promised<'a, Result<String, String>> {
        Box::pin(async move {
            match secret {
                Some("right") => Ok("The server answered".to_owned()),
                _ => Err("The server refused the password".to_owned()),
            }
        })
    }

    fn secrets(&self, _: &Path) -> Arc<dyn Secrets> {
        Arc::new(self.clone())
    }
}

impl Script {
    async fn hang(&self) {
        self.hangs.notify_one();
        std::future::pending::<()>().await;
    }
}

impl Secrets for Script {
    fn put<'a>(&'a self, channel: &'a str, secret: &'a str) -> Promised<'a, Result<(), String>> {
        self.world().kept.insert(channel.to_owned(), secret.to_owned());
        Box::pin(async { Ok(()) })
    }

    fn get<'a>(&'a self, channel: &'a str) -> Promised<'a, Result<Option<String>, String>> {
        let found = self.world().kept.get(channel).cloned();
        Box::pin(async { Ok(found) })
    }

    fn forget<'a>(&'a self, channel: &'a str) -> Promised<'a, Result<(), String>> {
        self.world().kept.remove(channel);
        Box::pin(async { Ok(()) })
    }

    fn kept(&self) -> Promised<'_, Kept> {
        let kept = Kept { words: "In this test".to_owned(), is_locked: false, is_memory_only: false };
        Box::pin(async { kept })
    }

    fn unlock<'a>(&'a self, _: &'a str) -> Promised<'a, Result<(), String>> {
        Box::pin(async { Ok(()) })
    }
}
