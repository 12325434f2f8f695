//! Sending out of the house: the ways a message may go ([`DeliveryChannel`]), what becomes of it ([`DeliveryState`])
//! and when it is tried again ([`next_attempt`]). Pure: what connects and sends is the room `delivery`, what remembers
//! is the store.
//!
//! A channel is kept with the settings in plain text, so it holds nothing secret: a password was never part of it, and
//! the address of a webhook, which is a password in the shape of an address, is taken out by [`DeliveryChannel::seal`].

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::{Host, Url};

mod reach;
mod state;

pub use reach::{Reach, reach};
pub use state::{DeliveryState, DeliveryStep, after_restart, next_attempt};

/// Stands for the part of a webhook's address that is kept secret.
const SEALED: char = '…';
/// Longest name, host, user or address that is taken, in characters; an address of mail has at most 254 (RFC 5321).
const LONGEST: usize = 2_000;

/// A way out: a mail server or a webhook, as a person set it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeliveryChannel {
    /// Id; the secret is kept under it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// How it sends.
    pub way: Way,
    /// Whether a person said that the host lies in the own network. Only then may it have an address of this machine
    /// or of a private network, and only then may it be spoken to without TLS.
    pub internal: bool,
}

/// How a channel sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Way {
    /// Mail, handed to a server by SMTP (RFC 5321).
    Mail {
        /// Name or address of the server.
        host: String,
        /// Its port: 465 for TLS, 587 for STARTTLS (RFC 8314).
        port: u16,
        /// How the connection is kept private.
        security: MailSecurity,
        /// The name to sign in with; empty signs in nowhere.
        user: String,
        /// The sender: an address, or a name with an address in angle brackets.
        from: String,
    },
    /// A POST to an address.
    Webhook {
        /// The address; once sealed, its host with a mark for what is secret.
        url: String,
        /// What the other side takes.
        form: WebhookForm,
    },
}

/// How the connection to a mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// TLS from the first byte.
    Tls,
    /// TLS after STARTTLS; a server that does not offer it is sent nothing.
    StartTls,
    /// None: only in the own network, and without signing in.
    None,
}

/// What a webhook takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WebhookForm {
    /// An incoming webhook of Slack.
    Slack,
    /// A workflow of Microsoft Teams.
    Teams,
    /// The plain JSON that `docs/decisions/0007-delivery.md` describes.
    Generic,
}

impl DeliveryChannel {
    /// Whether this can be a channel at all. Nothing is looked up and nothing is connected to.
    ///
    /// # Errors
    /// A sentence for a person: what is wrong and what would do. It repeats no part of a webhook's address.
    pub fn check(&self) -> Result<(), String> {
        one_line("The name", &self.name)?;
        if self.name.trim().is_empty() {
            return Err("Give the channel a name.".to_owned());
        }
        match &self.way {
            Way::Mail { host, port, security, user, from } => {
                check_host(host, self.internal)?;
                if *port == 0 {
                    return Err("Give the port of the mail server: 465 for TLS, 587 for STARTTLS.".to_owned());
                }
                one_line("The user name", user)?;
                if *security == MailSecurity::None {
                    if !self.internal {
                        return Err("Without TLS everybody on the way reads the mail: choose TLS or STARTTLS, or say \
                                    that the server lies in your own network."
                            .to_owned());
                    }
                    if !user.is_empty() {
                        return Err(
                            "Without TLS the password would be readable on the way: choose TLS or STARTTLS, or \
                                    leave the user name empty."
                                .to_owned(),
                        );
                    }
                }
                check_sender(from)
            }
            Way::Webhook { url, .. } => check_url(url, self.internal).map(|_| ()),
        }
    }

    /// Whether a message can be addressed to somebody over this channel. A webhook has no recipients of its own: what
    /// stands there is a name for people.
    ///
    /// # Errors
    /// A sentence for a person.
    pub fn check_recipient(&self, recipient: &str) -> Result<(), String> {
        match self.way {
            Way::Mail { .. } => check_mail_address(recipient),
            Way::Webhook { .. } => one_line("The recipient", recipient),
        }
    }

    /// Whether nothing can be sent without the secret of this channel: the password of a user, or the address of a
    /// webhook that is sealed.
    #[must_use]
    pub fn needs_secret(&self) -> bool {
        match &self.way {
            Way::Mail { user, .. } => !user.is_empty(),
            Way::Webhook { url, .. } => is_sealed(url),
        }
    }

    /// Takes the secret out, so that the channel can be kept in plain text: what is returned beside it belongs into the
    /// keychain, and comes back as the `secret` of a delivery. For mail that is the password; for a webhook its whole
    /// address, followed by a space and the token if there is one. A webhook that is sealed already stays as it is, and
    /// its secret is the one that was kept; a token that is typed for it needs the address beside it, because both are
    /// kept as one.
    ///
    /// `typed` is the password, or the token that a generic webhook wants as `Authorization: Bearer`.
    ///
    /// # Errors
    /// What [`check`](Self::check) says; that a token cannot be one, or comes without its address.
    pub fn seal(mut self, typed: Option<&str>) -> Result<(Self, Option<String>), String> {
        self.check()?;
        let typed = typed.filter(|text| !text.is_empty());
        let Way::Webhook { url, .. } = &mut self.way else {
            return Ok((self, typed.map(str::to_owned)));
        };
        if is_sealed(url) {
            return match typed {
                None => Ok((self, None)),
                Some(_) => Err("Enter the address of the webhook together with its token.".to_owned()),
            };
        }
        if typed.is_some_and(|token| token.chars().any(|c| c.is_whitespace() || c.is_control())) {
            return Err("The token has a space or a line break in it: copy it once more.".to_owned());
        }
        let parsed = check_url(url, self.internal)?;
        let secret = typed.map_or_else(|| parsed.to_string(), |token| format!("{parsed} {token}"));
        *url = format!("{}/{SEALED}", parsed.origin().ascii_serialization());
        Ok((self, Some(secret)))
    }
}

