"""Batch work (批量处理): one act on thousands of cases, each by its own command."""
