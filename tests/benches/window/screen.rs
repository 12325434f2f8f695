//! A virtual display whose picture lies in a mapped file, so that looking at it costs the window nothing.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

const WIDTH: usize = 1440;
const HEIGHT: usize = 900;
/// Between two looks.
const INTERVAL: Duration = Duration::from_millis(4);
/// Every so many lines one is looked at: finer than the smallest letter is high.
const LINE_STEP: usize = 6;
/// Columns and lines of a tile in pixels.
const TILE: usize = 24;
/// How far a colour, of 255, has to move to count as a change: the edges of all letters are drawn anew, a little
/// softer or sharper, when a scroll bar fades out, and nobody sees it.
const SEEN: u8 = 64;

/// Xvfb, ended when it is dropped.
pub struct Screen {
    server: Child,
    pub name: String,
    picture: File,
    /// Where the first pixel lies in the file, and how many bytes a line takes.
    start: u64,
    stride: usize,
}

impl Screen {
    pub fn start(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(format!("{WIDTH}x{HEIGHT}x24"))
            .arg("-fbdir")
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb could not be started")?;
        let mut number = String::new();
        BufReader::new(server.stdout.take().context("the output is piped")?).read_line(&mut number)?;
        ensure!(!number.trim().is_empty(), "Xvfb ended without opening a display");
        let picture = File::open(folder.join("Xvfb_screen0"))?;
        // The header of an XWD file: numbers of 32 bits, the highest byte first.
        let mut header = [0_u8; 100];
        picture.read_exact_at(&mut header, 0)?;
        let number_at = |n: usize| {
            let bytes = header[n * 4..n * 4 + 4].try_into().expect("four bytes of the header");
            u32::from_be_bytes(bytes)
        };
        ensure!((number_at(4), number_at(5)) == (WIDTH as u32, HEIGHT as u32), "the picture has another size");
        // A colour of the map takes 12 bytes.
        let start = u64::from(number_at(0)) + u64::from(number_at(19)) * 12;
        Ok(Self { server, name: format!(":{}", number.trim()), picture, start, stride: number_at(12) as usize })
    }

    /// Looks at the picture for so long, and remembers when each tile changed.
    pub fn watch(&self, since: Instant, until: Duration) -> Result<Changes> {
        let lines = HEIGHT.div_ceil(LINE_STEP);
        let across = WIDTH.div_ceil(TILE);
        let mut before = vec![0_u8; lines * self.stride];
        let mut line = vec![0_u8; self.stride];
        let mut tiles = vec![Vec::new(); across * HEIGHT.div_ceil(TILE)];
        let mut is_first = true;
        while since.elapsed() < until {
            let now = since.elapsed();
            for n in 0..lines {
                let at = self.start + (n * LINE_STEP * self.stride) as u64;
                self.picture.read_exact_at(&mut line, at)?;
                let old = &mut before[n * self.stride..(n + 1) * self.stride];
                if *old == line[..] {
                    continue;
                }
                for x in 0..across {
                    let bytes = x * TILE * 4..((x + 1) * TILE * 4).min(self.stride);
                    if !is_first && differs(&old[bytes.clone()], &line[bytes]) {
                        let changes: &mut Vec<Duration> = &mut tiles[n * LINE_STEP / TILE * across + x];
                        if changes.last() != Some(&now) {
                            changes.push(now);
                        }
                    }
                }
                old.copy_from_slice(&line);
            }
            is_first = false;
            thread::sleep(INTERVAL);
        }
        Ok(Changes { tiles, until })
    }
}

fn differs(before: &[u8], now: &[u8]) -> bool {
    before != now && before.iter().zip(now).any(|(before, now)| before.abs_diff(*now) > SEEN)
}

impl Drop for Screen {
    fn drop(&mut self) {
        super::processes::end(&mut self.server, None);
    }
}

/// When the tiles of the picture changed.
pub struct Changes {
    tiles: Vec<Vec<Duration>>,
    until: Duration,
}

impl Changes {
    /// The moment after which all but a hundredth of the picture stands. What never stands still (clocks, a caret) is
    /// left out: tiles that still change in the last part of the watch. A minute that is full meanwhile is in the
    /// hundredth.
    pub fn complete_after(&self, last_part: Duration) -> Result<Duration> {
        let calm = self.until.saturating_sub(last_part);
        let last = self.tiles.iter().filter_map(|changes| changes.last().copied());
        let (mut standing, running): (Vec<_>, Vec<_>) = last.partition(|last| *last <= calm);
        standing.sort_unstable();
        let late = self.tiles.len() / 100;
        let complete = standing.len().checked_sub(late + 1).and_then(|at| standing.get(at).copied());
        let Some(complete) = complete else { bail!("the window was never painted") };
        let running = running.len();
        // The clocks of a board are some fifty tiles, and as many move with the line of time when a minute is full.
        // More is a window that was not done yet.
        ensure!(running * 10 < self.tiles.len(), "the window was not complete after {calm:?}");
        Ok(complete)
    }
}
