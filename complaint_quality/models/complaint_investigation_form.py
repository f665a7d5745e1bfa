from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from .complaint_discipline import DISCIPLINES, SHARED


class ComplaintInvestigation(models.Model):
    """The two forms of an investigation: short, or 8D with its nine disciplines (INV-2, INV-3)."""

    _inherit = "complaint.investigation"

    form = fields.Selection(
        [("short", "Short"), ("eight_d", "8D")],
        compute="_compute_form",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="Short: problem, cause, action, prevention. 8D: nine disciplines, each signed off."
        " Category and policy of the cases choose; it can be changed until the first discipline is signed off.",
    )
    discipline_ids = fields.One2many("complaint.discipline", "investigation_id", "Disciplines", copy=False)
    prevention = fields.Html(help="What keeps it from arising elsewhere: documents, training, similar products.")
    signed_count = fields.Integer("Disciplines Signed Off", compute="_compute_progress")
    progress = fields.Integer(compute="_compute_progress", help="Share of the disciplines signed off, in percent.")
    date_reported = fields.Datetime(
        "Reported on",
        copy=False,
        readonly=True,
        help="When the cause was said: in the short form when it was accepted, in an 8D when D4 was signed off.",
    )

    @api.depends("case_ids")
    def _compute_form(self):
        """INV-3: on opening, the case that asks for most decides; later it is changed by hand only."""
        for investigation in self:
            if not investigation._origin:
                forms = {case._get_investigation_form() for case in investigation.case_ids}
                investigation.form = "eight_d" if "eight_d" in forms else "short"
            else:
                investigation.form = investigation.form or "short"

    @api.depends("discipline_ids.date_done", "form")
    def _compute_progress(self):
        for investigation in self:
            disciplines = investigation.discipline_ids
            investigation.signed_count = len(disciplines.filtered("date_done"))
            investigation.progress = 100 * investigation.signed_count // (len(disciplines) or 1)

    @api.depends("form", "discipline_ids.date_done", "discipline_ids.active")
    def _compute_state(self):
        """EXTENDS: in an 8D the phase follows from the sign-offs as well (the first that fits):
        - analysing: any discipline is signed off, as long as D4 is not
        - acting: D6 is not signed off
        """
        super()._compute_state()
        for investigation in self:
            if not investigation._is_guided() or investigation.state == "closed":
                continue
            signed = set(investigation.discipline_ids.filtered("date_done").mapped("code"))
            if investigation.state == "open" and signed:
                investigation.state = "analysing"
            elif investigation.state in ("acting", "verifying"):
                if "D4" not in signed:
                    investigation.state = "analysing"
                elif "D6" not in signed:
                    investigation.state = "acting"

    @api.model_create_multi
    def create(self, vals_list):
        investigations = super().create(vals_list)
        investigations.filtered(lambda i: i.form == "eight_d")._set_up_disciplines()
        return investigations

    def write(self, vals):
        changed = self.filtered(lambda i: "form" in vals and i.form != vals["form"])
        changed._check_form_open()
        if written := {code for code, name in SHARED.items() if name in vals}:
            self._check_unsigned(written)
        leaders = {investigation: investigation.user_id for investigation in self} if "user_id" in vals else {}
        result = super().write(vals)
        for form, investigations in changed.grouped("form").items():
            if form == "eight_d":
                investigations._set_up_disciplines()
            else:
                # sudo: disciplines are set up and put away by the procedure; the person was checked in this write
                disciplines_sudo = investigations.sudo().discipline_ids
                disciplines_sudo.active = False
                disciplines_sudo._update_activities()
        for investigation, leader in leaders.items():
            # sudo: see above; what the former leader still owns goes to the new one
            unsigned_sudo = investigation.sudo().discipline_ids.filtered(lambda d: not d.date_done)
            unsigned_sudo.filtered(lambda d, u=leader: d.user_id == u).user_id = investigation.user_id
        return result

    def action_accept_cause(self):
        # EXTENDS: INV-7, in the short form that is the report; in an 8D it is D4, where causes of both kinds are due
        result = super().action_accept_cause()
        self.filtered(lambda i: i.form == "short")._mark_reported()
        return result

    def action_no_action_needed(self, reason=None):
        # EXTENDS: see action_accept_cause
        result = super().action_no_action_needed(reason)
        if reason is not None:
            self.filtered(lambda i: i.form == "short")._mark_reported()
        return result

    def action_close(self):
        result = super().action_close()
        self._mark_reported()
        self.discipline_ids._update_activities()
        return result

    def _do_reopen(self, reason):
        # EXTENDS: what rests on the cause must be signed off anew
        super()._do_reopen(reason)
        # sudo: the callers have checked the person
        self.sudo().date_reported = False
        self.discipline_ids.filtered(lambda d: d.code >= "D4")._take_back(reason)
        self.discipline_ids._update_activities()

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"date_reported"}

    def _get_content_fields(self):
        return super()._get_content_fields() | {"form", "prevention", "discipline_ids"}

    def _missing_to_close(self):
        """EXTENDS: INV-3, the short form says what prevents it elsewhere; INV-2, an 8D is signed off to the end."""
        missing = super()._missing_to_close()
        if self._is_guided():
            labels = dict(DISCIPLINES)
            labels.update(self.env["complaint.discipline"]._fields["code"]._description_selection(self.env))
            unsigned = self.discipline_ids.filtered(lambda d: not d.date_done).sorted("code")
            missing += [self.env._("%s is not signed off.", labels[discipline.code]) for discipline in unsigned]
        elif self._lacks_prevention():
            missing.append(self.env._("The prevention is not written, nor is a preventive action planned."))
        return missing

    def _lacks_prevention(self):
        written = self._is_excused() or not is_html_empty(self.prevention)
        return not written and "preventive" not in self.action_ids.mapped("kind")

    def _is_guided(self):
        """Whether the order of an 8D holds; it does no longer where no defect was found."""
        self.ensure_one()
        return self.form == "eight_d"

    def _is_excused(self):
        """Whether it was decided that there is nothing to prevent; extend with super()."""
        self.ensure_one()
        return bool(self.date_no_action)

    def _check_form_open(self):
        for investigation in self:
            # sudo: whether there are versions, not what they say
            if investigation.sudo().discipline_ids.version_ids:
                raise UserError(
                    self.env._("%s keeps its form: disciplines of it have been signed off already.", investigation.name)
                )

    def _check_whys_open(self):
        """Whys and causes are what D4 says."""
        self._check_not_closed()
        self._check_unsigned({"D4"})

    def _check_unsigned(self, codes):
        """INV-2: what is signed off is not changed from outside either."""
        if signed := self.discipline_ids.filtered(lambda d: d.code in codes and d.date_done):
            raise UserError(self.env._("%s is signed off: send it back before it is changed.", signed[0].display_name))

    def _set_up_disciplines(self):
        """The nine disciplines, owned by the leader, each due as many days after the opening as the policy gives."""
        # sudo: disciplines are set up by the procedure; nobody adds or deletes one
        discipline_sudo = self.env["complaint.discipline"].sudo()
        for investigation in self:
            known = discipline_sudo.with_context(active_test=False).search(
                [("investigation_id", "=", investigation.id)], limit=len(DISCIPLINES)
            )
            known.active = True
            days, opened = investigation._get_discipline_days(), investigation._get_opening_day()
            discipline_sudo.create(
                [
                    {
                        "investigation_id": investigation.id,
                        "code": code,
                        "user_id": investigation.user_id.id,
                        "date_due": opened + timedelta(days=days[code]),
                    }
                    for code, _label in DISCIPLINES
                    if code not in known.mapped("code")
                ]
            )
            investigation.invalidate_recordset(["discipline_ids"])
            investigation.discipline_ids._update_activities()

    def _get_discipline_days(self):
        """Days from the opening for each discipline: those of the strictest policy of the cases."""
        self.ensure_one()
        # sudo: the clock of a policy holds for whoever investigates
        policies = self.sudo().case_ids.policy_id
        defaults = self.env["complaint.policy"].default_get([f"{code.lower()}_days" for code, _label in DISCIPLINES])
        return {
            code: min(policies.mapped(f"{code.lower()}_days"), default=defaults[f"{code.lower()}_days"])
            for code, _label in DISCIPLINES
        }

    def _get_opening_day(self):
        self.ensure_one()
        return self.company_id._get_complaint_day(self.create_date)

    def _mark_reported(self):
        """INV-7: the report on the cause is given; a case owes none any more when all its investigations have said."""
        # sudo: the date is kept from being typed in, and deadlines are the procedure's; the callers have checked
        investigations_sudo = self.sudo()
        investigations_sudo.filtered(lambda i: not i.date_reported).date_reported = fields.Datetime.now()
        cases_sudo = investigations_sudo.case_ids.filtered("is_open")
        cases_sudo.filtered(lambda c: all(c.investigation_ids.mapped("date_reported")))._meet_deadlines(
            "investigation_report"
        )
