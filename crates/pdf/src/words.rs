//! The words that a page has by itself: heads of tables it makes, legends, “continued”. There is no other place
//! for them. Another language is another file like `words/english.rs` and a line in [`of`].
//!
//! In a pattern, `{n}` and the like stand for figures and names; [`fill`] puts them in.

use bridgebook_domain::raci::Part;

mod english;
mod signs;

macro_rules! vocabulary {
    ($($(#[$doc:meta])* $name:ident: $kind:ty,)*) => {
        /// Words of one language.
        #[derive(Debug)]
        pub(crate) struct Vocabulary { $($(#[$doc])* pub $name: $kind,)* }
    };
}

/// Words.
type W = &'static str;

vocabulary! {
    // The page.
    continued: W, page: W, as_of: W,
    /// That paper goes stale, in full and in short.
    print_is_old: [W; 2],
    contents: W, cover: W, documents: W, untitled: W, yes: W, no: W, yes_small: W, no_small: W,
    columns: W, part_of: W, open: W, other: W, and_more: W,
    /// Status of a document by its key.
    statuses: &'static [(W, W)],
    // Cover and facts.
    binder: W, binder_period: W, document: W, documents_count: W, declared_since: W, operational_period: W,
    from_to: W, commander: W, next_commander: W, deputy_commander: W, impact: W, declared: W,
    update_overdue: W, next_update: W, update_to: W, update_by: W, open_actions: W, some_overdue: W, distribution: W, classification: W, zone_of_all: W, hash: W,
    /// What the classes of the traffic light protocol mean (FIRST, TLP 2.0).
    classes: &'static [(W, W)],
    how_to_read: W,
    /// A sign and what it means.
    legend: [(W, W); 6],
    legend_colour: W, incident: W, number_severity: W, version_status: W, version: W,
    /// What a template makes, by words of its name.
    labels: &'static [(W, W)],
    raci: W, escalation: W, communication: W, contacts: W, state: W, to_audience: W, late_by: W,
    // Spans.
    at_once: W, seconds: W, minutes: W, hours: W, days: W, hours_minutes: W, hours_rest: W,
    // Cadence.
    severity: W, audience: W, cadence_remark: W, cadence_below: W, no_times: W, in_force: W, until_resolved: W, from_age: W, any: W, once: W, with: W,
    // Call tree and cards.
    person: W, position: W, telephone: W, then: W, deputy: W, tick: W, time: W, vacant: W, call_tree: W,
    tree_remark: W, list_remark: W, calls_below: W, wallet_title: W, wallet_remark: W, cards: W, cards_title: W, cards_remark: W, cards_group: W, as_of_small: W,
    fails_with: W, channels_down: W, channels_fail: W, who_to_call: W, who_to_call_in: W, nobody_answers: W, escalation_minutes: W, next_channel: W,
    /// The card for the first minutes.
    first_minutes: W, first_call: W, first_severity: W, first_declare: W, first_declare_on: W, first_holding: W,
    first_holding_within: W, first_log: W, rest_in_tree: W,
    // Pictures.
    more_in_list: W, deputy_is: W, span_exceeded: W, chart_assumed: W, chart_vacant: W, command: W, nobody_listed: W,
    whole_below: W, flow_remark: W, flow_slowest: W, flow_drawn: W, checkpoint: W, no_owner: W, within: W,
    on_failure: W, a_week: W, median_wait: W, slowest: W, heat_remark: W, not_on_map: W, no_value: W, more_below: W,
    bands: W, band_names: [W; 5], likelihood_axis: W, impact_axis: W, assignment_list: W, risks_by_score: W,
    dates: W, checkpoints: W, number: W, score: W, plan_relative: W, plan_span: W, plan_done: W, plan_milestone: W,
    plan_differs: W, plan_today: W, plan_unlike: W, picture: W,
    // Tables, checklists, approvals.
    without_one: W, done_head: W, done: W, decided: W, decision: W, waiting: W, approver: W, signature: W,
    /// What somebody decided: approved, approved with a condition, rejected, and a word that is not known yet.
    decisions: [W; 4],
    asked_at: W, decided_before: W, edited_since: W,
    any_audience: W, nothing_to_show: W, overdue: W, at_risk: W, noted: W,
    // The log.
    log_title: W, log_subtitle: W, log_group: W, log_end: W, log_entries: [W; 2], log_corrections: [W; 2], log_below: W,
    // Updates sent.
    sent_heads: [W; 8], sent_remark: W,
    /// Heads of the same in a line for each audience: audience, last update, promises, the next one and how it stands.
    sent_brief_heads: [W; 5],
    /// That promises are told elsewhere, by the heading they stand under.
    promises_told: W, first_ways: W, sent_updates: [W; 2], kept: W, late: W, missed: W, still_open: W,
    entries: W, entries_to: W, log_remark: W,
    /// Heads of the log: number, time, kind, entry, author.
    log_heads: [W; 5],
    before_declaration: W, state_from: W, no_entries: W,
    // Escalation.
    level: W, target: W, then_backup: W, by: W, any_severity: W, at_age: W, clock_functional: W,
    clock_hierarchical: W, detection: W, declaration: W, no_clock: W, ladder_remark: W, nobody_next: W,
    used_of_limit: W, result: W, in_time: W, risk_of: W, told_at: W, not_reached: W, running: W, not_called: W, held: W, not_needed: W, due_at: W,
    skipped: W, declined: W, paused_left: W, called_late: W, called_declined: W, called_skipped: W,
    called_when: W, called_remark: W, called_acknowledged: W, called_only: W, by_hand: W, by_whom: W,
    minutes_since: W, time_in: W, if_nobody: W, if_nobody_of: W, if_nobody_remark: W, minute: W, called: W, clock: W,
    functional: W, hierarchical: W, across: W, time_used: W, time_of: W, empty_columns: W,
    nothing_yet: W, nothing_under: W,
    // Matrix.
    activity: W, on_own_page: W, roles: W, ai_help: [W; 2], ai: W, vendor: W, holds: W, letters: W, error: W, warning: W, info: W, more_findings: W,
    /// What the holder of a letter does, after its name.
    parts: [W; 7],
    // Rules.
    rules_remark: W, default_route: W, off: W, nameless_rule: W, when: W, then_do: W, goes_to: W, within_head: W,
    also: W, kind: W, why: W, tried: W, responsible_of_stage: W, level_is: W, tell: W, tell_by: W, status_is: W,
    severity_is: W, no_rule_fits: W, looks_at: W, task_risk: W, too_long: W, always: W, all_of: W, any_of: W, not: W,
    /// Less than, at most, more than, at least.
    comparisons: [W; 4],
    // Blank forms.
    blank_form: W, read_live: W, blank_subtitle: W, zone: W, incident_name: W, incident_number: W, severity_circle: W,
    period_from: W, period_to: W, period_number: W, filled_in_by: W, date_and_time: W,
    team_or_place: W, prepared_by: W, approved_by: W,
    /// Heads of the lines to approve on: role, name, date and time, signature.
    approval_heads: [W; 4],
    /// Names of the lines in a box of a call tree: name, number, backup.
    tree_lines: [W; 3],
    /// Heads of the live views that are kept by hand, by what they show.
    blank_views: &'static [(W, &'static [W])],
    // For one person.
    for_person: W, person_subtitle: W, person_roles: W, person_group: W,
    /// Names of signs that no font has.
    signs: &'static [(W, W)],
}

/// A pattern with what stands in it.
pub(crate) fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let Some(end) = after.find('}') else {
            rest = &rest[open..];
            break;
        };
        match values.iter().find(|(name, _)| *name == &after[..end]) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&rest[open..open + end + 2]),
        }
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    out
}

