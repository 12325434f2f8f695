//! Where passwords and the addresses of webhooks are kept: in the keychain of the system; where there is none, in a file
//! that is encrypted with a passphrase, or in memory for this run. Never in plain text on the disk.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use thiserror::Error;

mod file;
mod system;

use file::EncryptedFile;
pub use system::SystemKeychain;

/// Longest that the keychain may take. One that asks for a password on a screen that nobody sees never answers.
const PATIENCE: Duration = Duration::from_secs(3);

/// A keychain. Each call may block.
pub trait Keychain: Send + Sync + 'static {
    /// Keeps a secret under an id.
    ///
    /// # Errors
    /// Where it cannot be used.
    fn put(&self, id: &str, secret: &str) -> Result<(), KeychainError>;
    /// The secret under an id, if there is one.
    ///
    /// # Errors
    /// Where it cannot be used.
    fn get(&self, id: &str) -> Result<Option<String>, KeychainError>;
    /// Forgets the secret under an id; one that is not there is forgotten already.
    ///
    /// # Errors
    /// Where it cannot be used.
    fn forget(&self, id: &str) -> Result<(), KeychainError>;
}

/// Why a keychain did not do what it was asked, in words of the system; it holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeychainError {
    /// This system has none, so nothing was ever put there.
    #[error("there is none")]
    Missing,
    /// It is there and cannot be used now; what it holds is not known.
    #[error("{0}")]
    Unavailable(String),
}

/// What is wrong with secrets. Each is a sentence for a person.
#[derive(Debug, Error)]
pub enum SecretError {
    /// The file is there and its passphrase was not said in this run.
    #[error("The passwords of the channels are in an encrypted file. Give its passphrase first.")]
    Locked,
    /// The passphrase is not the one of the file.
    #[error("This is not the passphrase of the file with the passwords. Nothing was changed.")]
    WrongPassphrase,
    /// A passphrase that everybody would guess.
    #[error("A passphrase has at least 12 characters.")]
    ShortPassphrase,
    /// The file cannot be read or written; what was in it is still there.
    #[error("The file with the passwords could not be used ({0}). It was left as it was.")]
    File(String),
    /// The keychain stopped answering after it had been used; what it holds is still there.
    #[error("The keychain of the system cannot be used ({0}). Unlock it and try again; nothing was changed.")]
    Keychain(String),
    /// The keychain did not forget a secret that it may hold.
    #[error(
        "The keychain of the system cannot be used ({0}), so what is secret may still be in it, under the name \
         Bridgebook."
    )]
    MayBeLeft(String),
}

/// Where secrets go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The keychain of the system.
    Keychain,
    /// The encrypted file.
    File,
    /// The encrypted file, once its passphrase was given.
    LockedFile,
    /// The memory of this run.
    Memory,
}

impl Place {
    /// The place in words, as a whole sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Keychain => "Passwords are kept in the keychain of the system.",
            Self::File => "Passwords are kept in a file that is encrypted with your passphrase.",
            Self::LockedFile => {
                "Passwords are kept in a file that is encrypted with your passphrase. Give it to use them."
            }
            Self::Memory => {
                "This system has no keychain that answers, so passwords are remembered only until Bridgebook is \
                 closed. Give a passphrase to keep them in an encrypted file instead."
            }
        }
    }
}

/// The secrets of the channels, by the id of the channel.
#[derive(Clone)]
pub struct Secrets {
    keychain: Arc<dyn Keychain>,
    patience: Duration,
    state: Arc<Mutex<State>>,
}

struct State {
    file: EncryptedFile,
    memory: BTreeMap<String, String>,
    /// Questions that the keychain did not answer in time. It is not asked again until these have ended.
    unanswered: Vec<JoinHandle<()>>,
}

impl Secrets {
    /// Those of a data folder.
    #[must_use]
    pub fn open(folder: &Path) -> Self {
        Self::with(folder, Arc::new(SystemKeychain), PATIENCE)
    }

    /// Those of a data folder with a keychain of the caller's.
    #[must_use]
    pub fn with(folder: &Path, keychain: Arc<dyn Keychain>, patience: Duration) -> Self {
        let state = State { file: EncryptedFile::at(folder), memory: BTreeMap::new(), unanswered: Vec::new() };
        Self { keychain, patience, state: Arc::new(Mutex::new(state)) }
    }

    /// Keeps a secret, and says where. It blocks up to a few seconds.
    ///
    /// # Errors
    /// [`SecretError::Locked`] where it belongs into a file whose passphrase was not said; else what the file says.
    pub fn put(&self, id: &str, secret: &str) -> Result<Place, SecretError> {
        let (name, text) = (id.to_owned(), secret.to_owned());
        if self.ask(move |keychain| keychain.put(&name, &text)).is_ok() {
            // What an earlier run had to keep elsewhere must not come back.
            let mut state = self.state();
            state.memory.remove(id);
            if state.file.is_open() {
                state.file.change(|all| all.remove(id).is_some())?;
            }
            return Ok(Place::Keychain);
        }
        let mut state = self.state();
        if state.file.is_open() {
            state.file.change(|all| all.insert(id.to_owned(), secret.to_owned()).as_deref() != Some(secret))?;
            return Ok(Place::File);
        }
        if state.file.exists() {
            return Err(SecretError::Locked);
        }
        state.memory.insert(id.to_owned(), secret.to_owned());
        Ok(Place::Memory)
    }

