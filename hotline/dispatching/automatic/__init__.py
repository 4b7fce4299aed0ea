"""自动派单 by topic: what the city has switched on, and how well it would do or did."""
