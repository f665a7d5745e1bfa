import io
import re
from unittest.mock import patch

from PIL import Image

from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import ComplaintCommon

NEW = "/my/complaints/new"
HOSTILE = ("", "0", "-1", "abc", "9" * 30, "1.5", "٣", "<b>x</b>", "'; --", "😀", "\x00", "%", "\\", "x" * 20_000)


def make_picture(size=(8, 8), form="PNG"):
    stream = io.BytesIO()
    Image.new("RGB", size, "brown").save(stream, form)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestPortalNew(ComplaintCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal_user.password = "ready_portal"
        cls.line = cls.order.order_line
        cls.demands = cls.env["complaint.demand"].search([], limit=2)
        stranger = cls.env["res.partner"].create({"name": "Other Customer", "email": "other@example.com"})
        cls.other_user = mail_new_test_user(
            cls.env, "other_portal", groups="base.group_portal", partner_id=stranger.id, password="other_portal"
        )
        cls.other_order = cls._create_delivered_order(partner_id=stranger.id)
        cls.other_line = cls.other_order.order_line

    def setUp(self):
        super().setUp()
        self.authenticate("ready_portal", "ready_portal")

    def _send(self, files=(), lists=None, **values):
        data = {
            "csrf_token": http.Request.csrf_token(self),
            "form_token": "a form",
            "line_id": self.line.id,
            "subject": "Scratched desks",
            "description": "Two of them.\nOn the long edge.",
            "quantity": "2",
            **values,
            **(lists or {}),
        }
        uploads = [("photos", (name, content)) for name, content in files]
        return self.url_open(NEW, data=data, files=uploads or [("none", ("", b""))])

    def _cases(self):
        return self.env["complaint.case"].search([("partner_id", "=", self.customer.id)])

    def _assert_refused(self, response, words, kept="Scratched desks"):
        self.assertEqual(response.status_code, 200)
        self.assertIn(words, response.text)
        self.assertIn(kept, response.text)
        self.assertFalse(self._cases())

    def test_files_a_complaint_with_photos(self):
        """INT-5: about an own delivered item, with lots, demand and photos; private to the customer."""
        response = self._send(
            [("edge.png", make_picture()), ("label.jpg", make_picture(form="JPEG")), ("note.pdf", b"%PDF-1.4 note")],
            {"lot_ids": [self.lots[0].id], "demand_ids": self.demands[0].ids},
            category_id=str(self.category.parent_id.id),
            phone="+1 555 0111",
        )
        case = self._cases()
        self.assertRecordValues(
            case,
            [
                {
                    "subject": "Scratched desks",
                    "state": "received",
                    "sale_order_id": self.order.id,
                    "company_id": self.company.id,
                    "channel_id": self.env.ref("complaint_management.channel_portal").id,
                    "category_id": self.category.parent_id.id,
                    "first_receiver_id": False,
                    "contact_phone": "+1 555 0111",
                    "demand_ids": self.demands[0].ids,
                }
            ],
        )
        self.assertTrue(case.name)
        self.assertRecordValues(
            case.line_ids,
            [
                {
                    "sale_line_id": self.line.id,
                    "move_id": self.line.move_ids.id,
                    "lot_ids": self.lots[0].ids,
                    "qty_claimed": 2,
                    "qty_unknown": False,
                    "demand_id": self.demands[0].id,
                }
            ],
        )
        message = case.message_ids.filtered("attachment_ids")
        self.assertRecordValues(
            message,
            [{"author_id": self.customer.id, "subtype_id": self.env.ref("mail.mt_comment").id, "is_internal": False}],
        )
        self.assertEqual(message.attachment_ids.sorted("id").mapped("name"), ["edge.png", "label.jpg", "note.pdf"])
        self.assertFalse(any(message.attachment_ids.mapped("public")))
        self.assertEqual(set(message.attachment_ids.mapped("res_model")), {"complaint.case"})
        self.assertIn(f"/my/complaints/{case.id}", response.url)
        for words in (case.name, "Thank you", "On the long edge", "edge.png", "note.pdf", "Our Reply By"):
            self.assertIn(words, response.text)
        for url in re.findall(r'"(/web/(?:image|content)/\d+[^"]*)"', response.text):
            self.assertEqual(self.url_open(url.replace("&amp;", "&")).status_code, 200)
        self.authenticate("other_portal", "other_portal")
        for attachment in message.attachment_ids:
            for url in ("/web/content/%s", "/web/image/%s", "/web/content/%s?access_token=wrong"):
                with mute_logger("odoo.http"):
                    reply = self.url_open(url % attachment.id)
                self.assertNotEqual(reply.content, attachment.raw)

    def test_something_else(self):
        """INT-5: without an item, or about an order as a whole; a quantity that is not yet known (INT-3)."""
        self._send(line_id="other", subject="Rude driver")
        self._send(line_id="other", order_id=self.order.id, subject="Came late")
        self._send(subject="Some are bent", qty_unknown="1", quantity="rubbish")
        cases = self._cases().sorted("id")
        self.assertEqual(cases.mapped("sale_order_id"), self.order)
        self.assertRecordValues(
            cases,
            [
                {"subject": "Rude driver", "sale_order_id": False},
                {"subject": "Came late", "sale_order_id": self.order.id},
                {"subject": "Some are bent", "sale_order_id": self.order.id},
            ],
        )
        self.assertRecordValues(cases.line_ids, [{"qty_unknown": True, "qty_claimed": 0}])

    def test_form_twice_makes_one_case(self):
        """INT-5: a second click or Back does not file it again; another text or a fresh form does."""
        first = self._send([("edge.png", make_picture())])
        again = self._send([("edge.png", make_picture())])
        self.assertEqual(len(self._cases()), 1)
        self.assertEqual(first.url, again.url)
        self._send(description="And one more thing")
        self._send(form_token="another form")
        self.assertEqual(len(self._cases()), 3)

    @mute_logger("odoo.sql_db")
    def test_form_twice_at_the_same_moment(self):
        """INT-5: the request that comes second finds the first's case in its way, and says so."""
        self._send()
        with patch.object(
            type(self.env["complaint.case"]), "search", lambda records, *args, **kwargs: records.browse()
        ):
            response = self._send()
        self.assertIn("you find it in this list", response.text)
        self.assertEqual(len(self._cases()), 1)

    def test_what_is_missing_is_said(self):
        """INT-5: each in words, what was typed is kept."""
        self._assert_refused(self._send(subject=" "), "Say in a few words", "On the long edge")
        self._assert_refused(self._send(description=""), "Tell us what happened")
        self._assert_refused(self._send(subject="Scratched desks" * 9), "Keep it under 120")
        self._assert_refused(self._send(description="x" * 10_001), "longer than 10000")
        self._assert_refused(self._send(phone="1" * 50), "too long for a phone number")
        for quantity in ("", "0", "-1", "nan", "two", "1e-9"):
            self._assert_refused(self._send(quantity=quantity), "how many are affected")
        for quantity in ("11", "inf", "1e300"):
            self._assert_refused(self._send(quantity=quantity), "We delivered 10 Units")
        self._send(quantity="2,5")
        self.assertEqual(self._cases().line_ids.qty_claimed, 2.5)

    def test_only_photos_and_pdfs(self):
        """INT-5: limits of count, size and kind, by the content and not by the name."""
        with patch("odoo.addons.complaint_management.controllers.portal_new.MAX_FILE_MB", 1):
            self._assert_refused(self._send([("big.png", make_picture() + b"0" * 2**20)]), "larger than 1 MB")
        self._assert_refused(self._send([("x.png", make_picture())] * 11), "at most 10 files")
        svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        for content in (b"MZ executable", b"<script>alert(1)</script>", svg):
            self._assert_refused(self._send([("photo.png", content)]), "neither a photo nor a PDF")
        self._assert_refused(self._send([("photo.png", b"")]), "is empty")
        self._assert_refused(
            self._send([("a.png", make_picture()), ("b.png", b"MZ")]), "Add your photos again", "Scratched desks"
        )

    def test_odd_pictures_are_no_server_error(self):
        """INT-5: a broken picture, one that claims to be enormous, a name with markup and emoji."""
        picture = make_picture()
        enormous = picture[:16] + (60_000).to_bytes(4, "big") * 2 + picture[24:]
        for name, content in (("broken.png", picture[:40]), ("enormous.png", enormous), ("<b>😀\x00.png", picture)):
            with self.subTest(name=name):
                self.assertEqual(self._send([(name, content)], subject=name[:20]).status_code, 200)

    def test_only_own_items(self):
        """CNF-3, INT-5: no item, lot or order of others, none undelivered, by page or by form."""
        undelivered = self._create_delivered_order().copy()
        undelivered.action_confirm()
        for line in (self.other_line, undelivered.order_line):
            self._assert_refused(self._send(line_id=line.id), "not among those we delivered to you")
        page = self.url_open(NEW).text
        self.assertIn(self.order.name, page)
        for order in (self.other_order, undelivered):
            self.assertNotIn(f">{order.name}<", page)
            self.assertNotIn(order.name, self.url_open(f"{NEW}?line_id={order.order_line.id}").text)
        self.assertNotIn(self.other_order.name, self.url_open(f"{NEW}?order_id={self.other_order.id}").text)
        strange_lot = self.env["stock.lot"].create({"name": "STRANGE", "product_id": self.desk.id})
        self._send(lists={"lot_ids": [strange_lot.id, self.lots[1].id]})
        self.assertEqual(self._cases().line_ids.lot_ids, self.lots[1])
        self._send(line_id="other", order_id=self.other_order.id, subject="Theirs")
        self.assertFalse(self._cases().filtered(lambda c: c.subject == "Theirs").sale_order_id)

    @mute_logger("odoo.http")
    def test_no_parameter_breaks_it(self):
        """INT-5: any text in any parameter gets a page, never a server error."""
        for value in HOSTILE:
            with self.subTest(value=value[:20]):
                for url, names in (
                    (NEW, ("line_id", "order_id", "search")),
                    ("/my/complaints", ("page", "sortby", "filterby", "search", "search_in", "message")),
                ):
                    response = self.url_open(url, params=dict.fromkeys(names, value[:2000]))
                    self.assertEqual(response.status_code, 200)
                everything = dict.fromkeys(
                    ("line_id", "order_id", "subject", "description", "quantity", "phone", "category_id"), value
                )
                response = self._send(
                    lists={"lot_ids": [value], "demand_ids": [value]}, form_token=value, qty_unknown=value, **everything
                )
                self.assertEqual(response.status_code, 200)
        self.assertEqual(self._send([("name", b"as file")], subject="").status_code, 200)

    def test_markup_stays_text(self):
        """INT-5: what the customer types is shown as typed, in the form and in the case."""
        markup = "<script>alert('x')</script> & “quotes” 😀 \u202eabc"
        response = self._send(subject=markup, description=markup, quantity="0")
        self.assertNotIn("<script>alert(", response.text)
        response = self._send(subject=markup, description=markup)
        self.assertNotIn("<script>alert(", response.text)
        self.assertEqual(self._cases().subject, markup)

    def test_guards_of_the_form(self):
        """INT-5, CUS-5: log-in needed, no case by GET, no POST without its token."""
        with mute_logger("odoo.http"):
            self.assertEqual(self._send(csrf_token="").status_code, 400)
        self.url_open(NEW, params={"line_id": self.line.id, "subject": "By link", "description": "x", "quantity": 1})
        self.assertFalse(self._cases())
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(NEW).url)
        self.assertIn("/web/login", self._send().url)

    def test_refusal_leaves_nothing_half_done(self):
        """INT-5: what the case itself refuses is told on the form; there is no case without its message."""
        with patch.object(type(self.env["complaint.case"]), "message_post", side_effect=UserError("It is refused")):
            self._assert_refused(self._send(), "It is refused")
        self._send()
        self.assertEqual(self._cases().company_id, self.order.company_id)

    def test_colleague_sees_it_confidential_only_who_filed(self):
        """CNF-2, CNF-3: the commercial entity's portal users see the case; once confidential who filed it only."""
        colleague = self.env["res.partner"].create({"name": "Colleague", "parent_id": self.customer.id})
        mail_new_test_user(
            self.env, "colleague", groups="base.group_portal", partner_id=colleague.id, password="colleague"
        )
        self.authenticate("colleague", "colleague")
        self.assertIn(self.order.name, self.url_open(NEW).text)
        self._send()
        case = self.env["complaint.case"].search([("partner_id", "=", colleague.id)])
        self.assertEqual(case.sale_order_id, self.order)
        for login, confidential, seen in (
            ("colleague", False, True),
            ("ready_portal", False, True),
            ("colleague", True, True),
            ("ready_portal", True, False),
        ):
            with self.subTest(login=login, confidential=confidential):
                case.confidential = confidential
                self.authenticate(login, login)
                self.assertEqual(case.name in self.url_open("/my/complaints").text, seen)
                self.assertEqual("On the long edge" in self.url_open(f"/my/complaints/{case.id}").text, seen)

    def test_entry_points(self):
        """INT-5: from the list, from /my and from a delivered order of one's own."""
        self.assertIn(NEW, self.url_open("/my/complaints").text)
        self.assertIn("/my/complaints", self.url_open("/my").text)
        self.assertIn(f"{NEW}?order_id={self.order.id}", self.url_open(f"/my/orders/{self.order.id}").text)
        draft = self.order.copy()
        draft.action_confirm()
        self.assertNotIn(NEW, self.url_open(f"/my/orders/{draft.id}").text)
        self.authenticate(None, None)
        self.assertNotIn(NEW, self.url_open(self.order.get_portal_url()).text)

    def test_many_orders(self):
        """INT-5: the newest ten orders, all others by search of number or item."""
        warranty = self.env["product.product"].create({"name": "Warranty", "type": "service"})
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.customer.id,
                    "client_order_ref": f"REF-{number}X",
                    "order_line": [Command.create({"product_id": warranty.id, "qty_delivered": 1})],
                }
                for number in range(12)
            ]
        )
        orders.action_confirm()
        orders.order_line.qty_delivered = 1
        for number, order in enumerate(orders):
            order.date_order = f"2030-01-{number + 1:02}"
        page = self.url_open(NEW).text
        self.assertIn("Search for older ones", page)
        self.assertIn("REF-11X", page)
        self.assertNotIn("REF-1X", page)
        self.assertIn("REF-1X", self.url_open(f"{NEW}?search=ref-1x").text)
        self.assertIn(self.order.name, self.url_open(f"{NEW}?search=desk").text)
        self.assertIn("Nothing that we delivered", self.url_open(f"{NEW}?search=unicorn").text)
        self.assertIn('value="1"', self.url_open(f"{NEW}?line_id={orders[0].order_line.id}").text)

    def test_without_orders(self):
        """INT-5: a customer without a delivered order comes straight to the form."""
        mail_new_test_user(self.env, "newcomer", groups="base.group_portal", password="newcomer")
        self.authenticate("newcomer", "newcomer")
        self.assertIn("What happened?", self.url_open(NEW).text)

    def test_tour(self):
        """INT-5: a customer files a complaint with a photo from an own item and finds it in the list."""
        self.start_tour("/my/complaints", "complaint_portal_new", login="ready_portal")
        case = self._cases()
        self.assertRecordValues(case.line_ids, [{"sale_line_id": self.line.id, "qty_claimed": 2}])
        self.assertEqual(case.message_ids.attachment_ids.mapped("name"), ["scratch.png"])
