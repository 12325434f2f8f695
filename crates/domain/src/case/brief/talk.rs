//! What the rules of a brief find in a conversation. It is walked through once, sentence by sentence, and of each part only
//! what stays is held, so that a transcript of twenty megabytes takes no more than its length in time.

use std::collections::VecDeque;

use super::cue::{ATTEMPT, CONSTRAINT, OUTCOME, PROMISE, REQUEST, Sentence, asks, has_data};
use super::{BriefLine, Cite, MOST, cut, joined};
use crate::case::{Said, Speaker};

/// What the rules find, part by part.
#[derive(Default)]
pub(super) struct Talk {
    /// The first sentence of the customer that says what is wanted and is no greeting.
    pub wanted: Option<BriefLine>,
    /// Their first sentence that is no greeting.
    pub first: Option<BriefLine>,
    /// By place alone: what the customer said first and last, and what was answered last.
    pub summary: Vec<BriefLine>,
    /// What we said that we did or asked to try, and what the customer said of it next.
    pub attempts: Latest,
    /// Sentences of customer or human with something to look up.
    pub data: Latest,
    /// What the customer says that has to be kept to.
    pub constraints: Latest,
    /// What we said will be, where a time is named.
    pub promises: Latest,
    /// The last question of the customer; and what they said last, where nobody has answered it.
    pub question: Vec<BriefLine>,
}

/// The latest of what fits.
#[derive(Default)]
pub(super) struct Latest(VecDeque<BriefLine>);

impl Latest {
    fn push(&mut self, line: BriefLine) {
        if self.0.len() == MOST {
            self.0.pop_front();
        }
        self.0.push_back(line);
    }

    /// What was found, in the order in which it was said.
    pub fn take(&mut self) -> Vec<BriefLine> {
        std::mem::take(&mut self.0).into()
    }
}

impl Talk {
    /// Reads a conversation.
    pub fn read(conversation: &[Said]) -> Self {
        let mut talk = Self::default();
        let (mut asked, mut unanswered) = (None, None);
        let mut is_after = false;
        let said = |said: &Said| said.by != Speaker::System && !said.text.trim().is_empty();
        for (n, line) in conversation.iter().enumerate().filter(|(_, line)| said(line)) {
            let is_customer = line.by == Speaker::Customer;
            let is_ours = matches!(line.by, Speaker::Assistant | Speaker::Human);
            let mut is_tried = false;
            unanswered = None;
            for sentence in Sentence::each(&line.text) {
                let cited = || cite(n, &sentence.text);
                if is_customer && !sentence.is_greeting() {
                    if talk.wanted.is_none() && sentence.has(REQUEST) {
                        talk.wanted = Some(cited());
                    }
                    if talk.first.is_none() {
                        talk.first = Some(cited());
                    }
                    unanswered = Some((n, sentence.text.clone()));
                }
                if is_customer && asks(&sentence.text) {
                    asked = Some((n, sentence.text.clone()));
                }
                if (is_ours && sentence.has(ATTEMPT)) || (is_customer && is_after && sentence.has(OUTCOME)) {
                    talk.attempts.push(cited());
                    is_tried = true;
                }
                if matches!(line.by, Speaker::Customer | Speaker::Human) && has_data(&sentence.text) {
                    talk.data.push(cited());
                }
                if is_customer && sentence.has(CONSTRAINT) {
                    talk.constraints.push(cited());
                }
                if is_ours && sentence.has(PROMISE) && sentence.has_time() && !asks(&sentence.text) {
                    talk.promises.push(cited());
                }
            }
            is_after = is_ours && is_tried;
        }
        talk.question = [asked, unanswered].into_iter().flatten().map(|(n, text)| cite(n, &text)).collect();
        talk.summary = summary(conversation);
        talk
    }
}

fn cite(n: usize, text: &str) -> BriefLine {
    let line = u32::try_from(n + 1).unwrap_or(u32::MAX);
    BriefLine { text: cut(&joined(text)), cites: vec![Cite::Line { line }] }
}

fn summary(conversation: &[Said]) -> Vec<BriefLine> {
    let by = |is_it: fn(Speaker) -> bool| {
        let all = conversation.iter().enumerate();
        all.filter(move |(_, said)| is_it(said.by) && !said.text.trim().is_empty())
    };
    let is_customer = |by: Speaker| by == Speaker::Customer;
    let is_ours = |by: Speaker| matches!(by, Speaker::Assistant | Speaker::Human);
    let found = [by(is_customer).next(), by(is_customer).next_back(), by(is_ours).next_back()];
    let mut places: Vec<(usize, &Said)> = found.into_iter().flatten().collect();
    places.sort_by_key(|(n, _)| *n);
    places.dedup_by_key(|(n, _)| *n);
    places.into_iter().map(|(n, said)| cite(n, &said.text)).collect()
}
