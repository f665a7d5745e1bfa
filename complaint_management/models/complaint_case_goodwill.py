from odoo import models
from odoo.exceptions import UserError


class ComplaintCase(models.Model):
    """RES-4, RES-5: nothing is offered or carried out as goodwill that was not approved as such."""

    _inherit = "complaint.case"

    def _missing_to_execute(self):
        missing = super()._missing_to_execute()
        if self.resolution_id.state in ("approved", "offered", "accepted"):
            missing += self.resolution_id._missing_goodwill()
        return missing

    def _check_reply(self, needs_address=True):
        res = super()._check_reply(needs_address)
        self._check_goodwill()
        return res

    def _mark_replied(self):
        # also for replies on paper
        self._check_goodwill()
        return super()._mark_replied()

    def _drop_open_duties(self):
        # a case that ends before its time: nobody is to approve anything any more
        res = super()._drop_open_duties()
        self.resolution_ids.filtered(lambda r: r.state == "submitted").sudo()._supersede()
        return res

    def _check_goodwill(self):
        for case in self:
            if case.resolution_id.state == "approved" and (missing := case.resolution_id._missing_goodwill()):
                raise UserError(self.env._("%(case)s: %(problem)s.", case=case.display_name, problem=missing[0]))
