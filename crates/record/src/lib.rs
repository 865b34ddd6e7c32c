//! What journal entries mean: events, the case, the book, the figures.
