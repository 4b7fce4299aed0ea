"""Mass events (群体事件): what is open, who called, how far the answering is."""
