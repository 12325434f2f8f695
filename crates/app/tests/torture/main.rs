//! Random sequences of everything that happens to a laptop during an incident: sleep, a clock that jumps, the change to
//! summer time and back, restarts, edits of the plans, two laptops whose logs are put together, and people. Nothing that
//! is due may be lost, nothing told twice, what is late says so, and no breach is edited away.
//!
//! A few run with the other tests; `cargo xtask torture` runs as many as `BRIDGEBOOK_TORTURE` says. A failure names its
//! seed: `BRIDGEBOOK_TORTURE_SEED` runs that one alone.

mod laptop;
mod plans;
mod random;
mod real;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bridgebook_domain::cadence::DueState;
use bridgebook_domain::escalation::LevelState;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Fact, State};
use bridgebook_domain::moment;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use laptop::{INCIDENT, Laptop, Plans};
use plans::{AUDIENCES, LEVELS, SEVERITIES, ZONES};
use random::Random;

/// Sequences that run with the other tests.
const FEW: u64 = 60;
/// Of so many sequences one is played a second time on the whole program and the real database, which takes longer.
const SHARE: u64 = 20;
/// Steps of one sequence.
const STEPS: u64 = 30;
/// Seeds in which an edit of a plan falls on the very moment at which something is due.
const AT_ONCE: [u64; 6] = [15_674, 17_786, 41_447, 51_323, 89_183, 96_200];
/// A seed in which every level is passed over by hand on a clock that was put back behind the declaration.
const PUT_BACK: u64 = 65_500;
/// How often a long run says how far it is.
const NEWS: Duration = Duration::from_secs(10);

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn nothing_due_is_lost_told_twice_or_edited_away_whatever_happens_to_the_laptop() {
    play("sequences", setting("BRIDGEBOOK_TORTURE").unwrap_or(FEW), sequence);
}

#[test]
fn the_whole_program_on_the_real_database_keeps_the_same() {
    let count = setting("BRIDGEBOOK_TORTURE").unwrap_or(FEW).div_ceil(SHARE);
    play("sequences on the real database", count, real::sequence);
}

#[test]
fn an_edit_at_the_very_moment_of_a_deadline_takes_nothing_away() {
    for seed in AT_ONCE {
        sequence(seed).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    }
}

#[test]
fn a_chain_passed_over_on_a_clock_that_was_put_back_says_that_nobody_is_left() {
    sequence(PUT_BACK).unwrap_or_else(|why| panic!("seed {PUT_BACK}: {why}"));
}

/// Plays the sequences of the seeds below `count` on all cores, or that of one seed. The time that
/// `BRIDGEBOOK_TORTURE_MINUTES` names ends a run early; it says then how far it came.
fn play(what: &str, count: u64, sequence: fn(u64) -> Result<(), String>) {
    if let Some(seed) = setting("BRIDGEBOOK_TORTURE_SEED") {
        sequence(seed).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        return;
    }
    let (began, limit) = (Instant::now(), setting("BRIDGEBOOK_TORTURE_MINUTES").map(|m| Duration::from_secs(m * 60)));
    let is_over = || limit.is_some_and(|limit| began.elapsed() > limit);
    let (next, ended) = (AtomicU64::new(0), AtomicU64::new(0));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let failed: Vec<String> = std::thread::scope(|scope| {
        let work = || {
            let (mut failed, mut news) = (Vec::new(), Instant::now());
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= count || failed.len() > 4 || is_over() {
                    return failed;
                }
                if let Err(why) = sequence(seed) {
                    eprintln!("failed, seed {seed}: {why}");
                    failed.push(format!("seed {seed}: {why}"));
                }
                let done = ended.fetch_add(1, Ordering::Relaxed) + 1;
                if news.elapsed() > NEWS {
                    news = Instant::now();
                    eprintln!("{}", far(what, done, count, began.elapsed()));
                }
            }
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().flat_map(|thread| thread.join().expect("a sequence reports, it does not panic")).collect()
    });
    let done = ended.into_inner();
    eprintln!("{}", far(what, done, count, began.elapsed()));
    assert!(failed.is_empty(), "{} of {done} {what} failed:\n{}", failed.len(), failed.join("\n"));
}

/// How far a run is, in a sentence.
fn far(what: &str, done: u64, count: u64, took: Duration) -> String {
    let rate = done.saturating_mul(1000) / u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
    let left = count.saturating_sub(done) / rate.max(1);
    format!("{done} of {count} {what} in {} s, {rate} a second, about {left} s left", took.as_secs())
}

