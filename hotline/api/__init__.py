"""The HTTP API: every command of the tables, cases by sight, the description of itself."""
