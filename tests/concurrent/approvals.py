# ruff: noqa: F821, T201 (run by odoo shell, which gives env and, before this text, arguments)
"""Two people approve at once, in real transactions: side by side both count, and one review is given once."""

import threading

from odoo import api
from odoo.exceptions import AccessError
from odoo.modules.registry import Registry
from odoo.service.model import retrying

ROUNDS = 6

env["tier.definition"].search([("model", "=", "complaint.resolution")]).active = False
group = env.ref("complaint_management.group_approver")
users = env["res.users"].create(
    [{"name": name, "login": name, "group_ids": [(6, 0, group.ids)]} for name in ("left", "right")]
)
tier = {"model_id": env["ir.model"]._get_id("complaint.resolution"), "company_id": False}
env["tier.definition"].create(
    [{**tier, "name": user.name, "review_type": "individual", "reviewer_id": user.id} for user in users]
)
both = env["complaint.role"].create({"name": "Both", "kind": "users", "user_ids": users.ids})
policy = env["complaint.policy"].create({"name": "Parallel", "code": "PARALLEL"})
env["tier.definition"].create(
    {
        "complaint_policy_id": policy.id,
        "name": "Either",
        "review_type": "complaint_role",
        "complaint_role_id": both.id,
    }
)
other = env["complaint.policy"].create({"name": "Other", "code": "OTHER"})


def propose(policy):
    case = env["complaint.case"].create({"subject": "At once", "policy_id": policy.id})
    case.state = "resolution"
    resolution = env["complaint.resolution"].create(
        {"case_id": case.id, "remedy_ids": [(0, 0, {"kind": "compensation", "amount": 10})]}
    )
    resolution.action_submit()
    return resolution


side_by_side = env["complaint.resolution"].union(*(propose(other) for _round in range(ROUNDS)))
either = env["complaint.resolution"].union(*(propose(policy) for _round in range(ROUNDS)))
assert set(map(len, side_by_side.mapped("review_ids").grouped("res_id").values())) == {2}
assert len(either.review_ids) == ROUNDS
database = env.cr.dbname
env.cr.commit()
failures, refused, start = [], [], threading.Barrier(2)


def judge(resolution, met):
    """Both have read the same before either of them writes; whoever has to start again does so alone."""
    resolution.review_ids.mapped("status")
    if not met:
        met.append(True)
        start.wait(60)
    resolution.action_approve("Fine")


def approve(user_id):
    """Each approval is a transaction of its own, begun together and repeated as the server repeats it."""
    for resolution_id in (side_by_side | either).ids:
        try:
            with Registry(database).cursor() as cr:
                worker = api.Environment(cr, user_id, {})
                resolution = worker["complaint.resolution"].browse(resolution_id)
                met = []
                retrying(lambda r=resolution, m=met: judge(r, m), worker)
        except AccessError:
            refused.append(resolution_id)
        except Exception as error:  # noqa: BLE001  # whatever it is, the test shall tell it
            failures.append(repr(error))


threads = [threading.Thread(target=approve, args=(user.id,)) for user in users]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not failures, failures
env.cr.rollback()
env.invalidate_all()
assert set((side_by_side | either).mapped("state")) == {"approved"}, (side_by_side | either).mapped("state")
assert set((side_by_side | either).review_ids.mapped("status")) == {"approved"}
assert sorted(refused) == sorted(either.ids), "who comes second is told that nothing waits for them"
print("done")
