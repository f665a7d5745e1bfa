from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

# Who may read (r), write (w), create (c) and unlink (u) a record of the own company; "-": nothing of it.
# Where the right on the model in general goes further than on such a record, it comes first: "rwc:r".
# `logger` logged the case, `user` is another complaint user, who has no part in it.
# `other`: what they all may with a record of another company: "-" nothing, "=" the same (it belongs to no company).
TABLE = """
model                employee logger user  handler approver manager q_user q_head finance officer auditor portal other
case                 -        rwc    rwc:- rwc     rwc:r    rwc     rwc:r  rwc:r  rwc:r   rwc:r   r       -      -
line                 -        rwc    rwc:- rwcu    rwc:r    rwcu    rwc:r  rwc:r  rwc:r   rwc:-   r       -      -
step                 -        r      r:-   r       r        r       r      r      r       r:-     r       -      -
deadline             -        r      r:-   r       r        r       r      r      r       r:-     r       -      -
responsibility       -        r      r:-   rwcu    r        rwcu    r      r      r       r:-     r       -      -
resolution           -        r      r:-   rwc     r        rwc     r      r      r       r:-     r       -      -
remedy               -        r      r:-   rwcu    r        rwcu    r      r      r       r:-     r       -      -
callback             -        rc     rc:-  rc       rc       rc      rc     rc     rc      rc:-    r       -      -
rating               -        r      r:-   r       r        r       r      r      r       r:-     r       -      -
appeal               -        rc     rc:-  rc       rc       rc      rc     rc     rc      rc:-    r       -      -
passage              -        r      r:-   r       r        r       r      r      r       r:-     r       -      -
step.move            -        r      r:-   r       r        r       r      r      r       r:-     r       -      -
slip                 -        r      r:-   r       r        r       r      r      r       r:-     r       -      -
statement            -        -      -     r       -        rwcu    -      -      -       -       r       -      -
statement.line       -        -      -     r       -        rw      -      -      -       -       r       -      -
report               -        -      -     r       -        r       r      r      -       -       r       -      -
pareto               -        r      r:-   r       r        r       r      r      r       r:-     r       -      -
ppm                  -        -      -     r       -        r       r      r      -       -       r       -      -
action.report        -        -      -     r       -        r       r      r      -       -       r       -      -
investigation        -        r:-    r:-   r       r        r       rwc    rwc    r:-     r:-     r       -      -
why                  -        r:-    r:-   r       r        r       rwcu   rwcu   r:-     r:-     r       -      -
action               -        r:-    r:-   r       r        r       rwcu   rwcu   r:-     r:-     r       -      -
discipline           -        rw:-   rw:-  rw:r    rw:r     rw:r    rw     rw     rw:-    rw:-    r       -      -
discipline.version   -        r:-    r:-   r       r        r       r      r      r:-     r:-     r       -      -
exposure             -        -      -     -       -        -       r      r      -       -       r       -      -
sample               -        rwc    rwc:- rwc     rwc      rwc     rwc    rwc    rwc     rwc:-   r       -      -
supplier.claim       -        -      -     rwc     r        rwc     rwc    rwc    -       -       r       -      -
production           -        r:-    r:-   r       r        r       rwcu   rwcu   r:-     r:-     r       -      -
loss                 -        -      -     r       -        r       -      -      rwcu    -       r       -      -
loss.basis           -        -      -     r       -        rwcu    -      -      rwcu    -       r       -      -
disposition          -        r      r:-   rwc     r        rwc     r      r      rwc     r:-     r       -      -
allocation           -        -      -     -       -        r       -      -      r       -       r       -      -
evidence             -        r      r:-   rwcu    r        rwcu    r      r      rwcu    r:-     r       -      -
collection.report    -        -      -     -       -        -       -      -      r       -       r       -      -
penalty              r:-      r:-    r:-   r:-     r:-      rwc     r:-    r:-    rwc     rwc     r       -      -
penalty.deduction    r:-      r:-    r:-   r:-     r:-      r:-     r:-    r:-    r       r       r       -      -
penalty.closing      -        -      -     -       -        -       -      -      r       rwcu    r       -      -
penalty.payroll      -        -      -     -       -        -       -      -      -       r       r       -      -
team                 -        r      r     r       r        rwcu    r      r      r       r       r       -      -
role                 -        r      r     r       r        rwcu    r      r      r       r       r       -      -
policy               -        r      r     r       r        rwcu    r      r      r       r       r       -      -
policy.milestone     -        r      r     r       r        rwcu    r      r      r       r       r       -      -
policy.step          -        r      r     r       r        rwcu    r      r      r       r       r       -      -
policy.escalation    -        r      r     r       r        rwcu    r      r      r       r       r       -      -
policy.severity.rule -        r      r     r       r        rwcu    r      r      r       r       r       -      -
policy.closing       -        r      r     r       r        rwcu    r      r      r       r       r       -      -
policy.copy          -        r      r     r       r        rwcu    r      r      r       r       r       -      -
category             -        r      r     r       r        rwcu    r      r      r       r       r       -      =
recurrence           -        r:-    r:-   r       r        r       r      r      r:-     r:-     r       -      -
cause                -        r      r     r       r        r       r      rwcu   r       r       r       -      =
defect               -        r      r     r       r        r       r      rwcu   r       r       r       -      =
channel              -        r      r     r       r        rwcu    r      r      r       r       r       -      =
demand               -        r      r     r       r        rwcu    r      r      r       r       r       -      =
ground               -        r      r     r       r        rwcu    r      r      r       r       r       -      =
evidence.type        r        r      r     r       r        rwcu    r      r      rwcu    r       r       -      =
penalty.ground       r        r      r     r       r        rwcu    r      r      r       rwcu    r       -      =
wage.law             r        r      r     r       r        rwcu    r      r      r       rwcu    r       -      =
tag                  -        r      r     r       r        rwcu    r      r      r       r       r       -      =
penalty.bracket      -        r      r     r       r        rwcu    r      r      r       r       r       -      -
penalty.rule         -        r      r     r       r        rwcu    r      r      r       r       r       -      -
penalty.tariff       -        r      r     r       r        rwcu    r      r      r       r       r       -      -
reward.rule          -        r      r     r       r        rwcu    r      r      r       rwcu    r       -      -
"""
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
ROLES = {
    "employee": "base.group_user",
    "logger": "complaint_management.group_user",
    "user": "complaint_management.group_user",
    "handler": "complaint_management.group_handler",
    "approver": "complaint_management.group_approver",
    "manager": "complaint_management.group_manager",
    "q_user": "complaint_quality.group_quality_user",
    "q_head": "complaint_quality.group_quality_manager",
    "finance": "complaint_finance.group_complaint_accountant",
    "officer": "complaint_finance.group_penalty_officer",
    "auditor": "complaint_management.group_auditor",
    "portal": "base.group_portal",
}


