//! The real program: its commands, what they print where, and with which code they end.

mod approval;
mod beside;
mod delivery;
mod duty;
mod export;
mod incident;
mod input;
mod output;
mod procedure;
mod reply;
mod review;
mod simulation;
mod template;
mod tool;
mod transcript;
mod wrong;
