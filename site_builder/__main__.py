"""Let `python -m site_builder` run the command line."""

import sys

from site_builder.cli import main

if __name__ == "__main__":
    sys.exit(main())
