from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .complaint_remedy import CREDIT_STATES

OVERRIDE = {"evidence_override_by_id", "evidence_override_date", "evidence_override_reason"}


class ComplaintRemedy(models.Model):
    """The evidence a remedy needs before its credit notes are posted (EVD)."""

    _inherit = "complaint.remedy"

    evidence_ids = fields.One2many("complaint.evidence", "remedy_id", copy=False)
    evidence_missing = fields.Boolean(
        compute="_compute_evidence_missing",
        compute_sudo=True,
        help="The company demands a document that has not been accepted yet; the credit note cannot be posted.",
    )
    evidence_override_by_id = fields.Many2one("res.users", "Evidence Waived By", readonly=True, copy=False)
    evidence_override_date = fields.Datetime("Evidence Waived On", readonly=True, copy=False)
    evidence_override_reason = fields.Text("Evidence Waived Because", readonly=True, copy=False)
    document_state = fields.Selection(
        selection_add=[("awaiting_evidence", "Awaiting Evidence"), ("to_post",)],
        group_expand="_group_expand_document_state",
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    amount_company = fields.Monetary(
        "Amount (Company Currency)",
        compute="_compute_amount_company",
        store=True,
        currency_field="company_currency_id",
        help="What was credited or, before that, what is approved; before tax, so that remedies can be summed up.",
    )

    # === Computes ===

    @api.depends(
        "evidence_ids.state", "evidence_override_by_id", "kind", "company_id.complaint_evidence_type_ids.active"
    )
    def _compute_evidence_missing(self):
        for remedy in self:
            remedy.evidence_missing = remedy._lacks_evidence()

    @api.depends("evidence_ids.state", "evidence_override_by_id", "company_id.complaint_evidence_type_ids.active")
    def _compute_document_state(self):
        # EXTENDS: a draft that may not be posted yet waits for its evidence
        super()._compute_document_state()

    @api.depends(
        *("amount", "currency_id", "credit_move_ids.amount_untaxed_signed"),
        *CREDIT_STATES,
    )
    def _compute_amount_company(self):
        today = fields.Date.context_today(self)
        for remedy in self:
            company = remedy.company_id or self.env.company
            if credits_made := remedy._get_credit_notes():
                remedy.amount_company = -sum(credits_made.mapped("amount_untaxed_signed"))
            else:
                currency = remedy.currency_id or company.currency_id
                remedy.amount_company = currency._convert(remedy.amount, company.currency_id, company, today)

    def _get_document_state(self):
        # EXTENDS
        state = super()._get_document_state()
        return "awaiting_evidence" if state == "to_post" and self._lacks_evidence() else state

    def _group_expand_document_state(self, states, domain):
        """The accountant's board shows every state of a document, empty ones too."""
        return [state for state in dict(self._fields["document_state"].selection) if state != "none"]

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and OVERRIDE & set().union(*vals_list, self._get_default_names()):
            raise UserError(self.env._("Evidence is waived by a complaint manager, with a reason."))
        return super().create(vals_list)

    def _check_writable(self, names):
        # EXTENDS complaint_management
        if names & OVERRIDE:
            raise UserError(self.env._("Evidence is waived by a complaint manager, with a reason."))
        return super()._check_writable(names - {"evidence_ids"})

    # === Actions ===

    def action_add_evidence(self):
        """The form that enters a document the customer sent."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Evidence"),
            "res_model": "complaint.evidence",
            "view_mode": "form",
            "target": "new",
            "context": {"default_remedy_id": self.id},
        }

    def action_override_evidence(self, reason=None):
        """EVD-2: a complaint manager lets the credit note be posted without evidence; the reason is kept.

        Callable on ids.

        :param reason: text; without it the dialog that asks for it is returned
        :raise UserError: no evidence is missing
        :raise AccessError: the user is no complaint manager
        """
        if not (self.env.su or self.env.user.has_group("complaint_management.group_manager")):
            raise AccessError(self.env._("Only complaint managers waive evidence."))
        self.check_access("read")
        self.case_id._check_not_recused(self.env.user)
        if complete := self.sudo().filtered(lambda r: not r._lacks_evidence())[:1]:
            raise UserError(self.env._("%s lacks no evidence.", complete.display_name))
        if not isinstance(reason, str) or not reason.strip():
            return self.env["complaint.reason"]._ask(self, "override_evidence")
        # sudo: frozen for everyone but the procedure; the person has been checked
        self.sudo().write(
            {
                "evidence_override_by_id": self.env.uid,
                "evidence_override_date": fields.Datetime.now(),
                "evidence_override_reason": reason,
            }
        )
        for remedy in self:
            remedy._log_evidence(
                self.env._("%(remedy)s: evidence waived: %(reason)s", remedy=remedy.display_name, reason=reason)
            )
        return True

    # === Business ===

    def _get_demanded_evidence(self):
        """The types of which one accepted document is demanded; none: nothing is demanded.

        Note: self.ensure_one()
        """
        self.ensure_one()
        # sudo: the company's choice holds for whoever posts
        types = self.company_id.sudo().complaint_evidence_type_ids
        return types.filtered(lambda t: t.active and t.remedy_kind == self.kind)

    def _lacks_evidence(self):
        """Whether a demanded document is still missing (EVD-1).

        What was accepted stays evidence when its type is archived later.

        Note: self.ensure_one()
        """
        self.ensure_one()
        if self.evidence_override_by_id or not self._get_demanded_evidence():
            return False
        types = self.company_id.sudo().complaint_evidence_type_ids
        return not self.evidence_ids.filtered(lambda e: e.state == "accepted" and e.type_id in types)

    def _explain_missing_evidence(self):
        """EVD-2: what is missing, in words.

        Note: self.ensure_one()
        """
        self.ensure_one()
        sentences = [
            self.env._(
                "%(remedy)s of complaint %(case)s lacks an accepted evidence document. One of these is needed:",
                remedy=self.display_name,
                case=self.case_id.name,
            )
        ]
        sentences += [f"- {evidence_type.name}" for evidence_type in self._get_demanded_evidence()]
        for state, sentence in (
            ("received", self.env._("Received, but not accepted yet:")),
            ("refused", self.env._("Refused:")),
        ):
            if found := self.evidence_ids.filtered(lambda e, state=state: e.state == state):
                sentences.append(f"{sentence} {', '.join(found.type_id.mapped('name'))}")
        return "\n".join(sentences)

    def _log_evidence(self, body):
        """A line in the history of the case and of the credit notes that it is about."""
        # sudo: whoever decides on evidence need not have rights on the entries
        remedy_sudo = self.sudo()
        remedy_sudo.case_id._message_log(body=body)
        for move in remedy_sudo._get_credit_notes():
            move._message_log(body=body)
