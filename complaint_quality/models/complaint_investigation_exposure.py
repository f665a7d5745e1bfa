from odoo import models


class ComplaintInvestigation(models.Model):
    """The lots that an investigation is about (EXP-1, EXP-2)."""

    _name = "complaint.investigation"
    _inherit = ["complaint.investigation", "complaint.exposure.source"]

    def _get_exposed_lots(self):
        return self.lot_ids

    def action_propose_cases(self):
        """EXP-2: choose from the customers who have these lots for whom a case is opened before they complain."""
        return self.env["complaint.proposal"]._open(self)
