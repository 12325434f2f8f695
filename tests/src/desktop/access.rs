//! What stands between a screen and the people who use it: a picture to look at, and the faults that axe finds.

use std::fs;

use anyhow::{Context, Result};
use serde_json::json;

use super::Window;
use crate::root;

impl Window {
    /// Chooses `light`, `dark` or `contrast`.
    ///
    /// # Errors
    /// When it is refused, or the window does not change.
    pub async fn look(&self, look: &str) -> Result<()> {
        self.act(json!({ "intent": "set_setting", "key": "theme", "value": look })).await?;
        self.wait_for(&format!("html[data-theme={look}]")).await?;
        Ok(())
    }

    /// A picture in each of these looks, named `<name>-<look>`, and every fault of accessibility that axe knows, small ones too.
    ///
    /// # Errors
    /// As [`Window::look`] and [`Window::faults`].
    pub async fn looks(&self, name: &str, looks: &[&str]) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        for look in looks {
            self.look(look).await?;
            faults.extend(self.faults(&format!("{name}-{look}")).await?);
        }
        Ok(faults)
    }

    /// Takes a picture of this name, and gives every fault of accessibility that axe knows, small ones too.
    ///
    /// # Errors
    /// When the window does not answer, or axe is not installed with the UI.
    pub async fn faults(&self, name: &str) -> Result<Vec<String>> {
        // What is read from the database is there, and colours have stopped changing.
        let settled = "const done = arguments[0];
            setTimeout(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {}))).then(() => done(true)), 250);";
        self.client().execute_async(settled, vec![]).await?;
        self.screenshot(name).await?;
        if self.script("return window.axe === undefined", vec![]).await? == json!(true) {
            let file = root().join("ui/node_modules/axe-core/axe.min.js");
            let source =
                fs::read_to_string(&file).with_context(|| format!("{} is installed with the UI", file.display()))?;
            self.script(&format!("{source}; window.axe = axe;"), vec![]).await?;
        }
        // Letters of a matrix are signs beside each other: seen as "AR", read out letter by letter as "A R",
        // which the rule on labels takes for other words. A menu lies over the page, has the focus and is read out from
        // there, so nobody looks for it among the page's regions.
        let run = "const done = arguments[0];
            const isMeant = (v, place) => (v.id === 'label-content-name-mismatch' && place?.querySelector('.letters'))
                || (v.id === 'region' && place?.closest('[role=menu]'));
            window.axe.run(document, { resultTypes: ['violations'] }).then(
                ({ violations }) => done(violations
                    .map((v) => ({ ...v, nodes: v.nodes.filter((n) => !isMeant(v, document.querySelector(n.target[0]))) }))
                    .filter((v) => v.nodes.length > 0)
                    .map((v) => `${v.id} (${v.impact}): ${v.nodes.slice(0, 4).map((n) => `${n.target.join(' ')} ${n.html.slice(0, 160)} ${n.any.concat(n.all, n.none).map((c) => c.message).join('; ').slice(0, 200)}`).join(' | ')} (${v.nodes.length} places)`)),
                (error) => done([`axe failed: ${error}`]));";
        let found = self.client().execute_async(run, vec![]).await?;
        let list = found.as_array().context("axe answers with a list")?;
        Ok(list
            .iter()
            .map(|fault| format!("{name}: {}", fault.as_str().map_or_else(|| fault.to_string(), str::to_owned)))
            .collect())
    }
}
