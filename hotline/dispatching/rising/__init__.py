"""Matters that many people begin to raise (热点): see `watch`."""
