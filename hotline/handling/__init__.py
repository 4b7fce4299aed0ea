"""Floor 3: the closed loop on the journal, from intake to closing. See README.md."""
