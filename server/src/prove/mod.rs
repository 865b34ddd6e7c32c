//! Prove: what really happened. The public journal and the read side that follows it; nothing here knows HTTP.

pub mod journal;
pub mod opening;
