"""Logging cases. The floor is `hr.department`, a model of core with a chatter and activities and little else."""


def log_cases(env):
    """A case as an assistant logs it: customer, subject, description; policy, deadlines and steps come with it."""
    partner = env["res.partner"].create({"name": "Benchmark", "email": "benchmark@example.com"})
    for size in (1, 100):
        departments = [{"name": f"Benchmark {number}"} for number in range(size)]
        ours, floor = create(env, "complaint.case", _cases(partner, size)), create(env, "hr.department", departments)
        yield "log cases", size, ours, floor


def create(env, model, rows):
    """A function that creates records, from fresh rows each time: create may change what it gets."""
    return lambda: env[model].create([dict(row) for row in rows])


def _cases(partner, size):
    return [
        {"partner_id": partner.id, "subject": f"Scratched top {number}", "description": "Seen when unpacking."}
        for number in range(size)
    ]


BENCHMARKS = (log_cases,)
