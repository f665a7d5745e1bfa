# ruff: noqa: F821, T201 (run by odoo shell, which gives env and, before this text, arguments)
"""Two people approve at once, in real transactions: side by side both count, and one review is given once."""

from parallel import in_step

from odoo.exceptions import AccessError

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
env.cr.commit()


def approve(worker, _user, resolution_id):
    resolution = worker["complaint.resolution"].browse(resolution_id)
    resolution.review_ids.mapped("status")
    yield
    resolution.action_approve("Fine")


refused = in_step(env, users.ids, (side_by_side | either).ids, approve)
assert set((side_by_side | either).mapped("state")) == {"approved"}, (side_by_side | either).mapped("state")
assert set((side_by_side | either).review_ids.mapped("status")) == {"approved"}
assert {type(error) for _user, _resolution, error in refused} == {AccessError}, refused
assert sorted(resolution_id for _user, resolution_id, _error in refused) == sorted(either.ids), (
    "who comes second is told that nothing waits for them"
)
print("done")
