from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintLoss(models.Model):
    """SUP-1, LOS-1: what a supplier or carrier has agreed to bear counts against the loss, as it stands."""

    _inherit = "complaint.loss"

    source_model = fields.Char(readonly=True, copy=False)
    source_id = fields.Many2oneReference(
        "Agreement", model_field="source_model", readonly=True, copy=False, index="btree_not_null"
    )

    @api.depends("source_model", "source_id")
    def _compute_is_document(self):
        # EXTENDS complaint_finance: as long as what it comes from is there
        super()._compute_is_document()
        for loss in self.filtered("source_id"):
            loss.is_document = loss.source_model in self.env

    def write(self, vals):
        if not self.env.su and vals.keys() & {"source_model", "source_id"}:
            raise UserError(self.env._("Agreements set where a recovery comes from, not a person."))
        return super().write(vals)


class ComplaintCase(models.Model):
    _inherit = "complaint.case"

    def _get_claimable_amount(self):
        # EXTENDS complaint_management
        # sudo: the figure is proposed to whoever claims it
        return max(0.0, self.sudo().net_loss_amount)

    def _follow_recovery(self, source, amount, values):
        # EXTENDS complaint_management
        super()._follow_recovery(source, amount, values)
        # sudo: lines of documents are kept by the documents, whoever works on them
        losses_sudo = self.env["complaint.loss"].sudo()
        values = {**values, "kind": "recovery", "reason": values["name"], "source_model": source._name}
        losses_sudo._follow_document(self.sudo(), "source_id", source, amount, values)
