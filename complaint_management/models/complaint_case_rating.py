from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class ComplaintCase(models.Model):
    """How satisfied the customer is, with the outcome and with the handling apart (CUS-7).

    Each is the customer's latest word, said at a callback or rated by themselves.
    """

    _inherit = "complaint.case"

    customer_rating_ids = fields.One2many("complaint.rating", "case_id", "Customer's Ratings", copy=False)
    satisfaction = fields.Selection(
        selection="_selection_satisfaction",
        string="Satisfaction with Outcome",
        compute="_compute_satisfaction",
        store=True,
        help="As the customer said last, at a callback or in a rating of their own.",
    )
    satisfaction_handling = fields.Selection(
        selection="_selection_satisfaction",
        string="Satisfaction with Handling",
        compute="_compute_satisfaction",
        store=True,
        help="How they were treated and kept informed, whatever came of it; as the customer said last.",
    )

    @api.model
    def _selection_satisfaction(self):
        return self.env["complaint.callback"]._fields["satisfaction"]._description_selection(self.env)

    @api.depends(
        "callback_ids.satisfaction",
        "callback_ids.satisfaction_handling",
        "callback_ids.date",
        "customer_rating_ids.satisfaction",
        "customer_rating_ids.satisfaction_handling",
        "customer_rating_ids.date",
    )
    def _compute_satisfaction(self):
        for case in self:
            words = sorted([*case.callback_ids, *case.customer_rating_ids], key=lambda word: (word.date, word.id))
            for name in ("satisfaction", "satisfaction_handling"):
                case[name] = next((word[name] for word in reversed(words) if word[name]), False)

    # === Asking ===

    def action_follow_up(self):
        """CUS-7: when everything is carried out the customer is asked, where the policy says so."""
        result = super().action_follow_up()
        self._ask_rating("executed")
        return result

    def _ask_rating(self, moment):
        """Send the link to the rating page to those whose policy asks at this moment."""
        asked = self.filtered(lambda c: c.policy_id.ask_rating == moment and c._can_be_rated())
        if asked:
            asked._send_letter("complaint_management.mail_template_rating")

    def _asks_rating_when_closed(self):
        """Whether the closing letter brings the link to the rating page along."""
        self.ensure_one()
        return self.policy_id.ask_rating == "closed"

    def _get_rating_url(self):
        """The rating page for who has this link: no log-in needed, nothing is written by opening it."""
        self.ensure_one()
        return self.get_base_url() + self.get_portal_url(suffix="/rating")

    # === Rating ===

    def _can_be_rated(self):
        """Rated is what was carried out or closed by us, as long as an answer would reopen it."""
        self.ensure_one()
        if self.state == "closed":
            return not self.passed_on_to and not self._is_past_reopening()
        return self.state == "followup"

    def _get_customer_rating(self):
        """The customer's rating of this round, or nothing."""
        self.ensure_one()
        return self.customer_rating_ids.filtered(lambda r: r.round == self.round)[:1]

    def _rate(self, satisfaction, satisfaction_handling, comment=False, partner=None):
        """Take the customer's rating of this round; rated again, the later word counts. It is kept in the chatter.

        A dissatisfied customer is called back by the handler: a callback begins another round, a rating does not.

        :param satisfaction: with the outcome, a value of ``complaint.callback.satisfaction``
        :param satisfaction_handling: with how they were treated, likewise
        :param comment: plain text
        :param partner: who rates, if known
        :raise UserError: not (or no longer) to be rated, or a value that does not exist
        """
        self.ensure_one()
        labels = dict(self._selection_satisfaction())
        if satisfaction not in labels or satisfaction_handling not in labels:
            raise UserError(self.env._("Please choose one face in each row."))
        # a double click or two windows: one after the other
        self.lock_for_update(allow_referencing=True)
        if not self._can_be_rated():
            raise UserError(self.env._("%s cannot be rated at the moment.", self.name))
        partner = partner or self.partner_id
        values = {
            "satisfaction": satisfaction,
            "satisfaction_handling": satisfaction_handling,
            "comment": comment or False,
        }
        rating = self._get_customer_rating()
        if rating and all(rating[name] == value for name, value in values.items()):
            return
        values.update(partner_id=partner.id, date=fields.Datetime.now())
        if rating:
            rating.write(values)
        else:
            self.env["complaint.rating"].create({**values, "case_id": self.id, "round": self.round})
        body = self.env._(
            "Rating. Outcome: %(outcome)s. Handling: %(handling)s.",
            outcome=labels[satisfaction],
            handling=labels[satisfaction_handling],
        )
        # no answer of the customer, which would reopen the case
        self.message_post(
            author_id=partner.id or None,
            body=Markup("<p>%s</p>%s") % (body, plaintext2html(comment or "")),
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
        )
        if "dissatisfied" in (satisfaction, satisfaction_handling):
            self._ask_to_look(
                "complaint_management.mail_activity_type_rating",
                lambda case: case.env._("Dissatisfied by the customer's rating: call back"),
            )

    def _get_timeline_events(self):
        events = super()._get_timeline_events()
        labels = dict(self._selection_satisfaction())
        for rating in self.customer_rating_ids:
            text = self.env._(
                "Rating: %(outcome)s, handling: %(handling)s",
                outcome=labels[rating.satisfaction],
                handling=labels[rating.satisfaction_handling],
            )
            tone = "danger" if "dissatisfied" in (rating.satisfaction, rating.satisfaction_handling) else "success"
            events.append({"date": rating.date, "text": text, "icon": "fa-smile-o", "tone": tone})
        return events
