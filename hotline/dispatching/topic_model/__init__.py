"""A city's own topic model: made, measured, adopted, used, and made again from what was corrected."""
