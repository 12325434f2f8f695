//! Conditions of rules: the text of the column `condition` of a triggers block.

mod error;

pub use error::SyntaxError;
