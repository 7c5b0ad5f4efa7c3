"""numba compiles into a folder of this process: tests of several run beside each other."""

import os
import tempfile

os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp(prefix="numba-")
