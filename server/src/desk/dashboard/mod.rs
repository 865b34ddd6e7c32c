//! The leaders' page: what is late, where, who needs help, what residents say afterwards. Its figures are the published ones,
//! so that a leader reads what everybody reads; the weeks are counted from the same journal. For heads it shows their
//! agencies and those below, for the coordinator and overseers the city.

mod board;
mod csv;
mod figures;
mod page;
pub mod post;
mod store;
pub mod weekly;
mod weeks;

pub use board::{Board, Of};
pub use csv::csv;
pub use page::{explain, mail, show};
