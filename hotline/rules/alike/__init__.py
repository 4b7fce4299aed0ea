"""可能重复: which earlier matters a new one may be the same as, and why, from words and place."""
