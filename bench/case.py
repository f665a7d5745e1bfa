"""Logging cases, beside helpdesk tickets (OCA helpdesk_mgmt), which have no items, policy or deadlines.

The floor is `hr.department`, a model of core with a chatter and activities and little else.
"""


def log_cases(env):
    """A case as an assistant logs it: customer, subject, three items; number, policy, deadlines and an
    acknowledgement to be sent come with it.
    """
    partner = env["res.partner"].create({"name": "Benchmark", "email": "benchmark@example.com"})
    product = env["product.product"].create({"name": "Benchmark"})
    team = env["helpdesk.ticket.team"].create({"name": "Benchmark"})
    item = (0, 0, {"product_id": product.id, "qty_claimed": 1})
    for size in (1, 1000):
        texts = [{"name": f"Scratched top {number}", "description": "Seen when unpacking."} for number in range(size)]
        cases = [
            {
                "partner_id": partner.id,
                "subject": text["name"],
                "description": text["description"],
                "line_ids": [item] * 3,
            }
            for text in texts
        ]
        tickets = [{**text, "partner_id": partner.id, "team_id": team.id} for text in texts]
        yield (
            "log cases",
            size,
            {
                "ours": _create(env, "complaint.case", cases),
                "helpdesk": _create(env, "helpdesk.ticket", tickets),
                "floor": _create(env, "hr.department", [{"name": text["name"]} for text in texts]),
            },
        )


def _create(env, model, rows):
    """A function that creates records, from fresh rows each time: create may change what it gets."""
    return lambda: env[model].create([dict(row) for row in rows])


BENCHMARKS = (log_cases,)
