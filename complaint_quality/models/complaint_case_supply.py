from odoo import api, fields, models

CLAIM_GROUPS = (
    "complaint_management.group_handler,complaint_management.group_approver,complaint_management.group_auditor,"
    "complaint_quality.group_quality_user"
)


class ComplaintCase(models.Model):
    """The samples and the supplier claims of a case (SMP-1, SUP-1)."""

    _inherit = "complaint.case"

    sample_ids = fields.One2many("complaint.sample", "case_id", "Samples")
    sample_count = fields.Integer("Number of Samples", compute="_compute_sample_count")
    supplier_claim_ids = fields.One2many("complaint.supplier.claim", "case_id", "Supplier Claims", groups=CLAIM_GROUPS)
    supplier_claim_count = fields.Integer(
        "Number of Supplier Claims", compute="_compute_supplier_claim_count", groups=CLAIM_GROUPS
    )

    @api.depends("sample_ids")
    def _compute_sample_count(self):
        # sudo: how many there are is told to whoever may read the case
        counts = dict(
            self.env["complaint.sample"].sudo()._read_group([("case_id", "in", self.ids)], ["case_id"], ["__count"])
        )
        for case in self:
            case.sample_count = counts.get(case.sudo(), 0)

    @api.depends("supplier_claim_ids")
    def _compute_supplier_claim_count(self):
        counts = dict(
            self.env["complaint.supplier.claim"]._read_group([("case_id", "in", self.ids)], ["case_id"], ["__count"])
        )
        for case in self:
            case.supplier_claim_count = counts.get(case, 0)

    @api.depends("supplier_claim_ids.state")
    def _compute_awaiting(self):
        # EXTENDS complaint_management
        super()._compute_awaiting()

    def _get_awaiting(self):
        # EXTENDS complaint_management: INT-14, when nobody else is to act, a supplier who was asked is waited for
        awaiting = super()._get_awaiting()
        if awaiting != "handler" or self.state not in self._get_investigable_states():
            return awaiting
        # sudo: whose turn it is is told to whoever may read the case
        return "supplier" if "sent" in self.sudo().supplier_claim_ids.mapped("state") else awaiting

    # === Actions ===

    @api.readonly
    def action_view_samples(self):
        """SMP-1: the samples of these cases; from one case new ones are added to it."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Samples"),
            "res_model": "complaint.sample",
            "view_mode": "list,form" if self.sample_ids else "form,list",
            "domain": [("case_id", "in", self.ids)],
            "context": self._get_supply_defaults(),
        }

    @api.readonly
    def action_view_supplier_claims(self):
        """SUP-1: the supplier claims of these cases; from one case new ones are added to it."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Supplier Claims"),
            "res_model": "complaint.supplier.claim",
            "view_mode": "list,form",
            "domain": [("case_id", "in", self.ids)],
            "context": {**self._get_supply_defaults(), "default_quantity": self._get_claimed_quantity()},
        }

    def _get_supply_defaults(self):
        if len(self) != 1:
            return {"create": False}
        line = self.line_ids if len(self.line_ids) == 1 else self.line_ids.browse()
        return {"default_case_id": self.id, "default_line_id": line.id}

    # === Helpers ===

    def _get_claimed_quantity(self, lots=None):
        """The defective quantity of the only item, in its unit; else nothing, for the person to say.

        Neither where what is claimed are ``lots`` of something else, of which the item was made.
        """
        line = self.line_ids
        if len(line) != 1 or line.qty_unknown or (lots and lots.product_id != line.product_id):
            return 0
        return line.qty_defective or line.qty_claimed

    def _merge_into(self, target):
        # EXTENDS complaint_management: INT-10, samples and claims go along
        samples, claims = self.sample_ids, self.supplier_claim_ids
        # the items that samples are of have moved by then, the responsibility stays
        res = super()._merge_into(target)
        samples.case_id = target
        # CNF-1: as in _replace_people
        claims.filtered(lambda claim: claim.user_id in target.respondent_user_ids).user_id = target.user_id
        claims.write({"responsibility_id": False, "case_id": target.id})
        return res

    def _replace_people(self, users):
        # EXTENDS complaint_management: CNF-1, whoever may not know of the case negotiates nothing in it
        super()._replace_people(users)
        theirs = self.supplier_claim_ids.filtered(lambda claim: claim.state != "closed" and claim.user_id in users)
        theirs.user_id = self.user_id

    def _get_archive_sections(self):
        # EXTENDS complaint_management
        sections = super()._get_archive_sections()
        if self.sample_ids:
            sections.append((46, self.env._("Samples"), "complaint_quality.archive_samples", {}))
        if self.env["complaint.supplier.claim"].has_access("read") and self.supplier_claim_ids:
            title = self.env._("Supplier Claims")
            sections.append((47, title, "complaint_quality.archive_supplier_claims", {}))
        return sections

    def _get_archive_owners(self):
        # EXTENDS complaint_management
        owners = [*super()._get_archive_owners(), self.sample_ids]
        if self.env["complaint.supplier.claim"].has_access("read"):
            owners.append(self.supplier_claim_ids)
        return owners
