"""How well a city dispatches, counted from the facts of `topic_model.following`."""
