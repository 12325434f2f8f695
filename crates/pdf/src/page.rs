//! `Pages`: what is on each page, as plain data. Lengths are points; the origin is the top left corner
//! and y grows downwards. Tests compare this value; the writer turns it into bytes.

use std::sync::Arc;

use crate::fonts::FontSlot;
use crate::raster::Raster;

/// A colour of ink. Text and rules are `BLACK`, written as DeviceGray 0 so that they do not break into
/// dots on a laser printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// DeviceGray, 0 black to 255 white.
    Gray(u8),
    /// DeviceRGB.
    Rgb(u8, u8, u8),
}

impl Colour {
    /// Text and rules.
    pub const BLACK: Self = Self::Gray(0);
    /// Reversed text.
    pub const WHITE: Self = Self::Gray(255);
    /// Edge of what is late, and of severity 1.
    pub const RED: Self = Self::Rgb(0xD0, 0x1F, 0x2A);
    /// Edge of what is at risk.
    pub const AMBER: Self = Self::Rgb(0xE8, 0x92, 0x0C);
    /// Words of the traffic light protocol on black.
    pub const TLP_AMBER: Self = Self::Rgb(0xFF, 0xC0, 0x00);

    /// The grey that a copy in black and white shows.
    #[must_use]
    pub fn to_grey(self) -> Self {
        match self {
            Self::Gray(_) => self,
            Self::Rgb(r, g, b) => {
                let level = (u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1000;
                Self::Gray(u8::try_from(level.min(255)).unwrap_or(u8::MAX))
            }
        }
    }
}

/// Glyphs of one face, size and colour on one baseline, in visual order.
#[derive(Debug, Clone, PartialEq)]
pub struct TextRun {
    /// Left end.
    pub x: f32,
    /// Baseline.
    pub y: f32,
    /// Size of the face.
    pub size: f32,
    /// Face, an index into [`Pages::fonts`].
    pub font: FontSlot,
    /// Colour.
    pub ink: Colour,
    /// Text of the units, one after the other in visual order.
    pub text: String,
    /// What text each group of glyphs stands for.
    pub units: Vec<Unit>,
    /// Glyphs of the units, one after the other.
    pub glyphs: Vec<Glyph>,
    /// Whether the text reads from right to left.
    pub rtl: bool,
    /// Advance of the whole run.
    pub width: f32,
}

/// A piece of text and the glyphs that show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// Bytes of the run's text.
    pub bytes: u32,
    /// Glyphs.
    pub glyphs: u32,
}

/// One glyph.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// Id in the whole face; 0 is a character that no face covers.
    pub id: u16,
    /// Offset of its origin from the left end of the run.
    pub x: f32,
    /// Offset upwards from the baseline.
    pub y: f32,
}

impl TextRun {
    /// The units with their text and glyphs, in visual order.
    pub fn unit_texts(&self) -> impl Iterator<Item = (&str, &[Glyph])> {
        let (mut byte, mut glyph) = (0, 0);
        self.units.iter().map(move |unit| {
            let text = &self.text[byte..byte + unit.bytes as usize];
            let glyphs = &self.glyphs[glyph..glyph + unit.glyphs as usize];
            byte += unit.bytes as usize;
            glyph += unit.glyphs as usize;
            (text, glyphs)
        })
    }

    /// The text as it is read.
    #[must_use]
    pub fn logical_text(&self) -> String {
        if self.rtl {
            let units: Vec<&str> = self.unit_texts().map(|(text, _)| text).collect();
            units.into_iter().rev().collect()
        } else {
            self.text.clone()
        }
    }
}

/// A step of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// A corner.
    Point(f32, f32),
    /// A cubic curve: two handles and its end.
    Curve([f32; 6]),
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An https or mailto address.
    Uri(String),
    /// An anchor in this file.
    Place(u32),
}

/// One thing on a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Text.
    Text(TextRun),
    /// A filled rectangle; rules are drawn so because viewers fatten thin strokes.
    Rect {
        /// Left.
        x: f32,
        /// Top.
        y: f32,
        /// Width.
        w: f32,
        /// Height.
        h: f32,
        /// Fill.
        fill: Colour,
    },
    /// A path, filled, or stroked with this width.
    Path {
        /// Its steps; the first is a point.
        steps: Vec<Step>,
        /// Whether it is closed.
        closed: bool,
        /// Fill.
        fill: Option<Colour>,
        /// Stroke colour and width.
        stroke: Option<(Colour, f32)>,
    },
    /// An area that can be clicked.
    Link {
        /// Left.
        x: f32,
        /// Top.
        y: f32,
        /// Width.
        w: f32,
        /// Height.
        h: f32,
        /// Where it leads.
        target: Target,
    },
    /// A picture made of points.
    Image {
        /// Left.
        x: f32,
        /// Top.
        y: f32,
        /// Width.
        w: f32,
        /// Height.
        h: f32,
        /// The picture.
        raster: Arc<Raster>,
    },
    /// A place that links and bookmarks lead to.
    Anchor {
        /// Its number.
        id: u32,
        /// Top.
        y: f32,
    },
}

