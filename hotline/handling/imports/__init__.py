"""Import (导入) of a city's running orders and history from Excel or CSV. See docs/import.md."""
