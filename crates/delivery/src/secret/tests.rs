use std::sync::Condvar;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use super::*;

const PASSPHRASE: &str = "four good words here";
const SECRET: &str = "hunter2-in-the-open";

#[derive(Default)]
struct Fake {
    kept: Mutex<BTreeMap<String, String>>,
    is_gone: AtomicBool,
}

impl Fake {
    fn kept(&self) -> Result<MutexGuard<'_, BTreeMap<String, String>>, KeychainError> {
        if self.is_gone.load(Ordering::Relaxed) {
            return Err(KeychainError::Missing);
        }
        Ok(self.kept.lock().expect("no test panics inside"))
    }
}

impl Keychain for Fake {
    fn put(&self, id: &str, secret: &str) -> Result<(), KeychainError> {
        self.kept()?.insert(id.to_owned(), secret.to_owned());
        Ok(())
    }
    fn get(&self, id: &str) -> Result<Option<String>, KeychainError> {
        Ok(self.kept()?.get(id).cloned())
    }
    fn forget(&self, id: &str) -> Result<(), KeychainError> {
        self.kept()?.remove(id);
        Ok(())
    }
}

/// A keychain that is locked: it says that it holds nothing, and takes nothing.
struct Closed;

impl Keychain for Closed {
    fn put(&self, _: &str, _: &str) -> Result<(), KeychainError> {
        Err(KeychainError::Unavailable("it is locked or refuses access".to_owned()))
    }
    fn get(&self, _: &str) -> Result<Option<String>, KeychainError> {
        Ok(None)
    }
    fn forget(&self, _: &str) -> Result<(), KeychainError> {
        Ok(())
    }
}

/// A keychain that asks for a password on a screen that nobody sees.
struct Hanging;

impl Keychain for Hanging {
    fn put(&self, _: &str, _: &str) -> Result<(), KeychainError> {
        loop {
            std::thread::park();
        }
    }
    fn get(&self, _: &str) -> Result<Option<String>, KeychainError> {
        loop {
            std::thread::park();
        }
    }
    fn forget(&self, _: &str) -> Result<(), KeychainError> {
        loop {
            std::thread::park();
        }
    }
}

/// A keychain that asks for a password, and goes on once somebody typed it.
#[derive(Default)]
struct Asking {
    fake: Fake,
    is_unlocked: Mutex<bool>,
    unlocked: Condvar,
    questions: AtomicUsize,
}

impl Asking {
    fn unlock(&self) {
        *self.is_unlocked.lock().expect("no test panics inside") = true;
        self.unlocked.notify_all();
    }

    fn wait(&self) {
        self.questions.fetch_add(1, Ordering::Relaxed);
        let is_unlocked = self.is_unlocked.lock().expect("no test panics inside");
        drop(self.unlocked.wait_while(is_unlocked, |is_unlocked| !*is_unlocked).expect("no test panics inside"));
    }
}

impl Keychain for Asking {
    fn put(&self, id: &str, secret: &str) -> Result<(), KeychainError> {
        self.wait();
        self.fake.put(id, secret)
    }
    fn get(&self, id: &str) -> Result<Option<String>, KeychainError> {
        self.wait();
        self.fake.get(id)
    }
    fn forget(&self, id: &str) -> Result<(), KeychainError> {
        self.wait();
        self.fake.forget(id)
    }
}

fn none() -> Arc<Fake> {
    let fake = Fake::default();
    fake.is_gone.store(true, Ordering::Relaxed);
    Arc::new(fake)
}

fn every_byte_in(folder: &Path) -> Vec<u8> {
    std::fs::read_dir(folder)
        .expect("folder")
        .flat_map(|entry| std::fs::read(entry.expect("entry").path()).expect("file"))
        .collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_keychain_that_answers_keeps_all_and_the_disk_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let secrets = Secrets::with(folder.path(), Arc::new(Fake::default()), PATIENCE);
    assert_eq!(secrets.place(), Place::Keychain);
    assert_eq!(secrets.put("m", SECRET).expect("kept"), Place::Keychain);
    assert_eq!(secrets.get("m").expect("read").as_deref(), Some(SECRET));
    assert_eq!(secrets.get("other").expect("read"), None);
    secrets.forget("m").expect("forgotten");
    secrets.forget("m").expect("forgotten already");
    assert_eq!(secrets.get("m").expect("read"), None);
    assert!(every_byte_in(folder.path()).is_empty());
}

