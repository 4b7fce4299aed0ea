"""试算: what other settings would have raised of late."""
