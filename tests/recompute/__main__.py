"""Print the recomputed figures of a session as JSON: `python -m tests.recompute STORE [SESSION]`."""

import json
import sys

from tests.recompute.figures import figures

json.dump(figures(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None), sys.stdout, indent=1)
