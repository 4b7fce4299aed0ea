"""Deciders of the reference data: city, unit tree, users, rulebook editions, directory editions.

Each module has the same four parts: commands (imperative), events (past tense), state, and the
pure pair `decide` and `evolve`.
"""
