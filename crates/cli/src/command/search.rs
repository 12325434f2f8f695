//! `search`.

use clap::Args;

#[derive(Debug, Args)]
pub struct Search {
    /// Words to look for, and filters as words: in:INC-2041 by:emre kind:log since:14:00 is:open
    #[arg(default_value = "", hide_default_value = true)]
    pub text: String,
    /// Only this kind: incident, document, section, row, case, log, directory, person, team, service, channel, template
    #[arg(long, default_value = "", hide_default_value = true)]
    pub kind: String,
    /// Only in this incident or document (id, number or title)
    #[arg(long = "in", value_name = "INCIDENT", default_value = "", hide_default_value = true)]
    pub within: String,
    /// Only what this person wrote or changed; me for yourself
    #[arg(long, value_name = "PERSON", default_value = "", hide_default_value = true)]
    pub by: String,
    /// Not before this moment, for instance 14:00, yesterday, "last week" or 2026-03-11
    #[arg(long, value_name = "TIME", default_value = "", hide_default_value = true)]
    pub since: String,
    /// Not after this moment or stretch of time
    #[arg(long, value_name = "TIME", default_value = "", hide_default_value = true)]
    pub until: String,
    /// Only what is open, or what is closed
    #[arg(long, value_parser = ["open", "closed"])]
    pub state: Option<String>,
    /// How many are printed at most, up to 500
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub limit: u32,
}