    /// The secret under an id, if there is one. It blocks up to a few seconds. A channel that needs none
    /// ([`needs_secret`](bridgebook_domain::delivery::DeliveryChannel::needs_secret)) need not ask.
    ///
    /// # Errors
    /// [`SecretError::Locked`] where it may be in a file whose passphrase was not said;
    /// [`SecretError::Keychain`] where nothing is known because the keychain does not answer. Where there is no keychain
    /// at all and no file, nothing is kept, which is no error.
    pub fn get(&self, id: &str) -> Result<Option<String>, SecretError> {
        {
            let state = self.state();
            if let Some(secret) = state.memory.get(id).or_else(|| state.file.entries().and_then(|all| all.get(id))) {
                return Ok(Some(secret.clone()));
            }
        }
        let name = id.to_owned();
        let asked = self.ask(move |keychain| keychain.get(&name));
        if let Ok(Some(secret)) = asked {
            return Ok(Some(secret));
        }
        let state = self.state();
        if state.file.exists() && !state.file.is_open() {
            return Err(SecretError::Locked);
        }
        match asked {
            Err(KeychainError::Unavailable(why)) if !state.file.is_open() => Err(SecretError::Keychain(why)),
            _ => Ok(None),
        }
    }

    /// Forgets the secret under an id everywhere it can be forgotten. It blocks up to a few seconds.
    ///
    /// # Errors
    /// What the file says; [`SecretError::Locked`] where it may still lie in it; [`SecretError::MayBeLeft`] where it may
    /// still lie in the keychain, because that does not answer and the secret was nowhere else.
    pub fn forget(&self, id: &str) -> Result<(), SecretError> {
        let name = id.to_owned();
        let asked = self.ask(move |keychain| keychain.forget(&name));
        let mut state = self.state();
        let mut was_elsewhere = state.memory.remove(id).is_some();
        if state.file.is_open() {
            state.file.change(|all| {
                let was_there = all.remove(id).is_some();
                was_elsewhere |= was_there;
                was_there
            })?;
        }
        match asked {
            Err(_) if was_elsewhere => Ok(()),
            Err(_) if state.file.exists() && !state.file.is_open() => Err(SecretError::Locked),
            Err(KeychainError::Unavailable(why)) => Err(SecretError::MayBeLeft(why)),
            Err(KeychainError::Missing) | Ok(()) => Ok(()),
        }
    }

    /// Opens the encrypted file with its passphrase, or makes one, and moves into it what was only remembered.
    ///
    /// # Errors
    /// [`SecretError::WrongPassphrase`], [`SecretError::ShortPassphrase`], or what the file says.
    pub fn unlock(&self, passphrase: &str) -> Result<(), SecretError> {
        let mut state = self.state();
        state.file.unlock(passphrase)?;
        let remembered = state.memory.clone();
        state.file.change(|all| {
            all.extend(remembered);
            true
        })?;
        state.memory.clear();
        Ok(())
    }

    /// Where the next secret goes. It asks the keychain, so it blocks up to a few seconds.
    #[must_use]
    pub fn place(&self) -> Place {
        let answers = self.ask(|keychain| keychain.get("bridgebook.probe")).is_ok();
        let state = self.state();
        // One that is locked may answer and yet take nothing: what it did not take is remembered.
        if answers && state.memory.is_empty() {
            return Place::Keychain;
        }
        match (state.file.is_open(), state.file.exists()) {
            (true, _) => Place::File,
            (false, true) => Place::LockedFile,
            (false, false) => Place::Memory,
        }
    }

    /// [`place`](Self::place) in words.
    #[must_use]
    pub fn where_kept(&self) -> &'static str {
        self.place().words()
    }

    /// Asks the keychain in a thread of its own. One that does not answer in time is not asked again before it does: its
    /// thread cannot be ended, and there should not be more and more of them. Unlocked, it answers and is asked again.
    fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Keychain) -> Result<T, KeychainError> + Send + 'static,
    ) -> Result<T, KeychainError> {
        {
            let mut state = self.state();
            state.unanswered.retain(|thread| !thread.is_finished());
            if !state.unanswered.is_empty() {
                return Err(KeychainError::Unavailable("it has not answered the last question yet".to_owned()));
            }
        }
        let keychain = self.keychain.clone();
        let (tell, told) = mpsc::sync_channel(1);
        let asked = std::thread::Builder::new().name("keychain".to_owned()).spawn(move || {
            let _ = tell.send(question(keychain.as_ref()));
        });
        let Ok(thread) = asked else {
            return Err(KeychainError::Unavailable("no thread could be started for it".to_owned()));
        };
        told.recv_timeout(self.patience).unwrap_or_else(|_| {
            self.state().unanswered.push(thread);
            Err(KeychainError::Unavailable(format!("no answer within {} s", self.patience.as_secs())))
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
