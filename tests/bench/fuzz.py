"""Fuzz what reads strangers' input: the targets of tests/fuzz, each for its share of the time.

Usage: python -m tests.bench.fuzz [--seconds 600] [--seed N] [NAME…]
"""

from __future__ import annotations

import argparse
import random
import sys
import time

from tests.fuzz import TARGETS, Target

_AT_ONCE = 500


def fuzz(target: Target, seconds: float, first_seed: int) -> int:
    """Try inputs until the time is over; return how many. Raise what the first bad one raises."""
    tried, seed_number = 0, first_seed
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            target.run(_AT_ONCE, seed_number)
        except BaseException:
            print(f"{target.name}: found with --seed {seed_number}", flush=True)
            raise
        tried += _AT_ONCE
        seed_number += 1
    return tried


def main() -> None:
    """Print how many inputs each target took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these targets")
    parser.add_argument("--seconds", type=float, default=600.0, help="for all targets together")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    wanted = parser.parse_args()
    targets = [target for target in TARGETS if not wanted.names or target.name in wanted.names]
    print(f"seed {wanted.seed}\n{'target':30} {'inputs':>10} {'found':>6}")
    found = 0
    for target in targets:
        try:
            tried = fuzz(target, wanted.seconds / len(targets), wanted.seed)
        except Exception as error:  # noqa: BLE001 - whatever a target raises is what was looked for
            found += 1
            print(f"{target.name:30} {'':>10} {type(error).__name__}: {error}")
        else:
            print(f"{target.name:30} {tried:>10} {0:>6}", flush=True)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
