//! Addresses of places in the application, `bridgebook:…`: what a link from outside says and what a window shows. What
//! they mean is the pages' matter (`ui/src/session/address.ts`); here they are only bounded and recognised.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How an address begins.
pub const SCHEME: &str = "bridgebook:";
/// Most bytes of an address.
const LONGEST: usize = 2_000;

/// An address of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(String);

/// Why a text is no address.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("“{0}” is no link of Bridgebook, so nothing was opened. Its links begin with bridgebook:")]
pub struct AddressError(String);

impl Address {
    /// Reads an address. Its scheme may be written in any case, as systems hand it over.
    ///
    /// # Errors
    /// When it has another scheme, holds a blank or a control character, or is longer than 2,000 bytes.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let refused = || AddressError(text.chars().take(200).filter(|letter| !letter.is_control()).collect());
        let rest = after_scheme(text).ok_or_else(refused)?;
        let is_plain = text.len() <= LONGEST && !rest.chars().any(|c| c.is_control() || c.is_whitespace());
        if is_plain { Ok(Self(format!("{SCHEME}{rest}"))) } else { Err(refused()) }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a text means to be an address, whole or not.
pub(crate) fn is_meant(text: &str) -> bool {
    after_scheme(text).is_some()
}

fn after_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_at_checked(SCHEME.len())?;
    scheme.eq_ignore_ascii_case(SCHEME).then_some(rest)
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        Self::parse(&text)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bounded_words_of_its_own_scheme_are_an_address() {
        for (text, read) in [
            ("bridgebook:incident/INC-2041/log?entry=1", Some("bridgebook:incident/INC-2041/log?entry=1")),
            ("BridgeBook:declare", Some("bridgebook:declare")),
            ("bridgebook://incident/INC-1", Some("bridgebook://incident/INC-1")),
            ("https://example.org", None),
            ("bridgebook", None),
            ("bridgebook:a b", None),
            ("bridgebook:a\nb", None),
            ("", None),
        ] {
            assert_eq!(Address::parse(text).ok().as_ref().map(Address::as_str), read, "{text:?}");
        }
        assert!(Address::parse(&format!("bridgebook:{}", "a".repeat(2_000))).is_err(), "it is bounded");
        let quoted = Address::parse(&"x\n".repeat(10_000)).expect_err("no address").to_string();
        assert!(quoted.len() < 400 && !quoted.contains('\n'), "{quoted}");
    }
}
