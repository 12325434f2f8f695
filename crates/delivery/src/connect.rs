//! From a name to a connection: looked up once, judged, connected to that address and no other.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use bridgebook_domain::delivery::{Reach, reach};
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Host;

use crate::metered::{Gauge, Line, Metered};
use crate::words::Words;
use crate::{LONGEST_ANSWER, Trouble, Wire, silence, trust};

/// Most addresses of one name that are tried.
const MOST_ADDRESSES: usize = 4;

/// Where to connect to.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// Name or address, without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Whether a person said that it lies in the own network.
    pub(crate) internal: bool,
    /// Whether it is spoken to under TLS, from the first byte or later.
    pub(crate) private: bool,
}

/// A host as it was typed in the letters that are looked up (RFC 5891), without brackets.
///
/// # Errors
/// A sentence for a person.
pub(crate) fn host_name(typed: &str) -> Result<String, String> {
    let bare = typed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(typed);
    let parsed = if bare.contains(':') { Host::parse(&format!("[{bare}]")) } else { Host::parse(bare) };
    match parsed.map_err(|_| format!("{typed} is no name of a host."))? {
        Host::Domain(name) => Ok(name),
        Host::Ipv4(ip) => Ok(ip.to_string()),
        Host::Ipv6(ip) => Ok(ip.to_string()),
    }
}

/// Whether an address may be connected to.
///
/// # Errors
/// A sentence for a person.
pub(crate) fn may_connect(address: IpAddr, target: &Target) -> Result<(), String> {
    let host = &target.host;
    match reach(address) {
        Reach::Public if !target.private => Err(format!(
            "{host} lies outside your own network, and without TLS everybody on the way could read what is sent."
        )),
        Reach::Public => Ok(()),
        Reach::Internal if target.internal => Ok(()),
        Reach::Internal => Err(format!(
            "The name {host} leads to this machine or into a private network. If that is meant, say in the channel \
             that it lies in your own network."
        )),
        Reach::Never => Err(format!("The name {host} leads to an address that no message is ever sent to.")),
    }
}

/// Connects without TLS.
pub(crate) async fn plain(wire: &Wire, target: &Target, words: &Words) -> Result<(Metered, Arc<Gauge>), Trouble> {
    let host = &target.host;
    let found = wire.within(words, "when its name was looked up", lookup_host((host.as_str(), target.port))).await?;
    let found: Vec<SocketAddr> = found
        .map_err(|_| Trouble::Later(format!("{host} was not found: there is no network, or the name is wrong.")))?
        .collect();
    let mut refusal = None;
    let mut allowed = Vec::new();
    for address in found {
        match may_connect(address.ip(), target) {
            Ok(()) => allowed.push(address),
            Err(why) => refusal = Some(why),
        }
    }
    allowed.truncate(MOST_ADDRESSES);
    if let (true, Some(why)) = (allowed.is_empty(), refusal) {
        return Err(Trouble::Refused(why));
    }
    let port = target.port;
    let mut failed = Trouble::Later(format!("{host} was not found: its name leads to no address."));
    let each = wire.step / u32::try_from(allowed.len().max(1)).unwrap_or(1);
    for address in allowed {
        failed = match tokio::time::timeout(each, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Small commands and their answers alternate; a message is flushed as a whole.
                let _ = stream.set_nodelay(true);
                let gauge = Gauge::new(LONGEST_ANSWER);
                return Ok((Metered::new(stream, gauge.clone()), gauge));
            }
            Ok(Err(error)) => {
                Trouble::Later(words.clean(&format!("{host} cannot be reached on port {port}: {error}.")))
            }
            Err(_) => Trouble::Later(silence(words, wire.step, &format!("on port {port}"))),
        };
    }
    Err(failed)
}

/// Connects, with TLS from the first byte where the target wants it.
pub(crate) async fn line(wire: &Wire, target: &Target, words: &Words) -> Result<(Line, Arc<Gauge>), Trouble> {
    if !target.private {
        let (stream, gauge) = plain(wire, target, words).await?;
        return Ok((Line::Plain(stream), gauge));
    }
    let config = wire.trust.config().await?;
    let name = ServerName::try_from(target.host.clone())
        .map_err(|_| Trouble::Refused(format!("{} is no name that a certificate could be for.", target.host)))?;
    let (stream, gauge) = plain(wire, target, words).await?;
    let shaken = wire.within(words, "when TLS was begun", TlsConnector::from(Arc::new(config)).connect(name, stream));
    let stream = shaken.await?.map_err(|error| {
        trust::trouble(&target.host, &error).unwrap_or_else(|| {
            Trouble::Later(format!("{} ended the connection when TLS was begun. Nothing was sent.", target.host))
        })
    })?;
    Ok((Line::Tls(Box::new(stream)), gauge))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn target(internal: bool, private: bool) -> Target {
        Target { host: "hooks.example.com".into(), port: 443, internal, private }
    }

    #[test]
    fn a_host_is_looked_up_in_the_letters_of_the_network() {
        for (typed, expected) in [
            ("smtp.example.com", "smtp.example.com"),
            ("SMTP.Example.com", "smtp.example.com"),
            ("b\u{fc}cher.example", "xn--bcher-kva.example"),
            ("[::1]", "::1"),
            ("::1", "::1"),
            ("127.1", "127.0.0.1"),
        ] {
            assert_eq!(host_name(typed).as_deref(), Ok(expected));
        }
        assert!(host_name("smtp example").is_err());
    }

    proptest! {
        #[test]
        fn no_name_leads_inward_unseen_or_outward_in_the_open(v4: u32, v6: u128, few in 0_u32..16, internal: bool, private: bool) {
            let near: u32 = [0x7f00_0001, 0x0a00_0001, 0xc0a8_0101, 0xa9fe_a9fe, 0x0808_0808, 0xe000_0001][few as usize % 6];
            for address in [IpAddr::from(v4.to_be_bytes()), IpAddr::from(near.to_be_bytes()), IpAddr::from(v6.to_be_bytes())] {
                let taken = may_connect(address, &target(internal, private)).is_ok();
                let expected = match reach(address) {
                    Reach::Public => private,
                    Reach::Internal => internal,
                    Reach::Never => false,
                };
                prop_assert_eq!(taken, expected, "{}", address);
            }
        }
    }
}
