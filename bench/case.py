"""Logging cases. The floor is `hr.job`, a model of core with a chatter and little else."""


def log_cases(env):
    """A case as an assistant logs it: customer, subject, description; policy, deadlines and steps come with it."""
    partner = env["res.partner"].create({"name": "Benchmark", "email": "benchmark@example.com"})
    for size in (1, 100):
        cases = [
            {"partner_id": partner.id, "subject": f"Scratched top {number}", "description": "Seen when unpacking."}
            for number in range(size)
        ]
        jobs = [{"name": f"Benchmark {number}", "description": "Seen when unpacking."} for number in range(size)]
        yield (
            "log cases",
            size,
            lambda cases=cases: env["complaint.case"].create(cases),
            lambda jobs=jobs: env["hr.job"].create(jobs),
        )


BENCHMARKS = (log_cases,)
