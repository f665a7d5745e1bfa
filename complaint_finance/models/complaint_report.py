from odoo import api, fields, models
from odoo.tools import SQL

from .complaint_case_loss import MONEY_GROUPS


class ComplaintReport(models.Model):
    """STA-1, KPI-1: what complaints cost, for the analysis of cases, and for that of defects and causes."""

    _inherit = "complaint.report"

    net_loss_amount = fields.Monetary("Net Loss", readonly=True, groups=MONEY_GROUPS, help="Less recoveries.")

    @api.model
    def _get_columns(self):
        loss = SQL("c.net_loss_amount", to_flush=self.env["complaint.case"]._fields["net_loss_amount"])
        return super()._get_columns() | {"net_loss_amount": loss}
