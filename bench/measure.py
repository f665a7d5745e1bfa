"""Time and queries of ours and of its peers, in turn, so that a busy machine slows all of them."""

import statistics
import time

from odoo.tools import SQL

ROUNDS = 7
PATIENCE = 20  # seconds that one line of the table may take, when it has been measured three times
LIMIT = 120  # seconds after which one measurement must do


def run(env, benchmark):
    """Rows of results. A benchmark is a function `(env) -> [(work, size, {name: what does it}), …]`, ours first."""
    return [_compare(env, *row) for row in benchmark(env)]


def _compare(env, work, size, doers):
    times, queries, begun = {name: [] for name in doers}, {}, time.perf_counter()
    for doer in doers.values():  # warms caches up
        _once(env, doer)
    for number in range(ROUNDS):
        spent = time.perf_counter() - begun
        if (number >= 3 and spent > PATIENCE) or (number and spent > LIMIT):
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
        env.cr.flush()  # with what waits for the commit, such as the messages about changes
        seconds, count = time.perf_counter() - start, env.cr.sql_log_count - queries
        env.invalidate_all()
        savepoint.rollback()
    return seconds, count


def copy_row(env, record, count, **values):
    """``count`` rows like the record's, ``values`` given as SQL over ``copied``; their ids."""
    return _insert(env, record, SQL("generate_series(1, %s) AS copied", count), values)


def copy_row_for(env, record, column, ids):
    """A row like the record's for each of ``ids`` in ``column``."""
    _insert(env, record, SQL("unnest(%s::int[]) AS copied", ids), {column: SQL("copied")})


def _insert(env, record, source, values):
    env.cr.execute(SQL("SELECT column_name FROM information_schema.columns WHERE table_name = %s", record._table))
    columns = {name: SQL.identifier("origin", name) for (name,) in env.cr.fetchall() if name != "id"} | values
    rows = env.execute_query(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s AS origin, %s WHERE origin.id = %s RETURNING id",
            SQL.identifier(record._table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(columns.values()),
            SQL.identifier(record._table),
            source,
            record.id,
        )
    )
    return [row[0] for row in rows]


def table(results):
    columns = list(dict.fromkeys(column for result in results for column in result))
    rows = [columns, *([str(result.get(column, "")) for column in columns] for result in results)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(columns))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
