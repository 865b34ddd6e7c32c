//! How every page looks, loads and is guarded: layout, components, assets, content security and caching.
//! Nothing here knows a case, an agency or the database; domains hand over words and values.

pub mod assets;
#[cfg(test)]
mod component_page;
pub mod components;
mod compressed;
pub mod erased;
pub mod headers;
pub mod layout;
pub mod preferences;
pub mod qr;
mod summary;
