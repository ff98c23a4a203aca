"""`python -m trunkline.entrypoints.cli` is `trunkline`."""

import sys

from trunkline.entrypoints.cli import main

sys.exit(main())
