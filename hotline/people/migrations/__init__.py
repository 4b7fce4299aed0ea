"""Schema of the room `people`."""
