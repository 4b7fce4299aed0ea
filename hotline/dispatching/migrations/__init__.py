"""Schema of the room `dispatching`."""
