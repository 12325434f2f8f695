//! Notifications of the system, for what fell due while the window was not looked at.

use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;

/// What a notification says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// One line: what is due, and for whom.
    pub title: String,
    /// When, and what to do.
    pub body: String,
}

/// Shows a notice through the system.
///
/// # Errors
/// When the system has no notification service or refuses. The window shows the same fact, so a
/// caller reports the failure once and goes on.
pub fn show(app: &AppHandle, notice: &Notice) -> Result<(), tauri_plugin_notification::Error> {
    app.notification().builder().title(&notice.title).body(&notice.body).show()
}
