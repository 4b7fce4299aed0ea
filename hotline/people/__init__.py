"""Who is who in a city: units, users, roles, sign-in, sight, and who has read personal data."""
