"""Measured: runs a command on so many processors, and writes down how long it took and how much memory it held at most.

    python measured.py --threads 2 --report FILE.json -- COMMAND ...

Needs nothing but Python. Where the system can (Linux), the command may use no more processors than it has threads, whatever
its libraries make of them. The memory is the largest resident set of any one process under the command; null on Windows,
which keeps no such figure for a process that has ended. The command's output and exit code are passed on.
"""

import argparse
import json
import os
import subprocess
import sys
import time


def most_memory():
    """Bytes of the largest child that has ended."""
    try:
        import resource
    except ImportError:
        return None
    size = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    # Bytes on macOS, kibibytes elsewhere.
    return size if sys.platform == "darwin" else size * 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--report", required=True)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.threads])
    begun = time.perf_counter()
    status = subprocess.run(command).returncode
    seconds = time.perf_counter() - begun
    with open(options.report, "w") as file:
        json.dump({"seconds": seconds, "peakBytes": most_memory()}, file)
    sys.exit(status if status >= 0 else 1)


main()
