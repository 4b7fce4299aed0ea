"""Which topic a request belongs to, learnt from a city's own requests; see README.md."""
