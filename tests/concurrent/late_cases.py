"""Cases of which each gets one slip, committed, so that other transactions see them."""


def create_late_cases(env, name, number):
    """``number`` cases whose only deadline has long passed, with a handler who can be told by mail."""
    policy = env["complaint.policy"].create(
        {
            "name": name,
            "code": name.upper(),
            "warn_before": False,
            "slip_hours": "any",
            "milestone_ids": [(0, 0, {"milestone": "closed", "amount": 1, "unit": "minute"})],
        }
    )
    handler = env.ref("base.user_admin")
    handler.email = "handler@example.com"
    case = {"policy_id": policy.id, "user_id": handler.id, "date_received": "2026-01-05 10:00:00"}
    Case = env["complaint.case"].with_context(mail_auto_subscribe_no_notify=True)
    cases = Case.create([{**case, "subject": f"Case {index}"} for index in range(number)])
    env.cr.commit()
    return cases
