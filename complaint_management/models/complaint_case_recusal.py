from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_list


class ComplaintCase(models.Model):
    """Who is named as respondent and what is marked as confidential; those from whom it is hidden leave it (CNF)."""

    _inherit = "complaint.case"

    respondent_ids = fields.Many2many(
        "hr.employee",
        "complaint_case_respondent_rel",
        string="Respondents",
        check_company=True,
        copy=False,
        tracking=True,
        help="The employees complained about. They see nothing of the case and take no part in it.",
    )
    respondent_user_ids = fields.Many2many(
        "res.users", "complaint_case_respondent_user_rel", compute="_compute_respondent_user_ids", store=True
    )
    confidential = fields.Boolean(
        tracking=True,
        help="Only the handler, the team leader, the people of its steps and the complaint manager see the case.",
    )

    @api.depends("respondent_ids.user_id")
    def _compute_respondent_user_ids(self):
        for case in self:
            case.respondent_user_ids = case.respondent_ids.user_id

    # === Naming respondents, marking confidential ===

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and self.env.user.has_group("complaint_management.group_handler"):
            # what is confidential is not shared out: whoever logs it handles it, unless they name another
            vals_list = [{"user_id": self.env.uid, **vals} if vals.get("confidential") else vals for vals in vals_list]
        employees = self.env["hr.employee"]
        named = [employees._check_named(vals.get("respondent_ids")) for vals in vals_list]
        cases = super().create(
            [{key: value for key, value in vals.items() if key != "respondent_ids"} for vals in vals_list]
        )
        for case, vals, commands in zip(cases, vals_list, named, strict=True):
            if commands:
                # sudo: see _check_named
                case.sudo().respondent_ids = commands
                if vals.get("user_id"):
                    case._check_not_recused(self.env["res.users"].browse(vals["user_id"]))
        closed = cases.filtered(lambda c: c.sudo().respondent_ids or c.confidential)
        closed._shut_out()
        closed._check_still_seen()
        return cases

    def write(self, vals):
        if "respondent_ids" in vals and not self.env.su:
            if not self.env.user.has_group("complaint_management.group_handler"):
                raise AccessError(self.env._("Only complaint handlers name the respondents of a case."))
            self.check_access("write")
            named = self.env["hr.employee"]._check_named(vals["respondent_ids"])
            # sudo: see _check_named
            self.sudo().write({"respondent_ids": named})
            vals = {key: value for key, value in vals.items() if key != "respondent_ids"}
            res = self.write(vals) if vals else True
            self._check_still_seen()
        elif handed_over := self._get_handed_over(vals):
            self.check_access("write")
            rest = {key: value for key, value in vals.items() if key not in handed_over}
            # sudo: whoever hands it over may see it no more as soon as that is written; that they may was just checked
            res = (not rest or self.write(rest)) and self.sudo().write(handed_over)
        else:
            res = super().write(vals)
        if "respondent_ids" in vals or vals.get("confidential"):
            self._shut_out()
            self._check_still_seen()
        return res

    def _get_handed_over(self, vals):
        """CNF-2: what of ``vals`` gives a confidential case to others; nothing of it for the superuser."""
        if self.env.su or not any(self.mapped("confidential")):
            return {}
        return {key: vals[key] for key in ("user_id", "team_id") if key in vals}

    def web_save(self, vals, specification, next_id=None):
        # EXTENDS web: what was handed over and is hidden from now on cannot be shown again
        if self and not next_id and any(self.mapped("confidential")):
            self.write(vals)
            if self.sudo().is_hidden:
                return []
            vals = {}
        return super().web_save(vals, specification, next_id=next_id)

    def _check_still_seen(self):
        """Whoever names a respondent or marks a case confidential goes on with it; the last one to see it stays."""
        if not self.env.su and (hidden := self.sudo().filtered("is_hidden")):
            raise UserError(
                self.env._(
                    "You would not see %s any more. Leave it to a complaint manager to name you as a respondent, "
                    "or to mark it as confidential where you have no part in it.",
                    format_list(self.env, hidden.mapped("name")),
                )
            )

    def _shut_out(self):
        """CNF-1, CNF-2: those who may not know of these cases any more leave them, and with them all that they have."""
        # sudo: people are taken off everything of the case, whatever the one who names them may write
        for case in self.sudo():
            if case.respondent_user_ids:
                case._replace_people(case.respondent_user_ids)
            for name in self.env["mail.message"]._get_complaint_threads():
                case._shut_out_of(name)
        self.env["mail.message"].invalidate_model(["is_complaint_hidden"])
        self.env["mail.activity"].invalidate_model(["is_complaint_hidden"])

    def _replace_people(self, users):
        """CNF-1: take ``users`` off what is still to be done in this case; extend where more people have a part."""
        self.ensure_one()
        if self.user_id in users:
            self.user_id = False
            self._assign_handler()
        open_steps = self.step_ids.filtered(lambda s: s.state in ("waiting", "todo"))
        open_steps.filtered(lambda s: s.user_id in users).user_id = False
        remedies = self.resolution_ids.remedy_ids.filtered(lambda r: r.state in ("planned", "todo"))
        remedies.filtered(lambda r: r.responsible_id in users).responsible_id = False
        reviews = self.resolution_ids.review_ids.filtered(lambda r: r.status in ("waiting", "pending"))
        reviews.filtered(lambda r: r.reviewer_ids & users)._compute_reviewer_ids()

    def _shut_out_of(self, model_name):
        """Subscriptions, notifications and activities on the ``model_name`` records of this case."""
        path = self.env[model_name]._case_path or "id"
        ids = self.env[model_name].with_context(active_test=False).search([(path, "in", self.ids)]).ids
        on_records = Domain("res_model", "=", model_name) & Domain("res_id", "in", ids)
        on_messages = Domain("mail_message_id.model", "=", model_name) & Domain("mail_message_id.res_id", "in", ids)
        followers = self.env["mail.followers"].search(on_records)
        notifications = self.env["mail.notification"].search(on_messages)
        activities = self.env["mail.activity"].search(on_records & Domain("user_id", "!=", False))
        shut_out = self._get_shut_out(
            followers.partner_id | notifications.res_partner_id | activities.user_id.partner_id
        )
        if shut_out:
            followers.filtered(lambda f: f.partner_id in shut_out).unlink()
            notifications.filtered(lambda n: n.res_partner_id in shut_out).unlink()
            theirs = activities.filtered(lambda a: a.user_id.partner_id in shut_out)
            stand_in = self._get_stand_in(self.env["res.users"])
            if stand_in:
                theirs.with_context(mail_activity_quick_update=True).user_id = stand_in
            else:
                theirs.unlink()

    # === Guards ===

    @api.constrains("user_id")
    def _check_handler_not_recused(self):
        """CNF-1: no respondent handles a case, whoever assigns it."""
        for case in self:
            case._check_not_recused(case.user_id)

    def _check_not_recused(self, users):
        """CNF-1: nobody takes part in a case about themselves.

        :raise ValidationError: one of ``users`` is a respondent of one of these cases
        """
        # sudo: people are compared
        for case in self.sudo():
            if recused := users.sudo() & case.respondent_user_ids:
                raise ValidationError(
                    self.env._(
                        "%(case)s is about %(people)s, who therefore can take no part in it. Choose somebody else.",
                        case=case.name,
                        people=format_list(self.env, recused.mapped("name")),
                    )
                )

    def _check_open_to(self, user):
        """CNF-1, CNF-2: ``user`` is given something to do in these cases.

        :raise ValidationError: one of them is hidden from ``user``
        """
        self._check_not_recused(user)
        confidential = self.sudo().filtered("confidential")
        if confidential and confidential._is_hidden_from(user):
            raise ValidationError(
                self.env._(
                    "%(case)s is confidential and %(person)s has no part in it. Choose somebody else.",
                    case=format_list(self.env, confidential.mapped("name")),
                    person=user.name,
                )
            )
