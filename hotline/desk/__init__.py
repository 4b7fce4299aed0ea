"""The desk (工作台): every page of the people who work for the hotline and its units."""
