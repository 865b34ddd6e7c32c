//! How each event's data are spelled in canonical JSON, and read back.
//!
//! Absent options are absent keys. Every reader refuses keys it does not know, so that an entry says nothing that
//! this code would pass over.

mod parts;
mod read;
mod write;

pub(crate) use parts::{
    field, missing, read_code, read_hash, read_integer, read_member, read_moment, read_object, read_parsed,
    required, unknown, write_hash, write_moment,
};
pub(crate) use read::read_data;
pub(crate) use write::write_data;
