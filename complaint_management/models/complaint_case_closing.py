from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ComplaintCase(models.Model):
    """What the policy lists for closing, besides the summary (ARC-1).

    What is settled on the spot takes the short path and needs what that path asks for only (INT-16).
    """

    _inherit = "complaint.case"

    has_evidence = fields.Boolean(
        compute="_compute_has_evidence", search="_search_has_evidence", help="A file is attached to the case."
    )

    def _compute_has_evidence(self):
        # sudo: only whether there are files is told
        groups = (
            self.env["ir.attachment"]
            .sudo()
            ._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids), ("res_field", "=", False)], ["res_id"]
            )
        )
        with_files = {res_id for (res_id,) in groups}
        for case in self:
            case.has_evidence = case._origin.id in with_files

    @api.model
    def _search_has_evidence(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: see _compute_has_evidence
        files = self.env["ir.attachment"].sudo()._search([("res_model", "=", self._name), ("res_field", "=", False)])
        found = Domain("id", "in", SQL("(%s)", files.select(SQL.identifier("ir_attachment", "res_id"))))
        return found if True in value else ~found

    def _missing_to_end(self):
        # EXTENDS: ARC-1
        missing = super()._missing_to_end()
        # sudo: whether the case has what is asked for, also where the closing user may not see all of it
        case_sudo = self.sudo()
        missing += [
            self.env._("the policy asks for: %s", needed.name)
            for needed in case_sudo.policy_id.closing_ids
            if needed._is_missing(case_sudo)
        ]
        return missing
