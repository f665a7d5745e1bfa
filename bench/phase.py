"""Cases that go on to their next phase, beside helpdesk tickets (OCA helpdesk_mgmt) that go on to their next stage.

A user of both takes them on, who follows what they logged. A phase brings what a stage does not: its deadlines end and
begin, the passage is kept, and in the second row two departments get a step each, with a deadline, an activity and a
notification, and a third step waits for them.
"""


def change_phase(env):
    partner = env["res.partner"].create({"name": "Benchmark", "email": "benchmark@example.com"})
    team = env["helpdesk.ticket.team"].create({"name": "Benchmark"})
    stage = env["helpdesk.ticket.stage"].create({"name": "Accepted", "sequence": 100})
    agent = _create_user(
        env, "benchmark_agent", "complaint_management.group_handler", "helpdesk_mgmt.group_helpdesk_user"
    )
    departments = [_create_department(env, number) for number in (1, 2)]
    for work, steps in (("change phase", 0), ("change phase, 3 steps", 3)):
        policy = _create_policy(env, work.upper(), [*departments, departments[0]][:steps])
        for size in (1, 1000):
            texts = [{"partner_id": partner.id, "description": "Seen when unpacking."} for _number in range(size)]
            cases = [{**text, "subject": "Scratched top", "policy_id": policy.id} for text in texts]
            cases = env(user=agent)["complaint.case"].create(cases)
            tickets = [{**text, "name": "Scratched top", "team_id": team.id} for text in texts]
            tickets = env(user=agent)["helpdesk.ticket"].create(tickets)
            env.cr.flush()
            yield (
                work,
                size,
                {
                    "ours": lambda cases=cases: cases.action_accept(letter=False),
                    "helpdesk": lambda tickets=tickets: tickets.write({"stage_id": stage.id}),
                },
            )


def _create_user(env, login, *groups):
    user = {"name": login, "login": login, "email": f"{login}@example.com"}
    return env["res.users"].create(user | {"group_ids": [(4, env.ref(group).id) for group in groups]})


def _create_department(env, number):
    user = _create_user(env, f"benchmark_head_{number}", "complaint_management.group_user")
    head = env["hr.employee"].create({"name": user.name, "user_id": user.id})
    return env["hr.department"].create({"name": user.name, "manager_id": head.id})


def _create_policy(env, name, departments):
    deadlines = (("admissibility", 2, "work_day"), ("investigation_report", 5, "work_day"), ("closed", 1, "month"))
    return env["complaint.policy"].create(
        {
            "name": name,
            "code": name,
            "milestone_ids": [
                (0, 0, {"milestone": name, "amount": amount, "unit": unit}) for name, amount, unit in deadlines
            ],
            "step_template_ids": [
                (
                    0,
                    0,
                    {
                        "name": "Find the cause",
                        "sequence": 10 + position // 2,
                        "department_source": "fixed",
                        "department_id": department.id,
                    },
                )
                for position, department in enumerate(departments)
            ],
        }
    )


BENCHMARKS = (change_phase,)
