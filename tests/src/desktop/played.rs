//! What stories that play the sample's incident by hand share.

use anyhow::Result;

use super::Profile;

impl Profile {
    /// Records by the command line, beside the window, that the support staff and the strategic customers were told with an
    /// update of the customers, as their plan asks. `time` is that of the clock in Berlin.
    ///
    /// # Errors
    /// What the command line says.
    pub fn told_with_customers(&self, time: &str) -> Result<()> {
        for (audience, via) in [("Support staff", "Chat"), ("Strategic customers", "E-mail")] {
            let text = format!("As of {time} CET: what customers were told just now, in the words for {audience}.");
            let told = ["update", "record", "INC-1", audience, "--via", via, "--text", &text];
            self.cli(&[&told[..], &["--despite", "it goes with the update of the customers"]].concat())?;
        }
        Ok(())
    }
}

/// What a reader of the mail sees below its headers; long lines come as quoted-printable text.
#[must_use]
pub fn body_of(mail: &str) -> String {
    let body = mail.split_once("\r\n\r\n").map_or("", |(_, body)| body).replace("=\r\n", "");
    let mut parts = body.split('=');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.extend(part.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()));
        bytes.extend(part.get(2..).unwrap_or_default().as_bytes());
    }
    String::from_utf8_lossy(&bytes).replace("\r\n", "\n").trim_end().to_owned()
}
