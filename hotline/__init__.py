"""Hotline 12345 (政务服务便民热线): the open platform behind a city's one number.

Rooms and floors: docs/architecture.md. Imports go downwards only.
"""

__version__ = "0.1.0"
