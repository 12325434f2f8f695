//! The window itself: what a person does with it, and what a person sees in it.

use std::fs;
use std::future::Future;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::process::{self, Guarded};
use super::profile::Profile;

/// No single call to the window takes longer, even on a loaded machine.
const CALL: Duration = Duration::from_secs(40);
/// The first call of all loads the web engine.
const START: Duration = Duration::from_secs(60);
/// How long a story waits for something to appear.
const PATIENCE: Duration = Duration::from_secs(40);

/// The application in a real window, driven through WebKit's driver.
///
/// Fields are dropped in this order: the driver ends the application, then the display goes.
#[derive(Debug)]
pub struct Window {
    client: Client,
    application: Option<u32>,
    driver: Guarded,
    _display: Option<Guarded>,
}

impl Window {
    /// Keys without a letter, as the WebDriver standard numbers them.
    pub const CONTROL: char = '\u{e009}';
    /// Shift.
    pub const SHIFT: char = '\u{e008}';
    /// Alt.
    pub const ALT: char = '\u{e00a}';
    /// Enter.
    pub const ENTER: char = '\u{e007}';
    /// Escape.
    pub const ESCAPE: char = '\u{e00c}';
    /// Tab.
    pub const TAB: char = '\u{e004}';
    /// Backspace.
    pub const BACKSPACE: char = '\u{e003}';
    /// The arrow keys.
    pub const UP: char = '\u{e013}';
    /// The arrow keys.
    pub const DOWN: char = '\u{e015}';
    /// The arrow keys.
    pub const LEFT: char = '\u{e012}';
    /// The arrow keys.
    pub const RIGHT: char = '\u{e014}';

