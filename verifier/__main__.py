"""`python -m verifier`: the same program as `verify.pyz`."""

import sys

from verifier.command import main

sys.exit(main())
