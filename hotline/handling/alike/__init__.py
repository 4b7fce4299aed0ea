"""可能重复: earlier cases that a new matter may be the same as."""