@tagged("post_install", "-at_install")
class TestAccessTable(TransactionCase):
    """Role, model, operation and company, cell by cell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own, other = cls.env.company, cls.env["res.company"].create({"name": "Second"})
        cls.users = {role: cls._create_user(f"table_{role}", group, own) for role, group in ROLES.items()}
        stranger = cls._create_user("table_stranger", ROLES["logger"], other)
        cls.own = cls._create_records(own, cls.users["logger"])
        cls.other = cls._create_records(other, stranger)
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _create_user(cls, login, group, company):
        return new_test_user(
            cls.env, login, groups=group, company_id=company.id, company_ids=[Command.set(company.ids)]
        )

    @classmethod
    def _create_records(cls, company, logger):
        """One record of every model, in ``company`` where it can have one, about a case that ``logger`` logged."""

        def create(model, **values):
            records[model] = env[model].create(values)
            return records[model]

        env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        records, name = {}, {"name": company.name}
        for catalogue in ("category", "channel", "demand", "ground", "tag", "cause", "defect", "penalty.ground"):
            code = {"code": company.name} if "code" in env[f"complaint.{catalogue}"]._fields else {}
            create(f"complaint.{catalogue}", **name, **code)
        role = create("complaint.role", **name, company_id=company.id, user_ids=logger.ids)
        create("complaint.team", **name, company_id=company.id)
        policy = create("complaint.policy", **name, code=company.name, company_id=company.id, appeal_role_id=role.id)
        create("complaint.policy.milestone", policy_id=policy.id, milestone="replied", event="received")
        create("complaint.policy.step", policy_id=policy.id, **name)
        create("complaint.policy.escalation", policy_id=policy.id, milestone="replied", role_id=role.id)
        create("complaint.policy.severity.rule", policy_id=policy.id, severity="major", **name)
        create("complaint.policy.closing", policy_id=policy.id, requirement="[('summary', '!=', False)]", **name)
        create("complaint.policy.copy", policy_id=policy.id, **name)
        create("complaint.penalty.bracket", policy_id=policy.id, amount_from=100)
        create("complaint.penalty.rule", policy_id=policy.id)
        create("complaint.penalty.tariff", policy_id=policy.id, amount=10)
        create("complaint.reward.rule", company_id=company.id, **name)
        case = env["complaint.case"].with_user(logger).create({"subject": "Scratched", "policy_id": policy.id})
        records["complaint.case"] = case = case.sudo().with_user(env.user)
        case = case.sudo()
        of_case = {"case_id": case.id}
        create("complaint.line", **of_case)
        step = create("complaint.step", **of_case, **name, phase="investigation")
        create("complaint.step.move", step_id=step.id, kind="passed_on", user_id=logger.id)
        create(
            "complaint.deadline",
            **of_case,
            milestone="replied",
            unit="day",
            **dict.fromkeys(("date_start", "date_due", "date_due_original"), case.date_received),
        )
        department = env["hr.department"].create({**name, "company_id": company.id})
        create("complaint.responsibility", **of_case, department_id=department.id)
        create("complaint.appeal", **of_case, department_id=department.id, argument="Not us")
        case.state = "resolution"
        resolution = create("complaint.resolution", **of_case)
        create("complaint.remedy", resolution_id=resolution.id, kind="apology")
        case.state = "followup"
        create("complaint.callback", **of_case, satisfaction="satisfied", user_id=logger.id)
        said = dict.fromkeys(("satisfaction", "satisfaction_handling"), "neutral")
        create("complaint.rating", **of_case, **said, round=1, date="2030-01-01 08:00:00")
        create("complaint.slip", **of_case, kind="reminder", date="2030-01-01 08:00:00", company_id=company.id)
        create(
            "complaint.passage",
            **of_case,
            round=1,
            state_from="received",
            state_to="investigation",
            date="2030-01-01 08:00:00",
            user_id=logger.id,
        )
        records["complaint.report"] = env["complaint.report"].browse(case.id)
        statement = create("complaint.statement", company_id=company.id)
        create("complaint.statement.line", **of_case, statement_id=statement.id, company_id=company.id)
        investigation = create(
            "complaint.investigation", case_ids=case.ids, company_id=company.id, user_id=env.ref("base.user_root").id
        )
        create("complaint.why", investigation_id=investigation.id, branch="occurrence", **name)
        leader = cls._create_user(f"table_leader_{company.id}", ROLES["q_user"], company)
        action = create(
            "complaint.action", investigation_id=investigation.id, **name, user_id=leader.id, date_due="2030-01-01"
        )
        create("complaint.recurrence", action_id=action.id, case_id=case.id, state="suspected")
        records["complaint.action.report"] = env["complaint.action.report"].browse(action.id)
        records["complaint.pareto"] = env["complaint.pareto"].search([("case_id", "=", case.id)], limit=1)
        investigation.form = "eight_d"
        records["complaint.discipline"] = discipline = investigation.discipline_ids[0]
        create(
            "complaint.discipline.version",
            discipline_id=discipline.id,
            number=1,
            user_id=leader.id,
            date="2030-01-01 08:00:00",
        )
        product = env["product.product"].create({**name, "is_storable": True, "tracking": "lot"})
        lot = env["stock.lot"].create({**name, "product_id": product.id, "company_id": company.id})
        warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 1, lot_id=lot)
        records["complaint.exposure"] = env["complaint.exposure"].search([("lot_id", "=", lot.id)])
        create("complaint.sample", **of_case)
        create("complaint.supplier.claim", **of_case, partner_id=env.company.partner_id.id)
        create("complaint.production", investigation_id=investigation.id, lot_id=lot.id)
        delivery = env["stock.move"].create(
            {
                "product_id": product.id,
                "state": "done",
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": env.ref("stock.stock_location_customers").id,
                "company_id": company.id,
            }
        )
        records["complaint.ppm"] = env["complaint.ppm"].browse(delivery.id * 2 + 1)
        order = env["sale.order"].create({"partner_id": case.company_id.partner_id.id})
        sold = env["sale.order.line"].create({"order_id": order.id, "product_id": product.id, "name": "Lot"})
        item = env["complaint.line"].create({**of_case, "sale_line_id": sold.id, "qty_claimed": 1})
        returned = env["complaint.remedy"].create(
            {"resolution_id": resolution.id, "kind": "return", "line_id": item.id, "quantity": 1}
        )
        customers = env.ref("stock.stock_location_customers")
        receipt = env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                "location_id": customers.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "complaint_remedy_id": returned.id,
            }
        )
        move = env["stock.move"].create(
            {
                "picking_id": receipt.id,
                "product_id": product.id,
                "product_uom_qty": 1,
                "location_id": customers.id,
                "location_dest_id": warehouse.lot_stock_id.id,
            }
        )
        env["stock.move.line"].create({**move._prepare_move_line_vals(), "lot_id": lot.id, "quantity": 1})
        move.picked = True
        move._action_done()
        create("complaint.disposition", remedy_id=returned.id, quantity=1, kind="as_is", lot_id=lot.id)
        create("complaint.loss", **of_case, **name, amount=1, reason="Guess")
        hour = env.ref("uom.product_uom_hour")
        create("complaint.loss.basis", **name, company_id=company.id, uom_id=hour.id, rate=30)
        create("complaint.allocation", **of_case, department_id=department.id, amount=1)
        goods_back = env["complaint.remedy"].create({"resolution_id": resolution.id, "kind": "return", "state": "todo"})
        proof = create("complaint.evidence.type", **name, remedy_kind="return")
        create("complaint.evidence", remedy_id=goods_back.id, type_id=proof.id)
        records["complaint.collection.report"] = cls._create_receivable(env, company)
        employee = env["hr.employee"].create({**name, "company_id": company.id})
        penalty = create("complaint.penalty", **of_case, employee_id=employee.id)
        deduction = create(
            "complaint.penalty.deduction", penalty_id=penalty.id, employee_id=employee.id, month="2030-01-01", amount=1
        )
        create("complaint.penalty.closing", company_id=company.id, month="2030-01-01")
        create("complaint.penalty.payroll", deduction_id=deduction.id, source_model="res.partner", source_id=1)
        known = env["complaint.wage.law"].search([("country_id", "!=", False)]).country_id
        country = env["res.country"].search([("id", "not in", known.ids)], limit=1)
        create("complaint.wage.law", country_id=country.id, source="Act")
        return records

    @classmethod
    def _create_receivable(cls, env, company):
        """The row of an open customer invoice; ``company`` need not have a chart of accounts."""
        accounts = env["account.account"].create(
            [
                {"name": code, "code": f"T{code}{company.id}", "account_type": kind, "company_ids": company.ids}
                for code, kind in (("1", "asset_receivable"), ("4", "income"))
            ]
        )
        journal = env["account.journal"].create(
            {"name": "Table", "code": f"T{company.id}", "type": "sale", "company_id": company.id}
        )
        partner = env["res.partner"].create({"name": company.name})
        partner.with_company(company).property_account_receivable_id = accounts[0]
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": journal.id,
                "company_id": company.id,
                "partner_id": partner.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Desk", "quantity": 1, "price_unit": 9, "account_id": accounts[1].id, "tax_ids": []}
                    )
                ],
            }
        )
        invoice.action_post()
        line = invoice.line_ids.filtered(lambda move_line: move_line.display_type == "payment_term")
        return env["complaint.collection.report"].browse(line.id)

    def _get_table(self):
        """Rows of the table: model -> (dict of role -> cell, other)."""
        head, *rows = (line.split() for line in TABLE.strip().splitlines())
        self.assertEqual(head, ["model", *ROLES, "other"])
        return {f"complaint.{row[0]}": (dict(zip(ROLES, row[1:-1], strict=True)), row[-1]) for row in rows}

    def _get_letters(self, records, role):
        theirs = records.with_user(self.users[role]).with_context(allowed_company_ids=self.env.company.ids)
        return "".join(letter for letter, name in OPERATIONS.items() if theirs.has_access(name))

    def test_no_model_is_forgotten(self):
        """CNF-3: a model without a row has rights that nobody decided."""
        names = (
            self.env["ir.model"].search([("model", "=like", "complaint.%"), ("transient", "=", False)]).mapped("model")
        )
        stored = {name for name in names if not self.env[name]._abstract}
        self.assertEqual(stored, set(self._get_table()), "add the new model to the table")
        self.assertEqual(stored, set(self.own), "and to _create_records")

    def test_own_company(self):
        """CNF-3: every role has the rights of the table on a model and on a record of its own company."""
        for model, (cells, _other) in self._get_table().items():
            for role, cell in cells.items():
                with self.subTest(model=model, role=role):
                    general, _, on_record = cell.partition(":")
                    self.assertEqual(self._get_letters(self.env[model], role), general.strip("-"), "on the model")
                    self.assertEqual(
                        self._get_letters(self.own[model], role), (on_record or general).strip("-"), "on the record"
                    )

    def test_other_company(self):
        """CNF-3: on a record of another company nobody has any right; what belongs to no company is shared."""
        for model, (cells, other) in self._get_table().items():
            for role, cell in cells.items():
                with self.subTest(model=model, role=role):
                    self.assertIn(other, ("-", "="))
                    expected = cell.partition(":")[0].strip("-") if other == "=" else ""
                    self.assertEqual(self._get_letters(self.other[model], role), expected)
                    if self._get_letters(self.env[model], role):
                        domain = [("id", "=", self.other[model].id)]
                        theirs = self.env[model].with_user(self.users[role])
                        self.assertEqual(theirs.search_count(domain), 1 if "r" in expected else 0)