impl Vocabulary {
    /// `Page 3 of 12`.
    pub fn page(&self, n: usize, m: usize) -> String {
        fill(self.page, &[("n", &n.to_string()), ("m", &m.to_string())])
    }

    /// `columns 2 to 9 of 40`.
    pub fn columns(&self, from: usize, to: usize, m: usize) -> String {
        part(self.columns, from, to, m)
    }

    /// `roles 1 to 11 of 21`.
    pub fn roles(&self, from: usize, to: usize, m: usize) -> String {
        part(self.roles, from, to, m)
    }

    /// `3 of 4 done`.
    pub fn done(&self, n: usize, m: usize) -> String {
        fill(self.done, &[("n", &n.to_string()), ("m", &m.to_string())])
    }

    /// A pattern with one figure or name, `{n}`.
    pub fn with(&self, pattern: &str, n: impl std::fmt::Display) -> String {
        fill(pattern, &[("n", &n.to_string())])
    }

    /// `1 entry`, `2 entries`.
    pub fn counted(&self, words: [W; 2], count: usize) -> String {
        format!("{count} {}", words[usize::from(count != 1)])
    }

    /// The word for a status of a document.
    pub fn status(&self, key: &str) -> String {
        self.statuses
            .iter()
            .find(|(known, _)| *known == key)
            .map_or_else(|| key.replace('_', " "), |(_, word)| (*word).to_owned())
    }

