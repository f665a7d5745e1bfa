from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# What stays writable on a resolution that is no longer a draft is set by its own methods, as superuser.
FROZEN_EXCEPT = frozenset(("message_main_attachment_id", "activity_ids", "message_follower_ids", "message_ids"))
# What says how it came about and how far it is, is never written by hand, not even on a draft.
PROCEDURE_FIELDS = frozenset(
    (
        "case_id",
        "version",
        "round",
        "previous_id",
        "user_id",
        "author_ids",
        "reject_reason",
        "date_submitted",
        "date_approved",
        "date_replied",
        "date_accepted",
        "accepted_by",
        "signature",
    )
)


class ComplaintResolution(models.Model):
    """What is proposed to the customer: a version with its remedies, approved by amount (RES-1 to RES-7)."""

    _name = "complaint.resolution"
    _description = "Resolution"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "case_id desc, version desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(compute="_compute_name", store=True)
    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True)
    case_state = fields.Selection(related="case_id.state", string="Phase of the Case")
    demand_ids = fields.Many2many(related="case_id.demand_ids")
    demanded_amount = fields.Monetary(related="case_id.demanded_amount", currency_field="company_currency_id")
    version = fields.Integer(default=1, readonly=True, aggregator=None)
    round = fields.Integer(default=1, readonly=True, aggregator=None)
    previous_id = fields.Many2one("complaint.resolution", "Previous Version", readonly=True, index="btree_not_null")
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True, readonly=False, required=True, precompute=True
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    remedy_ids = fields.One2many("complaint.remedy", "resolution_id", "Remedies", copy=True)
    amount_total = fields.Monetary("Total", compute="_compute_amount_total", store=True)
    amount_total_company = fields.Monetary(
        "Total in Company Currency",
        compute="_compute_amount_total",
        store=True,
        currency_field="company_currency_id",
        help="What the remedies cost the company; the tiers of approval go by it.",
    )
    user_id = fields.Many2one(
        "res.users", "Proposed By", default=lambda self: self.env.user, readonly=True, tracking=True
    )
    author_ids = fields.Many2many(
        "res.users",
        "complaint_resolution_author_rel",
        string="Worked Out By",
        readonly=True,
        copy=False,
        help="Whoever wrote on the draft. They do not approve it.",
    )
    note = fields.Html("Grounds for the Proposal")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("offered", "Offered to Customer"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("superseded", "Superseded"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    reject_reason = fields.Char("Reason of Rejection or Refusal", readonly=True, copy=False)
    date_approved = fields.Datetime("Approved On", readonly=True, copy=False)
    date_replied = fields.Datetime("Replied On", readonly=True, copy=False)
    date_accepted = fields.Datetime("Accepted On", readonly=True, copy=False)
    accepted_by = fields.Char(readonly=True, copy=False, help="Who accepted or refused for the customer.")
    signature = fields.Image(copy=False, attachment=True, max_width=1024, max_height=1024, readonly=True)

    _version_unique = models.UniqueIndex("(case_id, version)", "The case has a resolution of this version already.")

    # === Computes ===

    @api.depends("case_id.name", "version")
    def _compute_name(self):
        for resolution in self:
            resolution.name = f"{resolution.case_id.name}-R{resolution.version}"

    @api.depends("case_id")
    def _compute_currency_id(self):
        for resolution in self:
            case = resolution.case_id
            resolution.currency_id = case.sale_order_id.currency_id or case.currency_id or self.env.company.currency_id

    @api.depends("remedy_ids.amount", "remedy_ids.state", "currency_id", "company_id", "date_submitted")
    def _compute_amount_total(self):
        """In the company's currency at the rate of the day of submission, by which tiers go; of a draft today's."""
        now = fields.Datetime.now()
        for resolution in self:
            company = resolution.company_id or self.env.company
            remedies = resolution.remedy_ids.filtered(lambda r: r.state != "cancelled")
            resolution.amount_total = sum(remedies.mapped("amount"))
            resolution.amount_total_company = (resolution.currency_id or company.currency_id)._convert(
                resolution.amount_total,
                company.currency_id,
                company,
                company._get_complaint_day(resolution.date_submitted or now),
            )

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        cases = self.env["complaint.case"].browse({vals["case_id"] for vals in vals_list if vals.get("case_id")})
        if not self.env.su:
            cases._check_handler()
        for case in cases:
            if case.state != "resolution":
                raise UserError(self.env._("%s: resolutions are proposed in phase resolution.", case.display_name))
            if running := case.resolution_ids.filtered(lambda r, c=case: r.round == c.round and r._is_alive()):
                raise UserError(
                    self.env._(
                        "%s is still under way; finish or supersede it before you propose another.", running[0].name
                    )
                )
        versions = {case.id: max(case.resolution_ids.mapped("version"), default=0) for case in cases}
        for vals in vals_list:
            if case_id := vals.get("case_id"):
                case = self.env["complaint.case"].browse(case_id)
                versions[case_id] += 1
                if not self.env.su:
                    vals["user_id"] = self.env.uid
                vals["version"] = versions[case_id]
                vals["round"] = case.round
                vals["previous_id"] = case.resolution_ids.sorted("version")[-1:].id
        resolutions = super().create(vals_list)
        if not self.env.su:
            if set(resolutions.mapped("state")) - {"draft"}:
                raise UserError(self.env._("A resolution begins as a draft."))
            if any(
                r.date_approved or r.date_replied or r.date_accepted or r.accepted_by or r.signature
                for r in resolutions
            ):
                raise UserError(self.env._("A resolution begins without approval and answer."))
            resolutions._note_author()
        return resolutions

    def copy_data(self, default=None):
        """RES-4: what was cancelled does not come back with the next version."""
        vals_list = super().copy_data(default)
        for resolution, vals in zip(self, vals_list, strict=True):
            if "remedy_ids" not in (default or {}):
                copied = zip(resolution.remedy_ids.sorted("id"), vals["remedy_ids"], strict=True)
                vals["remedy_ids"] = [command for remedy, command in copied if remedy.state != "cancelled"]
        return vals_list

    def write(self, vals):
        if not self.env.su:
            self._check_frozen(set(vals))
            self.filtered(lambda r: r.state == "draft")._note_author()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(self.env._("Resolutions are kept with their case; propose a new version instead."))

    def _check_frozen(self, names=frozenset()):
        """RES-4: from submission on nothing is changed but by the methods below; a change is a new version."""
        if "state" in names:
            raise UserError(self.env._("The state of a resolution is set by its steps only, not by hand."))
        if names & PROCEDURE_FIELDS:
            raise UserError(self.env._("Case, version, people and dates of a resolution are not changed by hand."))
        frozen = self.filtered(lambda r: r.state != "draft")[:1]
        if frozen and names - FROZEN_EXCEPT:
            raise UserError(
                self.env._("%s is no longer a draft and is frozen. Make a new version to change it.", frozen.name)
            )

    # === Actions ===

    def action_accept(self, accepted_by=None):
        """CUS-5: the customer accepted the offer, as told to the handler."""
        self.case_id._check_handler()
        self._accept(accepted_by or self.case_id[:1].contact_name)

    def action_refuse(self, reason=None):
        """RES-6: the customer refused the offer; a new version goes the same way."""
        if not reason:
            return self.env["complaint.reason"]._ask(self, "refuse")
        self.case_id._check_handler()
        self._refuse(reason)

    def action_new_version(self):
        """RES-4: a draft with the same remedies, linked to this version, which is superseded.

        :raise UserError: carried out already
        """
        self.ensure_one()
        self.case_id._check_handler()
        if self.case_id.state != "resolution":
            raise UserError(self.env._("%s is no longer in phase resolution.", self.case_id.display_name))
        # sudo: superseding is the procedure's; the person has been checked
        self.sudo()._supersede()
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])
        return self.copy({"user_id": self.env.uid})._get_records_action(name=self.env._("Resolution"))

    def action_reply(self):
        """RES-5: the reply letter of the case, which offers this resolution."""
        return self.case_id.action_reply()

    def action_open(self):
        return self._get_records_action(name=self.env._("Resolution"))

    # === Business methods ===

    def _missing_to_submit(self):
        """Sentences saying what keeps the proposal from being submitted; extend for more."""
        self.ensure_one()
        missing = [] if self.remedy_ids else [self.env._("it has no remedies")]
        for remedy in self.remedy_ids:
            missing += [f"{remedy.display_name}: {sentence}" for sentence in remedy._missing_to_submit()]
        for line, remedies in self.remedy_ids.grouped("line_id").items():
            promised = sum(
                remedies.filtered(lambda r: r.kind in ("return", "exchange", "replacement")).mapped("quantity")
            )
            if line.product_uom_id and line.product_uom_id.compare(promised, line.qty_claimed) > 0:
                missing.append(self.env._("%s: more is to be returned than was claimed", line.display_name))
        return missing

    def _accept(self, accepted_by, signature=False):
        self._check_offered()
        # sudo: a customer on the portal, or a handler, both checked by the caller
        self.sudo().write(
            {
                "state": "accepted",
                "accepted_by": accepted_by,
                "signature": signature,
                "date_accepted": fields.Datetime.now(),
            }
        )
        self.case_id._follow_offer()

    def _refuse(self, reason, refused_by=None):
        self._check_offered()
        # sudo: as in _accept
        self.sudo().write({"state": "refused", "reject_reason": reason, "accepted_by": refused_by})
        self.case_id._follow_offer()

    def _check_offered(self):
        for resolution in self:
            if not resolution._is_on_offer():
                raise UserError(self.env._("%s is not on offer to the customer.", resolution.name))

    def _is_on_offer(self):
        """CUS-5: whether the customer may answer: neither what is carried out without asking them nor what fell with
        its case can be refused any more."""
        return self.state == "offered" and self.case_id.state == "resolution"

    def _offer(self, date):
        """The reply went out at ``date``: what it promised is on offer to the customer."""
        self.filtered(lambda r: r.state == "approved").write({"state": "offered", "date_replied": date})

    def _note_author(self):
        """RES-3: the user had a hand in these drafts."""
        for resolution in self:
            if self.env.user not in resolution.author_ids:
                # sudo: set by the procedure only
                resolution.sudo().author_ids = [Command.link(self.env.uid)]

    def _is_alive(self):
        return self.state not in ("rejected", "refused", "superseded")

    def _supersede(self):
        self.filtered(lambda r: r._is_alive()).with_context(skip_validation_check=True).write({"state": "superseded"})
        self.case_id._follow_offer()
