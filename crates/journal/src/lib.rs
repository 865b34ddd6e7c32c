//! The bytes of the public journal.
