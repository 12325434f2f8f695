//! Steps of a test run: each is named, timed, and counted; a failing one does not stop the others.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// The steps that have run so far.
#[derive(Default)]
pub struct Steps {
    done: Vec<Done>,
}

struct Done {
    name: &'static str,
    took: Duration,
    problem: Option<String>,
}

impl Steps {
    /// Runs a step and remembers how it went.
    pub fn run(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) {
        println!("\n==> {name}");
        let start = Instant::now();
        let problem = step().err().map(|error| format!("{error:#}"));
        let took = start.elapsed();
        match &problem {
            None => println!("<== {name}: ok, {}", shown(took)),
            Some(problem) => println!("<== {name}: FAILED, {}: {problem}", shown(took)),
        }
        self.done.push(Done { name, took, problem });
    }

    /// Whether every step that ran has passed.
    pub fn all_passed(&self) -> bool {
        self.done.iter().all(|done| done.problem.is_none())
    }

    /// Prints the table of steps and the closing line, and fails when a step failed.
    pub fn finish(self) -> Result<()> {
        println!();
        for done in &self.done {
            let result = if done.problem.is_none() { "ok    " } else { "FAILED" };
            println!("{result} {:>9}  {}", shown(done.took), done.name);
        }
        let failed: Vec<&Done> = self.done.iter().filter(|d| d.problem.is_some()).collect();
        for done in &failed {
            println!("\n{}: {}", done.name, done.problem.as_deref().unwrap_or_default());
        }
        println!("\n{}", self.closing_line());
        if !failed.is_empty() {
            bail!("{} of {} steps failed", failed.len(), self.done.len());
        }
        Ok(())
    }

    fn closing_line(&self) -> String {
        let failed = self.done.iter().filter(|d| d.problem.is_some()).count();
        format!("{} passed, {failed} failed", self.done.len() - failed)
    }
}

fn shown(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:02} s", seconds as u64 / 60, seconds as u64 % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_step_is_counted_and_the_next_one_still_runs() {
        let mut steps = Steps::default();
        let mut ran_after = false;
        steps.run("fails", || bail!("on purpose"));
        steps.run("passes", || {
            ran_after = true;
            Ok(())
        });
        assert!(ran_after, "a failure must not hide what comes after it");
        assert!(!steps.all_passed());
        assert_eq!(steps.closing_line(), "1 passed, 1 failed");
        assert!(steps.finish().is_err(), "a run with a failed step must fail");
    }

    #[test]
    fn a_duration_is_shown_in_seconds_or_minutes() {
        assert_eq!(shown(Duration::from_millis(1240)), "1.2 s");
        assert_eq!(shown(Duration::from_secs(125)), "2 min 05 s");
    }
}
