//! Which incidents are counted.

use jiff::Timestamp;

use crate::directory::Directory;
use crate::incident::Incident;
use crate::value::ReferenceKind;

/// Which incidents are counted. Exercises are left out unless they are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Declared at this moment or later.
    pub from: Option<Timestamp>,
    /// Declared before this moment.
    pub to: Option<Timestamp>,
    /// Of this severity, as it was last: id or name; empty for all.
    pub severity: String,
    /// Exercises too.
    pub exercises: bool,
}

impl Filter {
    /// Whether an incident lies in the time and severity that are asked for, an exercise or not. One that was withdrawn
    /// never was one.
    #[must_use]
    pub fn is_asked_for(&self, incident: &Incident, directory: &Directory) -> bool {
        let key = |severity: &str| directory.key(&[ReferenceKind::Severity], severity);
        let at = incident.declared_at;
        incident.withdrawn.is_none()
            && self.from.is_none_or(|from| at >= from)
            && self.to.is_none_or(|to| at < to)
            && (self.severity.is_empty() || key(&incident.severity) == key(&self.severity))
    }

    /// Whether an incident is counted.
    #[must_use]
    pub fn counts(&self, incident: &Incident, directory: &Directory) -> bool {
        (self.exercises || !incident.exercise) && self.is_asked_for(incident, directory)
    }
}
