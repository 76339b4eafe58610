"""A learned tagger of event words: what no row of the lexicon names."""
