//! The window by keyboard alone: the Tab key leads to what is wanted, and round every screen.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::window::Window;

/// Presses of a key before a search ends.
const MOST: usize = 160;

/// Presses with the focus on nothing before a round is over: at the end of the page, and once where a list came in anew
/// under the focus.
const OUTSIDE: usize = 3;

/// How the element with the focus is called, and whether somebody who looks can see that it has it.
const FOCUSED: &str = "const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) return null;
    const named = [...(e.labels ?? [])].map((l) => l.innerText).join(' ');
    const by = (e.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.innerText ?? '').join(' ');
    const name = [e.getAttribute('aria-label'), by, named, e.innerText, e.getAttribute('title'), e.getAttribute('placeholder')]
        .map((words) => (words ?? '').trim()).find((words) => words !== '') ?? '';
    const seen = (node) => { const s = getComputedStyle(node);
        return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; };
    // The mark may stand on the frame around a field.
    let mark = false;
    for (let node = e, up = 0; node && up < 4 && !mark; node = node.parentElement, up += 1) mark = seen(node);
    const box = e.getBoundingClientRect();
    window.stops ??= new Map();
    if (!window.stops.has(e)) window.stops.set(e, window.stops.size);
    return { at: window.stops.get(e), tag: e.tagName.toLowerCase(), name: name.replace(/\\s+/g, ' ').slice(0, 80), mark,
        inside: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth };";

/// What the Tab key stops at on a screen.
#[derive(Debug)]
pub struct Round {
    /// The names of the stops in order.
    pub stops: Vec<String>,
    /// What is wrong with a stop, a sentence each.
    pub faults: Vec<String>,
}

impl Window {
    /// Presses Tab until the focus is on something that is called so.
    ///
    /// # Errors
    /// When the key does not lead there; the error names where it led.
    pub async fn tab_to(&self, name: &str) -> Result<()> {
        let mut led = Vec::new();
        for _ in 0..MOST {
            let focused = self.script(FOCUSED, vec![]).await?;
            let called = focused["name"].as_str().unwrap_or_default();
            if called.contains(name) {
                return Ok(());
            }
            led.push(called.to_owned());
            self.press(&[Self::TAB]).await?;
        }
        led.dedup();
        anyhow::bail!("Tab does not lead to “{name}”, but to {led:?}")
    }

    /// Goes round a screen by Tab, until the first stop is there again. The round may begin anywhere, since what had the
    /// focus before may be gone: beyond the last stop the key leaves the page once and comes in again at the first.
    ///
    /// # Errors
    /// When the window does not answer, or the key never gets round.
    pub async fn round(&self) -> Result<Round> {
        self.script("window.stops = new Map(); document.activeElement?.blur?.();", vec![]).await?;
        let mut round = Round { stops: Vec::new(), faults: Vec::new() };
        let mut first: Option<Value> = None;
        let mut outside = 0;
        for _ in 0..MOST {
            self.press(&[Self::TAB]).await?;
            let mut focused = self.script(FOCUSED, vec![]).await?;
            // What is drawn anew when it gets the focus shows it a moment later, and WebKit brings what has the focus into
            // sight by a timer of its own.
            for _ in 0..40 {
                if focused["mark"] != json!(false) && focused["inside"] != json!(false) {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
                focused = self.script(FOCUSED, vec![]).await?;
            }
            if focused.is_null() {
                outside += 1;
                if outside > OUTSIDE {
                    ensure!(!round.stops.is_empty(), "Tab leads nowhere");
                    return Ok(round);
                }
                continue;
            }
            if first.as_ref() == Some(&focused["at"]) {
                return Ok(round);
            }
            first.get_or_insert_with(|| focused["at"].clone());
            let name = focused["name"].as_str().unwrap_or_default().to_owned();
            let what = if name.is_empty() {
                format!("a {} behind {:?}", focused["tag"], round.stops.last())
            } else {
                name.clone()
            };
            for (is_well, fault) in [
                (json!(!name.is_empty()), "has no name"),
                (focused["mark"].clone(), "does not show that it has the focus"),
                (focused["inside"].clone(), "has the focus out of sight"),
            ] {
                if is_well == json!(false) {
                    round.faults.push(format!("{what} {fault}"));
                }
            }
            round.stops.push(name);
        }
        anyhow::bail!("Tab does not get round: {:?}", round.stops)
    }
}