#[test]
fn without_a_keychain_a_secret_lives_as_long_as_the_run() {
    let folder = tempfile::tempdir().expect("folder");
    let secrets = Secrets::with(folder.path(), none(), PATIENCE);
    assert_eq!(secrets.put("m", SECRET).expect("kept"), Place::Memory);
    assert_eq!(secrets.get("m").expect("read").as_deref(), Some(SECRET));
    assert!(secrets.where_kept().contains("only until"), "{}", secrets.where_kept());
    assert!(every_byte_in(folder.path()).is_empty(), "nothing may be written in plain text");
    let next_run = Secrets::with(folder.path(), none(), PATIENCE);
    assert_eq!(next_run.get("m").expect("nothing is kept, which is no error"), None);
}

#[test]
fn the_file_gives_back_what_it_took_to_its_passphrase_alone() {
    let folder = tempfile::tempdir().expect("folder");
    let secrets = Secrets::with(folder.path(), none(), PATIENCE);
    secrets.put("early", "before the file").expect("kept");
    assert!(matches!(secrets.unlock("short"), Err(SecretError::ShortPassphrase)));
    secrets.unlock(PASSPHRASE).expect("made");
    assert_eq!(secrets.put("m", SECRET).expect("kept"), Place::File);

    let bytes = every_byte_in(folder.path());
    assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
    for plain in [SECRET, "before the file", "early", PASSPHRASE] {
        assert!(!holds(&bytes, plain), "{plain} stands in the file");
    }
    let files: Vec<_> = std::fs::read_dir(folder.path()).expect("folder").collect();
    assert_eq!(files.len(), 1, "nothing is left beside it");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path().join("secrets.age")).expect("file").permissions().mode();
        assert_eq!(mode & 0o077, 0, "only its owner reads it");
    }

    let next_run = Secrets::with(folder.path(), none(), PATIENCE);
    assert_eq!(next_run.place(), Place::LockedFile);
    assert!(matches!(next_run.get("m"), Err(SecretError::Locked)));
    assert!(matches!(next_run.put("m", "other"), Err(SecretError::Locked)));
    assert!(matches!(next_run.forget("m"), Err(SecretError::Locked)));
    assert!(matches!(next_run.unlock("four wrong words here"), Err(SecretError::WrongPassphrase)));
    next_run.unlock(PASSPHRASE).expect("opened");
    assert_eq!(next_run.get("m").expect("read").as_deref(), Some(SECRET));
    assert_eq!(next_run.get("early").expect("read").as_deref(), Some("before the file"));
    next_run.forget("m").expect("forgotten");
    assert_eq!(next_run.get("m").expect("read"), None);
}