/// Whether the address of a webhook is one from which [`DeliveryChannel::seal`] took the secret part.
#[must_use]
pub fn is_sealed(url: &str) -> bool {
    url.ends_with(SEALED)
}

/// Whether a text is one address of mail and nothing else (RFC 5321).
///
/// # Errors
/// A sentence for a person.
pub fn check_mail_address(address: &str) -> Result<(), String> {
    if address.trim().is_empty() {
        return Err("Give an e-mail address.".to_owned());
    }
    one_line("The e-mail address", address)?;
    let options = email_address::Options::default().without_display_text();
    email_address::EmailAddress::parse_with_options(address, options)
        .map(|_| ())
        .map_err(|_| format!("\u{201c}{address}\u{201d} is not an e-mail address, such as name@example.com."))
}

/// A sender in two: the name, if there is one, and the address.
#[must_use]
pub fn sender(from: &str) -> (Option<&str>, &str) {
    let from = from.trim();
    match from.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((name, address)) => {
            let name = name.trim();
            let name = name.strip_prefix('"').and_then(|n| n.strip_suffix('"')).unwrap_or(name);
            (Some(name).filter(|n| !n.is_empty()), address.trim())
        }
        None => (None, from),
    }
}

fn check_sender(from: &str) -> Result<(), String> {
    if from.trim().is_empty() {
        return Err("Give the address that the mail comes from.".to_owned());
    }
    one_line("The sender", from)?;
    check_mail_address(sender(from).1)
}

fn one_line(what: &str, text: &str) -> Result<(), String> {
    if text.chars().any(char::is_control) {
        return Err(format!("{what} has a line break or another invisible character in it: write it on one line."));
    }
    if text.chars().count() > LONGEST {
        return Err(format!("{what} is longer than {LONGEST} characters."));
    }
    Ok(())
}

fn check_host(host: &str, internal: bool) -> Result<(), String> {
    if host.trim().is_empty() {
        return Err("Give the name of the mail server.".to_owned());
    }
    one_line("The name of the mail server", host)?;
    let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    let parsed = if bare.contains(':') { Host::parse(&format!("[{bare}]")) } else { Host::parse(bare) };
    let parsed = parsed.map_err(|_| {
        "The name of the mail server is not one: only the name, such as smtp.example.com, without a port or an address \
         of the web."
            .to_owned()
    })?;
    check_reach(&parsed, internal)
}

fn check_url(url: &str, internal: bool) -> Result<Url, String> {
    if url.trim().is_empty() {
        return Err("Give the address of the webhook.".to_owned());
    }
    one_line("The address of the webhook", url)?;
    let parsed = Url::parse(url).map_err(|_| "This is not an address: one begins with https://.".to_owned())?;
    let has_user = !parsed.username().is_empty() || parsed.password().is_some();
    match parsed.scheme() {
        "https" => {}
        "http" if internal => {}
        "http" => {
            return Err(
                "The address begins with http://, so everybody on the way could read and change what is sent: \
                        use https://, or say that the host lies in your own network."
                    .to_owned(),
            );
        }
        _ => return Err("This is not an address of the web: one begins with https://.".to_owned()),
    }
    if has_user {
        return Err("The address holds a user name or a password before the @: leave it away.".to_owned());
    }
    if parsed.fragment().is_some() {
        return Err("The address has a # in it, which is never sent: leave it and what follows away.".to_owned());
    }
    if parsed.port() == Some(0) {
        return Err("The port in the address is 0, which no host answers on.".to_owned());
    }
    let host = parsed.host().ok_or_else(|| "The address names no host.".to_owned())?.to_owned();
    check_reach(&host, internal)?;
    Ok(parsed)
}

/// What can be said of a host without looking it up; what its name leads to is judged when it is connected to.
fn check_reach(host: &Host<impl AsRef<str>>, internal: bool) -> Result<(), String> {
    let reached = match host {
        Host::Ipv4(ip) => reach((*ip).into()),
        Host::Ipv6(ip) => reach((*ip).into()),
        Host::Domain(name) => {
            let name = name.as_ref().trim_end_matches('.').to_ascii_lowercase();
            if name == "localhost" || name.ends_with(".localhost") { Reach::Internal } else { Reach::Public }
        }
    };
    match reached {
        Reach::Internal if !internal => {
            Err("This host is this machine or lies in a private network: say that it lies \
                                             in your own network if that is what you want."
                .to_owned())
        }
        Reach::Never => Err("Nothing is sent to this address: it leads to no host of a network.".to_owned()),
        Reach::Internal | Reach::Public => Ok(()),
    }
}

#[cfg(test)]
mod tests;
