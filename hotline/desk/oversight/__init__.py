"""Pages of what stands over the cases: duty phones, shifts, governance topics."""
