"""Who is behind with what, unit by unit and officer by officer (督办看板)."""
