"""试跑: what a draft of the directory would have done with last month's cases, worked out by the
courier and kept with the draft for whoever approves it."""
