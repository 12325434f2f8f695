//! Real servers on loopback for tests: a mail server and a webhook, each with a real socket, real TLS and a fault that
//! the test chooses. What they took they remember, so that a test can say that nothing arrived twice. Beside them a mail
//! server of others, which the system's packages bring.
//!
//! Only tests import this crate; nothing of it is in the product. It imports no other room, because it must not share
//! a mistake with what it tests.

mod authority;
mod foreign;
mod mail;
mod stream;
mod webhook;

pub use authority::{Authority, ServerTls};
pub use foreign::{ForeignMail, ForeignMessage};
pub use mail::{MailFault, MailScript, MailServer, Security, SignIn, TakenMail};
pub use webhook::{TakenRequest, WebhookFault, WebhookServer};
