"""What all faces share: the page base, components, the edge, outages, permissions."""
