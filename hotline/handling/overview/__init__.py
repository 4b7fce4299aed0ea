"""What the city suffers from, in figures (全市概况)."""
