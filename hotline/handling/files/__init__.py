"""Files of a case: bytes in a store beside the journal, under keys that lie in the journal."""
