//! The keychain of the system: Keychain Services, the Credential Manager, or the Secret Service of the desktop.

use keyring::Error;
use keyring::v1::Entry;

use super::{Keychain, KeychainError};

/// The name that all entries stand under.
const SERVICE: &str = "Bridgebook";

/// The keychain of the system that this runs on.
#[derive(Debug, Clone, Copy)]
pub struct SystemKeychain;

impl Keychain for SystemKeychain {
    fn put(&self, id: &str, secret: &str) -> Result<(), KeychainError> {
        entry(id)?.set_password(secret).map_err(|error| unavailable(&error))
    }

    fn get(&self, id: &str) -> Result<Option<String>, KeychainError> {
        match entry(id)?.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(unavailable(&error)),
        }
    }

    fn forget(&self, id: &str) -> Result<(), KeychainError> {
        match entry(id)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(unavailable(&error)),
        }
    }
}

fn entry(id: &str) -> Result<Entry, KeychainError> {
    Entry::new(SERVICE, id).map_err(|error| unavailable(&error))
}

/// The kind of an error in words. The words of the library are left away: some of its errors carry what was stored.
fn unavailable(error: &Error) -> KeychainError {
    KeychainError::Unavailable(
        match error {
            Error::NoDefaultStore => return KeychainError::Missing,
            Error::NoStorageAccess(_) => "it is locked or refuses access",
            Error::TooLong(..) => "the secret is longer than it takes",
            Error::Ambiguous(_) => "it holds the entry more than once",
            _ => "it reported an error",
        }
        .to_owned(),
    )
}
