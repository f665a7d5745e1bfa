from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_list, plaintext2html

from .complaint_case_dissatisfied import DISSATISFIED_ACTIVITY

SATISFACTIONS = [
    ("very_satisfied", "Very Satisfied"),
    ("satisfied", "Satisfied"),
    ("neutral", "Neutral"),
    ("dissatisfied", "Dissatisfied"),
]


class ComplaintCallback(models.Model):
    """Asking the customer afterwards (CBK-2): an attempt, or what the customer said. It stays as it was made."""

    _name = "complaint.callback"
    _description = "Callback"
    _order = "date desc, id desc"
    _check_company_auto = True

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer")
    contact_name = fields.Char(related="case_id.contact_name")
    contact_phone = fields.Char(related="case_id.contact_phone")
    category_id = fields.Many2one(related="case_id.category_id")
    round = fields.Integer(readonly=True, aggregator="max")
    date = fields.Datetime(default=fields.Datetime.now, required=True, index=True)
    method = fields.Selection(
        [("phone", "Phone"), ("visit", "Visit"), ("mail", "E-mail"), ("letter", "Letter")],
        default="phone",
        required=True,
    )
    user_id = fields.Many2one(
        "res.users", "Caller", default=lambda self: self.env.user, required=True, check_company=True, index=True
    )
    outcome = fields.Selection(
        [("reached", "Reached"), ("not_reached", "Not Reached")],
        default="reached",
        required=True,
        help="Who was not reached is called again: the attempt stays on record and does not count.",
    )
    satisfaction = fields.Selection(SATISFACTIONS, help="With what came of the complaint.")
    satisfaction_handling = fields.Selection(
        SATISFACTIONS, "Satisfaction with the Handling", help="With how the complaint was handled."
    )
    comment = fields.Text("Customer's Words")
    signature = fields.Image("Customer's Signature", copy=False, max_width=1024, max_height=1024)
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments", copy=False)

    _reached_satisfaction = models.Constraint(
        "CHECK((outcome = 'reached') = (satisfaction IS NOT NULL))",
        "Say how satisfied the customer is, where they were reached, and only there.",
    )
    _reached_handling = models.Constraint(
        "CHECK(outcome = 'reached' OR satisfaction_handling IS NULL)",
        "A customer who was not reached says nothing of being satisfied with the handling.",
    )

    # === Constraints ===

    @api.constrains("date")
    def _check_date(self):
        """CBK-2: made already, and not before the day on which the resolution was carried out."""
        for callback in self:
            case = callback.case_id
            # a minute for clocks that differ
            if callback.date > fields.Datetime.now() + timedelta(minutes=1):
                raise ValidationError(
                    self.env._("%s: record a callback when it was made, not before.", case.display_name)
                )
            if case.date_executed and case._get_local_day(callback.date) < case._get_local_day(case.date_executed):
                raise ValidationError(
                    self.env._(
                        "%s: the customer cannot have been asked before the resolution was carried out.",
                        case.display_name,
                    )
                )

    # === Computes ===

    @api.depends("case_id.name", "satisfaction")
    @api.depends_context("lang")
    def _compute_display_name(self):
        said = dict(self._fields["satisfaction"]._description_selection(self.env))
        for callback in self:
            what = said.get(callback.satisfaction) or self.env._("Not Reached")
            callback.display_name = f"{callback.case_id.name}: {what}"

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        """Record callbacks; the round is the case's. A dissatisfied customer sends it into its next one (CBK-3).

        :raise UserError: the case is not in follow-up, or its policy names others to call
        :raise AccessError: the case is out of reach, or somebody who is no handler records what others did
        """
        self.check_access("create")
        cases = self._get_named_cases(vals_list)
        if early := cases.filtered(lambda c: not c._awaits_callback())[:1]:
            raise UserError(
                self.env._(
                    "%s: callbacks are made in follow-up, after the resolution was carried out.", early.display_name
                )
            )
        rounds = {case.id: case.round for case in cases}
        default = self.env.context.get("default_case_id")
        callbacks = super().create(
            [dict(vals, round=rounds[vals.get("case_id", default)]) for vals in vals_list],
        )
        if not self.env.su:
            callbacks._check_callers()
        callbacks._take_attachments()
        callbacks._follow_up()
        return callbacks

    def write(self, vals):
        if not self.env.su:
            raise UserError(
                self.env._(
                    "What was said at a callback stays as it is: %s. Record another one.",
                    format_list(self.env, self.mapped("display_name")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(self.env._("Callbacks are kept with their case."))

    # === Helpers ===

    @api.model
    def _get_named_cases(self, vals_list):
        """The cases that callbacks are to be made of, which the user must see."""
        default = self.env.context.get("default_case_id")
        ids = [vals.get("case_id", default) for vals in vals_list]
        known = {id_ for id_ in ids if id_ and isinstance(id_, int)}
        cases = self.env["complaint.case"].browse(known).exists()
        if len(cases) < len(known) or not all(isinstance(id_, int) and id_ in known for id_ in ids):
            raise UserError(self.env._("Say of which case the customer was called back."))
        cases.check_access("read")
        return cases

    def _check_callers(self):
        """CBK-1: called by those whom the policy names, and recorded by them or by a handler."""
        is_handler = self.env.user.has_group("complaint_management.group_handler")
        for callback in self:
            if callback.user_id != self.env.user and not is_handler:
                raise AccessError(
                    self.env._(
                        "%s: you record your own callbacks; those of others are recorded by complaint handlers.",
                        callback.case_id.display_name,
                    )
                )
            callback.case_id._check_caller(callback.user_id)

    def _take_attachments(self):
        """What was uploaded for a callback is kept with it; nobody brings along files of others."""
        for callback in self:
            # sudo: only whose the files are is read, and they are moved from their uploader to the callback
            files_sudo = callback.sudo().attachment_ids
            if any(file.res_id or file.create_uid != self.env.user for file in files_sudo):
                raise UserError(self.env._("%s: attach files that you upload here.", callback.case_id.display_name))
            files_sudo.write({"res_model": self._name, "res_id": callback.id})

    def _follow_up(self):
        """What comes of these callbacks: deadlines met, the departments told, the case sent back (CBK-3, CBK-5)."""
        reached = self.filtered(lambda c: c.outcome == "reached")
        reached._tell_departments()
        reached.case_id._count_callback()
        dissatisfied = reached.filtered(
            lambda c: c.satisfaction == "dissatisfied" and c.case_id.state in ("followup", "closed")
        )
        for case, callbacks in dissatisfied.grouped("case_id").items():
            words = "\n".join(callback.comment or "-" for callback in callbacks)
            case._send_back_dissatisfied(words)

    def _tell_departments(self):
        """CBK-5: tell the heads of the responsible departments; of a dissatisfied customer by an activity on the case.

        Never a respondent or anybody from whom the case is hidden; whoever does not see the case gets the words only.
        """
        said = dict(self._fields["satisfaction"]._description_selection(self.env))
        # sudo: the procedure tells people; whoever calls need not be allowed to read who heads what
        for callback in self.sudo():
            case = callback.case_id
            if case.policy_id and not case.policy_id.callback_tell_department:
                continue
            heads = case._get_responsible_departments().manager_id.user_id.filtered(
                lambda u, c=case: u.active and c.company_id in u.company_ids and not c._is_hidden_from(u)
            )
            heads -= self.env.user
            body = Markup("<p>%s</p><p>%s</p>") % (
                self.env._(
                    "%(case)s: the customer is %(satisfaction)s.",
                    case=case.display_name,
                    satisfaction=said[callback.satisfaction].lower(),
                ),
                plaintext2html(callback.comment or ""),
            )
            to_act = heads.browse()
            if callback.satisfaction == "dissatisfied":
                to_act = heads.filtered(lambda u, c=case: c.with_user(u).has_access("read"))
                for head in to_act:
                    case.activity_schedule(
                        DISSATISFIED_ACTIVITY,
                        date_deadline=case._get_local_day(fields.Datetime.now()),
                        user_id=head.id,
                        note=body,
                    )
            if told := (heads - to_act).partner_id:
                subject = self.env._("Callback of %s", case.name)
                case.message_notify(partner_ids=told.ids, subject=subject, body=body)

    @api.model
    def _prepare_for_case(self, case):
        """Defaults of the dialog for ``case``: by the user, or by whoever is to call."""
        caller = self.env.user if case._may_call(self.env.user) else case.sudo().caller_ids[:1]
        return {"default_case_id": case.id, "default_user_id": caller.id or self.env.uid}
