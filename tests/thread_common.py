from odoo.tests import HttpCase, new_test_user

from odoo.addons.complaint_finance.tests.common import ComplaintFinanceCommon


class ThreadCommon(ComplaintFinanceCommon):
    """A delivered and invoiced order of ten desks from two lots, and one person for each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("Sales", "Quality", "Production", "Finance", "Logistics")
        departments = cls.env["hr.department"].create(
            [{"name": f"Thread {name}", "company_id": cls.company.id} for name in names]
        )
        cls.departments = dict(zip(names, departments, strict=True))
        cls.env["complaint.category"].search([]).with_company(cls.company).department_id = cls.departments["Quality"]
        cls.people = cls._create_people(
            {
                "assistant": (
                    "Sales",
                    "complaint_management.group_handler,sales_team.group_sale_salesman_all_leads,base.group_partner_manager",
                ),
                "engineer": ("Quality", "complaint_quality.group_quality_user"),
                "verifier": ("Quality", "complaint_quality.group_quality_user"),
                "head": ("Production", "complaint_management.group_approver"),
                "accountant": (
                    "Finance",
                    "complaint_finance.group_complaint_accountant,account.group_account_invoice",
                ),
                "warehouse": ("Logistics", "complaint_management.group_user,stock.group_stock_user"),
                "officer": ("Finance", "complaint_finance.group_penalty_officer,hr.group_hr_user"),
            }
        )
        maker = {"department_id": cls.departments["Production"].id, "company_id": cls.company.id, "bonus_points": 10}
        cls.env["hr.employee"].create([{"name": "Pavel Dorn", **maker}, {"name": "Julia Berg", **maker}])
        cls.customer.write({"email": "ready@example.com", "country_id": cls.company.country_id.id})
        cls.portal_user = new_test_user(
            cls.env,
            "thread_customer",
            name="Ready Office",
            groups="base.group_portal",
            partner_id=cls.customer.id,
            email="ready@example.com",
        )
        cls.desk.tracking = "lot"
        cls.lots = cls.env["stock.lot"].create(
            [{"name": name, "product_id": cls.desk.id, "company_id": cls.company.id} for name in ("T-1", "T-2")]
        )
        for lot in cls.lots:
            cls.env["stock.quant"]._update_available_quantity(cls.desk, cls.warehouse.lot_stock_id, 5, lot_id=lot)
        cls.env.ref("base.group_user").implied_ids += cls.env.ref("stock.group_production_lot")
        cls.order = cls._sell(10, lots=dict.fromkeys(cls.lots, 5))

    @classmethod
    def _create_people(cls, people):
        """Employees with a user each: {role: (department, groups)} gives {role: user}."""
        groups = {f"thread_{role}": f"base.group_user,{names}" for role, (_department, names) in people.items()}
        users = dict(zip(people, cls._create_users(groups, tz="UTC"), strict=True))
        cls.env["hr.employee"].create(
            [
                {
                    "name": f"Thread {role}",
                    "user_id": users[role].id,
                    "department_id": cls.departments[department].id,
                    "company_id": cls.company.id,
                }
                for role, (department, _groups) in people.items()
            ]
        )
        return users

    @classmethod
    def _create_person(cls, role, department, groups):
        return cls._create_people({role: (department, groups)})[role]


class ThreadTourCommon(ThreadCommon, HttpCase):
    def _tour(self, role, path, name):
        """A tour of one of the people, or of the customer on the portal."""
        login = "thread_customer" if role == "customer" else self.people[role].login
        self.start_tour(path, f"complaint_{name}", login=login)
