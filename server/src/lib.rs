//! Dân Tin.
