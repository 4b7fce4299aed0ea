"""Pure rules of what stands over the cases: duty phones, shifts, governance topics."""
