"""Pages for the city's own administrators: reference data, accounts, rules, logs, tokens."""
