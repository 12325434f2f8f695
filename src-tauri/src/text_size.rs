//! How large the pages are shown: as somebody chose, or fitting the screen. A dense screen whose system does not enlarge
//! by itself would show text too small to be read at an arm's length.

use tauri::WebviewWindow;

/// Dots per inch that the sizes of the pages are meant for, as style sheets count them.
const MEANT: f64 = 96.0;
/// A screen that is hardly denser than that is left alone.
const HARDLY: f64 = 1.2;
/// The least and the most, as factors.
const RANGE: (f64, f64) = (0.5, 3.0);
/// The most that is chosen by itself.
const MOST_BY_ITSELF: f64 = 2.0;
/// Screens that say less than this of their width, in mm, do not know it: projectors and virtual ones say 0 or a ratio.
const NARROWEST: i32 = 60;

/// Shows a window's pages in the size that was chosen, in percent, or that fits its screen. The factor in use.
pub(crate) fn set(window: &WebviewWindow, percent: Option<u16>) -> f64 {
    let factor = match percent {
        Some(percent) => (f64::from(percent) / 100.0).clamp(RANGE.0, RANGE.1),
        None => screen(window).map_or(1.0, |(dots, mm)| fitting(dots, mm)),
    };
    // A window that is just closing shows nothing more.
    let _ = window.set_zoom(factor);
    factor
}

/// The factor that fits a screen of so many dots, as the system counts them, on so many mm.
fn fitting(dots: i32, mm: i32) -> f64 {
    if mm < NARROWEST || dots <= 0 {
        return 1.0;
    }
    let factor = f64::from(dots) / (f64::from(mm) / 25.4) / MEANT;
    if factor < HARDLY { 1.0 } else { ((factor * 20.0).round() / 20.0).min(MOST_BY_ITSELF) }
}

/// The width of the screen that the window is on, in dots after the system's own scale, and in mm.
#[cfg(target_os = "linux")]
fn screen(window: &WebviewWindow) -> Option<(i32, i32)> {
    use gtk::prelude::{MonitorExt, WidgetExt};

    let (tell, told) = std::sync::mpsc::channel();
    let shown = window.clone();
    // The toolkit answers on its own thread alone.
    let asked = window.run_on_main_thread(move || {
        let monitor = shown.gtk_window().ok().and_then(|w| w.window()).and_then(|w| w.display().monitor_at_window(&w));
        let _ = tell.send(monitor.map(|monitor| (monitor.geometry().width(), monitor.width_mm())));
    });
    asked.ok()?;
    told.recv().ok()?
}

/// The other systems scale by what they know of the screen.
#[cfg(not(target_os = "linux"))]
fn screen(_window: &WebviewWindow) -> Option<(i32, i32)> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dense_screen_enlarges_and_an_ordinary_or_unknown_one_does_not() {
        for (screen, dots, mm, factor) in [
            ("24 inches, full HD", 1920, 527, 1.0),
            ("27 inches, 4K", 3840, 597, 1.7),
            ("27 inches, 4K, doubled by the system", 1920, 597, 1.0),
            ("14 inches, full HD", 1920, 309, 1.65),
            ("13 inches, 4K", 3840, 293, 2.0),
            ("a projector", 1920, 0, 1.0),
            ("one that gives a ratio for a size", 1920, 16, 1.0),
            ("none", 0, 500, 1.0),
        ] {
            assert!((fitting(dots, mm) - factor).abs() < 1e-9, "{screen}: {}", fitting(dots, mm));
        }
    }
}
