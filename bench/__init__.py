"""Benchmarks: ratios measured in one run, never pass or fail (docs/architecture.md, Budgets)."""
