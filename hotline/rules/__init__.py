"""Floor 1: the rules of the hotline as pure functions. No database, no web, no wall clock."""
