//! What must be on the machine before anything can be built, run or tested.

use anyhow::{Result, bail};

use crate::display;
use crate::node::Node;
use crate::shell;
use crate::system::{self, Need, Presence};
use crate::ui;

/// What the machine is being prepared for. Each purpose needs what the ones before it need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Compile, and start on the display that is there.
    Run,
    /// Compile, and start on a virtual display.
    RunWithoutDisplay,
    /// Run all tests, among them the stories in the real window.
    Test,
}

/// Prepares the machine and the UI's packages, and gives back the Node that builds the UI.
pub fn prepare(purpose: Purpose) -> Result<Node> {
    system_packages(purpose)?;
    let node = Node::find_or_bring()?;
    ui::install_packages(&node)?;
    Ok(node)
}

/// Installs or names the operating system's packages that are missing.
pub fn system_packages(purpose: Purpose) -> Result<()> {
    if cfg!(target_os = "linux") {
        return system::install(&needs(purpose));
    }
    // The web view is part of macOS and Windows; only the compiler can be missing, and cargo, which
    // has just built this program, would not have come this far without it.
    if purpose > Purpose::Run && !cfg!(target_os = "linux") {
        println!("The stories in the real window need WebKitGTK's WebDriver and run on Linux only.");
    }
    Ok(())
}

/// Whether this machine can drive the real window in a test.
pub fn can_drive_the_window() -> bool {
    cfg!(target_os = "linux")
        && shell::find_program("WebKitWebDriver").is_some()
        && shell::find_program("dbus-run-session").is_some()
        && (display::is_there() || shell::find_program("Xvfb").is_some())
}

/// Fails with a sentence when the stories in the real window cannot run here.
pub fn require_a_drivable_window() -> Result<()> {
    if can_drive_the_window() {
        return Ok(());
    }
    bail!(
        "the real window cannot be driven on this machine ({}): WebKitWebDriver, dbus-run-session \
         and a display or Xvfb are needed",
        system::name()
    );
}

fn needs(purpose: Purpose) -> Vec<Need> {
    let mut needs = BUILD.to_vec();
    if purpose >= Purpose::RunWithoutDisplay {
        needs.extend_from_slice(VIRTUAL_DISPLAY);
    }
    if purpose >= Purpose::Test {
        needs.extend_from_slice(TEST);
    }
    needs
}

const BUILD: &[Need] = &[
    Need {
        reason: "a C compiler, for the bundled SQLite",
        presence: Presence::Program("cc"),
        apt: &["build-essential"],
        dnf: &["gcc", "make"],
    },
    Need {
        reason: "pkg-config, which finds system libraries",
        presence: Presence::Program("pkg-config"),
        apt: &["pkg-config"],
        dnf: &["/usr/bin/pkg-config"],
    },
    Need {
        reason: "WebKitGTK 4.1 with its headers, the web view that the window is made of",
        presence: Presence::Library("webkit2gtk-4.1"),
        apt: &["libwebkit2gtk-4.1-dev"],
        dnf: &["pkgconfig(webkit2gtk-4.1)"],
    },
];

const VIRTUAL_DISPLAY: &[Need] = &[
    Need {
        reason: "Xvfb, a display without a screen",
        presence: Presence::Program("Xvfb"),
        apt: &["xvfb", "xauth"],
        dnf: &["/usr/bin/Xvfb", "/usr/bin/xauth"],
    },
    Need {
        reason: "dbus-run-session, a session bus for one program",
        presence: Presence::Program("dbus-run-session"),
        apt: &["dbus-daemon"],
        dnf: &["/usr/bin/dbus-run-session"],
    },
    Need {
        reason: "ImageMagick, which takes the picture of the virtual display",
        presence: Presence::Program("import"),
        apt: &["imagemagick"],
        dnf: &["ImageMagick"],
    },
    Need {
        reason: "fontconfig's tools, which tell which fonts are there",
        presence: Presence::Program("fc-list"),
        apt: &["fontconfig"],
        dnf: &["fontconfig"],
    },
    Need {
        reason: "a font for Chinese, Japanese and Korean, which the sample incident uses",
        presence: Presence::FontFor("ko"),
        apt: &["fonts-noto-cjk"],
        dnf: &["google-noto-sans-cjk-vf-fonts"],
    },
];

const TEST: &[Need] = &[
    Need {
        reason: "WebKitWebDriver, which drives the real window in tests",
        presence: Presence::Program("WebKitWebDriver"),
        apt: &["webkit2gtk-driver"],
        dnf: &["/usr/bin/WebKitWebDriver"],
    },
    Need {
        reason: "xdotool, with which tests answer the system's own dialogs",
        presence: Presence::Program("xdotool"),
        apt: &["xdotool"],
        dnf: &["xdotool"],
    },
    Need {
        reason: "pdftotext, with which tests read the exported PDF",
        presence: Presence::Program("pdftotext"),
        apt: &["poppler-utils"],
        dnf: &["/usr/bin/pdftotext"],
    },
    Need {
        reason: "qpdf, with which tests check that the exported PDF is sound",
        presence: Presence::Program("qpdf"),
        apt: &["qpdf"],
        dnf: &["qpdf"],
    },
    Need {
        reason: "aiosmtpd, a mail server of others that takes the mail of tests",
        presence: Presence::Program("aiosmtpd"),
        apt: &["python3-aiosmtpd"],
        dnf: &["python3-aiosmtpd"],
    },
    Need {
        reason: "a font for Arabic, with which tests look at right-to-left text",
        presence: Presence::FontFor("ar"),
        apt: &["fonts-dejavu-core"],
        dnf: &["dejavu-sans-fonts"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_needs_what_the_one_before_it_needs() {
        let counts = [Purpose::Run, Purpose::RunWithoutDisplay, Purpose::Test].map(|purpose| needs(purpose).len());
        assert!(counts.is_sorted() && counts[0] < counts[2], "needs only grow from purpose to purpose: {counts:?}");
    }

    #[test]
    fn every_need_can_be_installed_by_both_installers() {
        for need in needs(Purpose::Test) {
            assert!(!need.apt.is_empty() && !need.dnf.is_empty(), "no package named for: {}", need.reason);
        }
    }
}
