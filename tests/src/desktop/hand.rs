//! What a person's hand and eye do in Bridgebook's own screens: find a section, type where the focus
//! is, wait until something was saved.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::process::environment_of;
use super::{Profile, Window};

/// How long a story waits for a dialog of the system, which draws more slowly than a page.
const DIALOG: Duration = Duration::from_secs(40);
/// How long a person looks before pressing an entry of the rail again.
const SEEN: Duration = Duration::from_secs(5);

impl Window {
    /// The selector of a section of the open document, by its heading, scrolled into view.
    ///
    /// # Errors
    /// When no section has that heading.
    pub async fn section(&self, heading: &str) -> Result<String> {
        let find = "return [...document.querySelectorAll('section[data-section]')].some((s) => {
            const h = s.querySelector('.heading'); return (h.value ?? h.textContent) === arguments[0]; })";
        self.wait_until(heading, find).await?;
        let id = self
            .script(
                "const found = [...document.querySelectorAll('section[data-section]')].find((s) => {
                    const h = s.querySelector('.heading'); return (h.value ?? h.textContent) === arguments[0]; });
                 return found.dataset.section;",
                vec![json!(heading)],
            )
            .await?;
        let css = format!("section[data-section=\"{}\"]", id.as_str().context("a section has an id")?);
        self.show(&css).await?;
        Ok(css)
    }

    /// Scrolls an element into the middle of the window.
    ///
    /// # Errors
    /// When it does not appear in time.
    pub async fn show(&self, css: &str) -> Result<()> {
        self.wait_for(css).await?;
        self.script("document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })", vec![json!(css)])
            .await?;
        Ok(())
    }

    /// Waits until an element holds the text: as words, or as the value of its fields.
    ///
    /// # Errors
    /// When it does not in time; the error quotes what was there instead.
    pub async fn wait_for_words(&self, css: &str, text: &str) -> Result<()> {
        let condition = format!(
            "const all = [...document.querySelectorAll({css})];
             return all.some((e) => [e.innerText, e.value, ...[...e.querySelectorAll('input, textarea')].map((f) => f.value)]
                .some((words) => words?.includes(arguments[0])));",
            css = json!(css)
        );
        self.wait_until(text, &condition).await
    }

    /// Waits until no such element holds the text any more.
    ///
    /// # Errors
    /// When one still does.
    pub async fn wait_for_other_words(&self, css: &str, text: &str) -> Result<()> {
        let condition = format!(
            "return ![...document.querySelectorAll({css})].some((e) => e.innerText.includes(arguments[0]));",
            css = json!(css)
        );
        self.wait_until(text, &condition).await
    }

    /// Puts a text into a field of a part of the window, found by its label, as a person selects it and types.
    ///
    /// # Errors
    /// When there is no such field, or it does not take the text.
    pub async fn fill(&self, place: &str, label: &str, text: &str) -> Result<()> {
        let focus = "const [place, words] = arguments;
            const label = [...(document.querySelector(place) ?? document).querySelectorAll('label')].find((l) => l.textContent.trim().startsWith(words));
            const field = label && document.getElementById(label.htmlFor);
            field?.focus(); field?.select?.();
            return field !== undefined && field !== null && document.activeElement === field;";
        let until = Instant::now() + DIALOG;
        while self.script(focus, vec![json!(place), json!(label)]).await? != json!(true) {
            if Instant::now() > until {
                bail!("{place} has no field {label}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.type_text(text).await
    }

    /// Takes a choice of a native list of choices, found by its label.
    ///
    /// # Errors
    /// When there is no such list or choice.
    pub async fn select(&self, place: &str, label: &str, choice: &str) -> Result<()> {
        let select = "const [place, words, choice] = arguments;
            const label = [...(document.querySelector(place) ?? document).querySelectorAll('label')].find((l) => l.textContent.trim().startsWith(words));
            const list = label && document.getElementById(label.htmlFor);
            const option = [...(list?.options ?? [])].find((o) => o.label === choice || o.text === choice);
            if (!option) return false;
            list.value = option.value;
            list.dispatchEvent(new Event('change', { bubbles: true }));
            return true;";
        let done = self.script(select, vec![json!(place), json!(label), json!(choice)]).await?;
        anyhow::ensure!(done == json!(true), "{place} offers no {choice} at {label}");
        Ok(())
    }

    /// Clicks what can be chosen and carries these words: a box, a segment, or a row that is a button.
    ///
    /// # Errors
    /// When nothing in that part of the window carries them in time.
    pub async fn pick(&self, place: &str, words: &str) -> Result<()> {
        self.wait_for_words(place, words).await?;
        let click = "const [place, words] = arguments;
            const all = [...document.querySelectorAll(place + ' label, ' + place + ' button, ' + place + ' summary, ' + place + ' [role=menuitem]')];
            const found = all.find((e) => e.textContent.trim().replace(/\\s+/g, ' ').startsWith(words));
            if (!found) return null;
            // What is being done is waited for, as a person does who sees the button rest.
            if (found.disabled) return false;
            (document.getElementById(found.htmlFor ?? '') ?? found.querySelector('input') ?? found).click();
            return true;";
        let mut done = json!(false);
        for _ in 0..50 {
            done = self.script(click, vec![json!(place), json!(words)]).await?;
            if done != json!(false) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        anyhow::ensure!(done == json!(true), "{place} has nothing to click that begins with {words}");
        Ok(())
    }

    /// Waits until the focus is on such an element.
    ///
    /// # Errors
    /// When it is not in time.
    pub async fn wait_until_focus(&self, css: &str) -> Result<()> {
        self.wait_until(css, "return document.activeElement?.matches(arguments[0]) ?? false").await
    }

    /// Waits until no such element is left.
    ///
    /// # Errors
    /// When one stays.
    pub async fn wait_for_no(&self, css: &str) -> Result<()> {
        self.wait_until(css, "return document.querySelector(arguments[0]) === null").await
    }

    /// Presses a button by its words; while a dialog of the page is open, one of the dialog's.
    ///
    /// # Errors
    /// When there is none with these words in time.
    pub async fn push(&self, words: &str) -> Result<()> {
        let found = "[...(document.querySelector('[role=dialog], dialog[open]') ?? document).querySelectorAll('button')].find((b) =>
            !b.disabled && (b.innerText.trim().startsWith(arguments[0]) || b.getAttribute('aria-label')?.startsWith(arguments[0])))";
        self.wait_until(words, &format!("return {found} !== undefined")).await?;
        // Not waited for: a button may open a dialog of the system, which stops the page's scripts.
        self.script(&format!("const b = {found}; setTimeout(() => b.click(), 0);"), vec![json!(words)]).await?;
        Ok(())
    }

    /// Sets the state of the incident that is open: chosen in the strip's dialog, and set by the button below.
    ///
    /// # Errors
    /// When the dialog does not offer it or does not close.
    pub async fn set_state(&self, state: &str) -> Result<()> {
        self.command("Set the state").await?;
        self.pick("[role=dialog] [role=radiogroup]", state).await?;
        self.push(&format!("Set to {state}")).await?;
        self.wait_for_no("[role=dialog]").await
    }

    /// Goes to a place by its entry in the rail.
    ///
    /// # Errors
    /// When the rail has no such entry.
    pub async fn go(&self, place: &str) -> Result<()> {
        let css = format!("nav[aria-label=Places] button[aria-label^=\"{place}\"]");
        let until = Instant::now() + DIALOG;
        let there = "return document.querySelector(arguments[0])?.getAttribute('aria-current') === 'page'";
        loop {
            self.click(&css).await?;
            let seen = Instant::now() + SEEN;
            while Instant::now() < seen {
                if self.script(there, vec![json!(css)]).await? == json!(true) {
                    return Ok(());
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            // The plans that come into the rail at the start push the entry away from under the pointer: a person presses again.
            if Instant::now() > until {
                bail!("the entry {place} of the rail leads nowhere");
            }
        }
    }

    /// Runs a command of the palette by its name.
    ///
    /// # Errors
    /// When the palette does not open or does not know it.
    pub async fn command(&self, name: &str) -> Result<()> {
        self.press(&[Self::CONTROL, 'k']).await?;
        self.wait_for("[role=dialog] input").await?;
        self.wait_until("", "return document.activeElement.matches('[role=dialog] input')").await?;
        self.type_text(name).await?;
        self.wait_for_words("[role=dialog]", name).await?;
        self.press(&[Self::ENTER]).await?;
        self.wait_until("", "return !document.activeElement.matches('[role=dialog] input[role=combobox]')").await
    }

    /// Types where the focus is, presses `end`, and waits until the window says that it was saved.
    ///
    /// # Errors
    /// When it is not saved in time.
    pub async fn type_and_save(&self, text: &str, end: &[char]) -> Result<()> {
        let before = self.saved_new_second().await?;
        self.type_text(text).await?;
        for key in end {
            self.press(&[*key]).await?;
        }
        self.wait_for_save(&before).await
    }

    /// What the window says about saving, at a moment from which a later save reads otherwise: the
    /// time is shown in whole seconds.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn saved_new_second(&self) -> Result<String> {
        let label = "const words = document.querySelector('footer[aria-label=\"Due next\"]')?.innerText.match(/Saved \\d+:\\d+:(\\d+)/);
            const second = String(new Date().getSeconds()).padStart(2, '0');";
        self.wait_until("", &format!("{label} return !words || words[1] !== second")).await?;
        let words = self.script(&format!("{label} return words?.[0] ?? ''"), vec![]).await?;
        Ok(words.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the window says that something was saved after `before`.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn wait_for_save(&self, before: &str) -> Result<()> {
        self.wait_until(
            before,
            "const words = document.querySelector('footer[aria-label=\"Due next\"]')?.innerText.match(/Saved \\d+:\\d+:\\d+/)?.[0];
             return words !== undefined && words !== arguments[0];",
        )
        .await
    }

    /// Answers the system's own dialog for saving with a path, through the keyboard of the display.
    ///
    /// # Errors
    /// When no dialog opens or it does not close.
    pub async fn answer_save_dialog(&self, path: &Path) -> Result<()> {
        let until = Instant::now() + DIALOG;
        let dialog = loop {
            let found = self.xdotool(&["search", "--onlyvisible", "--name", "^Save File$"])?;
            if let Some(id) = String::from_utf8_lossy(&found.stdout).lines().last() {
                break id.to_owned();
            }
            if Instant::now() > until {
                bail!("the system's dialog for saving did not open");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let path = path.to_str().context("the story's folder has a plain name")?;
        self.xdotool(&["windowfocus", "--sync", &dialog])?;
        self.xdotool(&["key", "--clearmodifiers", "ctrl+a"])?;
        self.xdotool(&["type", "--delay", "4", path])?;
        loop {
            self.xdotool(&["key", "Return"])?;
            tokio::time::sleep(Duration::from_millis(300)).await;
            let found = self.xdotool(&["search", "--onlyvisible", "--name", "^Save File$"])?;
            if found.stdout.is_empty() {
                return Ok(());
            }
            if Instant::now() > until {
                bail!("the dialog for saving took no answer");
            }
        }
    }

    pub(super) fn xdotool(&self, arguments: &[&str]) -> Result<Output> {
        let display = environment_of(self.pid()?)?
            .into_iter()
            .find(|(name, _)| name == "DISPLAY")
            .context("the window is on a display")?
            .1;
        Command::new("xdotool")
            .args(arguments)
            .env("DISPLAY", display)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .context("xdotool could not be started")
    }

    /// Carries out an intent of the bridge.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn act(&self, intent: Value) -> Result<()> {
        match self.invoke("intent", json!({ "intent": intent })).await? {
            Ok(_) => Ok(()),
            Err(refusal) => bail!("the intent was refused: {refusal}"),
        }
    }

    /// The answer of a query of the bridge, without its envelope.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn ask(&self, query: Value) -> Result<Value> {
        match self.invoke("query", json!({ "query": query })).await? {
            Ok(answer) => Ok(answer["value"].clone()),
            Err(refusal) => bail!("the query was refused: {refusal}"),
        }
    }
}

impl Profile {
    /// Runs `bridgebook-cli` on this profile's data and gives back what it printed.
    ///
    /// # Errors
    /// When it fails; the error quotes what it said.
    pub fn cli(&self, arguments: &[&str]) -> Result<String> {
        let output = self.run_cli(arguments)?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("bridgebook-cli {arguments:?} ended with {}: {}", output.status, said.trim());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Runs `bridgebook-cli` on this profile's data, however it ends.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run_cli(&self, arguments: &[&str]) -> Result<Output> {
        Ok(self.command_line(arguments)?.output()?)
    }

    /// Starts `bridgebook-cli` on this profile's data and does not wait for its end.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn beside(&self, arguments: &[&str]) -> Result<Child> {
        Ok(self.command_line(arguments)?.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?)
    }

    fn command_line(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(Self::program("bridgebook-cli")?);
        command.arg("--data").arg(self.data()).args(arguments).envs(self.environment()).stdin(Stdio::null());
        Ok(command)
    }
}

/// The text of a PDF as pdftotext reads it, with every run of white space as one space.
///
/// # Errors
/// When pdftotext is missing or cannot read the file.
pub fn pdf_text(file: &Path) -> Result<String> {
    let output = Command::new("pdftotext").arg(file).arg("-").output().context("pdftotext could not be started")?;
    if !output.status.success() {
        bail!("{} is no PDF that can be read: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?.split_whitespace().collect::<Vec<_>>().join(" "))
}
