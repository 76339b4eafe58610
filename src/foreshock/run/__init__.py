"""A plan (which pages, which store) → the work done, on one core or several."""
