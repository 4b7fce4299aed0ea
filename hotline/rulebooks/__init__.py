"""Rulebooks (办理规则) that come with the platform, as TOML texts; read by `hotline.rules`."""
