from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

DECISION = {"state", "decided_by_id", "date_decided", "refuse_reason"}


class ComplaintEvidence(models.Model):
    """A document that proves a return or a price reduction to the tax office: its scans, and who accepted it (EVD-1).

    Handlers and complaint accountants enter what came in; only complaint accountants accept or refuse it. What was
    decided is kept as it was.
    """

    _name = "complaint.evidence"
    _description = "Evidence Document"
    _inherit = ["complaint.case.part"]
    _order = "date desc, id desc"
    _rec_name = "type_id"
    _check_company_auto = True

    remedy_id = fields.Many2one(
        "complaint.remedy", required=True, index=True, ondelete="restrict", check_company=True, readonly=True
    )
    remedy_kind = fields.Selection(related="remedy_id.kind", string="Kind of Remedy")
    case_id = fields.Many2one(related="remedy_id.case_id", store=True, index=True)
    company_id = fields.Many2one(related="remedy_id.company_id", store=True)
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer", store=True, index="btree_not_null")
    type_id = fields.Many2one(
        "complaint.evidence.type",
        required=True,
        ondelete="restrict",
        domain="[('remedy_kind', '=', remedy_kind)]",
    )
    number = fields.Char("Document Number", help="Of the certificate or the invoice, as it stands on the paper.")
    date = fields.Date("Received On", required=True, default=fields.Date.context_today)
    attachment_ids = fields.Many2many("ir.attachment", string="Scans", copy=False, bypass_search_access=True)
    note = fields.Text()
    state = fields.Selection(
        [("received", "Received"), ("accepted", "Accepted"), ("refused", "Refused")],
        default="received",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_decided = fields.Datetime("Decided On", readonly=True, copy=False)
    refuse_reason = fields.Text("Refused Because", readonly=True, copy=False)

    @api.constrains("type_id", "remedy_id")
    def _check_type(self):
        for evidence in self:
            if evidence.type_id.remedy_kind != evidence.remedy_id.kind:
                raise ValidationError(
                    self.env._(
                        "“%(type)s” is no evidence for %(remedy)s. Choose a type made for this kind of remedy.",
                        type=evidence.type_id.name,
                        remedy=evidence.remedy_id.display_name,
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        # the user's day may be ahead of the server's
        today = max(fields.Date.today(), fields.Date.context_today(self))
        for evidence in self:
            if evidence.date > today:
                raise ValidationError(self.env._("%s cannot have come in the future.", evidence.display_name))

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        evidence = super().create(vals_list)
        if not self.env.su:
            if set(evidence.mapped("state")) - {"received"} or evidence.decided_by_id:
                raise UserError(self.env._("Evidence is entered as received; a complaint accountant accepts it."))
            if early := evidence.remedy_id.filtered(lambda r: r.state in ("planned", "cancelled"))[:1]:
                raise UserError(
                    self.env._("%s is not carried out now; there is no evidence to enter for it.", early.display_name)
                )
        evidence._claim_attachments()
        return evidence

    def write(self, vals):
        if not self.env.su:
            self._check_writable(set(vals))
        res = super().write(vals)
        if "attachment_ids" in vals:
            self._claim_attachments()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if decided := self.filtered(lambda e: e.state != "received")[:1]:
            raise UserError(self.env._("%s was decided upon and is kept.", decided.display_name))

    def _check_writable(self, names):
        if names & (DECISION | {"remedy_id"}):
            raise UserError(self.env._("Accept or refuse evidence by its buttons; it stays with its remedy."))
        decided = self.filtered(lambda e: e.state != "received")[:1]
        if decided and names - {"note"}:
            raise UserError(
                self.env._("%s was decided upon and is kept as it was. Enter a new one.", decided.display_name)
            )

    def _claim_attachments(self):
        """Scans belong to their evidence: who reads it reads them.

        :raise AccessError: files of others
        """
        for evidence in self:
            # sudo: only where these files belong is read; foreign ones are refused
            files_sudo = evidence.attachment_ids.sudo()
            new = files_sudo.filtered(lambda f, e=evidence: (f.res_model, f.res_id) != (e._name, e.id))
            foreign = new.filtered(
                lambda f: (
                    f.res_id or f.res_field or f.create_uid != self.env.user or f.res_model not in (False, self._name)
                )
            )
            if foreign and not self.env.su:
                raise AccessError(
                    self.env._("%s: attach files that you uploaded for this evidence.", evidence.display_name)
                )
            new.write({"res_model": self._name, "res_id": evidence.id})

    # === Actions ===

    def action_accept(self):
        """EVD-1: the document is what it should be; with person and date.

        Callable on ids by a complaint accountant.

        :return: True
        :raise UserError: it was decided upon, or has no scan
        """
        self._check_decider()
        for evidence in self:
            if evidence.state != "received":
                raise UserError(self.env._("%s was decided upon already.", evidence.display_name))
            if not evidence.attachment_ids:
                raise UserError(self.env._("%s: attach the scan first.", evidence.display_name))
        self._decide("accepted")
        return True

    def action_refuse(self, reason=None):
        """EVD-1: the document does not do; also one that was accepted by mistake, until the credit note is posted.

        :param reason: text that is kept; without it the dialog that asks for it is returned
        :raise UserError: it was refused already, or carries a posted credit note
        """
        if not isinstance(reason, str) or not reason.strip():
            return self.env["complaint.reason"]._ask(self, "refuse_evidence")
        self._check_decider()
        for evidence in self:
            if evidence.state == "refused":
                raise UserError(self.env._("%s was refused already.", evidence.display_name))
            # sudo: whether it was posted is asked, nothing else of the entry
            if evidence.state == "accepted" and "posted" in evidence.remedy_id.sudo().credit_move_ids.mapped("state"):
                raise UserError(
                    self.env._("%s carries a posted credit note; reset that one to draft first.", evidence.display_name)
                )
        self._decide("refused", reason)
        return True

    def action_open(self):
        """The evidence in a dialog."""
        return {**self._get_records_action(name=self.env._("Evidence")), "target": "new"}

    # === Helpers ===

    def _check_decider(self):
        if not (self.env.su or self.env.user.has_group("complaint_finance.group_complaint_accountant")):
            raise AccessError(self.env._("Only complaint accountants accept or refuse evidence."))
        self.check_access("write")
        self.case_id._check_not_recused(self.env.user)

    def _decide(self, state, reason=False):
        # sudo: the decision is written by these steps only; the person has been checked
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
                "refuse_reason": reason,
            }
        )
        for evidence in self:
            values = {"evidence": evidence.display_name, "remedy": evidence.remedy_id.display_name, "reason": reason}
            if state == "accepted":
                body = self.env._("%(remedy)s: evidence “%(evidence)s” accepted.", **values)
            else:
                body = self.env._("%(remedy)s: evidence “%(evidence)s” refused: %(reason)s", **values)
            evidence.remedy_id._log_evidence(body)
