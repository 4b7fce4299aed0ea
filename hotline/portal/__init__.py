"""Portal (公众门户): what citizens do on a phone: report, follow progress, add, remind, rate."""
