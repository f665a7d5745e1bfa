"""Time and queries of ours and of its peers, in turn, so that a busy machine slows all of them."""

import statistics
import time

ROUNDS = 7
PATIENCE = 20  # seconds that one line of the table may take, when it has been measured three times


def run(env, benchmark):
    """Rows of results. A benchmark is a function `(env) -> [(work, size, {name: what does it}), …]`, ours first."""
    return [_compare(env, *row) for row in benchmark(env)]


def _compare(env, work, size, doers):
    times, queries, begun = {name: [] for name in doers}, {}, time.perf_counter()
    for doer in doers.values():  # warms caches up
        _once(env, doer)
    for number in range(ROUNDS):
        if number >= 3 and time.perf_counter() - begun > PATIENCE:
            break
        for name, doer in doers.items():
            seconds, queries[name] = _once(env, doer)
            times[name].append(seconds)
    medians = {name: statistics.median(values) for name, values in times.items()}
    ours, *peers = doers
    result = {"work": work, "size": size}
    for name in doers:
        result |= {f"{name}_ms": round(medians[name] * 1000, 1), f"{name}_queries": queries[name]}
    for name in peers:
        result[f"ratio_{name}"] = round(medians[ours] / medians[name], 2)
    return result | {"spread": round((max(times[ours]) - min(times[ours])) / medians[ours], 2)}


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
    columns = list(dict.fromkeys(column for result in results for column in result))
    rows = [columns, *([str(result.get(column, "")) for column in columns] for result in results)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(columns))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
