//! Tables and choices, as a hand works them.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::Window;

impl Window {
    /// The number of a column of a table, by its head.
    ///
    /// # Errors
    /// When the section has no such column.
    pub async fn column_of(&self, section: &str, name: &str) -> Result<usize> {
        self.wait_for(&format!("{section} [role=columnheader]")).await?;
        let at = self
            .script(
                "return [...document.querySelectorAll(arguments[0] + ' [role=columnheader]')].findIndex((h) => h.innerText.split('\\n')[0].trim() === arguments[1])",
                vec![json!(section), json!(name)],
            )
            .await?;
        let at = at.as_i64().filter(|at| *at > 0).with_context(|| format!("{section} has no column {name}"))?;
        // The first head is that of the row handles.
        Ok(usize::try_from(at - 1)?)
    }

    /// Types into a cell and waits until it was saved and shows it.
    ///
    /// # Errors
    /// When there is no such cell, or it does not take the text.
    pub async fn type_in_cell(&self, place: &str, row: usize, column: usize, text: &str) -> Result<()> {
        let cell = format!("{place} [data-row=\"{row}\"] [data-column=\"{column}\"]");
        self.show(&cell).await?;
        self.click(&cell).await?;
        self.wait_for(&format!("{cell} textarea:focus, {cell} input:focus")).await?;
        self.type_and_save(text, &[Self::ENTER]).await?;
        self.wait_for_words(&cell, text).await?;
        self.press(&[Self::ESCAPE]).await
    }

    /// Takes one of the choices of the open dialog, by its words.
    ///
    /// # Errors
    /// When there is none with these words.
    pub async fn choose(&self, words: &str) -> Result<()> {
        self.wait_for("[role=dialog] label").await?;
        let click = "const input = [...document.querySelectorAll('[role=dialog] label')]
                .find((l) => l.innerText.trim() === arguments[0])?.querySelector('input');
            input?.click();
            return !!input;";
        ensure!(self.script(click, vec![json!(words)]).await? == json!(true), "the dialog has no choice {words}");
        Ok(())
    }
}
