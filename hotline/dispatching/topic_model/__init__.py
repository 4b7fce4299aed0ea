"""A city's own topic model: made, measured, adopted, used, made again from what was corrected."""
