//! The server's scenarios, told through its router: one executable, a module per domain.

mod foundation;
mod support;
