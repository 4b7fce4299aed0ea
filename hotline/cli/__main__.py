"""`python -m hotline.cli`, for when the console script is not on the path."""

import sys

from hotline.cli.command import main

sys.exit(main())
