from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountMove(models.Model):
    """A credit note of a complaint is not posted without its evidence (EVD)."""

    _inherit = "account.move"

    complaint_evidence_ids = fields.Many2many(
        "complaint.evidence",
        compute="_compute_complaint_evidence_ids",
        string="Evidence",
        groups="complaint_management.group_user",
    )
    complaint_evidence_missing = fields.Boolean(
        "Evidence Missing",
        compute="_compute_complaint_evidence_missing",
        compute_sudo=True,
        search="_search_complaint_evidence_missing",
        help="The company demands a document that has not been accepted yet; the credit note cannot be posted.",
        groups="base.group_user",
    )

    @api.depends("complaint_remedy_id.evidence_ids")
    @api.depends_context("uid")
    def _compute_complaint_evidence_ids(self):
        # sudo: to which remedy the credit note belongs; the evidence is searched with the user's own rights
        remedies = {move: move.sudo().complaint_remedy_id.id for move in self}
        found = self.env["complaint.evidence"].search([("remedy_id", "in", [r for r in remedies.values() if r])])
        for move in self:
            move.complaint_evidence_ids = found.filtered(lambda e, move=move: e.remedy_id.id == remedies[move])

    @api.depends("state", "complaint_remedy_id.evidence_missing")
    def _compute_complaint_evidence_missing(self):
        for move in self:
            move.complaint_evidence_missing = move.state == "draft" and move.complaint_remedy_id.evidence_missing

    def _search_complaint_evidence_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        awaiting = Domain("state", "=", "draft") & Domain(
            "complaint_remedy_id.document_state", "=", "awaiting_evidence"
        )
        return awaiting if True in value else ~awaiting

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account
        moves = super().create(vals_list)
        if not self.env.su and moves.sudo().complaint_remedy_id:
            self._raise_tied_by_hand()
        return moves

    def write(self, vals):
        # EXTENDS account: EVD-2, whichever way a credit note is posted, it passes here
        if vals.get("state") == "posted":
            self.filtered(lambda move: move.state != "posted")._check_complaint_evidence()
        # sudo: only whether it would change
        if (
            not self.env.su
            and "complaint_remedy_id" in vals
            and self.sudo()._changes_remedy(vals["complaint_remedy_id"])
        ):
            self._raise_tied_by_hand()
        return super().write(vals)

    # === Actions ===

    def action_add_complaint_evidence(self):
        """The form that enters a document the customer sent."""
        self.ensure_one()
        return self.complaint_remedy_id.action_add_evidence()

    def action_override_complaint_evidence(self):
        """EVD-2: the dialog by which a complaint manager lets it be posted without evidence."""
        return self.complaint_remedy_id.action_override_evidence()

    # === Business ===

    def _raise_tied_by_hand(self):
        raise UserError(self.env._("The complaint makes its credit notes; they are not tied to it by hand."))

    def _changes_remedy(self, remedy_id):
        return bool(self.filtered(lambda move: move.complaint_remedy_id.id != remedy_id))

    def _check_complaint_evidence(self):
        """EVD-2: raise UserError naming every credit note whose evidence is missing, and what is missing."""
        # sudo: accountants who have nothing to do with complaints post too, and are told why they cannot
        problems = [
            self.env._("%(credit_note)s cannot be posted:", credit_note=move.display_name)
            + "\n"
            + move.complaint_remedy_id._explain_missing_evidence()
            for move in self.sudo()
            if move.complaint_remedy_id and move.complaint_remedy_id._lacks_evidence()
        ]
        if problems:
            problems.append(
                self.env._(
                    "Enter the scan on the remedy and have a complaint accountant accept it, or ask a complaint "
                    "manager to waive it with a reason."
                )
            )
            raise UserError("\n\n".join(problems))
