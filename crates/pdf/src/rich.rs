//! Text with its looks and the drawn marks that stand between words, before it is laid out.

use crate::page::{Colour, Target};

/// Weight and slant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Regular.
    Regular,
    /// Italic.
    Italic,
    /// Semibold, for headings and what leads.
    Semibold,
    /// Bold.
    Bold,
    /// Fixed width, for code.
    Mono,
}

/// Size in points and leading, the distance between baselines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Face of the plain words.
    pub face: Face,
    /// Size.
    pub size: f32,
    /// Leading.
    pub leading: f32,
}

macro_rules! styles {
    ($($(#[$doc:meta])* $name:ident = $face:ident $size:literal / $leading:literal;)*) => {
        impl Style { $($(#[$doc])* pub const $name: Self = Self { face: Face::$face, size: $size, leading: $leading };)* }
    };
}

styles! {
    /// Title of the cover.
    COVER = Semibold 46.0 / 47.0;
    /// Title of the cover when it would need more than three lines.
    COVER_LONG = Semibold 36.0 / 38.0;
    /// Title of a form.
    FORM = Semibold 20.0 / 23.0;
    /// Number of a form.
    FORM_NUMBER = Semibold 12.0 / 15.0;
    /// Line under the title of a form.
    SUBTITLE = Regular 10.0 / 13.0;
    /// Title of a table.
    TABLE_TITLE = Semibold 10.0 / 13.0;
    /// Remark beside a table's title.
    REMARK = Regular 8.0 / 13.0;
    /// Running text.
    PROSE = Regular 9.5 / 13.0;
    /// Heading within prose.
    PROSE_HEAD = Semibold 10.0 / 13.0;
    /// Label of a block.
    LABEL = Semibold 9.2 / 11.5;
    /// Words in tables.
    TABLE = Regular 9.0 / 11.5;
    /// Leading words in tables.
    TABLE_LEAD = Semibold 9.0 / 11.5;
    /// Words in dense tables.
    DENSE = Regular 8.6 / 10.8;
    /// Leading words in dense tables.
    DENSE_LEAD = Semibold 8.6 / 10.8;
    /// Words in tables of a document that is set closely.
    CLOSE = Regular 8.2 / 9.6;
    /// Leading words in tables of a document that is set closely.
    CLOSE_LEAD = Semibold 8.2 / 9.6;
    /// Running text of a document that is set closely.
    CLOSE_PROSE = Regular 9.0 / 11.4;
    /// Heads of columns.
    COLUMN_HEAD = Semibold 7.8 / 9.6;
    /// Notes and second lines.
    NOTE = Regular 7.6 / 10.0;
    /// Names of facts.
    FACT_NAME = Regular 7.6 / 10.0;
    /// Values of facts.
    FACT = Semibold 9.5 / 12.0;
    /// Running head.
    HEAD = Regular 8.0 / 10.0;
    /// Running head, the number.
    HEAD_LEAD = Semibold 8.0 / 10.0;
    /// Foot.
    FOOT = Regular 7.6 / 11.2;
    /// Page number.
    PAGE_NUMBER = Semibold 8.6 / 11.2;
    /// Code blocks.
    CODE = Mono 8.2 / 11.0;
}

/// A stretch of text with one look.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// The text.
    pub text: String,
    /// Face.
    pub face: Face,
    /// Size in points.
    pub size: f32,
    /// Colour.
    pub ink: Colour,
    /// Whether it is struck through.
    pub struck: bool,
    /// Where it leads.
    pub link: Option<Target>,
    /// Height above the baseline, for note numbers.
    pub rise: f32,
    /// OpenType features (`zero` for hashes, `cv01` for the letter I of a matrix).
    pub feature: Option<[u8; 4]>,
    /// The sign that these words are spelled for, where no font has it.
    pub stands_for: Option<String>,
}

/// A mark of state or severity with its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plate {
    /// Outline with an amber edge: at risk.
    Risk,
    /// Reversed with a red edge: late, or severity 1.
    Late,
    /// Heavy outline: severity 2.
    Heavy,
    /// Light outline: severity 3.
    Light,
    /// Amber words on black: the traffic light protocol.
    Tlp,
}

/// Something drawn between words.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// Filled disc: ok, met, done.
    Disc,
    /// Open ring: not started, not due.
    Ring,
    /// Filled square: ended without success.
    Square,
    /// Box to tick, ticked or not.
    Box(bool),
    /// Plate with its word, of this size.
    Plate(Plate, String, f32),
    /// Solid tile with a reversed letter: Accountable.
    SolidTile(String),
    /// Outlined tile with a letter: Responsible.
    OpenTile(String),
    /// Letter in a ring: Consulted.
    RingLetter(String),
    /// Bare letter: Informed and all others.
    BareLetter(String),
    /// Small centred dot for an empty cell of a matrix.
    Dot,
    /// A mark with the word that belongs to it: no line ends between them.
    Bound(Box<Mark>, Box<Words>),
    /// A bar of how much of a limit was used; 1 is all of it.
    Limit(f32),
    /// A bar of so many minutes before (negative) or after a promised moment.
    Drift(f32),
    /// Blank of this width.
    Gap(f32),
}

/// Words or a mark.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Words.
    Words(Words),
    /// A mark.
    Mark(Mark),
}

/// A paragraph: inlines and the style that gives leading and the size of marks.
#[derive(Debug, Clone, PartialEq)]
pub struct Rich {
    /// Its parts.
    pub inlines: Vec<Inline>,
    /// Its style.
    pub style: Style,
}

impl Rich {
    /// A paragraph without content.
    #[must_use]
    pub fn empty(style: Style) -> Self {
        Self { inlines: Vec::new(), style }
    }

    /// A paragraph of plain words.
    #[must_use]
    pub fn new(text: impl Into<String>, style: Style) -> Self {
        Self::empty(style).plain(text)
    }

    /// Adds words in the paragraph's own face.
    #[must_use]
    pub fn plain(self, text: impl Into<String>) -> Self {
        let style = self.style;
        self.styled(text, style)
    }

    /// Adds words in another style's face and size.
    #[must_use]
    pub fn styled(mut self, text: impl Into<String>, style: Style) -> Self {
        self.push(text.into(), style.face, style.size);
        self
    }

    /// Adds words in another face.
    #[must_use]
    pub fn faced(mut self, text: impl Into<String>, face: Face) -> Self {
        let size = self.style.size;
        self.push(text.into(), face, size);
        self
    }

    /// Adds a hash or other figure with slashed zeros.
    #[must_use]
    pub fn hash(mut self, text: impl Into<String>) -> Self {
        let style = self.style;
        self.push(text.into(), style.face, style.size);
        if let Some(Inline::Words(words)) = self.inlines.last_mut() {
            words.feature = Some(*b"zero");
        }
        self
    }

    /// Adds the letter or number of a note, small and raised, bound to the word before it.
    #[must_use]
    pub fn raised(mut self, text: impl Into<String>) -> Self {
        let (face, size) = (Face::Semibold, self.style.size);
        self.push(text.into(), face, size * 0.72);
        if let Some(Inline::Words(words)) = self.inlines.last_mut() {
            words.rise = size * 0.34;
        }
        self
    }

    /// Adds a mark.
    #[must_use]
    pub fn mark(mut self, mark: Mark) -> Self {
        self.inlines.push(Inline::Mark(mark));
        self
    }

    /// Adds all of another paragraph.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.inlines.extend(other.inlines);
        self
    }

    /// Turns all words into links.
    #[must_use]
    pub fn linked(mut self, target: &Target) -> Self {
        for inline in &mut self.inlines {
            if let Inline::Words(words) = inline {
                words.link = Some(target.clone());
            }
        }
        self
    }

    /// Sets all words in another face.
    #[must_use]
    pub fn in_face(mut self, face: Face) -> Self {
        for inline in &mut self.inlines {
            if let Inline::Words(words) = inline {
                words.face = face;
            }
        }
        self
    }

    /// Sets words and marks smaller or larger.
    pub fn scale(&mut self, factor: f32) {
        self.style.size *= factor;
        self.style.leading *= factor;
        for inline in &mut self.inlines {
            match inline {
                Inline::Words(words) => words.size *= factor,
                Inline::Mark(Mark::Plate(_, _, size)) => *size *= factor,
                Inline::Mark(_) => {}
            }
        }
    }

    fn push(&mut self, text: String, face: Face, size: f32) {
        if text.is_empty() {
            return;
        }
        if crate::blank_words::is_open(&text) {
            let own = std::mem::replace(self, Self::empty(self.style));
            let style = Style { face, size, ..own.style };
            *self = crate::blank_words::set(own, &text, style);
            return;
        }
        self.inlines.push(Inline::Words(Words {
            text,
            face,
            size,
            ink: Colour::BLACK,
            struck: false,
            link: None,
            rise: 0.0,
            feature: None,
            stands_for: None,
        }));
    }

    /// All that decides how it is set, as bytes; none for a paragraph with links or longer than this many bytes.
    #[must_use]
    pub(crate) fn key(&self, language: &str, longest: usize) -> Option<Vec<u8>> {
        let mut key = Vec::with_capacity(96);
        let sized = |key: &mut Vec<u8>, text: &str| {
            key.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
            key.extend(text.as_bytes());
        };
        sized(&mut key, language);
        key.push(self.style.face as u8);
        key.extend(self.style.size.to_le_bytes());
        key.extend(self.style.leading.to_le_bytes());
        for inline in &self.inlines {
            match inline {
                Inline::Words(words) if words.link.is_none() => {
                    key.extend([0, words.face as u8, u8::from(words.struck)]);
                    key.extend(words.size.to_le_bytes());
                    key.extend(words.rise.to_le_bytes());
                    key.extend(words.feature.unwrap_or_default());
                    match words.ink {
                        Colour::Gray(level) => key.extend([1, level, 0, 0]),
                        Colour::Rgb(r, g, b) => key.extend([3, r, g, b]),
                    }
                    sized(&mut key, &words.text);
                }
                Inline::Words(_) => return None,
                Inline::Mark(mark) => sized(&mut key, &format!("{mark:?}")),
            }
            if key.len() > longest {
                return None;
            }
        }
        Some(key)
    }

    /// Whether there is nothing to print.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inlines.is_empty()
    }
}
