from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import SQL


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
    complaint_closed_month = fields.Date(
        "Closed Month",
        readonly=True,
        groups="base.group_user",
        help="First day of the last month that HR has closed: deductions up to it no longer change.",
    )

    _complaint_return_tolerance_positive = models.Constraint(
        "CHECK (complaint_return_tolerance >= 0)", "The excess acceptance ratio cannot be negative."
    )

    def _get_first_open_month(self):
        """PEN-7: first day of the first month whose deductions may still change.

        :return: date; ``date.min`` where no month was ever closed, so compare it with the notice's own month
        """
        self.ensure_one()
        closed = self.sudo().complaint_closed_month  # sudo: a date of the company that no person chooses
        return closed + relativedelta(months=1) if closed else date.min

    def _take_turns(self):
        """Of two transactions that plan, close or propose for a company at once, only one succeeds at first.

        The later one is refused by the database and tried again by the server. A mere lock would let it go on with
        what it had read before.
        """
        if self:
            self.env.cr.execute(
                SQL(
                    "UPDATE res_company SET complaint_closed_month = complaint_closed_month WHERE id IN "
                    "(SELECT id FROM res_company WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)",
                    tuple(self.ids),
                )
            )