    /// What the holder of a letter does.
    pub fn part(&self, part: Part) -> W {
        self.parts[match part {
            Part::Decides => 0,
            Part::Works => 1,
            Part::Supports => 2,
            Part::Verifies => 3,
            Part::Consulted => 4,
            Part::Informed => 5,
            Part::Omitted => 6,
        }]
    }

    /// An ISO 8601 span in words: `15 min`, `2 h`, `1 h 30 min`, `3 d`; what is none stays as it is.
    pub fn duration(&self, text: &str) -> String {
        let Ok(span) = text.parse::<jiff::SignedDuration>() else { return text.to_owned() };
        let seconds = span.as_secs();
        if seconds <= 0 || seconds % 60 != 0 {
            return if seconds == 0 { self.at_once.to_owned() } else { self.with(self.seconds, seconds) };
        }
        let minutes = seconds / 60;
        let (days, hours, rest) = (minutes / 1440, minutes / 60, minutes % 60);
        if minutes < 120 && (rest != 0 || hours == 0) {
            self.with(self.minutes, minutes)
        } else if rest == 0 && hours % 24 == 0 && hours > 72 {
            self.with(self.days, days)
        } else if rest == 0 {
            self.with(self.hours, hours)
        } else {
            fill(self.hours_minutes, &[("h", &hours.to_string()), ("m", &rest.to_string())])
        }
    }

    /// An ISO 8601 span in whole minutes, where it has any.
    pub fn in_minutes(&self, text: &str) -> String {
        match text.parse::<jiff::SignedDuration>() {
            // Beyond four hours minutes are hard to read; the unit then stands with the figure.
            Ok(span) if span.as_secs() % 3600 == 0 && span.as_secs() > 4 * 3600 => self.duration(text),
            Ok(span) if span.as_secs() % 60 == 0 => (span.as_secs() / 60).to_string(),
            Ok(span) => self.with(self.seconds, span.as_secs()),
            Err(_) => text.to_owned(),
        }
    }

    /// The name of a sign that no font has.
    pub fn sign(&self, cluster: &str) -> Option<W> {
        // What changes only the look of a sign is not part of its name.
        let bare: String =
            cluster.chars().filter(|c| !matches!(u32::from(*c), 0xFE00..=0xFE0F | 0x1F3FB..=0x1F3FF)).collect();
        self.signs.iter().find(|(sign, _)| *sign == bare).map(|(_, name)| *name)
    }
}

fn part(pattern: &str, from: usize, to: usize, m: usize) -> String {
    fill(pattern, &[("from", &from.to_string()), ("to", &to.to_string()), ("m", &m.to_string())])
}

/// The words for a language, as a BCP 47 tag; English where a language has none yet.
pub(crate) fn of(_tag: &str) -> &'static Vocabulary {
    &english::WORDS
}

/// Whether pages of this language read from right to left.
pub(crate) fn is_rtl(tag: &str) -> bool {
    matches!(tag.split(['-', '_']).next().unwrap_or(""), "ar" | "he" | "fa" | "ur" | "ps" | "dv" | "yi")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_where_the_pattern_says() {
        let words = of("en-GB");
        assert_eq!(words.page(3, 12), "Page 3 of 12", "number and count");
        assert_eq!(words.columns(2, 9, 40), "columns 2 to 9 of 40", "a part of a table");
        assert_eq!(fill("{a} and {b}", &[("a", "{b}"), ("b", "x")]), "{b} and x", "what is put in is not read again");
        assert_eq!(fill("a { b", &[]), "a { b", "a bracket that nothing closes is printed");
    }

    #[test]
    fn hebrew_and_arabic_read_from_right_to_left() {
        assert!(is_rtl("he") && is_rtl("ar-EG"), "with or without a region");
        assert!(!is_rtl("en") && !is_rtl("heb-x"), "no other tag that begins alike");
    }

    #[test]
    fn spans_are_printed_in_the_words_people_use() {
        for (iso, shown) in [
            ("PT15M", "15 min"),
            ("PT1H", "1 h"),
            ("PT90M", "90 min"),
            ("PT2H30M", "2 h 30 min"),
            ("PT72H", "72 h"),
            ("soon", "soon"),
        ] {
            assert_eq!(of("en").duration(iso), shown, "{iso}");
        }
    }
}
