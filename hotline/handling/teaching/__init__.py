"""What handled cases can teach: read by the topic models, which do not know this room."""
