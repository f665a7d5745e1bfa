from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date, is_html_empty

# A resolution of these alone gives the customer nothing: the reply refuses
WORDS_ONLY = ("apology", "explanation", "training")


class ComplaintCase(models.Model):
    """How a case ends for the customer: closing letter, agreement, recourse (CUS-1, CUS-6)."""

    _inherit = "complaint.case"

    agreement = fields.Selection(
        [
            ("agreed", "Agreed"),
            ("not_asked", "Not Asked"),
            ("without", "Without Agreement"),
        ],
        readonly=True,
        copy=False,
        tracking=True,
        help="Whether the customer agreed to how a closed complaint was settled. Not asked: carried out or settled "
        "without asking them to accept.",
    )

    # === Passages ===

    def action_close_without_agreement(self, reason=None, letter=True, body=None):
        """CUS-6: the customer refused the offer, or did not answer in the policy's days (resolution -> closed).

        It is counted as such, and the letter says which recourse remains.

        :param reason: why there is no agreement; without it the dialog that asks for it is returned
        :param letter: whether the complainant is told
        :param body: HTML to send instead of the template's text, to one complainant
        :raise UserError: wrong phase, nothing was offered, the answer is still awaited, or the summary is missing
        """
        if not reason:
            return self.env["complaint.reason"]._ask(self, "close_without_agreement")
        self._check_passage(("resolution",), "_missing_to_close_without_agreement")
        self._check_letter(letter, body)
        # sudo: what was drafted after the refusal falls with the case; the passage has been checked
        self.sudo().resolution_id.filtered(lambda r: r.state == "draft")._supersede()
        self._pass_to("closed", reason, date_closed=fields.Datetime.now(), agreement="without")
        self._meet_deadlines("closed")
        self._drop_open_duties()
        self._start_deadlines("closed")
        self._tell_complainant("close_without_agreement", letter, body)
        self._ask_rating("closed")
        # sudo: an offer that nobody answered has lapsed, and cannot be accepted any more
        self.sudo().resolution_id.filtered(lambda r: r.state == "offered").write(
            {"state": "refused", "reject_reason": self.env._("Not answered")}
        )
        return True

    def _pass_to(self, state, reason=None, **values):
        """CUS-6: closing says whether the customer agreed; what is taken up again is open."""
        if state != "closed" or "agreement" in values:
            if state != "closed" and any(case.agreement for case in self):
                values["agreement"] = False
            return super()._pass_to(state, reason=reason, **values)
        for agreement, cases in self.grouped(lambda c: c._get_agreement(**values)).items():
            super(ComplaintCase, cases)._pass_to(state, reason=reason, agreement=agreement, **values)
        return None

    # === What is missing: extend this ===

    def _missing_to_close_without_agreement(self):
        """Sentences saying what must be there before the case is closed without agreement."""
        self.ensure_one()
        missing = self._missing_to_end()
        resolution = self.resolution_id
        refused = self.resolution_ids.filtered(lambda r: r.round == self.round and r.state == "refused")
        if resolution.state in ("submitted", "approved", "accepted"):
            missing.append(
                self.env._("%s is under way: finish it, or let the customer answer it first", resolution.name)
            )
        elif resolution.state == "offered":
            if sentence := self._missing_answer():
                missing.append(sentence)
        elif not refused:
            missing.append(self.env._("the customer has refused no offer in this round"))
        return missing

    def _missing_answer(self):
        """How long an offer that nobody has answered still stands; nothing when its days are over."""
        days = self.policy_id.answer_days
        if not days:
            return self.env._("the customer has neither accepted nor refused the offer")
        last_day = (self.date_replied or fields.Datetime.now()) + timedelta(days=days)
        if last_day >= fields.Datetime.now():
            return self.env._(
                "the customer may answer the offer until %s", format_date(self.env, self._get_customer_day(last_day))
            )
        return None

    # === Words for the letters ===

    def _get_recourse(self):
        """CUS-6: which recourse remains inside and outside the company, in the language of the letter; or nothing."""
        self.ensure_one()
        # sudo: the text is meant for every customer
        recourse = self.company_id.sudo().complaint_recourse
        return False if is_html_empty(recourse) else recourse

    def _refuses_in_reply(self):
        """CUS-6: whether the reply gives the customer nothing but words."""
        self.ensure_one()
        remedies = self.resolution_id.remedy_ids.filtered(lambda r: r.state != "cancelled")
        return bool(self.resolution_id) and not remedies.filtered(lambda r: r.kind not in WORDS_ONLY)

    # === Helpers ===

    def _tell_of_closing(self, letter, body):
        """CUS-1, CUS-7: the closing letter, which asks for a rating as well; who gets none is asked by itself."""
        told = self.filtered("policy_id.tell_closing") if letter is None else self
        told._tell_complainant("close", letter is not False, body)
        (self - (told if letter is not False else self.browse()))._ask_rating("closed")

    def _get_agreement(self, **values):
        """Whether the customer agreed to a complaint that is being closed; nothing for what needs no agreement."""
        self.ensure_one()
        if self.case_type != "complaint" or values.get("passed_on_to"):
            return False
        return "agreed" if self.resolution_id.state == "accepted" else "not_asked"

    def _get_timeline_events(self):
        """CUS-6: a case closed without agreement says so in its history."""
        events = super()._get_timeline_events()
        if self.agreement == "without" and self.date_closed:
            text = self.env._("Closed without agreement")
            events.append({"date": self.date_closed, "text": text, "icon": "fa-chain-broken", "tone": "danger"})
        return events