impl Item {
    /// Moves the item.
    pub fn shift(&mut self, dx: f32, dy: f32) {
        match self {
            Self::Text(run) => {
                run.x += dx;
                run.y += dy;
            }
            Self::Rect { x, y, .. } | Self::Link { x, y, .. } | Self::Image { x, y, .. } => {
                *x += dx;
                *y += dy;
            }
            Self::Anchor { y, .. } => *y += dy,
            Self::Path { steps, .. } => {
                for step in steps {
                    match step {
                        Step::Point(x, y) => {
                            *x += dx;
                            *y += dy;
                        }
                        Step::Curve(c) => {
                            for (i, v) in c.iter_mut().enumerate() {
                                *v += if i % 2 == 0 { dx } else { dy };
                            }
                        }
                    }
                }
            }
        }
    }

    /// A horizontal rule whose top edge lies at `y`.
    #[must_use]
    pub fn rule(x: f32, y: f32, w: f32, weight: f32) -> Self {
        Self::Rect { x, y, w, h: weight, fill: Colour::BLACK }
    }

    /// A circle, filled or stroked.
    #[must_use]
    pub fn circle(cx: f32, cy: f32, r: f32, fill: Option<Colour>, stroke: Option<(Colour, f32)>) -> Self {
        // Four cubic curves with this handle length differ from a circle by 0.03 % of the radius.
        let k = r * 0.552_285;
        Self::Path {
            steps: vec![
                Step::Point(cx + r, cy),
                Step::Curve([cx + r, cy + k, cx + k, cy + r, cx, cy + r]),
                Step::Curve([cx - k, cy + r, cx - r, cy + k, cx - r, cy]),
                Step::Curve([cx - r, cy - k, cx - k, cy - r, cx, cy - r]),
                Step::Curve([cx + k, cy - r, cx + r, cy - k, cx + r, cy]),
            ],
            closed: true,
            fill,
            stroke,
        }
    }
}

/// One page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// What is on it, in the order of drawing.
    pub items: Vec<Item>,
}

impl Page {
    /// All text of the page in the order of drawing, runs separated by spaces.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for item in &self.items {
            if let Item::Text(run) = item {
                text.push_str(&run.logical_text());
                text.push(' ');
            }
        }
        text
    }
}

/// A bookmark and those below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Bookmark {
    /// Its words.
    pub title: String,
    /// Page, counted from 0.
    pub page: usize,
    /// Height on the page, from its top.
    pub y: f32,
    /// Bookmarks below.
    pub children: Vec<Bookmark>,
}

/// A face that the pages use.
#[derive(Debug, Clone, PartialEq)]
pub struct PageFont {
    /// Name of its family and style, for the reader's list of fonts.
    pub name: String,
    /// Key by content: checksum adjustment of the face, its length and its index.
    pub key: (u32, usize, u32),
}

/// Everything that is printed, before it becomes bytes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pages {
    /// Pages in order.
    pub pages: Vec<Page>,
    /// Bookmarks.
    pub bookmarks: Vec<Bookmark>,
    /// Faces by slot.
    pub fonts: Vec<PageFont>,
    /// Page and height of each anchor.
    pub anchors: Vec<Option<(usize, f32)>>,
}

impl Pages {
    /// All text, a line break after each page.
    #[must_use]
    pub fn text(&self) -> String {
        self.pages.iter().map(|page| page.text() + "\n").collect()
    }
}

/// A text that no face covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The characters.
    pub text: String,
    /// Their code points, `U+1F600`.
    pub code_points: Vec<String>,
    /// Page, counted from 1.
    pub page: usize,
    /// The line they stand in.
    pub context: String,
    /// What is printed instead: words for a sign; empty for a box.
    pub shown: String,
}

/// What the person has to know about the export.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Characters drawn as boxes, or spelled.
    pub missing: Vec<Missing>,
}
