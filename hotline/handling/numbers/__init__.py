"""恶意扰乱: calls that were warned and ended, and numbers restricted by ruling."""
