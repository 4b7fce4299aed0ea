"""What in a text asks for haste, for an emergency line, or says of which kind it is: hints only."""
