//! The real program: its commands, what they print where, and with which code they end.

mod approval;
mod beside;
mod case;
mod case_metric;
mod caseload;
mod delivery;
mod drill;
mod duty;
mod export;
mod hand_off;
mod incident;
mod input;
mod log;
mod metric;
mod output;
mod procedure;
mod reply;
mod report;
mod review;
mod route;
mod simulation;
mod template;
mod tool;
mod transcript;
mod wrong;
