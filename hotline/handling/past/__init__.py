"""What was done with earlier cases: how often, and by whom without a return."""
