"""Ways out of the platform (通知渠道): a port, and one module per adapter."""