/// A moment near a change of the clock in a zone, where it has one.
fn begin(zone: &TimeZone, random: &mut Random) -> Timestamp {
    let year: Timestamp = "2026-01-01T00:00:00Z".parse().expect("a moment");
    let any = year + SignedDuration::from_hours(random.within(0, 24 * 700));
    let change = zone.following(any).next().map(|t| t.timestamp());
    let is_near = |at: &Timestamp| at.duration_since(any) < SignedDuration::from_hours(24 * 400);
    change.filter(is_near).map_or(any, |at| at - SignedDuration::from_mins(random.within(0, 600)))
}

fn sequence(seed: u64) -> Result<(), String> {
    let mut random = Random::new(seed);
    let name = *random.one(&ZONES);
    let zone = TimeZone::get(name).expect("the zones are bundled");
    let mut now = begin(&zone, &mut random);
    let mut plans = Plans {
        matrix: vec![(Timestamp::MIN, plans::matrix(&mut random))],
        communication: vec![(Timestamp::MIN, plans::communication(&mut random))],
        directory: plans::directory(name),
    };
    let mut both = [Laptop::new("A", 0xa), Laptop::new("B", 0xb)];
    both[0].say(
        now,
        Fact::Declared {
            number: "INC-1".to_owned(),
            title: "Down".to_owned(),
            severity: (*random.one(&SEVERITIES)).to_owned(),
            commander: None,
            services: Vec::new(),
            detected_at: Some(now - SignedDuration::from_mins(random.within(0, 30))),
        },
    );
    both[1].log = both[0].log.clone();
    for step in 0..STEPS {
        let who = usize::from(random.below(4) == 0);
        let done = one_step(&mut both, who, &mut plans, &mut now, &mut random);
        done.map_err(|why| format!("step {step} at {now}, {name}: {why}"))?;
        let here = both[who].now(now);
        let whole = Timestamp::from_second(here.as_second()).expect("a moment");
        if moment::parse(&moment::print(whole, &zone), whole, &zone) != Ok(whole) {
            return Err(format!("{} is not read back", moment::print(whole, &zone)));
        }
    }
    at_the_end(&mut both, &plans, now, &mut random).map_err(|why| format!("at the end, {name}: {why}"))
}

fn one_step(
    both: &mut [Laptop; 2],
    who: usize,
    plans: &mut Plans,
    now: &mut Timestamp,
    random: &mut Random,
) -> Result<(), String> {
    *now += SignedDuration::from_secs(random.within(1, 90));
    match random.below(20) {
        0..=5 => both[who].tick(plans, *now),
        6 | 7 => {
            // Sleep: nothing looks at the clock.
            *now += SignedDuration::from_mins(random.within(1, 600));
            both[who].tick(plans, *now)
        }
        8 => {
            both[who].ahead += SignedDuration::from_secs(random.within(-7_200, 7_200));
            both[who].tick(plans, *now)
        }
        9 => {
            // The clock is put right again.
            both[who].ahead = SignedDuration::ZERO;
            both[who].tick(plans, *now)
        }
        10 | 11 => {
            let before = both[who].seen(plans, *now);
            both[who].restart();
            if both[who].seen(plans, *now) != before {
                return Err("a restart changed what is seen".to_owned());
            }
            both[who].tick(plans, *now)
        }
        12 | 13 => {
            edited(&both[who], plans, *now, random)?;
            both[who].tick(plans, *now)
        }
        14 => {
            let [a, b] = both;
            a.merge(b, *now);
            b.merge(a, *now);
            let (first, second) = (a.incident(), b.incident());
            if first != second {
                return Err("two laptops with the same entries tell two stories".to_owned());
            }
            both[who].tick(plans, *now)
        }
        _ => {
            let at = both[who].now(*now);
            let fact = deed(&both[who], at, random);
            both[who].say(at, fact);
            both[who].tick(plans, *now)
        }
    }
}

