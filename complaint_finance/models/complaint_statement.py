from odoo import api, fields, models
from odoo.tools import SQL

from .complaint_case_loss import MONEY_GROUPS


class ComplaintStatementLine(models.Model):
    """STA-2: what the case had cost when the statement was built."""

    _inherit = "complaint.statement.line"

    net_loss_amount = fields.Monetary("Net Loss", readonly=True, groups=MONEY_GROUPS, help="Less recoveries.")


class ComplaintStatement(models.Model):
    """STA-2: the loss of the cases, by department too; what a case costs later is a change that the next one shows."""

    _inherit = "complaint.statement"

    net_loss_amount = fields.Monetary("Net Loss", compute="_compute_net_loss_amount", groups=MONEY_GROUPS)

    @api.depends("line_ids.net_loss_amount")
    @api.depends_context("uid")
    def _compute_net_loss_amount(self):
        """Over the lines that the user may see."""
        totals = dict(
            self.env["complaint.statement.line"]._read_group(
                [("statement_id", "in", self.ids)], ["statement_id"], ["net_loss_amount:sum"]
            )
        )
        for statement in self:
            statement.net_loss_amount = totals.get(statement._origin, 0)

    def _get_figures(self):
        # EXTENDS complaint_management
        return {**super()._get_figures(), "net_loss_amount": SQL("COALESCE(c.net_loss_amount, 0)")}

    def _get_settled(self):
        # EXTENDS complaint_management: statements from before losses were kept say nothing of them
        return SQL(
            "%s AND COALESCE(l.net_loss_amount, c.net_loss_amount, 0) = COALESCE(c.net_loss_amount, 0)",
            super()._get_settled(),
        )
