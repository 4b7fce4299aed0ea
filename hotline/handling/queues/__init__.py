"""Lists that people work from (待办队列)."""
