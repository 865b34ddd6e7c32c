//! A city pack: agencies, areas, categories, deadlines, holidays and channels as checked data.