/// What a person does.
fn deed(laptop: &Laptop, at: Timestamp, random: &mut Random) -> Fact {
    let level = (*random.one(&LEVELS)).to_owned();
    let audience = (*random.one(&AUDIENCES)).to_owned();
    let (by, reason) = ("Ana".to_owned(), "because".to_owned());
    let ahead = |random: &mut Random| at + SignedDuration::from_mins(random.within(1, 90));
    match random.below(14) {
        0 | 1 => Fact::LevelAcknowledged { level, by },
        2 => Fact::LevelDeclined { level, by, reason },
        3 => Fact::LevelSkipped { level, reason, clock: None },
        4 => Fact::LevelRaised { level, reason, clock: None },
        5 => Fact::EscalationPaused { reason },
        6 => Fact::EscalationResumed {},
        7 => Fact::SeverityChanged { severity: (*random.one(&SEVERITIES)).to_owned(), reason },
        8 => Fact::StateChanged { state: random.one(&[State::Identified, State::Monitoring, State::Resolved]).clone() },
        9 => Fact::UpdateSnoozed { audience, until: ahead(random), reason },
        10 => Fact::UpdateSkipped { audience, due_at: at, reason, planned: false },
        _ => {
            let sent = laptop.incident().sent;
            let number = sent.iter().filter(|s| s.audience == audience).map(|s| s.number).max().unwrap_or(0) + 1;
            let next_at = (random.below(5) > 0).then(|| ahead(random));
            let (stage, body, via) = (String::new(), String::new(), "by hand".to_owned());
            Fact::UpdateSent { audience, number, stage, body, via, next_at }
        }
    }
}

/// Somebody edits a plan, also before a laptop that slept has looked at its clock: it acts forward only.
fn edited(laptop: &Laptop, plans: &mut Plans, now: Timestamp, random: &mut Random) -> Result<(), String> {
    let here = laptop.now(now);
    let before = laptop.seen(plans, now);
    for versions in [&mut plans.matrix, &mut plans.communication] {
        let latest = versions.iter().max_by_key(|(from, _)| *from).expect("a first version");
        // A version comes into force when it is saved, by the clock of the laptop that saves it.
        if here <= latest.0 {
            continue;
        }
        let mut next = latest.1.clone();
        plans::edit(&mut next, random);
        versions.push((here, next));
    }
    let after = laptop.seen(plans, now);
    for was in before.updates.iter().filter(|(_, _, state)| *state == DueState::Overdue) {
        if !after.updates.contains(was) {
            return Err(format!("an edit took the breach {was:?} away: {:?}", after.updates));
        }
    }
    for was in before.levels.iter().filter(|(_, _, state)| *state == LevelState::Overdue) {
        if !after.levels.contains(was) {
            return Err(format!("an edit took the due call {was:?} away: {:?}", after.levels));
        }
    }
    Ok(())
}

/// The clocks are right, the laptops have met, and a day has passed: everything that was due has been told.
fn at_the_end(both: &mut [Laptop; 2], plans: &Plans, now: Timestamp, random: &mut Random) -> Result<(), String> {
    let [a, b] = both;
    (a.ahead, b.ahead) = (SignedDuration::ZERO, SignedDuration::ZERO);
    a.merge(b, now);
    b.merge(a, now);
    let later = now + SignedDuration::from_hours(26);
    a.restart();
    a.tick(plans, later)?;
    let incident = a.incident();
    let mut shuffled = a.log.clone();
    random.shuffle(&mut shuffled);
    if Incident::fold(INCIDENT, &shuffled).as_ref() != Some(&incident) {
        return Err("the order of arrival changes the story".to_owned());
    }
    if !incident.is_open() {
        return Ok(());
    }
    let seen = a.seen(plans, later);
    for audience in AUDIENCES {
        let found = seen.updates.iter().find(|(name, _, _)| name == audience);
        if found.is_none_or(|(_, due, _)| due.is_none()) {
            return Err(format!("no update of {audience} is due any more: {found:?}"));
        }
    }
    for (level, due, state) in &seen.levels {
        let is_told = matches!(state, LevelState::Told { .. } | LevelState::Skipped { .. });
        if ["Manager", "CTO"].contains(&level.as_str()) && !is_told && !is_known_twice(a, level) {
            return Err(format!("{level}, due at {due:?}, was never told: {state:?}"));
        }
    }
    Ok(())
}

/// Whether the call of a level is in the log at a moment that is still to come: made under a clock that ran ahead.
fn is_known_twice(laptop: &Laptop, name: &str) -> bool {
    laptop.log.iter().any(|r| matches!(r.entry.fact(), Some(Fact::LevelCalled { level, .. }) if level == name))
}
