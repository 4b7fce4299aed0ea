"""Tests of handling on real PostgreSQL, through its actions."""
