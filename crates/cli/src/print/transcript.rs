//! A chat transcript before it goes into the log.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::transcript::{MessageState, TranscriptReading};
use bridgebook_domain::transcript::DayOrder;
use serde_json::json;

use super::{Output, json as print, line};

impl Output {
    /// A line for each message, then who speaks and what was taken for granted.
    pub fn transcript(self, reading: &TranscriptReading) -> Result<ExitCode, ApiError> {
        if self == Self::Json {
            print(&json!(reading))?;
            return Ok(ExitCode::SUCCESS);
        }
        for message in &reading.messages {
            let state = match message.state {
                MessageState::New => "new",
                MessageState::There => "there",
                MessageState::Ahead => "ahead",
                MessageState::Long => "long",
            };
            let words: Vec<&str> = message.text.lines().map(str::trim).collect();
            line(&format!("{state:<6} {:<20} {:<24} {}", message.at, message.name, words.join(" / ")))?;
        }
        for doubtful in reading.messages.iter().flat_map(|m| &m.doubtful) {
            eprintln!("Kept as text of the message above it: {doubtful}");
        }
        for left in &reading.before {
            eprintln!("Left out, before the first message: {left}");
        }
        if reading.empty > 0 {
            eprintln!("Left out, messages without words: {}", reading.empty);
        }
        for speaker in &reading.speakers {
            let fits: Vec<&str> = speaker.fits.iter().map(|p| p.name.as_str()).collect();
            match (speaker.person.is_empty(), fits.is_empty()) {
                (true, true) => eprintln!("“{}” is nobody of the directory and stays as it stands", speaker.name),
                (true, false) => eprintln!("“{}” may be {}. Say who with --as", speaker.name, fits.join(" or ")),
                _ => {}
            }
        }
        if reading.asks_zone {
            eprintln!("Times are read in {}; --zone reads them in another", reading.zone);
        }
        if let Some(day) = &reading.asks_day {
            eprintln!("No day is named: the first message is taken for {day}; --day says another");
        }
        if let Some(order) = reading.asks_order {
            let first = if order == DayOrder::DayFirst { "day" } else { "month" };
            eprintln!("The dates fit both orders: the {first} is taken to stand first; --order says otherwise");
        }
        Ok(ExitCode::SUCCESS)
    }
}
