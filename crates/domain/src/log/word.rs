//! The words that facts choose from. A word of a newer version is kept as written.

use ts_rs::TS;

use crate::value::words;

words! {
    /// States of an incident, in order.
    State {
        /// Nobody knows the cause yet.
        Investigating = "investigating",
        /// The cause is known.
        Identified = "identified",
        /// A fix is in; watching.
        Monitoring = "monitoring",
        /// Over for those affected.
        Resolved = "resolved",
        /// Stood down.
        Closed = "closed",
    }
}

words! {
    /// What kind of thing a plain entry tells.
    Category {
        /// Something happened.
        Event = "event",
        /// Somebody did something.
        Action = "action",
        /// Something was said to somebody.
        Communication = "communication",
        /// A hypothesis was raised, eliminated or confirmed.
        Hypothesis = "hypothesis",
        /// Anything else.
        Note = "note",
    }
}

words! {
    /// The parts of the binder that an incident runs on.
    PlanPart {
        /// Incident action plan.
        Action = "action",
        /// Communication plan: cadence, audiences, stages.
        Communication = "communication",
        /// RACI matrix.
        Raci = "raci",
        /// Escalation matrix.
        Escalation = "escalation",
    }
}

words! {
    /// The two clocks of an escalation (ITIL functional and hierarchical escalation).
    Clock {
        /// To more skill; stops on acknowledgement.
        Functional = "functional",
        /// To more authority; runs on age and does not stop.
        Hierarchical = "hierarchical",
    }
}

words! {
    /// What an approver decided.
    Decision {
        /// Approved.
        Approved = "approved",
        /// Approved with conditions, said in the text.
        Conditional = "conditional",
        /// Not approved.
        Rejected = "rejected",
    }
}

words! {
    /// What becomes of an obligation by hand.
    ObligationChange {
        /// It was filed.
        Filed = "filed",
        /// Whom it is owed to granted more time.
        Extended = "extended",
        /// It does not apply to this incident.
        NotApplicable = "not-applicable",
        /// It applies after all, or was not filed.
        Applies = "applies",
    }
}

words! {
    /// What became of an update for one addressee.
    DeliveryEnd {
        /// A server said that it has it.
        Accepted = "accepted",
        /// The other side refused it for good; a person decides what follows.
        Refused = "refused",
        /// A person says that it arrived, or told the addressee another way.
        Arrived = "arrived",
        /// A person gave it up.
        GivenUp = "given-up",
        /// A person had it sent again: it is open once more.
        Again = "again",
        /// It would have been sent: nothing leaves an exercise.
        Rehearsed = "would-have-been-sent",
    }
}

words! {
    /// What became of a time at which an evaluation, review or drill of a plan came.
    OccurrenceEnd {
        /// It was held.
        Held = "held",
        /// It was skipped, with a reason.
        Skipped = "skipped",
        /// What was recorded does not hold: it is open again.
        Open = "open",
    }
}

words! {
    /// What came of a call that a person made for a level.
    CallOutcome {
        /// Reached, and takes it.
        Acknowledged = "acknowledged",
        /// Reached and told; does not take it, or nothing is to be taken.
        Told = "told",
        /// Nobody answered.
        NoAnswer = "no-answer",
        /// The line was busy.
        Busy = "busy",
        /// A message was left.
        Voicemail = "voicemail",
        /// The number leads to somebody else, or nowhere.
        WrongNumber = "wrong-number",
    }
}
