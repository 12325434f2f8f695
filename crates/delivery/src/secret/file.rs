//! The encrypted file: a table of secrets in the format of age, under a passphrase. The `age` tool opens it too.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::iter::once;
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient, scrypt};

use super::SecretError;

const NAME: &str = "secrets.age";
/// Work to try one passphrase, as a power of two: about half a second and 128 MiB.
const WORK: u8 = 17;
/// Most work that a file may ask for.
const MOST_WORK: u8 = 20;
/// Largest file that is read, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;
const SHORTEST_PASSPHRASE: usize = 12;

/// The file in a data folder, open or not.
pub(super) struct EncryptedFile {
    path: PathBuf,
    open: Option<Open>,
}

struct Open {
    passphrase: SecretString,
    all: BTreeMap<String, String>,
}

impl EncryptedFile {
    pub(super) fn at(folder: &Path) -> Self {
        Self { path: folder.join(NAME), open: None }
    }

    pub(super) fn exists(&self) -> bool {
        self.path.exists()
    }

    pub(super) const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub(super) fn entries(&self) -> Option<&BTreeMap<String, String>> {
        self.open.as_ref().map(|open| &open.all)
    }

    /// Reads the file, or begins an empty one, which the next change writes.
    pub(super) fn unlock(&mut self, passphrase: &str) -> Result<(), SecretError> {
        let secret = SecretString::from(passphrase.to_owned());
        let all = match fs::File::open(&self.path) {
            Ok(file) => {
                let mut bytes = Vec::new();
                file.take(LARGEST).read_to_end(&mut bytes).map_err(|error| trouble(&error))?;
                read(&bytes, secret.clone())?
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if passphrase.chars().count() < SHORTEST_PASSPHRASE {
                    return Err(SecretError::ShortPassphrase);
                }
                BTreeMap::new()
            }
            Err(error) => return Err(trouble(&error)),
        };
        self.open = Some(Open { passphrase: secret, all });
        Ok(())
    }

    /// Changes what is in the open file; written at once when the change says that there was one. Where writing fails
    /// the change is not kept either, so that memory and file say the same.
    pub(super) fn change(
        &mut self,
        change: impl FnOnce(&mut BTreeMap<String, String>) -> bool,
    ) -> Result<(), SecretError> {
        let Some(open) = &mut self.open else { return Err(SecretError::Locked) };
        let mut all = open.all.clone();
        if change(&mut all) {
            write(&self.path, &encrypt(&all, open.passphrase.clone())?)?;
            open.all = all;
        }
        Ok(())
    }
}

fn read(bytes: &[u8], passphrase: SecretString) -> Result<BTreeMap<String, String>, SecretError> {
    let mut identity = scrypt::Identity::new(passphrase);
    identity.set_max_work_factor(MOST_WORK);
    let decryptor = Decryptor::new(bytes).map_err(|error| not_opened(&error))?;
    let mut reader = decryptor.decrypt(once(&identity as &dyn Identity)).map_err(|error| not_opened(&error))?;
    let mut text = Vec::new();
    reader.read_to_end(&mut text).map_err(|_| SecretError::File("it is damaged".to_owned()))?;
    // The error of the reader would repeat what it read.
    serde_json::from_slice(&text).map_err(|_| SecretError::File("it holds no table of passwords".to_owned()))
}

fn not_opened(error: &DecryptError) -> SecretError {
    match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
            SecretError::WrongPassphrase
        }
        DecryptError::Io(error) => trouble(error),
        _ => SecretError::File("it is damaged, or not a file of Bridgebook".to_owned()),
    }
}

fn encrypt(all: &BTreeMap<String, String>, passphrase: SecretString) -> Result<Vec<u8>, SecretError> {
    let failed = |_| SecretError::File("it could not be encrypted".to_owned());
    let text = serde_json::to_vec(all).map_err(|_| SecretError::File("it could not be put together".to_owned()))?;
    let mut recipient = scrypt::Recipient::new(passphrase);
    recipient.set_work_factor(WORK);
    let encryptor = Encryptor::with_recipients(once(&recipient as &dyn Recipient))
        .map_err(|_| SecretError::File("it could not be encrypted".to_owned()))?;
    let mut bytes = Vec::new();
    let mut writer = encryptor.wrap_output(&mut bytes).map_err(failed)?;
    writer.write_all(&text).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// Beside the old one, onto the disk, and into its place: at no moment is there half a file. The file is for its owner
/// alone, as the library of temporary files makes it.
fn write(path: &Path, bytes: &[u8]) -> Result<(), SecretError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| trouble(&error))?;
    file.write_all(bytes).map_err(|error| trouble(&error))?;
    file.as_file().sync_all().map_err(|error| trouble(&error))?;
    file.persist(path).map_err(|error| trouble(&error.error))?;
    Ok(())
}

/// The kind of an error, without the path that the system's words may hold.
fn trouble(error: &std::io::Error) -> SecretError {
    SecretError::File(error.kind().to_string())
}
