from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import email_normalize


class ComplaintMerge(models.TransientModel):
    """INT-10: asks which case remains."""

    _name = "complaint.merge"
    _description = "Merge Cases"

    case_ids = fields.Many2many("complaint.case", string="Cases", required=True, readonly=True)
    target_id = fields.Many2one(
        "complaint.case", "Goes On as", domain="[('id', 'in', candidate_ids)]", help="This case and its number remain."
    )
    candidate_ids = fields.Many2many("complaint.case", compute="_compute_candidate_ids")

    @api.depends("case_ids")
    def _compute_candidate_ids(self):
        """Of several cases one; of a single case the other open ones of the same complainant, the latest first."""
        for wizard in self:
            candidates = cases = wizard.case_ids._origin
            if len(cases) == 1:
                customer, mail = cases.commercial_partner_id, email_normalize(cases.contact_email or "")
                same = Domain("commercial_partner_id", "=", customer.id) if customer else Domain.FALSE
                if mail:
                    same |= Domain("contact_email", "=ilike", mail)
                domain = same & Domain(
                    [("is_open", "=", True), ("company_id", "=", cases.company_id.id), ("id", "!=", cases.id)]
                )
                candidates = cases.search(domain, limit=200)
            wizard.candidate_ids = [Command.set(candidates.ids)]

    @api.model
    def _ask(self, cases):
        """The dialog for ``cases``; of several the oldest is proposed to remain."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Cases"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_case_ids": [Command.set(cases.ids)],
                "default_target_id": min(cases.ids) if len(cases) > 1 else False,
            },
        }

    def action_confirm(self):
        self.ensure_one()
        if not self.target_id:
            raise UserError(self.env._("Choose the case that remains."))
        (self.case_ids - self.target_id).action_merge_into(self.target_id)
        return self.target_id._get_records_action(name=self.env._("Case"))
