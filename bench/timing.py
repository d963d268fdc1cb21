# SPDX-License-Identifier: Apache-2.0
"""How long an answer takes."""
import statistics
import time


def timed(ask, rounds):
    """Median of the milliseconds that an answer takes, and the last answer."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        seen = ask()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), seen
