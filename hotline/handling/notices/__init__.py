"""Notifications (通知): who is told what, by which way, once; made from the journal's feed."""
