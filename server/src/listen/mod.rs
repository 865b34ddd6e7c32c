//! What comes from residents and from other systems.

pub mod imports;
