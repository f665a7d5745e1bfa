from odoo import fields, models


class ComplaintAllocation(models.Model):
    """Who bears which part of a case's loss (ALO). Made by ``complaint.case.action_allocate``, never by hand."""

    _name = "complaint.allocation"
    _description = "Loss Allocation"
    _order = "case_id desc, id"
    _check_company_auto = True

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    responsibility_id = fields.Many2one("complaint.responsibility", index="btree_not_null", ondelete="restrict")
    party = fields.Selection(related="responsibility_id.party", store=True)
    department_id = fields.Many2one("hr.department", index="btree_not_null")
    employee_id = fields.Many2one("hr.employee", index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Third Party", index="btree_not_null")
    share = fields.Float("Share (%)", digits=(5, 2), aggregator=None)
    amount = fields.Monetary(help="In the company's currency; the parts of a case sum exactly to its net loss.")
