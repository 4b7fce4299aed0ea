"""Exports that are made in the background (后台导出): asked for, made, fetched, swept."""
