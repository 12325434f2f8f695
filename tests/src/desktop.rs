//! Drives the real window: a display, a session bus, WebKit's driver and the application, each
//! stopped when it is dropped, and every call with a limit in time.
//!
//! ```no_run
//! # async fn story() -> anyhow::Result<()> {
//! use bridgebook_tests::desktop::{Profile, Window};
//!
//! let profile = Profile::new()?;
//! let window = Window::open(&profile).await?;
//! window.wait_for("#app").await?;
//! window.type_into("input[name=title]", "Checkout down").await?;
//! window.press(&[Window::CONTROL, 'k']).await?;
//! window.screenshot("palette").await?;
//! let _killed = window.kill()?; // as a power cut would
//! let again = Window::open(&profile).await?;
//! again.wait_for_text("Checkout down").await?;
//! # Ok(()) }
//! ```

mod access;
mod beside;
mod grid;
mod hand;
mod keyboard;
mod northwind;
mod played;
mod process;
mod profile;
mod window;

pub use hand::pdf_text;
pub use keyboard::Round;
pub use played::body_of;
pub use profile::Profile;
pub use window::Window;
