"""Driving the platform from outside, through its HTTP API, as people and systems would."""
