"""Demo city (演示城市): a fictional prefecture-level city that lives through the real actions."""
