//! Letter schemes: RACI and its relatives (domain reference 3.2), and a team's own.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::block::Block;
use crate::value::Value;

/// What the holder of a letter does, by which rules know it in every scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Decides and answers for it (A in RACI).
    Decides,
    /// Does the work (R in RACI).
    Works,
    /// Helps with the work.
    Supports,
    /// Checks or signs what was done.
    Verifies,
    /// Is asked before.
    Consulted,
    /// Is told after.
    Informed,
    /// Is kept out on purpose.
    Omitted,
}

/// One letter of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Letter {
    /// The letter.
    pub letter: String,
    /// Its name.
    pub name: String,
    /// The least number of holders in a row.
    pub min: u32,
    /// The largest number of holders in a row; none for any number.
    pub max: Option<u32>,
    /// What its holder does.
    pub part: Part,
    /// Whether its holder is asked and answers, rather than only told.
    pub two_way: bool,
}

impl Part {
    /// Whether a holder of this part answers, where a scheme does not say otherwise.
    const fn is_two_way(self) -> bool {
        matches!(self, Self::Consulted)
    }
}

impl Letter {
    /// Whether its holder decides.
    #[must_use]
    pub fn is_decision(&self) -> bool {
        self.part == Part::Decides
    }
}

/// A letter scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Scheme {
    /// Name, for instance `RACI`.
    pub name: String,
    /// Letters in order.
    pub letters: Vec<Letter>,
}

type Row = (&'static str, &'static str, u32, Option<u32>, Part);

const R: Row = ("R", "Responsible", 1, None, Part::Works);
const A: Row = ("A", "Accountable", 1, Some(1), Part::Decides);
const C: Row = ("C", "Consulted", 0, None, Part::Consulted);
const I: Row = ("I", "Informed", 0, None, Part::Informed);

const SCHEMES: &[(&str, &[Row])] = &[
    ("RACI", &[R, A, C, I]),
    ("RASCI", &[R, A, ("S", "Support", 0, None, Part::Supports), C, I]),
    ("RACI-VS", &[R, A, C, I, ("V", "Verifies", 0, None, Part::Verifies), ("S", "Signs off", 0, None, Part::Verifies)]),
    ("CAIRO", &[C, A, I, R, ("O", "Out of the loop", 0, None, Part::Omitted)]),
    (
        "DACI",
        &[
            ("D", "Driver", 1, Some(1), Part::Works),
            ("A", "Approver", 1, Some(1), Part::Decides),
            ("C", "Contributor", 0, None, Part::Consulted),
            I,
        ],
    ),
    (
        "RAPID",
        &[
            ("R", "Recommend", 0, None, Part::Supports),
            ("A", "Agree", 0, None, Part::Verifies),
            ("P", "Perform", 1, None, Part::Works),
            ("I", "Input", 0, None, Part::Consulted),
            ("D", "Decide", 1, Some(1), Part::Decides),
        ],
    ),
];

