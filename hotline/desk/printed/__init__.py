"""Printed forms (打印件) as offices file them: what stands on each, and how paper is drawn."""
