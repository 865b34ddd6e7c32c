//! The city's map: layers that were imported (boundaries, roads, streets, names of before the reform), which area a point
//! lies in, what place a name means, and drawings for pages. Without any layer it still answers, from the centres of the
//! city pack, and says that the answer is approximate. It knows no case.

mod drawing;
mod ground;
pub mod images;
pub mod import;
mod names;
mod snapshot;
pub mod store;

pub use drawing::{
    CityDrawing, Closer, Direction, DrawnWard, Mark, PIN_WIDTH, PlaceDrawing, Shape, Spot, WardDrawing,
    WardLook,
};
pub use ground::Ground;
pub use names::{PlaceKind, PlaceMatch};
pub use snapshot::{CityMap, LayerError, Layers};
