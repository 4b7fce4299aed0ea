"""Tests of the topic models of a city."""
