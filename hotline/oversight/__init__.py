"""Oversight (督导): what stands over the cases: duty phones, shifts, governance topics."""
