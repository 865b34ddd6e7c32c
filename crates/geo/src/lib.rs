//! Areas, point in area, nearby, clusters, projections.
