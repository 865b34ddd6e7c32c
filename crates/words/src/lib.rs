//! Words in Vietnamese and English, folding and sorting.
