"""Tests of the desk's pages, through the real sign-in."""
