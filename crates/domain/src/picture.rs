//! What is drawn: an organisation chart, a heat map, a timeline, a flow and a live view, each a pure
//! function of a section, the directory and, where it is live, the log. The window and the page draw the
//! same values, so that they cannot disagree. Places are rows, sizes are days and counts; never pixels.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::block::Section;
use crate::directory::Directory;
use crate::document::Document;
use crate::id::RowId;
use crate::incident::Incident;

mod chart;
mod flow;
mod heat_map;
mod timeline;
mod wait;

pub use chart::chart;
pub use flow::flow;
pub use heat_map::heat_map;
pub use timeline::timeline;

/// What the block of a section looks like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "picture", content = "value", rename_all = "snake_case")]
pub enum Picture {
    /// Of a roster.
    Chart(Chart),
    /// Of risks.
    HeatMap(HeatMap),
    /// Of a schedule.
    Timeline(Timeline),
    /// Of hand-offs.
    Flow(Flow),
    /// Of a view.
    View(Listing),
}

/// The picture of a section, where its kind has one that needs no more than its document, the directory and,
/// for who holds a position, the incident. A view has its own, see [`crate::live_view`].
#[must_use]
pub fn picture(
    section: &Section,
    document: &Document,
    directory: &Directory,
    incident: Option<&Incident>,
) -> Option<Picture> {
    // A table with the preset of such a kind is how documents held it before the kind was there.
    let is = |word| section.is_form(word);
    if is("roster") {
        Some(Picture::Chart(chart(section, directory, incident)))
    } else if is("risks") {
        Some(Picture::HeatMap(heat_map(section)))
    } else if is("schedule") {
        Some(Picture::Timeline(timeline(section)))
    } else if is("handoffs") {
        Some(Picture::Flow(flow(section, Some(document), directory)))
    } else {
        None
    }
}

/// A place or count as the bridge carries it.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// An organisation chart (ICS 207): the commander, staff beside, sections below.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
pub struct Chart {
    /// Who leads; the first position of the section Command.
    pub head: Option<Position>,
    /// The other positions of Command: drawn to the side.
    pub staff: Vec<Position>,
    /// The sections below, in the order of their first row.
    pub branches: Vec<Branch>,
}

/// A section of the chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Branch {
    /// Name of the section.
    pub name: String,
    /// Who leads it: its first position that reports to nobody in the section.
    pub head: Position,
    /// Who reports to that position, with those below them.
    pub members: Vec<Position>,
}

/// A position of the chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ChartPosition")]
pub struct Position {
    /// Row of the roster.
    pub row: RowId,
    /// Name of the position.
    pub position: String,
    /// Who holds it: in an incident who assumed it, else as planned; at a change of shift both, with a stroke
    /// between (ICS 207). Empty when vacant.
    pub person: String,
    /// Deputy, empty for none.
    pub deputy: String,
    /// Whether the log says that the person has assumed it.
    pub is_assumed: bool,
    /// Who reports to it.
    pub members: Vec<Self>,
    /// How many report to it directly; more than seven is a finding (X12).
    pub reports: u32,
}

/// Risks by likelihood and impact.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
pub struct HeatMap {
    /// Names of the likelihoods, the smallest first: lines from below.
    pub likelihoods: Vec<String>,
    /// Names of the impacts, the smallest first: columns from the left.
    pub impacts: Vec<String>,
    /// Steps of the ramp (0 to 4) by likelihood, then impact. The score of a cell is the number of its
    /// likelihood times that of its impact, each counted from 1.
    pub steps: Vec<Vec<u8>>,
    /// The risks with a place.
    pub risks: Vec<HeatRisk>,
    /// Risks that say no likelihood or no impact, or one that is not among the choices.
    pub unplaced: Vec<UnplacedRisk>,
}

/// A risk that has no place on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct UnplacedRisk {
    /// Row.
    pub row: RowId,
    /// Its place among the rows, from 1.
    pub number: u32,
    /// Words.
    pub words: String,
    /// What is missing: `likelihood`, `impact` or `likelihood and impact`.
    pub missing: String,
}

/// A risk on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HeatRisk {
    /// Row.
    pub row: RowId,
    /// Number as it stands in the circle: its place among the rows, from 1.
    pub number: u32,
    /// Words.
    pub words: String,
    /// Index of its likelihood.
    pub likelihood: u32,
    /// Index of its impact.
    pub impact: u32,
}

/// Phases and milestones on a calendar.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
pub struct Timeline {
    /// First day shown (`2026-03-11`).
    pub from: String,
    /// Day after the last one shown.
    pub to: String,
    /// Days from `from` to `to`.
    pub days: u32,
    /// Beginnings of months or weeks: day counted from `from`, and its label.
    pub ticks: Vec<Tick>,
    /// Lines in the order of the rows.
    pub lines: Vec<Line>,
    /// Whether the plan has no start date, so that the days are counted from an assumed one. No date is shown
    /// then: labels and words say `M1`, `W1` or `D1`.
    pub is_relative: bool,
}

/// A tick of the axis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Tick {
    /// Days from the first day.
    pub day: u32,
    /// Label, for instance `Mar` or `M3`.
    pub label: String,
}

/// A line of the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Line {
    /// Row.
    pub row: RowId,
    /// Name.
    pub name: String,
    /// Whether it is a point in time.
    pub is_milestone: bool,
    /// Day it begins, counted from the first day; a point in time lies at the end of its day.
    pub from: u32,
    /// Day after it ends; of a point in time the same as `from`.
    pub to: u32,
    /// Begin and end in words, `1 Mar 2026 to 30 Apr 2026` or `M1 to M2`.
    pub words: String,
    /// Percent done, 0 to 100.
    pub done: u8,
    /// Rows it comes after.
    pub after: Vec<RowId>,
    /// Whether a finding says that what is stated does not fit what is computed.
    pub is_inconsistent: bool,
    /// What that finding says, in a few words; empty for none.
    pub problem: String,
}

/// Checkpoints from system to system.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
pub struct Flow {
    /// The systems in order of first use.
    pub systems: Vec<String>,
    /// The checkpoints in order.
    pub steps: Vec<Step>,
}

/// A checkpoint of a flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Step {
    /// Row.
    pub row: RowId,
    /// Number as printed, from 1.
    pub number: u32,
    /// Name.
    pub name: String,
    /// Index of the system it comes from.
    pub from: u32,
    /// Index of the system it goes to.
    pub to: u32,
    /// What is handed over.
    pub payload: String,
    /// Owner's name; empty is a finding (X27).
    pub owner: String,
    /// Time allowed, in words; empty for none.
    pub within: String,
    /// State's name, and its colour's meaning.
    pub state: String,
    /// `neutral`, `ok`, `risk`, `overdue`, `accent` or empty.
    pub colour: String,
    /// Where it goes on failure, empty for none.
    pub on_failure: String,
    /// Volume a week, in words; empty when it was not measured.
    pub volume: String,
    /// Median wait, in words, with where it comes from when the map does not say it; empty when it was not measured.
    pub wait: String,
    /// Whether its median wait is the longest of all measured.
    pub is_slowest: bool,
}

/// A generated table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
pub struct Listing {
    /// What it shows, in words: `Open actions of INC-2041, as of 14:47 CET`.
    pub title: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Cells in words.
    pub rows: Vec<Vec<String>>,
    /// What an empty listing says: why there is nothing and where it would come from.
    pub empty: String,
}
