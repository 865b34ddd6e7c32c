//! Places: points and distances, areas and which one a point lies in, roads, projections, and drawings of them as path data.
//! It reads GeoJSON, TopoJSON and CSV and knows nothing of storage, of cases, or of markup and colours.

pub mod area;
pub mod layer;
pub mod locate;
pub mod point;
pub mod projection;
pub mod road;
pub mod simplify;
pub mod street;
pub mod svg;
mod topology;

pub use area::{Area, Boundaries};
pub use layer::{Layer, LayerFault};
pub use locate::{Located, Locator};
pub use point::{Bounds, Mercator, Point, PointFault};
pub use road::{Road, RoadWidth, Roads};
pub use street::Street;
