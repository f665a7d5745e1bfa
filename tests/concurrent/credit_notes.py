# ruff: noqa: F821, T201 (run by odoo shell, which gives env and, before this text, arguments)
"""Two accountants at once, in real transactions: one credit note, one return, never more than was invoiced."""

from complained_orders import add_remedy, create_remedies
from parallel import in_step

ROUNDS = 4

groups = [env.ref("complaint_finance.group_complaint_accountant").id, env.ref("account.group_account_invoice").id]
users = env["res.users"].create(
    [{"name": name, "login": name, "group_ids": [(6, 0, groups)]} for name in ("debit", "credit")]
)
allowances = create_remedies(env, "allowance", ROUNDS)
returns = create_remedies(env, "return", ROUNDS)
# two remedies, each of which the invoice can bear, but not both
rivals = create_remedies(env, "allowance", ROUNDS)
others = env["complaint.remedy"].union(
    *(add_remedy(env, remedy.case_id.sale_order_id, "allowance") for remedy in rivals)
)
others.resolution_id.with_context(skip_validation_check=True).state = "offered"
rivals.resolution_id.with_context(skip_validation_check=True).state = "offered"
(rivals | others).write({"state": "todo"})
# not promised, so that only what is made counts against the invoice
(rivals | others).resolution_id.with_context(skip_validation_check=True).state = "refused"
pairs = [[remedy.id] * 2 for remedy in allowances | returns]
pairs += [list(pair) for pair in zip(rivals.ids, others.ids, strict=True)]
env.cr.commit()


def make(worker, number, pair):
    remedy = worker["complaint.remedy"].browse(pair[number])
    remedy.mapped("document_state")
    yield
    remedy.action_create_document()


refused = in_step(env, users.ids, pairs, make)
for remedy in allowances:
    assert len(remedy.credit_move_ids) == 1, f"{len(remedy.credit_move_ids)} credit notes of one remedy"
for remedy in returns:
    assert len(remedy.return_picking_ids) == 1, f"{len(remedy.return_picking_ids)} returns of one remedy"
for first, second in zip(rivals, others, strict=True):
    made = first.credit_move_ids | second.credit_move_ids
    assert sum(made.mapped("amount_untaxed")) <= 1000, "more was credited than was invoiced"
    assert len(made) == 1, f"{len(made)} of two rivals were credited, {refused}"
print("done")
