from odoo import api, fields, models


class ComplaintLoss(models.Model):
    """SUP-1, LOS-1: what a supplier or carrier has agreed to bear counts against the loss, as it stands."""

    _inherit = "complaint.loss"

    source_model = fields.Char(readonly=True, copy=False)
    source_id = fields.Many2oneReference(
        "Agreement", model_field="source_model", readonly=True, copy=False, index="btree_not_null"
    )

    @api.model
    def _get_procedure_fields(self):
        return super()._get_procedure_fields() | {"source_model", "source_id"}

    def _follows_document(self):
        # EXTENDS complaint_finance: as long as what it comes from is there
        return super()._follows_document() and (not self.source_model or self.source_model in self.env)


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
        lines_sudo = losses_sudo.search([("source_model", "=", source._name), ("source_id", "=", source.id)])
        losses_sudo.create(
            losses_sudo._prepare_following(lines_sudo, self.sudo(), {"source_id": source.id}, amount, values)
        )
