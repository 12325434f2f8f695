//! Documents to pages to bytes.
//!
//! Documents become blocks, blocks become [`Pages`] (plain data: text runs, rectangles, links), and
//! `Pages` become the bytes of a PDF. This room touches no file, clock or network: font bytes and the
//! moment are passed in. It imports `domain` and nothing else of the house.
//!
//! The way of a binder: `form` cuts documents into forms and `block` and its siblings (`grid`, `matrix`,
//! `ladder`, `journal`, `markdown`, `table`, and the pictures `chart`, `heat`, `timeline`, `flowchart`) draw them as strips; `flow` breaks strips into sheets;
//! `furniture` and `front` add head, foot, cover and contents; `writer` makes the file.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of columns and lines become lengths on a page, and back"
)]

mod approval;
mod attachment;
mod binder;
mod blank;
mod blank_choices;
mod blank_fit;
mod blank_list;
mod blank_tree;
mod blank_view;
mod blank_width;
mod blank_words;
mod block;
mod cadence;
mod call_table;
mod call_tree;
mod called;
mod calling;
mod card_words;
mod cards;
mod chart;
mod climb;
mod clocks;
mod contacts;
mod content;
mod crew;
mod desk;
mod error;
mod export;
mod facts;
mod figure;
mod first_minutes;
mod flow;
mod flowchart;
mod fonts;
mod form;
mod front;
mod furniture;
mod given;
mod grid;
mod heading;
mod heat;
mod inline;
mod journal;
mod ladder;
mod level_call;
mod listing;
mod looks;
mod mark;
mod markdown;
mod matrix;
mod matrix_legend;
mod matrix_note;
mod outline;
mod page;
mod person;
mod picture;
mod plan_parts;
mod raster;
mod reached;
mod records;
mod report;
mod rich;
mod run;
mod script;
mod sent;
mod sides;
mod spelling;
mod squeezed;
mod stages;
mod still;
mod strip;
mod table;
mod test_words;
mod text;
mod timeline;
mod triggers;
mod unfilled;
mod urgency;
mod way;
mod wide;
mod widths;
mod words;
mod work;
mod write_in;
mod writer;
mod yes_no;

pub use attachment::{Attached, Files};
pub use binder::{Binder, Cards, DocumentInput, Filling, Front, IncidentFacts, Inks, LogLine, Options, Paper, Person};
pub use error::Error;
pub use export::{Export, export};
pub use fonts::{FontBytes, FontSlot, FontUse, Fonts, SystemFont};
pub use level_call::LevelCall;
pub use page::{Bookmark, Colour, Glyph, Item, Missing, Page, PageFont, Pages, Report, Step, Target, TextRun, Unit};
pub use raster::Raster;
pub use sent::SentUpdate;
pub use work::Work;
