//! Rehearsals as lines.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::simulation::{CoverageReading, Rehearsal};
use bridgebook_domain::simulation::{Callee, Duty, Step, StepChange, StepKind};

use super::{Output, json, line};

impl Output {
    /// Who is called when, a line each, with who that is below it; or what another version changes.
    pub fn rehearsal(self, rehearsal: &Rehearsal) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            json(&json!(rehearsal))?;
            return Ok(ExitCode::SUCCESS);
        }
        line(&format!("{} declared {}", rehearsal.severity_name, rehearsal.at_words))?;
        let Some(differences) = &rehearsal.differences else {
            for step in &rehearsal.steps {
                line(&step_words(step))?;
                step.callees.iter().try_for_each(|c| line(&format!("{:12}{}", "", callee_words(c))))?;
                if !step.warning.is_empty() {
                    line(&format!("{:12}! {}", "", step.warning))?;
                }
            }
            return Ok(ExitCode::SUCCESS);
        };
        for difference in differences {
            let sign = match difference.change {
                StepChange::Same => " ",
                StepChange::Added => "+",
                StepChange::Removed => "-",
                StepChange::Changed => "~",
            };
            let Some(step) = difference.after.as_ref().or(difference.before.as_ref()) else { continue };
            line(&format!("{sign} {}", step_words(step)))?;
            difference.words.iter().try_for_each(|words| line(&format!("{:14}{words}", "")))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The holes of each level; exit code 3 where there are some.
    pub fn coverage(self, reading: &CoverageReading) -> Result<ExitCode, ApiError> {
        let has_hole = reading.coverage.levels.iter().any(|l| !l.holes.is_empty());
        let code = if has_hole { ExitCode::from(3) } else { ExitCode::SUCCESS };
        if self == Self::Json {
            json(&json!(reading))?;
            return Ok(code);
        }
        line(&format!("{}, in {} time", reading.severity_name, reading.zone))?;
        for level in &reading.coverage.levels {
            for hole in &level.holes {
                line(&format!("{:<10} {}: nobody ({} hours a week)", level.level, hole.words, hole.hours))?;
            }
            if level.unsure_hours > 0 {
                let names = level.unsure.join(", ");
                let hours = level.unsure_hours;
                line(&format!(
                    "{:<10} {hours} hours a week hang on {names}, whose hours are not written down",
                    level.level
                ))?;
            }
            if level.holes.is_empty() && level.unsure_hours == 0 {
                line(&format!("{:<10} somebody at every hour of the week", level.level))?;
            }
        }
        Ok(code)
    }
}

pub(super) fn step_words(step: &Step) -> String {
    let what = match step.kind {
        StepKind::Called => "called",
        StepKind::Told => "told",
        StepKind::Skipped => "passed over",
        StepKind::Held => "held",
        StepKind::Acknowledged => "acknowledges",
        StepKind::Declined => "declines",
        StepKind::Exhausted => return format!("{:<10}  {}", step.after, "nobody is left"),
    };
    let by = if step.notify.is_empty() { String::new() } else { format!(" by {}", step.notify.join(", ")) };
    let round = if step.round > 0 { format!(", round {}", step.round + 1) } else { String::new() };
    format!("{:<10}  {} {what}{by}{round}. {}", step.after, step.level, step.why)
}

fn callee_words(callee: &Callee) -> String {
    let mut parts = vec![callee.name.clone()];
    if !callee.called_as.is_empty() {
        parts.push(format!("as {}", callee.called_as));
    }
    if callee.is_backup {
        parts.push("backup".to_owned());
    }
    if !callee.local.is_empty() {
        parts.push(format!("{} {}{}", callee.local, callee.place, if callee.is_night { ", night" } else { "" }));
    }
    parts.push(match &callee.duty {
        Duty::Works => "in their hours".to_owned(),
        Duty::Away { until: Some(_) } if !callee.back.is_empty() => format!("not on shift until {}", callee.back),
        Duty::Away { .. } => "not on shift".to_owned(),
        Duty::Unknown => "hours not known".to_owned(),
    });
    if callee.cut.is_empty() {
        parts.extend(callee.ways.iter().map(|way| way.address.clone()));
    } else {
        parts.push(format!("cannot be reached: {}", callee.cut));
    }
    parts.join(", ")
}
