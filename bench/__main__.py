"""Run the benchmarks, print a table, write JSON: make bench."""

import json
import os
import platform
import sys
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from bench import case, credit, exposure, job, measure, penalty, phase


def main(target, *wanted):
    config.parse_config(["-d", os.environ["COMPLAINT_DATABASE"], "--no-http", "--log-level=warn"])
    results = []
    with Registry(os.environ["COMPLAINT_DATABASE"]).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tz": "UTC"})
        modules = (case, phase, job, exposure, credit, penalty)
        for benchmark in (benchmark for module in modules for benchmark in module.BENCHMARKS):
            if not wanted or any(word in benchmark.__name__ for word in wanted):
                results += measure.run(env, benchmark)
        cr.rollback()
    print(measure.table(results))
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "postgresql": cr._cnx.server_version}
    Path(target).write_text(json.dumps({"machine": machine, "results": results}, indent=2) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
