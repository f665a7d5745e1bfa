"""Time and queries of ours against a floor, alternating, so that a busy machine slows both."""

import statistics
import time

ROUNDS = 7


def run(env, benchmark):
    """Rows of results. A benchmark is a function `(env) -> [(work, size, ours, floor), …]`: the last two do it."""
    return [_compare(env, *row) for row in benchmark(env)]


def _compare(env, work, size, ours, floor):
    ours_times, floor_times = [], []
    for round_number in range(ROUNDS + 1):
        ours_seconds, ours_queries = _once(env, ours)
        floor_seconds, floor_queries = _once(env, floor)
        if round_number:  # the first round warms caches up
            ours_times.append(ours_seconds)
            floor_times.append(floor_seconds)
    ours_median, floor_median = statistics.median(ours_times), statistics.median(floor_times)
    return {
        "work": work,
        "size": size,
        "ours_ms": round(ours_median * 1000, 2),
        "ours_queries": ours_queries,
        "floor_ms": round(floor_median * 1000, 2),
        "floor_queries": floor_queries,
        "ratio": round(ours_median / floor_median, 2),
        "spread": round((max(ours_times) - min(ours_times)) / ours_median, 2),
    }


def _once(env, work):
    """Seconds and queries of one run, written to the database but rolled back."""
    with env.cr.savepoint(flush=False) as savepoint:
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        work()
        env.flush_all()
        seconds, count = time.perf_counter() - start, env.cr.sql_log_count - queries
        env.invalidate_all()
        savepoint.rollback()
    return seconds, count


def table(results):
    columns = ("work", "size", "ours_ms", "floor_ms", "ratio", "ours_queries", "floor_queries", "spread")
    rows = [columns, *([str(result[column]) for column in columns] for result in results)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(columns))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
