//! The real program: its commands, what they print where, and with which code they end.

mod beside;
mod incident;
mod input;
mod output;
mod tool;
mod wrong;
