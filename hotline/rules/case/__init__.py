"""The case (诉求工单): its words, its three state tables, and the one way it may change."""
