"""治理专题: topics of governance, what was done, and what it changed."""
