//! Windows beside the main one, and the system's own dialogs and keys, as a person meets them.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Window;

/// How long a story waits for another window or a dialog of the system.
const PATIENCE: Duration = Duration::from_secs(20);

impl Window {
    /// Waits until so many windows are open.
    ///
    /// # Errors
    /// When there are more or fewer in the end.
    pub async fn wait_for_windows(&self, count: usize) -> Result<()> {
        let until = Instant::now() + PATIENCE;
        loop {
            let open = self.client().windows().await?.len();
            if open == count {
                return Ok(());
            }
            if Instant::now() > until {
                bail!("{open} windows are open, not {count}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Turns to the window at whose address the words stand, which gets the keyboard; without words to the main one.
    ///
    /// # Errors
    /// When there is none.
    pub async fn turn_to(&self, words: Option<&str>) -> Result<()> {
        for handle in self.client().windows().await? {
            self.client().switch_to_window(handle).await?;
            let address = self.script("return location.hash", vec![]).await?;
            let address = address.as_str().context("a page has an address")?;
            if words.map_or(address.is_empty(), |words| address.contains(words)) {
                let title = self.script("return document.title", vec![]).await?;
                let title = title.as_str().filter(|_| words.is_some()).unwrap_or("(\\([0-9]+ overdue\\) )?Bridgebook");
                let shown = self.window_named(&format!("^{title}$")).await?;
                return self.xdotool(&["windowfocus", "--sync", &shown]).map(drop);
            }
        }
        bail!("no window is at {words:?}")
    }

    /// Waits until a window of the display has this title.
    ///
    /// # Errors
    /// When none has in time.
    pub async fn wait_for_title(&self, title: &str) -> Result<()> {
        self.window_named(&format!("^{title}$")).await.map(drop)
    }

    /// Whether such an element is there within half a second.
    pub async fn wait_for_soon(&self, css: &str) -> bool {
        let until = Instant::now() + Duration::from_millis(500);
        while Instant::now() < until {
            if self.client().find(fantoccini::Locator::Css(css)).await.is_ok() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }

    /// Presses keys on the display itself, such as `ctrl+alt+l`: whatever window has the keyboard, or none.
    ///
    /// # Errors
    /// When the display does not answer.
    pub fn press_on_display(&self, keys: &str) -> Result<()> {
        self.xdotool(&["key", "--clearmodifiers", keys]).map(drop)
    }

    /// Moves the window of this title to a place on the display, over the others.
    ///
    /// # Errors
    /// When there is none.
    pub async fn place_window(&self, title: &str, x: i32, y: i32) -> Result<()> {
        let shown = self.window_named(&format!("^{title}$")).await?;
        self.xdotool(&["windowmove", "--sync", &shown, &x.to_string(), &y.to_string()])?;
        self.xdotool(&["windowraise", &shown]).map(drop)
    }

    /// Drags with the real pointer from a point of the display to another, as slowly as a person.
    ///
    /// # Errors
    /// When the display does not answer.
    pub async fn drag_on_display(&self, from: (i32, i32), to: (i32, i32)) -> Result<()> {
        const STEPS: i32 = 24;
        let at = |n: i32| (from.0 + (to.0 - from.0) * n / STEPS, from.1 + (to.1 - from.1) * n / STEPS);
        let moved = |(x, y): (i32, i32)| self.xdotool(&["mousemove", &x.to_string(), &y.to_string()]).map(drop);
        moved(from)?;
        self.xdotool(&["mousedown", "1"])?;
        for n in 1..=STEPS {
            moved(at(n))?;
            // What is dragged is written first, while the pointer is still near where it was pressed.
            let pause = if n == 3 { 2_000 } else { 40 };
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        self.xdotool(&["mouseup", "1"]).map(drop)
    }

    /// Answers the system's dialog for printing: prints into its file.
    ///
    /// # Errors
    /// When no dialog opens, or no file comes.
    pub async fn answer_print_dialog(&self, file: &Path) -> Result<()> {
        let dialog = self.window_named("^Print$").await?;
        self.xdotool(&["windowfocus", "--sync", &dialog])?;
        // A system without printers offers a file: the first of the list, which is behind the tabs.
        self.xdotool(&["key", "Tab", "Down", "Up", "space"])?;
        let until = Instant::now() + PATIENCE;
        while !file.is_file() {
            self.xdotool(&["key", "alt+p"])?;
            tokio::time::sleep(Duration::from_millis(400)).await;
            if Instant::now() > until {
                bail!("nothing was printed to {}", file.display());
            }
        }
        Ok(())
    }

    async fn window_named(&self, pattern: &str) -> Result<String> {
        let until = Instant::now() + PATIENCE;
        loop {
            let found = self.xdotool(&["search", "--onlyvisible", "--name", pattern])?;
            if let Some(id) = String::from_utf8_lossy(&found.stdout).lines().last() {
                return Ok(id.to_owned());
            }
            if Instant::now() > until {
                bail!("no window has the title {pattern}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
