"""热点与查重设置: what a city asks of hot matters and of duplicates."""
