//! Whole-house tests
