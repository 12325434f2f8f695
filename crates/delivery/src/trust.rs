//! Whom TLS trusts, and what is said when it does not.

use std::error::Error;
use std::sync::Arc;

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{CertificateError, ClientConfig, Error as TlsError, RootCertStore};

use crate::Trouble;

/// The authorities whose certificates are believed.
#[derive(Debug, Clone)]
pub enum Trust {
    /// Those of the system, among them what a company put there.
    System,
    /// These alone (DER).
    Only(Vec<Vec<u8>>),
}

impl Trust {
    /// The certificates of the authorities, without those that cannot be read.
    pub(crate) async fn roots(&self) -> Result<Vec<CertificateDer<'static>>, Trouble> {
        let found: Vec<CertificateDer<'static>> = match self {
            Self::Only(list) => list.iter().cloned().map(CertificateDer::from).collect(),
            // Reads files, or asks the system.
            Self::System => {
                tokio::task::spawn_blocking(|| rustls_native_certs::load_native_certs().certs).await.unwrap_or_default()
            }
        };
        let mut store = RootCertStore::empty();
        let read: Vec<_> = found.into_iter().filter(|root| store.add(root.clone()).is_ok()).collect();
        if read.is_empty() {
            return Err(Trouble::Later(
                "This machine names no authorities whose certificates could be believed, so nothing can be sent \
                 privately. On Linux the package ca-certificates brings them."
                    .to_owned(),
            ));
        }
        Ok(read)
    }

    pub(crate) async fn config(&self) -> Result<ClientConfig, Trouble> {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(self.roots().await?);
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| Trouble::Refused("This machine speaks no version of TLS that is safe.".to_owned()))?
            .with_root_certificates(store)
            .with_no_client_auth();
        Ok(config)
    }
}

/// What an error of TLS says to a person, if one lies somewhere below an error.
pub(crate) fn trouble(host: &str, error: &(dyn Error + 'static)) -> Option<Trouble> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(tls) = error.downcast_ref::<TlsError>() {
            return Some(of_tls(host, tls));
        }
        // An error of the system hides what it was made of from `source`.
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if let Some(tls) = inner.and_then(|inner| inner.downcast_ref::<TlsError>()) {
            return Some(of_tls(host, tls));
        }
        next = error.source();
    }
    None
}

/// Whether nobody whom this machine knows stands behind a certificate: an authority's own, which an ordinary self-signed
/// one is, comes with the name that the library gives that case.
fn is_of_unknown(error: &CertificateError) -> bool {
    match error {
        CertificateError::UnknownIssuer => true,
        CertificateError::Other(other) => other.to_string().contains("CaUsedAsEndEntity"),
        _ => false,
    }
}

fn of_tls(host: &str, error: &TlsError) -> Trouble {
    let why = match error {
        TlsError::InvalidCertificate(why) if is_of_unknown(why) => {
            format!(
                "The certificate of {host} comes from nobody whom this machine trusts. If it is your own, let this machine \
                 trust whoever issued it."
            )
        }
        TlsError::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => format!(
            "The certificate is not one of {host}, but of another host. Enter the name that the certificate is made out to."
        ),
        TlsError::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            format!("The certificate of {host} has run out. If it has not, look at the clock of this machine.")
        }
        TlsError::InvalidCertificate(CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }) => {
            format!("The certificate of {host} does not hold yet. Look at the clock of this machine.")
        }
        TlsError::InvalidCertificate(
            CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. },
        ) => {
            format!("The certificate of {host} is not made out to a server. Ask for one for servers.")
        }
        TlsError::InvalidCertificate(CertificateError::Revoked) => {
            format!("The certificate of {host} was called back by whoever issued it. Ask for a new one.")
        }
        TlsError::InvalidCertificate(_) => {
            format!("The certificate of {host} does not hold. Ask whoever runs the host for another.")
        }
        TlsError::InvalidMessage(_) => {
            return Trouble::Refused(format!(
                "{host} answered, but not in TLS. Nothing was sent. Check the port, and whether TLS begins at once or \
                 after STARTTLS."
            ));
        }
        TlsError::AlertReceived(_) | TlsError::PeerIncompatible(_) => {
            format!("{host} and this program found no way to speak privately.")
        }
        _ => format!("A private connection to {host} could not be made."),
    };
    Trouble::Refused(format!("{why} Nothing was sent."))
}