impl Scheme {
    /// The names of the schemes that come with Bridgebook.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SCHEMES.iter().map(|(name, _)| *name)
    }

    /// A scheme by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = match name.to_ascii_uppercase().as_str() {
            "RASIC" => "RASCI".to_owned(),
            "RACIO" => "CAIRO".to_owned(),
            other => other.to_owned(),
        };
        let (name, rows) = SCHEMES.iter().find(|(known, _)| *known == name)?;
        let letters = rows.iter().map(|(letter, name, min, max, part)| Letter {
            letter: (*letter).to_owned(),
            name: (*name).to_owned(),
            min: *min,
            max: *max,
            part: *part,
            two_way: part.is_two_way(),
        });
        Some(Self { name: (*name).to_owned(), letters: letters.collect() })
    }

    /// The scheme of a RACI block: its setting `letters` for a team's own, else its setting `scheme`, else
    /// RACI. A letter of `letters` is written `A=Accountable:decides` with the parts `decides`, `works`,
    /// `supports`, `verifies`, `consulted`, `informed` and `omitted`; letters are parted by `;`. Behind the part
    /// may stand how many of it a row has, `min 1` and `max 2` (or `max any`), and `two-way` or `one-way`.
    #[must_use]
    pub fn of(block: &Block) -> Self {
        let own = block.settings.get("letters").map(Value::members).unwrap_or_default().join(";");
        let name = block.setting("scheme");
        Self::own(name, &own)
            .or_else(|| Self::named(name))
            .or_else(|| Self::named("RACI"))
            .expect("RACI is among the schemes")
    }

    /// What a RACI block says about its letters that is not understood, as a sentence; the letters of
    /// [`of`](Self::of) are used all the same.
    #[must_use]
    pub fn doubt(block: &Block) -> Option<String> {
        let own = block.settings.get("letters").map(Value::members).unwrap_or_default().join(";");
        let written = own.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty());
        let unread: Vec<String> = written.filter(|p| own_letter(p).is_none()).map(|p| format!("“{p}”")).collect();
        let used = Self::of(block).name;
        if !unread.is_empty() {
            return Some(format!(
                "{} cannot be read as a letter; the letters of {used} without it are used. A letter is written “A=Accountable:decides”, and letters are parted by “;”.",
                unread.join(" and ")
            ));
        }
        let name = block.setting("scheme");
        let is_known = name.is_empty() || !own.is_empty() || Self::named(name).is_some();
        (!is_known).then(|| {
            let names: Vec<&str> = Self::names().collect();
            format!(
                "“{name}” is no scheme of letters that this version knows; those of {used} are used. There are {}, and “letters=” gives letters of your own.",
                names.join(", ")
            )
        })
    }

    pub(super) fn own(name: &str, written: &str) -> Option<Self> {
        let mut letters: Vec<Letter> = Vec::new();
        for letter in written.split([';', '\n']).filter_map(own_letter) {
            // A letter that is written twice means what it means first.
            if letters.iter().all(|known| known.letter != letter.letter) {
                letters.push(letter);
            }
        }
        let name = if name.is_empty() { "own letters" } else { name };
        (!letters.is_empty()).then(|| Self { name: name.to_owned(), letters })
    }

    /// The letters with a part.
    #[must_use]
    pub fn letters_of(&self, part: Part) -> Vec<&str> {
        self.letters.iter().filter(|l| l.part == part).map(|l| l.letter.as_str()).collect()
    }
}

fn own_letter(written: &str) -> Option<Letter> {
    let (letter, rest) = written.trim().split_once('=')?;
    let (name, details) = rest.split_once(':').unwrap_or((rest, ""));
    let details: Vec<&str> = details.split_whitespace().collect();
    let (part, min, max) = details
        .iter()
        .find_map(|word| match *word {
            "decides" => Some((Part::Decides, 1, Some(1))),
            "works" => Some((Part::Works, 1, None)),
            "supports" => Some((Part::Supports, 0, None)),
            "verifies" => Some((Part::Verifies, 0, None)),
            "omitted" => Some((Part::Omitted, 0, None)),
            "consulted" => Some((Part::Consulted, 0, None)),
            "informed" => Some((Part::Informed, 0, None)),
            _ => None,
        })
        .unwrap_or((Part::Informed, 0, None));
    let count = |word: &str| details.windows(2).find(|pair| pair[0] == word).map(|pair| pair[1]);
    let letter = Letter {
        letter: letter.trim().to_uppercase(),
        name: name.trim().to_owned(),
        min: count("min").and_then(|n| n.parse().ok()).unwrap_or(min),
        max: match count("max") {
            Some("any") => None,
            Some(n) => n.parse().ok().or(max),
            None => max,
        },
        part,
        two_way: details.contains(&"two-way") || (part.is_two_way() && !details.contains(&"one-way")),
    };
    (!letter.letter.is_empty() && letter.letter.chars().count() <= 3).then_some(letter)
}
