//! Photos: decoded with limits, oriented, stripped, sized, stored by content.
