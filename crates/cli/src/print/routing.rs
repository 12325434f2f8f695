//! Rules tried on cases, as lines.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::routing::{OtherRules, RulesTried, TriedCase};
use bridgebook_domain::case::{Routing, Score, Tested};

use super::{Output, json, line};

impl Output {
    /// What the rules do with each case and why; with `all` what each rule before lacked, too. Exit code 3 where
    /// something could not be read.
    pub fn rules_tried(self, tried: &RulesTried, all: bool) -> Result<ExitCode, ApiError> {
        let code = if tried.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(3) };
        if self == Self::Json {
            json(&json!(tried))?;
            return Ok(code);
        }
        for case in &tried.cases {
            line(&headline(case))?;
            routing(&case.routing, all)?;
        }
        for refused in &tried.refused {
            let place: Vec<&str> =
                [refused.file.as_str(), &refused.place].into_iter().filter(|part| !part.is_empty()).collect();
            line(&format!("! {}: {}", place.join(", "), refused.why))?;
        }
        for remark in &tried.remarks {
            line(&format!("# {remark}"))?;
        }
        line(&sum(&tried.score))?;
        for rule in tried.rules.iter().filter(|rule| rule.cases == 0) {
            line(&format!("never decides here: {}", rule.rule))?;
        }
        if let Some(other) = &tried.other {
            compared(tried, other)?;
        }
        Ok(code)
    }
}

fn headline(case: &TriedCase) -> String {
    let name = if case.routing.id.is_empty() { case.place.as_str() } else { &case.routing.id };
    format!("{name}  {}", case.routing.subject).trim_end().to_owned()
}

fn routing(routing: &Routing, all: bool) -> Result<(), ApiError> {
    line(&format!("    {}", decision(routing)))?;
    routing.because.iter().try_for_each(|test| line(&format!("      {}", tested(test))))?;
    routing.remarks.iter().try_for_each(|remark| line(&format!("    ! {remark}")))?;
    if let Some(later) = &routing.later {
        let to = if later.to.name.is_empty() { String::new() } else { format!(", to {}", later.to.name) };
        line(&format!("    at {} {}{to}, if nothing happens until then", later.at, later.rule))?;
    }
    if all {
        for passed in &routing.passed {
            line(format!("    - {} {}", passed.rule, passed.not_tried).trim_end())?;
            passed.lacked.iter().try_for_each(|test| line(&format!("        {}", tested(test))))?;
        }
    }
    Ok(())
}

fn tested(test: &Tested) -> String {
    format!("{}: {}", test.test, test.found)
}

/// A decision in one line.
fn decision(routing: &Routing) -> String {
    let outcome = match routing.outcome.as_str() {
        _ if routing.row.is_none() => return "nobody gets it".to_owned(),
        "human" => "to a human",
        "recover" => "recovery procedure",
        "continue" => "AI continues",
        _ => "no outcome is said",
    };
    let mut parts = vec![outcome.to_owned()];
    parts.extend([&routing.procedure, &routing.to.name, &routing.level].into_iter().filter(|p| !p.is_empty()).cloned());
    parts.extend(routing.answer_by.map(|at| format!("answer by {at}")));
    let rule = if routing.is_default { format!("{}, as no rule fits", routing.rule) } else { routing.rule.clone() };
    format!("{} ({rule})", parts.join(", "))
}

fn sum(score: &Score) -> String {
    let mut out = format!(
        "{} cases: {} to a human, {} with the AI, {} to a recovery procedure, {} undecided; {} took the default route",
        score.cases, score.human, score.goes_on, score.recover, score.undecided, score.by_default
    );
    if score.known > 0 {
        out.push_str(&format!(
            "\nof {} whose end is known {} went right, {} missed, {} in vain",
            score.known,
            score.right(),
            score.missed,
            score.in_vain
        ));
    }
    out
}

fn compared(tried: &RulesTried, other: &OtherRules) -> Result<(), ApiError> {
    line(&format!("compared with {}: {} cases differ", other.words, other.differing.len()))?;
    if other.score.known > 0 {
        let (own, theirs) = (tried.score.right(), other.score.right());
        line(&format!("right here {own}, right there {theirs}"))?;
        let (here, there) = (&tried.score, &other.score);
        line(&format!(
            "missed here {}, there {}; in vain here {}, there {}",
            here.missed, there.missed, here.in_vain, there.in_vain
        ))?;
        let (more, which) =
            if own >= theirs { (own - theirs, "these rules are") } else { (theirs - own, "the other is") };
        line(&match more {
            0 => "better: neither, both are right as often".to_owned(),
            1 => format!("better: {which} right on 1 case more, of {}", here.known),
            more => format!("better: {which} right on {more} cases more, of {}", here.known),
        })?;
    }
    for differing in &other.differing {
        let case = tried.cases.get(differing.place as usize).map(headline).unwrap_or_default();
        let verdict =
            if differing.verdict.is_empty() { String::new() } else { format!("{} here, ", differing.verdict) };
        line(&format!("~ {case}: {verdict}there {}", decision(&differing.other)))?;
    }
    Ok(())
}
