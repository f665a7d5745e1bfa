from odoo import fields, models


class ComplaintAllocation(models.Model):
    """Who bears which part of a case's loss (ALO). Made by ``complaint.case.action_allocate``, never by hand."""

    _name = "complaint.allocation"
    _inherit = ["complaint.case.part"]
    _description = "Loss Allocation"
    _order = "case_id desc, id"
    _check_company_auto = True

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    responsibility_id = fields.Many2one("complaint.responsibility", index="btree_not_null", ondelete="restrict")
    party = fields.Selection(related="responsibility_id.party", store=True)
    department_id = fields.Many2one("hr.department", index="btree_not_null", ondelete="restrict")
    employee_id = fields.Many2one("hr.employee", index="btree_not_null", ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Third Party", index="btree_not_null", ondelete="restrict")
    share = fields.Float("Share (%)", digits=(5, 2), aggregator=None, help="The party's share of the responsibility.")
    points = fields.Float(
        "Bonus Points",
        aggregator=None,
        groups="hr.group_hr_user,complaint_finance.group_complaint_accountant",
        help="The member's weight in the department's part, as it was on the day the complaint came.",
    )
    supplementary = fields.Boolean(help="What came after the case was closed, by the same shares.")
    amount = fields.Monetary(help="In the company's currency; the parts of a case sum exactly to its net loss.")

    def _prepare_supplement_values(self):
        """Who bears what came later as they bear this.

        Note: self.ensure_one()
        """
        self.ensure_one()
        return {
            "case_id": self.case_id.id,
            "responsibility_id": self.responsibility_id.id,
            "department_id": self.department_id.id,
            "employee_id": self.employee_id.id,
            "partner_id": self.partner_id.id,
            "share": self.share,
            "points": self.points,
            "supplementary": True,
        }
