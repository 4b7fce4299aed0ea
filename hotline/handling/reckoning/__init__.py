"""A city's running limits reckoned again, in portions: what is tried for a draft, what is done."""
