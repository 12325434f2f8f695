//! A certificate authority of one test.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// What a server shows of itself in TLS.
pub type ServerTls = Arc<ServerConfig>;

static NUMBER: AtomicU32 = AtomicU32::new(1);

/// An authority with a key of its own, trusted by nobody who is not told to.
pub struct Authority {
    root: Vec<u8>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// A new one.
    ///
    /// # Panics
    /// When keys cannot be made here.
    #[must_use]
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names are good names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Two authorities of one name would be taken for one whose signature is broken.
        let name = format!("Authority {} of a test", NUMBER.fetch_add(1, Ordering::Relaxed));
        params.distinguished_name.push(DnType::CommonName, name);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().expect("a key");
        let root = params.self_signed(&key).expect("a certificate").der().to_vec();
        Self { root, issuer: Issuer::new(params, key) }
    }

    /// Its own certificate (DER), which a client is told to trust.
    #[must_use]
    pub fn root(&self) -> Vec<u8> {
        self.root.clone()
    }

    /// A server that is who these names say.
    #[must_use]
    pub fn server(&self, names: &[&str]) -> ServerTls {
        self.sign(names, 4000)
    }

    /// A server whose certificate ran out long ago.
    #[must_use]
    pub fn expired(&self, names: &[&str]) -> ServerTls {
        self.sign(names, 2001)
    }

    /// A server that is who these names say, for a program that reads files: its certificate and its key as PEM
    /// (RFC 7468).
    #[must_use]
    pub fn pem(&self, names: &[&str]) -> (String, String) {
        let (certificate, key) = self.issue(names, 4000);
        (pem("CERTIFICATE", &certificate), pem("PRIVATE KEY", &key.serialize_der()))
    }

    fn sign(&self, names: &[&str], until: i32) -> ServerTls {
        let (certificate, key) = self.issue(names, until);
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring speaks them")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.into()], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
            .expect("key and certificate belong together");
        Arc::new(config)
    }

    /// A certificate (DER) with its key.
    fn issue(&self, names: &[&str], until: i32) -> (Vec<u8>, KeyPair) {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).expect("names of hosts");
        (params.not_before, params.not_after) = (date_time_ymd(2000, 1, 1), date_time_ymd(until, 1, 1));
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate().expect("a key");
        let leaf = params.signed_by(&key, &self.issuer).expect("a certificate");
        (leaf.der().to_vec(), key)
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.extend(line.iter().map(|byte| char::from(*byte)));
        pem.push('\n');
    }
    pem + &format!("-----END {label}-----\n")
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}
