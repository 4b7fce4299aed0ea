"""自动派单: what keeps it going, and what stops it."""
