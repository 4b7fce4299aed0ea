"""The console command `hotline`: starting, looking after and checking the platform."""

from hotline.cli.command import main

__all__ = ["main"]
