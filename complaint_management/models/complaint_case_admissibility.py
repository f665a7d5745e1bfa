from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from .complaint_case import OPEN_STATES
from .complaint_case_letter import LETTERS


class ComplaintCase(models.Model):
    """Whether a complaint is established, and its other outcomes at the door (ADM).

    Steps that tell the complainant take ``letter`` (False: none is sent) and ``body`` (HTML instead of the template's
    text, for one case).
    """

    _inherit = "complaint.case"

    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_decided = fields.Datetime("Decided On", readonly=True, copy=False)
    decision_reason = fields.Text(readonly=True, copy=False)
    correction_wanted = fields.Text("To Be Corrected", readonly=True, copy=False)
    passed_on_to = fields.Char(readonly=True, copy=False, tracking=True)
    days_to_raise = fields.Integer(
        "Raised After (Days)", compute="_compute_days_to_raise", help="From the event or the delivery to the complaint."
    )
    is_raised_late = fields.Boolean(
        "Raised Too Late", compute="_compute_days_to_raise", help="Later than the policy allows."
    )
    raise_within_days = fields.Integer(related="policy_id.raise_within_days")

    @api.depends("date_received", "date_incident", "line_ids.date_delivered", "policy_id.raise_within_days")
    def _compute_days_to_raise(self):
        for case in self:
            delivered = [date for date in case.line_ids.mapped("date_delivered") if date]
            since = case.date_incident or max(delivered, default=False)
            case.days_to_raise = max((case.date_received - since).days, 0) if since and case.date_received else 0
            limit = case.policy_id.raise_within_days
            case.is_raised_late = bool(limit) and case.days_to_raise > limit

    # === Passages ===

    def action_accept(self, reason=None, letter=None, body=None):
        """ADM-1: the complaint is established; its investigation begins (received, returned -> investigation).

        :param reason: why, where it needs saying
        :param letter: whether the complainant is told; None: as the policy says
        :raise UserError: wrong phase, or what is missing
        """
        self._check_passage(("received", "returned"), "_missing_to_accept")
        if dialog := self._ask_for_letter("accept", letter, "tell_acceptance"):
            return dialog
        self._check_letter(letter, body)
        self._resume_deadlines()
        # whoever accepts a case that nobody handles yet, handles it
        self.filtered(lambda c: not c.user_id).user_id = self.env.user
        decision = {"validity": "established", **self._prepare_decision(reason)}
        self._pass_to("investigation", reason, date_accepted=decision["date_decided"], **decision)
        self._meet_deadlines("admissibility")
        self._start_deadlines("accepted")
        told = self.filtered("policy_id.tell_acceptance") if letter is None else self
        told._tell_complainant("accept", letter is not False, body)
        return None

    def action_return(self, reason=None, letter=True, body=None):
        """ADM-2, DDL-4: back to the complainant for correction; the clock stops (received -> returned).

        :param reason: what has to be corrected; without one the dialog that asks for it is returned
        """
        if not reason:
            return self.env["complaint.reason"]._ask(self, "return")
        self._check_passage(("received",))
        self._check_letter(letter, body)
        self._pass_to("returned", reason, correction_wanted=reason)
        self._pause_deadlines()
        self._tell_complainant("return", letter, body)

    def action_receive_correction(self):
        """ADM-2, DDL-4: the corrected complaint has come; the clock goes on (returned -> received)."""
        self._check_passage(("returned",))
        self._pass_to("received")
        self._resume_deadlines()

    def action_reject(self, ground_id=None, reason=None, letter=True, body=None):
        """ADM-1: not established, on a ground of the policy's list (received, investigation -> rejected).

        The complainant gets the admissibility notice that states the ground.

        :param ground_id: id of a ``complaint.ground``; without one the dialog that asks for it is returned
        """
        if not ground_id:
            return self.env["complaint.reason"]._ask(self, "reject")
        ground = self._get_named("complaint.ground", ground_id)
        if not ground:
            raise UserError(self.env._("The ground for not established is not known."))
        self._check_passage(("received", "investigation"))
        self._check_letter(letter, body)
        for case in self:
            if case.policy_id.ground_ids and ground not in case.policy_id.ground_ids:
                raise UserError(
                    self.env._(
                        "%(case)s: %(ground)s is not among the grounds of policy %(policy)s.",
                        case=case.display_name,
                        ground=ground.name,
                        policy=case.policy_id.name,
                    )
                )
        self._pass_to(
            "rejected",
            reason,
            validity="malicious" if ground.is_malicious else "not_established",
            reject_ground_id=ground.id,
            **self._prepare_decision(reason),
        )
        self._meet_deadlines("admissibility")
        self._drop_open_duties()
        self._tell_complainant("reject", letter, body)

    def action_pass_on(self, passed_on_to=None, reason=None, letter=True, body=None):
        """ADM-2: not ours, passed on to whom it concerns; the complainant is told (received -> closed).

        Whether the complaint is established stays undetermined.

        :param passed_on_to: to whom; without it the dialog that asks for it is returned
        """
        if not passed_on_to:
            return self.env["complaint.reason"]._ask(self, "pass_on")
        self._check_passage(("received",))
        self._check_letter(letter, body)
        decision = self._prepare_decision(reason)
        self._pass_to("closed", reason, passed_on_to=passed_on_to, date_closed=decision["date_decided"], **decision)
        self._drop_open_duties()
        self._tell_complainant("pass_on", letter, body)

    def action_withdraw(self, reason=None, letter=True, body=None):
        """ADM-2: the complainant takes the complaint back and gets a confirmation (any open phase -> withdrawn)."""
        if not reason:
            return self.env["complaint.reason"]._ask(self, "withdraw")
        self._check_passage(OPEN_STATES)
        self._check_letter(letter, body)
        # what was promised and not yet carried out falls with the case; documents under way keep it open
        self.resolution_ids.remedy_ids.filtered(lambda r: r.state in ("planned", "todo")).action_cancel(reason)
        self._pass_to("withdrawn", reason)
        self._drop_open_duties()
        self._tell_complainant("withdraw", letter, body)

    # === What is missing: extend these ===

    def _missing_to_accept(self):
        """Sentences saying what must be there before the case is accepted; none: go ahead."""
        self.ensure_one()
        missing = []
        if self.case_type != "complaint":
            missing.append(self.env._("only complaints are accepted; answer this one and close it"))
        if not self.policy_id:
            missing.append(self.env._("no policy covers this case; choose one"))
        if self.is_anonymous:
            # INT-6: nobody can be asked, so the facts have to speak for themselves
            if not (self.line_ids or self.sale_order_id or not is_html_empty(self.description)):
                missing.append(
                    self.env._(
                        "it is anonymous and names no item, no order and no fact; it can only be found not established"
                    )
                )
        elif not (self.partner_id or self.contact_name or self.contact_email or self.contact_phone):
            missing.append(self.env._("neither customer nor contact is known"))
        return missing

    def _missing_to_reopen(self):
        self.ensure_one()
        if self.passed_on_to:
            return [self.env._("it was passed on to %s and never handled here; log a new case", self.passed_on_to)]
        return []

    # === Helpers ===

    def _prepare_decision(self, reason):
        return {"decided_by_id": self.env.uid, "date_decided": fields.Datetime.now(), "decision_reason": reason}

    def _tell_complainant(self, operation, letter, body):
        """Send the letter of a step that has just been taken."""
        if letter:
            self._send_letter(LETTERS[operation], body)
