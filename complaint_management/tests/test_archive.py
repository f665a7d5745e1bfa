import io
from unittest.mock import patch

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools.pdf import OdooPdfFileReader

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .common import ComplaintCommon

REPORT = "complaint_management.report_archive"


def make_image(kind="PNG", size=(40, 30)):
    with io.BytesIO() as buffer:
        Image.new("RGB", size, "red").save(buffer, kind)
        return buffer.getvalue()


def make_pdf(pages=1):
    with io.BytesIO() as buffer:
        first, *others = [Image.new("RGB", (60, 80), "white") for _page in range(pages)]
        first.save(buffer, "PDF", save_all=True, append_images=others)
        return buffer.getvalue()


@tagged("post_install", "-at_install")
class TestArchive(ComplaintCommon):
    def _attach(self, record, name, content):
        return self.env["ir.attachment"].create(
            {"name": name, "raw": content, "res_model": record._name, "res_id": record.id}
        )

    def _render_html(self, cases, user=None, lang=None):
        report = self.env["ir.actions.report"].with_user(user or self.assistant)
        if lang:
            report = report.with_context(lang=lang)
        return report._render_qweb_html(REPORT, cases.ids)[0].decode()

    def _render_pdf(self, cases, user=None):
        """The file, with the program that prints HTML replaced by one that prints one page, however long it is."""
        report = (
            self.env["ir.actions.report"].with_user(user or self.assistant).with_context(force_report_rendering=True)
        )
        with (
            patch.object(IrActionsReport, "_run_wkhtmltopdf", lambda *args, **kwargs: make_pdf()),
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda *args: "ok"),
        ):
            content, kind = report._render_qweb_pdf(REPORT, cases.ids)
        self.assertEqual(kind, "pdf")
        return OdooPdfFileReader(io.BytesIO(content), strict=False)

    def test_sections(self):
        """ARC-2: intake, items, steps, cause, resolution and approvals, letters, notes, callbacks, documents."""
        self.policy.callback_count = 1
        case = self._create_case(description="<p>All tops are scratched</p>", first_cause="Rough pallets")
        resolution = self._execute(case)
        resolution.remedy_ids.sudo().write({"state": "done"})
        case.action_follow_up()
        case.message_post(body="Please look at the pallets", message_type="comment", subtype_xmlid="mail.mt_note")
        self.env["complaint.callback"].with_user(self.manager).create(
            {"case_id": case.id, "satisfaction": "satisfied", "comment": "Quick, thank you"}
        )
        case.summary = "<p>Pallets are planed now</p>"
        case.action_close()
        html = self._render_html(case)
        for words in (
            *(case.name, "Scratched desks", "All tops are scratched", self.customer.name, "Desk", "Rough pallets"),
            *("Find the facts and the cause", "The coating was too thin.", "engineer", "Production", "100.00"),
            *(resolution.name, "Apology", "approver", "Fine", "Ms. Ready", "Dear "),
            *("Please look at the pallets", "Quick, thank you", "Satisfied", self.order.name, "Pallets are planed now"),
        ):
            self.assertIn(words, html, words)

    def test_empty_case(self):
        """ARC-2: a case that has just been logged has a file too, without empty sections."""
        case = self._create_case(line_ids=[], sale_order_id=False, partner_id=False, contact_name="Ann <b>")
        html = self._render_html(case)
        self.assertIn("Ann &lt;b&gt;", html)
        self.assertNotIn("Resolution and Approvals", html)
        self.assertNotIn("Callbacks", html)

    def test_evidence(self):
        """ARC-2: photos are shown, PDF files follow with all their pages, other and damaged files are named."""
        case = self._create_case()
        case.action_accept()
        photo = make_image(size=(3000, 2000))
        self._attach(case, "top.png", photo)
        self._attach(case, "again.png", photo)
        self._attach(case, "broken.png", b"\x89PNG\r\n\x1a\n no picture")
        self._attach(case, "report.pdf", make_pdf(3))
        self._attach(case.step_ids[:1], "analysis.pdf", make_pdf(2))
        self._attach(case, "damaged.pdf", b"%PDF-1.4 nothing")
        self._attach(case, "figures.csv", b"a;b")
        html = self._render_html(case)
        self.assertEqual(html.count("data:image/jpg;base64,") + html.count("data:image/jpeg;base64,"), 1)
        for words in ("top.png", "broken.png", "report.pdf", "analysis.pdf", "damaged.pdf", "figures.csv", "A2"):
            self.assertIn(words, html, words)
        self.assertNotIn("again.png", html, "the same file is shown once")
        self.assertEqual(self._render_pdf(case).getNumPages(), 1 + 3 + 2)

    def test_several_cases(self):
        """ARC-2: of several cases each file is followed by its own annexes."""
        cases = self._create_case() | self._create_case(subject="Wobbling desks")
        self._attach(cases[0], "one.pdf", make_pdf(2))
        self._attach(cases[1], "two.pdf", make_pdf(1))
        self.assertEqual(self._render_pdf(cases).getNumPages(), 1 + 2 + 1 + 1)
        self.assertEqual(self._render_pdf(cases[1] | cases[0] | cases[1]).getNumPages(), 2 + 3)

    def test_printed_from_the_case(self):
        """ARC-2: it is among what can be printed of a case."""
        report = self.env.ref("complaint_management.action_report_archive")
        self.assertIn(report.id, report.get_valid_action_reports("complaint.case", self._create_case().ids))

    def test_who_may(self):
        """ARC-2, CNF-1, CNF-2, CUS-4: whoever may read the case; no respondent, no stranger, no customer."""
        case = self._create_case()
        for user in (self.assistant, self.auditor, self.approver):
            self.assertIn(case.name, self._render_html(case, user))
        for user in (self.worker, self.portal_user):
            with self.assertRefuses(AccessError, "."):
                self._render_html(case, user)
            with self.assertRefuses(AccessError, "."):
                self._render_pdf(case, user)
        case.respondent_ids = self.approver.employee_id
        with self.assertRefuses(AccessError, "."):
            self._render_html(case, self.approver)
        case.sudo().confidential = True
        with self.assertRefuses(AccessError, "."):
            self._render_html(case, self.auditor)

    def test_language(self):
        """ARC-2: in the language of the user."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.assistant.lang = "zh_CN"
        self.category.with_context(lang="zh_CN").name = "表面与外观"
        html = self._render_html(self._create_case(), lang="zh_CN")
        self.assertIn("表面与外观", html)


@tagged("post_install", "-at_install")
class TestKept(ComplaintCommon):
    def test_nothing_is_deleted(self):
        """ARC-4: no case nor anything kept of it is deleted, by nobody of any group, not even by the system."""
        self.policy.callback_count = 1
        case = self._create_case()
        resolution = self._execute(case)
        resolution.remedy_ids.sudo().write({"state": "done"})
        case.action_follow_up()
        case.action_confirm_responsibility()
        callback = (
            self.env["complaint.callback"]
            .with_user(self.manager)
            .create({"case_id": case.id, "satisfaction": "satisfied"})
        )
        slip = (
            self.env["complaint.slip"]
            .sudo()
            .create(
                {
                    "case_id": case.id,
                    "kind": "reminder",
                    "date": "2030-01-01 08:00:00",
                    "company_id": self.company.id,
                }
            )
        )
        kept = {
            "case": case,
            "step": case.step_ids[:1],
            "resolution": resolution,
            "remedy": resolution.remedy_ids[:1],
            "review": resolution.review_ids[:1],
            "callback": callback,
            "slip": slip,
            "passage": case.passage_ids[:1],
            "responsibility": case.responsibility_ids[:1],
        }
        groups = self.env["res.groups"].search([("privilege_id.category_id.name", "=", "Complaints")])
        everything = new_test_user(self.env, "everything", groups="base.group_user", company_id=self.company.id)
        everything.group_ids = [Command.link(group.id) for group in groups]
        admin = new_test_user(self.env, "erp", groups="base.group_system", company_id=self.company.id)
        users = (self.clerk, self.assistant, self.approver, self.manager, self.auditor, everything, admin)
        for name, record in kept.items():
            self.assertTrue(record, name)
            for user in (*users, self.portal_user):
                with self.subTest(record=name, user=user.login), self.assertRefuses(UserError, "."):
                    record.with_user(user).unlink()
            if name != "review":
                with self.subTest(record=name, user="superuser"), self.assertRefuses(UserError, "."):
                    record.sudo().unlink()

    def test_documents_deleted(self):
        """ARC-4: who deletes a customer, an order or a category does not delete the case with it."""
        customer = self.env["res.partner"].create({"name": "Gone Soon"})
        order = self.env["sale.order"].create({"partner_id": customer.id})
        case = self._create_case(partner_id=customer.id, sale_order_id=order.id, line_ids=[])
        order.unlink()
        case.invalidate_recordset()
        self.assertFalse(case.sale_order_id)
        customer.unlink()
        case.invalidate_recordset()
        self.assertTrue(case.exists())
        self.assertEqual(case.contact_name, "Gone Soon")
