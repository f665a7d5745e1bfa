import re

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import html2plaintext

from .common import ComplaintQualityCommon

REPORT = "complaint_quality.report_eight_d"


@tagged("post_install", "-at_install")
class TestReport(ComplaintQualityCommon):
    """What the customer gets of an investigation, and from whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._new_lot("R-2611-07")
        cls.case.line_ids.lot_ids = cls.lot
        cls.case.partner_id.email = "scratched@example.com"
        cls.other = cls._new_case("Dull desks")

    def _open_8d(self, cases=None):
        investigation = self._open(cases)
        investigation.form = "eight_d"
        return investigation

    def _fill(self, investigation, **texts):
        """Write into disciplines, by code."""
        for code, values in texts.items():
            investigation.discipline_ids.filtered(lambda d, code=code: d.code == code).write(values)

    def _open_full_8d(self):
        investigation = self._open_8d()
        self._fill(
            investigation,
            D0={"content": "<p>Stopped at once</p>"},
            D1={"team_ids": [Command.set(self.owner.ids)]},
            D2={"content": "<p>Tops scratched</p>", "what_is": "Scratches", "what_is_not": "Dents"},
            D3={"house_done": "Rest blocked", "house_quantity": 11, "house_proof": "Rack counted"},
            D5={"content": "<p>Corners it is</p>"},
            D7={"prevent_documents": "Instruction 12"},
            D8={"content": "<p>Thanks to packing</p>"},
        )
        self._add_chain(investigation, "Tops touch", "Nothing between")
        self._add_chain(investigation, "Not seen", "No inspection", branch="escape")
        investigation.action_accept_cause()
        self._finish(self._plan(investigation, name="Corner caps"), value=1.5)
        self._plan(investigation, name="Train the night shift", kind="preventive")
        return investigation

    def _render(self, investigation, user=None, case=None, lang="en_US"):
        values = {"investigation_id": investigation.id, "lang": lang}
        if case is not None:
            values["case_id"] = case.id
        model = self.env["complaint.investigation.report"].with_user(user or self.engineer)
        report = self.env["ir.actions.report"].with_user(user or self.engineer)
        return report._render_qweb_html(f"{REPORT}_customer", model.create(values).ids)[0].decode()

    def _get_text(self, html):
        return re.sub(r"\s+", " ", html2plaintext(re.sub(r"(?s)<style.*?</style>|<svg.*?</svg>|<img[^>]*>", "", html)))

    def test_eight_d(self):
        """INV-9: D0 to D8 with what is recorded, who signed off and when, and the complaints that are covered."""
        investigation = self._open_full_8d()
        d0 = investigation.discipline_ids[0]
        d0.action_sign_off()
        html = self._render(investigation)
        text = self._get_text(html)
        for code in range(9):
            self.assertRegex(text, rf"D{code} \w")
        for words in (
            *(investigation.name, self.case.name, self.product.name, "R-2611-07", "Interim Report"),
            *(self.engineer.name, self.owner.name, "Stopped at once", "Scratches", "Dents"),
            *("Rest blocked", "Rack counted", "Tops touch", "No inspection", self.cause.name, "Seen at the line"),
            *("Corner caps", "Scratched desks per month", "Register of complaints", "Instruction 12"),
            *("Train the night shift", "Thanks to packing", f"Signed off: {self.engineer.name}"),
        ):
            self.assertIn(words, text, words)
        self.assertRegex(text, r"Rest blocked[\s|]+11[\s|]+Rack counted", "the quantity")
        self.assertRegex(text, r"9[\s|]+2[\s|]+1\.5", "before, target and measured")
        self.assertIn("<svg", html, "the fishbone")
        self.assertNotIn("Final Report", text)
        self.assertEqual(text.count("Not signed off yet"), 8)

    def test_fractions_and_units(self):
        """INV-9: quantities are claimed and found in the unit of the item, exactly."""
        line = self.case.line_ids
        line.write({"qty_claimed": 2.5, "qty_defective": 0.25, "product_uom_id": self.env.ref("uom.product_uom_dozen")})
        text = self._get_text(self._render(self._open_8d()))
        self.assertIn("2.5 Dozens", text)
        self.assertIn("0.25 Dozens", text)

    def test_large_quantities(self):
        """INV-9: a million pieces are told to the piece."""
        self.case.line_ids.write({"qty_claimed": 1234567, "qty_defective": 1234566.5})
        [row] = self._open()._get_report_complaints(self.case)[:1]
        self.assertRegex(row["claimed"], r"^1234567 ")
        self.assertRegex(row["defective"], r"^1234566.5 ")

    def test_short_form(self):
        """INV-9: a short investigation prints a short report; final once it is closed."""
        investigation = self._closable()
        investigation.action_close()
        text = self._get_text(self._render(investigation))
        for words in (
            "Investigation Report",
            "Final Report",
            "The tops touch",
            "Packing instruction 12",
            "with corners",
        ):
            self.assertIn(words, text, words)
        self.assertNotIn("D3 Containment", text)
        self.assertNotIn("8D", text)

    def test_misuse(self):
        """INV-9, INV-5: what was the customer's handling prints the instructions, and no causes and actions."""
        investigation = self._open_8d()
        investigation.action_conclude_misuse("<p>Keep them dry</p>")
        investigation.with_user(self.manager).action_approve_misuse()
        text = self._get_text(self._render(investigation))
        self.assertIn("Keep them dry", text)
        self.assertNotIn("D4 Root", text)

    def test_no_action(self):
        """INV-9, ACT-5: the decision that nothing need be done is printed."""
        investigation = self._open_8d()
        investigation.action_no_action_needed("One pallet only")
        self.assertIn("One pallet only", self._get_text(self._render(investigation)))

    def test_nothing_internal(self):
        """INV-9: no shares, employees' blame, amounts, loss, penalties, efforts and waivers."""
        investigation = self._open_full_8d()
        guilty = self.env["hr.employee"].create({"name": "Guilty Gus", "company_id": self.company.id})
        case = self.case.sudo()
        case.demanded_amount = 87654
        case.responsibility_ids = [
            Command.create({"party": "employee", "employee_id": guilty.id, "share": 73.31, "note": "Drunk at work"})
        ]
        waived = self._plan(investigation, name="Costly robot", effort_planned=77.5)
        waived.with_user(self.manager).action_waive("Too dear at 65432")
        if "complaint.loss" in self.env:
            loss = {"case_id": case.id, "kind": "other", "name": "Secret loss", "amount": 76543, "reason": "Guessed"}
            known = self.env["complaint.loss"]._fields
            self.env["complaint.loss"].sudo().create({name: loss[name] for name in loss if name in known})
        html = self._render(investigation)
        text = self._get_text(html)
        internal = (
            "Guilty",
            "73.31",
            "Drunk",
            "87654",
            "87,654",
            "76543",
            "76,543",
            "Secret",
            "65432",
            "77.5",
            "Costly",
        )
        for words in internal:
            self.assertNotIn(words, text, words)
        self.assertNotIn(self.company.currency_id.symbol, text)

    def test_one_customer_of_several(self):
        """INV-9: the report of one customer names neither the others nor their complaints; none is named by default."""
        investigation = self._open_8d(self.case | self.other)
        self._fill(investigation, D2={"content": "<p>Dull and scratched tops</p>"})
        mine = self._get_text(self._render(investigation, case=self.case))
        self.assertIn(self.case.name, mine)
        self.assertIn(self.case.partner_id.name, mine)
        self.assertNotIn(self.other.name, mine)
        self.assertNotIn(self.other.partner_id.name, mine)
        nobody = self._get_text(self._render(investigation))
        self.assertIn(self.case.name, nobody)
        self.assertIn(self.other.name, nobody)
        self.assertNotIn(self.case.partner_id.name, nobody)
        self.assertNotIn(self.other.partner_id.name, nobody)

    def test_languages(self):
        """INV-9: in the customer's language, in another when that is chosen; where several customers wait, in mine."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["complaint_quality"], ["zh_CN"])
        self.case.partner_id.lang = "zh_CN"
        investigation = self._open_8d()
        dialog = investigation.action_print_report()
        form = Form(self.env[dialog["res_model"]].with_user(self.engineer).with_context(**dialog["context"]))
        self.assertEqual(form.case_id, self.case)
        self.assertEqual(form.lang, "zh_CN")
        codes = dict(
            investigation.discipline_ids.with_context(lang="zh_CN")
            ._fields["code"]
            ._description_selection(self.env(context={"lang": "zh_CN"}))
        )
        self.assertIn(codes["D3"], self._render(investigation, lang="zh_CN"))
        self.assertIn("D3 Containment", self._render(investigation, lang="en_US"))
        report = self.env["ir.actions.report"].with_user(self.engineer)
        self.assertIn(codes["D3"], report._render_qweb_html(REPORT, investigation.ids)[0].decode(), "the menu Print")
        both = self._open_8d(self.case | self.other)
        self.assertFalse(both._get_report_case())
        self.assertEqual(both._get_report_lang(both._get_report_case()), "en_US")
        self.assertIn("D3 Containment", report._render_qweb_html(REPORT, both.ids)[0].decode())

    def test_persons(self):
        """INV-9: the quality department, handlers and auditors print; who only has a part in it, or none, does not."""
        investigation = self._open_8d()
        self._plan(investigation)
        report = self.env["ir.actions.report"]
        for user in (self.engineer, self.handler, self.auditor):
            self.assertIn("D0", report.with_user(user)._render_qweb_html(REPORT, investigation.ids)[0].decode())
            self.assertIn("D0", self._render(investigation, user))
        portal = new_test_user(self.env, "q_customer", "base.group_portal", partner_id=self.case.partner_id.id)
        for user in (self.owner, self.stranger, portal):
            with self.assertRefuses(AccessError, "."):
                report.with_user(user)._render_qweb_html(REPORT, investigation.ids)
            with self.assertRefuses(AccessError, "."):
                investigation.with_user(user).action_print_report(False)
            with self.assertRefuses(AccessError, "."):
                self._render(investigation, user)
        with self.assertRefuses(AccessError, "quality department or a handler"):
            investigation.with_user(self.auditor).action_send_report()

    def test_wrong_input(self):
        """INV-9: another's case, a language that is not installed and a customer without an address are refused."""
        investigation = self._open_8d()
        for wrong in (self.other.id, 10**9, "1", [1]):
            with self.assertRefuses(UserError, "choose one of the cases"):
                investigation.action_print_report(wrong)
        with self.assertRefuses(UserError, "choose one of the cases"):
            self._render(investigation, case=self.other)
        for wrong in ("xx_XX", 5, ["en_US"]):
            with self.assertRefuses(UserError, "installed language"):
                investigation.action_print_report(self.case.id, wrong)
        self.assertEqual(investigation.action_print_report(self.case.id)["type"], "ir.actions.report")
        with self.assertRefuses(UserError, "Choose the case"):
            investigation.action_send_report(False)
        self.case.partner_id.email = False
        with self.assertRefuses(UserError, "e-mail address"):
            investigation.action_send_report()
        both = self._open_8d(self.case | self.other)
        self.assertEqual(both.action_send_report()["res_model"], "complaint.investigation.report", "which customer?")

    def test_sent(self):
        """INV-9, CUS-4: the customer gets it by mail and on their case once it is sent, and not before."""
        investigation = self._open_8d()
        portal = new_test_user(self.env, "q_customer", "base.group_portal", partner_id=self.case.partner_id.id)
        action = investigation.action_send_report()
        context = {**action["context"], "lang": "en_US"}
        composer = Form(self.env["mail.compose.message"].with_user(self.engineer).with_context(**context)).save()
        attachment = composer.attachment_ids
        self.assertEqual(len(attachment), 1)
        self.assertIn(investigation.name.replace("/", "-"), attachment.name)
        with self.assertRefuses(AccessError, "."):
            attachment.with_user(portal).read(["raw"])
        composer.action_send_mail()
        message = self.case.message_ids[0]
        self.assertEqual(len(message.attachment_ids), 1)
        self.assertEqual(
            (message.attachment_ids.res_model, message.attachment_ids.res_id), (self.case._name, self.case.id)
        )
        self.assertFalse(message.is_internal)
        self.assertIn(self.case.partner_id, message.partner_ids)
        self.assertIn(self.case.name, message.subject)
        self.assertIn("Report sent", investigation.message_ids[0].body)