#[test]
fn a_damaged_file_is_left_as_it_is() {
    let folder = tempfile::tempdir().expect("folder");
    Secrets::with(folder.path(), none(), PATIENCE).unlock(PASSPHRASE).expect("made");
    let path = folder.path().join("secrets.age");
    let good = std::fs::read(&path).expect("file");
    for damaged in [Vec::new(), b"hunter2".to_vec(), good[..good.len() - 1].to_vec(), good[..60].to_vec()] {
        std::fs::write(&path, &damaged).expect("written");
        let error = Secrets::with(folder.path(), none(), PATIENCE).unlock(PASSPHRASE).expect_err("damaged");
        assert!(matches!(error, SecretError::File(_)), "{error:?}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert_eq!(std::fs::read(&path).expect("file"), damaged);
    }
}

#[test]
fn a_keychain_that_hangs_is_asked_once() {
    let folder = tempfile::tempdir().expect("folder");
    let secrets = Secrets::with(folder.path(), Arc::new(Hanging), Duration::from_millis(50));
    assert_eq!(secrets.put("m", SECRET).expect("kept"), Place::Memory);
    // Each of these would wait for ever if it asked again without a limit.
    assert_eq!(secrets.place(), Place::Memory);
    assert_eq!(secrets.get("m").expect("read").as_deref(), Some(SECRET));
    assert!(secrets.get("other").expect_err("unknown").to_string().contains("cannot be used"));
}

#[test]
fn a_keychain_that_answers_late_is_asked_again_once_it_has_answered() {
    let folder = tempfile::tempdir().expect("folder");
    let keychain = Arc::new(Asking::default());
    keychain.fake.put("m", SECRET).expect("kept by an earlier run");
    let secrets = Secrets::with(folder.path(), keychain.clone(), Duration::from_millis(50));
    for _ in 0..3 {
        assert!(secrets.get("m").expect_err("it is locked").to_string().contains("Unlock it and try again"));
    }
    assert!(keychain.questions.load(Ordering::Relaxed) <= 1, "one question is open at most");
    keychain.unlock();
    let patient = Secrets { patience: Duration::from_secs(60), ..secrets };
    let end = Instant::now() + Duration::from_secs(60);
    let mut answer = patient.get("m");
    while answer.is_err() && Instant::now() < end {
        std::thread::yield_now();
        answer = patient.get("m");
    }
    assert_eq!(answer.expect("it is unlocked").as_deref(), Some(SECRET));
    assert_eq!(patient.place(), Place::Keychain);
}

#[test]
fn what_a_keychain_may_still_hold_is_not_said_to_be_forgotten() {
    let folder = tempfile::tempdir().expect("folder");
    let secrets = Secrets::with(folder.path(), Arc::new(Hanging), Duration::from_millis(50));
    for _ in 0..2 {
        let said = secrets.forget("m").expect_err("it may still be there").to_string();
        assert!(said.contains("may still be in it"), "{said}");
    }
    secrets.put("remembered", SECRET).expect("kept");
    secrets.forget("remembered").expect("it was only remembered");
    secrets.unlock(PASSPHRASE).expect("made");
    secrets.put("filed", SECRET).expect("kept");
    secrets.forget("filed").expect("it was in the file");
    assert!(matches!(secrets.forget("m"), Err(SecretError::MayBeLeft(_))), "it was not in the file");
    let without = Secrets::with(tempfile::tempdir().expect("folder").path(), none(), PATIENCE);
    without.forget("m").expect("no keychain holds nothing");
}

#[test]
fn a_keychain_that_takes_nothing_is_not_said_to_keep_anything() {
    let folder = tempfile::tempdir().expect("folder");
    let secrets = Secrets::with(folder.path(), Arc::new(Closed), PATIENCE);
    assert_eq!(secrets.put("m", SECRET).expect("kept"), Place::Memory);
    assert_eq!(secrets.place(), Place::Memory);
    assert_eq!(secrets.get("m").expect("read").as_deref(), Some(SECRET));
}

#[test]
fn a_keychain_that_came_back_takes_over() {
    let folder = tempfile::tempdir().expect("folder");
    let keychain = none();
    let secrets = Secrets::with(folder.path(), keychain.clone(), PATIENCE);
    secrets.unlock(PASSPHRASE).expect("made");
    secrets.put("m", "old").expect("kept");
    keychain.is_gone.store(false, Ordering::Relaxed);
    assert_eq!(secrets.put("m", SECRET).expect("kept"), Place::Keychain);
    assert_eq!(secrets.get("m").expect("read").as_deref(), Some(SECRET), "the old one must not come back");
}

#[test]
fn no_error_repeats_a_secret() {
    let errors = [
        SecretError::Locked,
        SecretError::WrongPassphrase,
        SecretError::ShortPassphrase,
        SecretError::File("not found".into()),
        SecretError::Keychain("there is none".into()),
        SecretError::MayBeLeft("it is locked".into()),
    ];
    for error in errors {
        let text = format!("{error} {error:?}");
        assert!(!text.contains(SECRET) && !text.contains(PASSPHRASE), "{text}");
    }
}
