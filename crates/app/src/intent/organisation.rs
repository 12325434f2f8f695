//! The data folder as a whole: who I am, settings, backups, the clock of the sample.

use std::path::Path;

use bridgebook_domain::case::retention::MOST_DAYS;
use bridgebook_store::Write;

use crate::api::ApiError;
use crate::api::event::Event;
use crate::api::intent::Outcome;
use crate::clock::{Clock, Running, SystemClock};
use crate::commit::outcome;
use crate::wording::moment;
use crate::{Bridgebook, sample};

/// Settings a person may change.
const KEYS: [&str; 16] = [
    "theme",
    "density",
    "single_letter_keys",
    "text_size",
    "log_key",
    "zone",
    "organisation",
    "incident_prefix",
    "paper",
    "incident",
    "pinned",
    "mask_addresses",
    "mask_telephones",
    "keep_days",
    "searches",
    "pinned_searches",
];

/// Settings that are lists: a JSON array of lines, the first one first.
const LISTS: [&str; 3] = ["pinned", "searches", "pinned_searches"];
/// Lines that such a list holds.
const MOST: usize = 20;

/// The values of a setting that is a choice; none where it is free.
fn words_of(key: &str) -> &'static [&'static str] {
    match key {
        "theme" => &["system", "light", "dark", "contrast"],
        "density" => &["comfortable", "compact"],
        "single_letter_keys" | "mask_addresses" | "mask_telephones" => &["on", "off"],
        "paper" => &["a4", "letter"],
        "text_size" => &["80", "90", "100", "110", "125", "150", "175", "200"],
        "log_key" => &["Control+Alt+KeyL", "Control+Alt+KeyJ", "Control+Shift+F9", "Alt+F9"],
        _ => &[],
    }
}

/// Accepts a list of at most [`MOST`] lines, or nothing.
fn is_list(key: &str, value: &str) -> Result<(), ApiError> {
    if value.is_empty() {
        return Ok(());
    }
    let Ok(list) = serde_json::from_str::<Vec<String>>(value) else {
        return Err(ApiError::invalid(format!("“{key}” is a JSON list of texts. Nothing was changed")));
    };
    if list.len() > MOST {
        return Err(ApiError::invalid(format!(
            "“{key}” holds at most {MOST}. Nothing was changed. Take one out first"
        )));
    }
    for text in &list {
        bridgebook_domain::text::line(text).map_err(|e| ApiError::invalid(e.to_string()))?;
    }
    Ok(())
}

impl Bridgebook {
    pub(super) async fn set_me(&self, person: &str) -> Result<Outcome, ApiError> {
        let directory = self.directory().await?;
        let id = crate::names::stored(&directory, &[bridgebook_domain::value::ReferenceKind::Person], person);
        if !person.trim().is_empty() && directory.person(&id).is_none() {
            return Err(ApiError::invalid(format!(
                "The directory knows no person “{}”. Nothing was changed. Add that person first",
                person.trim()
            )));
        }
        let write = Write::at(self.now()).setting("me", Some(id).filter(|id| !id.is_empty()));
        Ok(outcome(&self.commit(write).await?))
    }

    pub(super) async fn set_setting(&self, key: &str, value: &str) -> Result<Outcome, ApiError> {
        if !KEYS.contains(&key) {
            return Err(ApiError::invalid(format!("There is no setting “{key}”. Nothing was changed")));
        }
        if LISTS.contains(&key) {
            is_list(key, value)?;
        } else {
            bridgebook_domain::text::line(value).map_err(|e| ApiError::invalid(e.to_string()))?;
        }
        let allowed = words_of(key);
        if !value.is_empty() && !allowed.is_empty() && !allowed.contains(&value) {
            return Err(ApiError::invalid(format!(
                "“{value}” is not a value of “{key}”. Nothing was changed. Use {}",
                allowed.join(", ")
            )));
        }
        if key == "incident_prefix" && !value.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
            return Err(ApiError::invalid(
                "A prefix has letters and digits, for instance INC. Nothing was changed. Leave the rest out",
            ));
        }
        if key == "keep_days" && !value.is_empty() && !value.parse::<u32>().is_ok_and(|d| (1..=MOST_DAYS).contains(&d))
        {
            return Err(ApiError::invalid(format!(
                "“{value}” is no number of days. Nothing was changed. Write a number from 1 to {MOST_DAYS}"
            )));
        }
        if key == "zone" && !value.is_empty() && jiff::tz::TimeZone::get(value).is_err() {
            return Err(ApiError::invalid(format!(
                "“{value}” is not a time zone. Nothing was changed. Write for instance Europe/Berlin"
            )));
        }
        let write = Write::at(self.now()).setting(key, Some(value.to_owned()).filter(|v| !v.is_empty()));
        Ok(outcome(&self.commit(write).await?))
    }

    pub(super) async fn make_backup(&self, path: &str) -> Result<Outcome, ApiError> {
        let path = if path.trim().is_empty() {
            let folder = crate::folder::backups(&self.folder);
            std::fs::create_dir_all(&folder).map_err(|e| {
                ApiError::invalid(format!("{} cannot be made: {e}. No backup was made", folder.display()))
            })?;
            folder.join(format!("by-hand-{}.bbok", SystemClock.now().strftime("%Y%m%dT%H%M%SZ")))
        } else {
            Path::new(path).to_path_buf()
        };
        self.store.backup_create(&path).await?;
        let remarks = vec![format!("Backup made and verified: {}", path.display())];
        Ok(Outcome {
            remarks,
            saved_at: moment(self.now()),
            heads: vec![],
            ids: vec![],
            can_undo: false,
            can_redo: false,
        })
    }

    pub(super) async fn run_clock(&self, running: bool) -> Result<Outcome, ApiError> {
        if !self.is_sample {
            return Err(ApiError::invalid("Only the sample's clock can be stopped and started. Nothing was changed"));
        }
        self.clock.run(if running { Running::Runs } else { Running::Stands });
        sample::write_mark(&self.folder, self.clock.as_ref());
        self.tell(Event::ClockChanged);
        self.tick().await?;
        let saved_at = moment(self.now());
        Ok(Outcome { saved_at, heads: vec![], ids: vec![], can_undo: false, can_redo: false, remarks: vec![] })
    }
}
