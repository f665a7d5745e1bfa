from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import plaintext2html


class ComplaintInvestigation(models.Model):
    """What an investigation takes from samples, and claims from suppliers (SMP-1, SUP-1)."""

    _inherit = "complaint.investigation"

    supplier_claim_ids = fields.One2many(
        "complaint.supplier.claim",
        "investigation_id",
        "Supplier Claims",
        groups="complaint_management.group_handler,complaint_management.group_approver,"
        "complaint_management.group_auditor,complaint_quality.group_quality_user",
    )
    sample_count = fields.Integer("Number of Samples", compute="_compute_supply_counts")
    supplier_claim_count = fields.Integer("Number of Supplier Claims", compute="_compute_supply_counts")

    @api.depends("case_ids.sample_ids", "supplier_claim_ids")
    def _compute_supply_counts(self):
        # sudo: only how many there are
        samples = self.env["complaint.sample"].sudo()
        claims = self.env["complaint.supplier.claim"].sudo()
        by_case = dict(samples._read_group([("case_id", "in", self.case_ids.ids)], ["case_id"], ["__count"]))
        by_case = {case.id: count for case, count in by_case.items()}
        by_investigation = {
            investigation.id: count
            for investigation, count in claims._read_group(
                [("investigation_id", "in", self.ids)], ["investigation_id"], ["__count"]
            )
        }
        for investigation in self:
            investigation.sample_count = sum(by_case.get(case, 0) for case in investigation.case_ids.ids)
            investigation.supplier_claim_count = by_investigation.get(investigation._origin.id, 0)

    @api.readonly
    def action_view_samples(self):
        """SMP-1: the samples of the cases that this investigation serves."""
        return self.case_ids.action_view_samples()

    @api.readonly
    def action_view_supplier_claims(self):
        """SUP-1: what is claimed because of the causes found here."""
        return self.supplier_claim_ids._get_records_action(
            name=self.env._("Supplier Claims"), context={"create": False}
        )

    def action_claim_from_supplier(self, partner=None, case=None):
        """SUP-1: a draft claim against the supplier with whom an accepted cause lies.

        Lots and receipts are those of the supplier, also of components of the lots investigated.

        :param partner: the supplier, record or id; without it the one who delivered the lots
        :param case: one of the cases, record or id; without it the first
        :return: the window action of the draft
        :raise UserError: no cause is accepted, or which supplier is meant is not known
        """
        self.ensure_one()
        self.env["complaint.supplier.claim"].check_access("create")
        if not self.date_cause or not self.cause_ids:
            raise UserError(self.env._("%s: accept the cause first; the claim rests on it.", self.display_name))
        cases = self.case_ids
        if case:
            cases &= self._get_given("complaint.case", case)
        if not cases:
            raise UserError(self.env._("%s: choose one of the cases of this investigation.", self.display_name))
        claims = self.env["complaint.supplier.claim"]
        if partner:
            partner = self._get_given("res.partner", partner)
        else:
            found = claims._get_received_lines(claims._get_lots_and_components(self.lot_ids))
            suppliers = {claims._get_supplier_of(line) for line in found} - {self.env["res.partner"]}
            partner = suppliers.pop().with_env(self.env) if len(suppliers) == 1 else None
        if not partner:
            return self._ask_for_supplier(cases[:1])
        claim = claims.create(self._prepare_supplier_claim(partner, cases[:1]))
        return claim._get_records_action(name=self.env._("Supplier Claim"))

    def _ask_for_supplier(self, case):
        """The form of a new claim, in which the supplier is chosen: none or several delivered the lots."""
        values = self._prepare_supplier_claim(self.env["res.partner"], case)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Supplier Claim"),
            "res_model": "complaint.supplier.claim",
            "view_mode": "form",
            "context": {f"default_{name}": value for name, value in values.items() if value},
        }

    def _prepare_supplier_claim(self, partner, case):
        """Values of the draft claim; extend with super()."""
        claims = self.env["complaint.supplier.claim"]
        lots = claims._get_lots_from(partner, self.lot_ids) if partner else self.lot_ids
        causes = self.cause_ids.filtered(lambda cause: cause.factor == "material") or self.cause_ids
        # the causes are named, not the customer nor anything that they said
        description = ", ".join(causes.mapped("name"))
        return {
            "case_id": case.id,
            "investigation_id": self.id,
            "cause_id": causes[:1].id,
            "partner_id": partner.id,
            "lot_ids": lots.ids,
            "quantity": case._get_claimed_quantity(lots),
            "description": plaintext2html(description),
            "amount_claimed": case._get_claimable_amount(),
        }