    /// Starts the application on the folders of a person and waits until it answers.
    ///
    /// # Errors
    /// When a program is missing or the window does not open in time.
    pub async fn open(profile: &Profile) -> Result<Self> {
        let application = Profile::program("bridgebook")?;
        let (display, name) = match std::env::var_os("DISPLAY").filter(|name| !name.is_empty()) {
            Some(_) => (None, None),
            None => {
                let (display, name) = process::start_display()?;
                (Some(display), Some(name))
            }
        };
        let (driver, port) = process::start_driver(name.as_deref(), &profile.environment(), &profile.log())?;
        let capabilities: Capabilities = serde_json::from_value(json!({
            "webkitgtk:browserOptions": { "binary": application, "args": profile.arguments() }
        }))?;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let address = format!("http://127.0.0.1:{port}");
        let until = Instant::now() + START;
        let client = loop {
            // The driver takes a moment until it listens.
            match limited(START, "opening the window", builder.connect(&address)).await {
                Ok(client) => break client,
                Err(error) if Instant::now() > until => {
                    let log = fs::read_to_string(profile.log()).unwrap_or_default();
                    return Err(error.context(format!("the window did not open. The driver said: {}", log.trim())));
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        };
        let application = process::child_of(driver.pid(), &application.canonicalize()?);
        Ok(Self { client, application, driver, _display: display })
    }

    /// WebKit's driver itself, for what this type has no word for.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Waits until an element is there and gives it back.
    ///
    /// # Errors
    /// When it does not appear in time.
    pub async fn wait_for(&self, css: &str) -> Result<Element> {
        let until = Instant::now() + PATIENCE;
        loop {
            // Any error may be one of the driver alone, which answers the next question again.
            let found = limited(CALL, css, self.client.find(Locator::Css(css))).await;
            if found.is_ok() || Instant::now() > until {
                if found.is_err() {
                    self.look_at_failure().await;
                }
                return found.with_context(|| format!("{css} did not appear"));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the text can be read in the window.
    ///
    /// # Errors
    /// When it does not appear in time; the error quotes what was there instead.
    pub async fn wait_for_text(&self, text: &str) -> Result<()> {
        self.wait_until(text, "return document.body.innerText.includes(arguments[0])").await
    }

    /// Waits until the text is gone from the window.
    ///
    /// # Errors
    /// When it stays.
    pub async fn wait_until_gone(&self, text: &str) -> Result<()> {
        self.wait_until(text, "return !document.body.innerText.includes(arguments[0])").await
    }

    /// Waits until a script returns `true`.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn wait_until_holds(&self, condition: &str) -> Result<()> {
        self.wait_until("", condition).await
    }

    pub(super) async fn wait_until(&self, text: &str, condition: &str) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        loop {
            // A condition only looks, so it is asked again also when the driver itself failed to answer.
            let answer = self.script(condition, vec![json!(text)]).await;
            if matches!(&answer, Ok(holds) if *holds == json!(true)) {
                return Ok(());
            }
            if Instant::now() > until {
                let answer = answer.with_context(|| format!("waiting for {condition} with {text:?}"))?;
                let shown = self.script("return document.body.innerText", vec![]).await?;
                bail!(
                    "waited in vain for {condition} with {text:?}, which last gave {answer}; the window shows: {shown}"
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The text of an element.
    ///
    /// # Errors
    /// When it does not appear in time.
    pub async fn text(&self, css: &str) -> Result<String> {
        let element = self.wait_for(css).await?;
        limited(CALL, css, element.text()).await
    }

    /// Clicks on an element.
    ///
    /// # Errors
    /// When it does not appear in time or something lies over it.
    pub async fn click(&self, css: &str) -> Result<()> {
        self.wait_for(css).await?;
        self.wait_until_it_stands(css).await?;
        let element = self.wait_for(css).await?;
        let done = limited(CALL, css, element.click()).await;
        if done.is_err() {
            self.look_at_failure().await;
            let over = "const box = document.querySelector(arguments[0]).getBoundingClientRect();
                const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return JSON.stringify([box, innerHeight, scrollY, document.scrollingElement.scrollHeight, there?.outerHTML.slice(0, 400)])";
            let found = self.script(over, vec![json!(css)]).await?;
            return done.with_context(|| format!("at its middle lies {found}"));
        }
        done
    }

    /// Waits until an element is at the same place in two frames, one after the other: what is read at the start pushes
    /// away what stands below it, and the driver presses where the element was.
    async fn wait_until_it_stands(&self, css: &str) -> Result<()> {
        let place = "const [css, done] = arguments;
            const box = () => JSON.stringify(document.querySelector(css)?.getBoundingClientRect() ?? null);
            const before = box();
            requestAnimationFrame(() => requestAnimationFrame(() => done(box() === before)));";
        let until = Instant::now() + PATIENCE;
        while limited(CALL, css, self.client.execute_async(place, vec![json!(css)])).await? != json!(true) {
            if Instant::now() > until {
                bail!("{css} does not stand still");
            }
        }
        Ok(())
    }

    /// Leaves a picture of what was there when a step failed.
    async fn look_at_failure(&self) {
        // The step that failed is what is told.
        let _ = self.screenshot("failed").await;
    }

    /// Types into an element, in any script.
    ///
    /// # Errors
    /// When it does not appear in time or takes no text.
    pub async fn type_into(&self, css: &str, text: &str) -> Result<()> {
        let element = self.wait_for(css).await?;
        limited(CALL, css, element.send_keys(text)).await
    }

    /// Types where the focus is, in any script.
    ///
    /// # Errors
    /// When nothing takes the text.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        let element = limited(CALL, "the focus", self.client.active_element()).await?;
        limited(CALL, "typing", element.send_keys(text)).await
    }

    /// Presses keys together, as a hand does: down in order, up in reverse.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn press(&self, keys: &[char]) -> Result<()> {
        let down = keys.iter().map(|key| KeyAction::Down { value: *key });
        let up = keys.iter().rev().map(|key| KeyAction::Up { value: *key });
        let actions = down.chain(up).fold(KeyActions::new("keyboard".to_owned()), KeyActions::then);
        limited(CALL, "pressing keys", self.client.perform_actions(actions)).await
    }

    /// Runs a script in the page and gives back what it returns.
    ///
    /// # Errors
    /// When it throws.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        limited(CALL, "running a script", self.client.execute(script, arguments)).await
    }

    /// Calls a command of the shell as the page would: `Ok` with its answer, `Err` with its refusal.
    ///
    /// # Errors
    /// The outer error is the window's, not the command's.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Result<Result<Value, Value>> {
        let script = "
            const [command, values, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, values).then(
                (answer) => done({ answer: answer ?? null }),
                (refusal) => done({ refusal: refusal instanceof Error ? refusal.message : refusal }),
            );";
        let call = self.client.execute_async(script, vec![json!(command), arguments]);
        let outcome = limited(CALL, command, call).await?;
        match (outcome.get("answer"), outcome.get("refusal")) {
            (Some(answer), None) => Ok(Ok(answer.clone())),
            (None, Some(refusal)) => Ok(Err(refusal.clone())),
            _ => bail!("{command} neither answered nor refused: {outcome}"),
        }
    }

    /// Makes the window that many pixels large.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        limited(CALL, "resizing", self.client.set_window_rect(0, 0, width, height)).await
    }

    /// Waits until the page is that many pixels wide.
    ///
    /// # Errors
    /// When it is not in time.
    pub async fn wait_for_width(&self, width: u32) -> Result<()> {
        self.wait_until(&width.to_string(), "return String(innerWidth) === arguments[0]").await
    }

    /// Takes a picture of the page into `tests/out/<name>.png`.
    ///
    /// # Errors
    /// When the window does not answer or the file cannot be written.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        // What is in the page is painted a frame later, and its letters come from files.
        let painted = "const done = arguments[0];
            document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true), 60))));";
        limited(CALL, "waiting for a frame", self.client.execute_async(painted, vec![])).await?;
        let picture = limited(CALL, "taking a picture", self.client.screenshot()).await?;
        let folder = Profile::pictures();
        fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{name}.png"));
        fs::write(&file, picture)?;
        Ok(file)
    }

    /// Starts the application a second time on the same folders, in the same session, and gives
    /// back how that start ended.
    ///
    /// # Errors
    /// When it does not end by itself.
    pub async fn start_again(&self, profile: &Profile) -> Result<ExitStatus> {
        self.start_with(profile, &[]).await
    }

    /// Starts the application a second time with something to open: links and files, as the system does.
    ///
    /// # Errors
    /// When it does not end by itself.
    pub async fn start_with(&self, profile: &Profile, things: &[&str]) -> Result<ExitStatus> {
        let mut command = Command::new(Profile::program("bridgebook")?);
        command.args(profile.arguments()).args(things).env_remove("TAURI_WEBVIEW_AUTOMATION");
        for (name, value) in process::environment_of(self.pid()?)? {
            if matches!(
                name.as_str(),
                "DISPLAY" | "DBUS_SESSION_BUS_ADDRESS" | "XDG_DATA_HOME" | "XDG_CONFIG_HOME" | "BRIDGEBOOK_CLOCK"
            ) {
                command.env(name, value);
            }
        }
        let mut second = process::Guarded::new(command.stdin(Stdio::null()).stderr(Stdio::null()).spawn()?);
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = second.ended()? {
                return Ok(status);
            }
            if Instant::now() > until {
                bail!("the second start opened a window of its own instead of handing over to the first");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(super) fn pid(&self) -> Result<u32> {
        self.application.context("the process of the application was not found")
    }

    /// Sends the application a signal: `STOP` as a machine that falls asleep, `CONT` when it wakes.
    ///
    /// # Errors
    /// When its process is not found.
    pub fn signal(&self, name: &str) -> Result<()> {
        process::signal(self.pid()?, name);
        Ok(())
    }

    /// Kills the application as a power cut would, with no chance to write anything.
    ///
    /// # Errors
    /// When its process is not found or does not go.
    pub fn kill(self) -> Result<()> {
        let pid = self.pid()?;
        process::signal(pid, "KILL");
        let until = Instant::now() + PATIENCE;
        // The driver is its parent and takes it away; until then it is still listed.
        while is_running(pid) {
            if Instant::now() > until {
                bail!("process {pid} was killed and is still there");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Closes the window as a person does and waits until the application has ended.
    ///
    /// # Errors
    /// When it does not end.
    pub async fn close(self) -> Result<()> {
        // WebKit's driver ends the application with its session.
        limited(CALL, "closing the window", self.client.clone().close()).await?;
        let until = Instant::now() + PATIENCE;
        while self.application.is_some_and(is_running) {
            if Instant::now() > until {
                bail!("the window was closed, but the application still runs");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        drop(self.driver);
        Ok(())
    }
}

/// A killed process that its parent has not taken away yet is a zombie, and runs no more.
fn is_running(pid: u32) -> bool {
    let Ok(status) = fs::read_to_string(format!("/proc/{pid}/status")) else { return false };
    let of = |key: &str| status.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().trim().to_owned();
    // The first thread of a killed process ends before the others, which still hold its files and their locks.
    !of("State:").starts_with('Z') || of("Threads:").parse().is_ok_and(|threads: u32| threads > 1)
}

async fn limited<T, E>(limit: Duration, what: &str, call: impl Future<Output = Result<T, E>>) -> Result<T>
where
    E: std::error::Error + Send + Sync + 'static,
{
    match tokio::time::timeout(limit, call).await {
        Ok(outcome) => outcome.with_context(|| what.to_owned()),
        Err(_) => Err(anyhow!("{what} took longer than {} s", limit.as_secs())),
    }
}
