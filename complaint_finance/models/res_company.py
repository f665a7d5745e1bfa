from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    complaint_allowance_account_id = fields.Many2one(
        "account.account",
        "Sales Allowance Account",
        check_company=True,
        domain="[('account_type', 'in', ('income', 'income_other', 'expense', 'expense_direct_cost'))]",
        help="Account of price reductions that a complaint grants. Empty: the account of the invoice line itself.",
        groups="base.group_user",
    )
    complaint_compensation_account_id = fields.Many2one(
        "account.account",
        "Compensation Account",
        check_company=True,
        domain="[('account_type', 'in', ('income_other', 'expense', 'expense_direct_cost'))]",
        help="Account of what is paid to a customer beyond the invoice price.",
        groups="base.group_user",
    )
    complaint_compensation_tax_ids = fields.Many2many(
        "account.tax",
        "complaint_compensation_tax_rel",
        "company_id",
        "tax_id",
        "Compensation Taxes",
        check_company=True,
        domain="[('type_tax_use', '=', 'sale')]",
        help="Taxes on compensation. Usually none: damages are no sale.",
        groups="base.group_user",
    )
    complaint_return_tolerance = fields.Float(
        "Excess Acceptance Ratio (%)",
        digits=(5, 2),
        help="How much more than the approved quantity of a return is still taken and credited, in percent of it. "
        "A customer or a sales order may have its own.",
        groups="base.group_user",
    )
    complaint_objection_days = fields.Integer(
        "Objection Window (days)",
        default=7,
        help="Days in which an employee may object to a penalty notice, counted from the day they were told.",
        groups="base.group_user",
    )

    _complaint_return_tolerance_positive = models.Constraint(
        "CHECK (complaint_return_tolerance >= 0)", "The excess acceptance ratio cannot be negative."
    )
    _complaint_objection_days_positive = models.Constraint(
        "CHECK (complaint_objection_days >= 0)", "The objection window cannot be negative."
    )
