from odoo import fields, models


class ComplaintCase(models.Model):
    """The lots of a case, and the cases opened for customers who have them but have not complained (EXP-1, EXP-2)."""

    _name = "complaint.case"
    _inherit = ["complaint.case", "complaint.exposure.source"]

    is_proactive = fields.Boolean(
        "Proactive", readonly=True, copy=False, help="Opened by us, before the customer complained: they got the lot."
    )

    def _get_exposed_lots(self):
        return self.line_ids.lot_ids

    def action_propose_cases(self):
        """EXP-2: choose from the customers who have these lots for whom a case is opened before they complain."""
        return self.env["complaint.proposal"]._open(self)
