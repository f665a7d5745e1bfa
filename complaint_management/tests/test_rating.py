from datetime import timedelta
from urllib.parse import urlsplit

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ComplaintCommon

GOOD = {"satisfaction": "satisfied", "satisfaction_handling": "very_satisfied"}
BAD = {"satisfaction": "dissatisfied", "satisfaction_handling": "neutral"}


@tagged("post_install", "-at_install")
class TestRating(ComplaintCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.callback_count = cls.category.callbacks_required = 0
        cls.case = cls._create_case(summary="Done")
        cls._execute(cls.case).remedy_ids.action_done()
        cls.case.user_id = cls.assistant
        cls.portal_user.password = "ready_portal"

    def _get_path(self, case=None):
        """Path and query of the link in the mail."""
        url = urlsplit((case or self.case).sudo()._get_rating_url())
        return f"{url.path}?{url.query}"

    def _post(self, path, status=200, **values):
        path, _, query = path.partition("?")
        values = {
            "csrf_token": http.Request.csrf_token(self),
            **dict(part.split("=") for part in query.split("&") if part),
            **values,
        }
        response = self.url_open(path, data=values)
        self.assertEqual(response.status_code, status)
        self.env.invalidate_all()
        return response.text

    # === Asking ===

    def test_asked_when_the_policy_says(self):
        """CUS-7: never, when carried out, or when closed; the link is the customer's own page."""
        for moment, mails in (("never", 0), ("executed", 1), ("closed", 1)):
            with self.subTest(moment):
                self.policy.ask_rating = moment
                case = self._create_case(summary="Done")
                self._execute(case).remedy_ids.action_done()
                with self.mock_mail_gateway():
                    case.action_follow_up()
                    early = len(self._new_mails.filtered(lambda m: "/rating?access_token=" in m.body_html))
                    case.action_close()
                asking = self._new_mails.filtered(lambda m: "/rating?access_token=" in m.body_html)
                self.assertEqual((len(asking), early), (mails, int(moment == "executed")))

    def test_closing_letter_brings_the_link(self):
        """CUS-7: one mail, not two, where the policy sends a closing letter as well."""
        self.policy.write({"ask_rating": "closed", "tell_closing": True})
        self.case.action_follow_up()
        with self.mock_mail_gateway():
            self.case.action_close()
        self.assertEqual(len(self._new_mails.filtered(lambda m: self.customer in m.recipient_ids)), 1)
        self.assertIn("/rating?access_token=", self._new_mails.body_html)

    # === The page ===

    def test_rated_by_link(self):
        """CUS-7: who has the link rates without a log-in, both aspects apart; it is kept in the chatter."""
        self.case.action_follow_up()
        self.authenticate(None, None)
        page = self.url_open(self._get_path())
        self.assertEqual(page.text.count('type="radio"'), 8)
        self.assertFalse(self.case.customer_rating_ids, "opening the link writes nothing")
        thanks = self._post(self._get_path(), **GOOD, comment="Quick & <b>kind</b>")
        self.assertIn("Your rating helps us", thanks)
        self.assertRecordValues(
            self.case.customer_rating_ids,
            [{**GOOD, "comment": "Quick & <b>kind</b>", "round": 1, "partner_id": self.customer.id}],
        )
        self.assertRecordValues(self.case, [GOOD])
        message = self.case.message_ids[0]
        self.assertEqual(message.author_id, self.customer)
        self.assertIn("&lt;b&gt;kind", message.body)
        self.assertEqual(self.case.state, "followup")
        self.assertFalse(self.case.activity_ids)

    def test_rated_on_the_portal(self):
        """CUS-7: the customer's own page of the case leads there; another customer's case does not exist for them."""
        self.case.action_follow_up()
        self.authenticate("ready_portal", "ready_portal")
        self.assertIn(f"/my/complaints/{self.case.id}/rating", self.url_open(f"/my/complaints/{self.case.id}").text)
        self._post(f"/my/complaints/{self.case.id}/rating", **GOOD)
        self.assertEqual(self.case.satisfaction, "satisfied")
        page = self.url_open(f"/my/complaints/{self.case.id}").text
        self.assertIn("Thank you for your rating", page)
        other = self.env["res.partner"].create({"name": "Other", "email": "o@example.com"})
        theirs = self._create_case(partner_id=other.id, sale_order_id=False, line_ids=[Command.clear()])
        theirs.sudo().state = "followup"
        self.assertEqual(self.url_open(f"/my/complaints/{theirs.id}/rating").status_code, 404)
        self._post(f"/my/complaints/{theirs.id}/rating", 404, **GOOD)
        self.assertFalse(theirs.customer_rating_ids)

    def test_wrong_token(self):
        """CUS-7, CUS-5: another token, none, another case's, or a case that is none: there is no such page."""
        self.case.action_follow_up()
        other = self._create_case()
        self.authenticate(None, None)
        token = self._get_path(other).partition("=")[2]
        for path in (
            f"/my/complaints/{self.case.id}/rating",
            f"/my/complaints/{self.case.id}/rating?access_token=x",
            f"/my/complaints/{self.case.id}/rating?access_token={token}",
            f"/my/complaints/999999999/rating?access_token={token}",
        ):
            with self.subTest(path):
                self.assertEqual(self.url_open(path).status_code, 404)
                self._post(path, 404, **GOOD)
        self.assertFalse(self.case.customer_rating_ids)

    def test_form_needs_its_key(self):
        """CUS-5, CUS-7: no rating without the form's CSRF key, and none by following a link."""
        self.case.action_follow_up()
        self.authenticate(None, None)
        self._post(self._get_path(), 400, **GOOD, csrf_token="x")
        query = "&".join(f"{key}={value}" for key, value in GOOD.items())
        self.url_open(f"{self._get_path()}&{query}")
        self.assertFalse(self.case.customer_rating_ids)

    def test_values_that_do_not_exist(self):
        """CUS-7: both rows are needed; anything else is said in words, and what was typed is kept."""
        self.case.action_follow_up()
        self.authenticate(None, None)
        for wrong in ({}, {"satisfaction": "satisfied"}, {**GOOD, "satisfaction": "5"}):
            page = self._post(self._get_path(), **wrong, comment="Typed in vain")
            self.assertIn("one face in each row", page)
            self.assertIn("Typed in vain", page)
        self.assertFalse(self.case.customer_rating_ids)

    def test_employee_looks_but_does_not_rate(self):
        """CUS-7: the handler may open the page as the customer sees it, and cannot rate for them."""
        self.case.action_follow_up()
        self.assistant.password = "assistant_pw"
        self.authenticate("assistant", "assistant_pw")
        self.assertIn("Only they can rate", self.url_open(self._get_path()).text)
        self._post(self._get_path(), 404, **GOOD)
        self.assertFalse(self.case.customer_rating_ids)

    # === What it does ===

    def test_when_it_can_be_rated(self):
        """CUS-7: from follow-up until an answer would no longer reopen it; closed cases too."""
        with self.assertRefuses(UserError, "cannot be rated at the moment"):
            self.case.sudo()._rate(**GOOD)
        self.case.action_follow_up()
        self.case.action_close()
        self.case.sudo()._rate(**GOOD)
        self.assertEqual((self.case.state, self.case.satisfaction), ("closed", "satisfied"))
        self.case.sudo().date_closed = Datetime.now() - timedelta(days=31)
        self.authenticate(None, None)
        self.assertIn("cannot be rated", self.url_open(self._get_path()).text)
        self.assertIn("cannot be rated", self._post(self._get_path(), **BAD))
        self.assertEqual(self.case.satisfaction, "satisfied")

    def test_once_a_round_and_changed_later(self):
        """CUS-7: rated again, the later word counts; another round is rated anew and the old one stays."""
        self.case.action_follow_up()
        self.case.sudo()._rate(**GOOD)
        for _click in range(2):
            self.case.sudo()._rate(**BAD)
        self.assertRecordValues(self.case.customer_rating_ids, [BAD])
        self.assertEqual(len(self.case.message_ids.filtered(lambda m: "Rating." in m.body)), 2)
        self.case.action_reopen("Dissatisfied")
        self.assertFalse(self.case._get_customer_rating())
        self.case.sudo().state = "followup"
        self.case.sudo()._rate(**GOOD)
        self.assertEqual(sorted(self.case.customer_rating_ids.mapped("round")), [1, 2])

    def test_dissatisfied_is_called_back(self):
        """CUS-7, CBK-3: the handler gets one activity to call; the case goes on only by the callback."""
        self.case.action_follow_up()
        for _turn in range(2):
            self.case.sudo()._rate(**BAD)
        self.assertEqual((self.case.state, self.case.round), ("followup", 1))
        self.assertRecordValues(
            self.case.activity_ids.filtered(lambda a: "call back" in (a.summary or "")),
            [{"user_id": self.assistant.id}],
        )

    def test_the_latest_word_counts(self):
        """CUS-7: callback or rating, whichever came last says each aspect; a callback without one leaves it."""
        self.case.action_follow_up()
        callbacks = self.env["complaint.callback"].with_user(self.assistant)
        day = Datetime.now()
        self.case.sudo().date_executed = day - timedelta(days=3)
        callbacks.create({"case_id": self.case.id, "satisfaction": "neutral", "date": day - timedelta(days=2)})
        self.assertRecordValues(self.case, [{"satisfaction": "neutral", "satisfaction_handling": False}])
        self.case.sudo()._rate(**GOOD)
        self.assertRecordValues(self.case, [GOOD])
        self.case.sudo().customer_rating_ids.date = day - timedelta(days=1)
        callbacks.create({"case_id": self.case.id, "satisfaction": "very_satisfied", "date": day})
        self.assertRecordValues(
            self.case, [{"satisfaction": "very_satisfied", "satisfaction_handling": "very_satisfied"}]
        )

    def test_hidden_with_the_case(self):
        """CNF-1, CUS-7: ratings are read by who reaches the case, written by nobody, and kept."""
        self.case.action_follow_up()
        self.case.sudo()._rate(**GOOD)
        rating = self.case.customer_rating_ids
        self.assertTrue(rating.with_user(self.assistant).has_access("read"))
        stranger = new_test_user(self.env, "rating_stranger", groups="complaint_management.group_user")
        self.assertFalse(rating.with_user(stranger).has_access("read"))
        with self.assertRaises(AccessError):
            rating.with_user(self.manager).satisfaction = "dissatisfied"
        self.case.respondent_ids = self.manager.employee_id
        self.assertFalse(self.env["complaint.rating"].with_user(self.manager).search_count([("id", "=", rating.id)]))
        with self.assertRefuses(UserError, "kept with their case"):
            rating.sudo().unlink()
