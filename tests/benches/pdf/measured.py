"""Runs a command and writes its wall time, CPU time and largest resident size as JSON."""

import json
import os
import sys
import time

started = time.monotonic()
silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
_, status, usage = os.wait4(pid, 0)
wall = time.monotonic() - started
if status != 0:
    sys.exit(f"{sys.argv[1]} ended with status {status}")
json.dump({"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "kilobytes": usage.ru_maxrss}, sys.stdout)
