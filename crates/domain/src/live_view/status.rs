//! How an incident stands: severity, state, commander and period, as the log has them at the moment. A document that
//! wrote them down itself would say yesterday's.

use super::{Sources, table};
use crate::incident::Incident;
use crate::picture::Listing;

pub(super) fn status(incident: &Incident, sources: &Sources<'_>) -> Listing {
    let commander = incident.commander.as_deref().map_or("nobody", |c| sources.words(c));
    let period = incident.period().map_or_else(
        || "none".to_owned(),
        |p| format!("{}, {} to {}", p.number, sources.moment(p.from), sources.moment(p.to)),
    );
    let row = vec![
        sources.words(&incident.severity).to_owned(),
        format!("{}, since {}", capital(&incident.state.value.to_string()), sources.moment(incident.state.at)),
        commander.to_owned(),
        period,
    ];
    let columns = ["Severity", "State", "Incident Commander", "Operational period"];
    table(format!("Status{}", sources.as_of()), &columns, vec![row], "")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + letters.as_str())
}
