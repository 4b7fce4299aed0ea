"""What texts and pictures alone say against a completion: signs for a person to judge."""
