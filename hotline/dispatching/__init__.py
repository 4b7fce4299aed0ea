"""Which unit a matter goes to: the dispatch directory and the street duty lists."""
