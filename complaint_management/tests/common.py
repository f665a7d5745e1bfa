from contextlib import contextmanager

from odoo.fields import Command

from odoo.addons.mail.tests.common import MailCase, mail_new_test_user


def new_users(env, groups, name=str, **values):
    """Like `new_test_user`, but all at once and without the mails to each, which take seconds.

    :param groups: {login: xml ids of groups, separated by commas}
    :param name: the function that makes a person's name of the login
    :param values: what they have in common
    """
    users = env["res.users"].with_context(**MailCase._test_context)
    if "company_id" in values:
        values.setdefault("company_ids", [Command.set([values["company_id"]])])
    vals_list = [
        {
            "login": login,
            "password": login.ljust(8, "x"),
            "name": name(login),
            "email": f"{login}@example.com",
            "group_ids": [Command.set([env.ref(group).id for group in names.split(",")])],
            **values,
        }
        for login, names in groups.items()
    ]
    return users.create(vals_list).with_env(env)


class ComplaintCommon(MailCase):
    """A company with its people, a delivered order of ten desks in two lots, and factories for cases."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.write({"country_id": cls.env.ref("base.be").id, "email": "your.company@example.com"})
        cls._init_mail_gateway()
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Office", "tz": "UTC", "company_id": cls.company.id, "hours_per_day": 8}
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.sales, cls.quality, cls.production = cls.env["hr.department"].create(
            [{"name": name, "company_id": cls.company.id} for name in ("Sales", "Quality", "Production")]
        )
        sales = "sales_team.group_sale_salesman_all_leads"
        (
            cls.assistant,
            cls.clerk,
            cls.engineer,
            cls.worker,
            cls.approver,
            cls.senior,
            cls.manager,
            cls.auditor,
        ) = cls._create_employee_users(
            {
                "assistant": ("group_handler", cls.sales, sales),
                "clerk": ("group_user", cls.sales, sales),
                "engineer": ("group_user", cls.quality),
                "worker": ("group_user", cls.production),
                "approver": ("group_approver", cls.production),
                "senior": ("group_senior_approver", cls.production),
                "manager": ("group_manager", cls.sales),
                "auditor": ("group_auditor", cls.sales),
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Ready Office",
                "email": "ready@example.com",
                "phone": "+1 555 0100",
                "country_id": cls.company.country_id.id,
            }
        )
        cls.portal_user = mail_new_test_user(
            cls.env, "ready_portal", groups="base.group_portal", partner_id=cls.customer.id, email="ready@example.com"
        )
        cls.category = cls.env.ref("complaint_management.category_quality_surface")
        cls.category.with_company(cls.company).department_id = cls.quality
        cls.policy = cls.env.ref("complaint_management.policy_standard")
        cls.desk = cls.env["product.product"].create(
            {"name": "Desk", "is_storable": True, "tracking": "lot", "list_price": 100, "taxes_id": [Command.clear()]}
        )
        cls.lots = cls.env["stock.lot"].create(
            [{"name": name, "product_id": cls.desk.id, "company_id": cls.company.id} for name in ("L1", "L2")]
        )
        cls.order = cls._create_delivered_order()

    @contextmanager
    def assertRefuses(self, exception, pattern):
        """Like assertRaisesRegex, with what was done before the refusal rolled back, as the server does."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), pattern)

    @classmethod
    def _create_employee_user(cls, login, group, department, *more):
        return cls._create_employee_users({login: (group, department, *more)})

    @classmethod
    def _create_employee_users(cls, people):
        """Users who are employees.

        :param people: {login: (group of ours, department, xml ids of other groups…)}
        """
        groups = {
            login: ",".join((f"complaint_management.{group}", *more)) for login, (group, _, *more) in people.items()
        }
        users = new_users(cls.env, groups, company_id=cls.company.id)
        cls.env["hr.employee"].with_context(**cls._test_context).create(
            [
                {
                    "name": user.login,
                    "user_id": user.id,
                    "department_id": people[user.login][1].id,
                    "company_id": cls.company.id,
                }
                for user in users
            ]
        )
        return users

    @classmethod
    def _create_delivered_order(cls, **values):
        warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        for lot in cls.lots:
            cls.env["stock.quant"]._update_available_quantity(cls.desk, warehouse.lot_stock_id, 5, lot_id=lot)
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [Command.create({"product_id": cls.desk.id, "product_uom_qty": 10, "price_unit": 100})],
                **values,
            }
        )
        order.action_confirm()
        # an old customer: severity rules treat new ones with care
        order.date_order = "2025-01-15 09:00:00"
        order.picking_ids.button_validate()
        return order

    @classmethod
    def _create_case(cls, **values):
        sale_line = cls.order.order_line
        vals = {
            "subject": "Scratched desks",
            "partner_id": cls.customer.id,
            "sale_order_id": cls.order.id,
            "category_id": cls.category.id,
            "line_ids": [
                Command.create(
                    {
                        "sale_line_id": sale_line.id,
                        "qty_claimed": 4,
                        "qty_defective": 3,
                        "move_id": sale_line.move_ids[:1].id,
                    }
                )
            ],
            **values,
        }
        return cls.env["complaint.case"].with_user(cls.assistant).create(vals)

    @classmethod
    def _investigate(cls, case):
        """Accept, do the department's step, name who is responsible."""
        case.action_accept()
        case.step_ids.with_user(cls.engineer).action_done("The coating was too thin.")
        case.responsibility_ids = [
            Command.create({"party": "department", "department_id": cls.production.id, "share": 100})
        ]

    @classmethod
    def _propose(cls, case, *remedies):
        """A draft resolution; unless told otherwise two desks back and ten off for two others."""
        cls._investigate(case)
        case.action_propose()
        remedies = remedies or (
            {"kind": "return", "quantity": 2},
            {"kind": "allowance", "quantity": 2, "amount_per_unit": 10},
        )
        return (
            cls.env["complaint.resolution"]
            .with_user(cls.assistant)
            .create(
                {
                    "case_id": case.id,
                    "remedy_ids": [Command.create({"line_id": case.line_ids.id, **remedy}) for remedy in remedies],
                }
            )
        )

    @classmethod
    def _approve(cls, resolution):
        resolution.action_submit()
        resolution.with_user(cls.approver).action_approve("Fine")

    @classmethod
    def _execute(cls, case, **remedy_values):
        """From received to two remedies that are to be carried out, of kinds that need no documents."""
        resolution = cls._propose(
            case, {"kind": "replacement", "quantity": 2, "amount": 50, **remedy_values}, {"kind": "apology"}
        )
        cls._approve(resolution)
        case.action_send_reply()
        resolution.action_accept("Ms. Ready")
        case.action_execute()
        return resolution

    @classmethod
    def _create_policy(cls, *milestones, **values):
        """A policy of its own for slips: the given deadlines, the assistant's handling, a head for Quality."""
        return cls.env["complaint.policy"].create(
            {
                "name": "Slips",
                "code": "SLIP",
                "milestone_ids": [
                    Command.create(dict(zip(("milestone", "amount", "unit", "event"), row, strict=False)))
                    for row in milestones
                ],
                **values,
            }
        )

    def _run_slip_job(self):
        """The job, as the scheduler runs it; the slips it issued."""
        known = self.env["complaint.slip"].search([("case_id.company_id", "=", self.company.id)])
        with self.enter_registry_test_mode():
            self.assertTrue(self.env.ref("complaint_management.ir_cron_issue_slips").method_direct_trigger() is True)
        return self.env["complaint.slip"].search([("id", "not in", known.ids)], order="id")
