from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestStepOpinion(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._create_case(description="<p>Scratches on the <b>left</b> edge</p>")
        cls.case.action_accept()
        cls.step = cls.case.step_ids

    def _upload(self, user, name="photo.txt", **values):
        return self.env["ir.attachment"].with_user(user).create({"name": name, "raw": b"coating", **values})

    def test_an_opinion_has_attachments(self):
        """RTE-3: files uploaded in the dialog stay on the step, for all who read it and nobody else."""
        photo = self._upload(self.engineer, res_model="complaint.opinion")
        action = self.step.with_user(self.engineer).action_ask_opinion()
        form = Form(self.env[action["res_model"]].with_user(self.engineer).with_context(**action["context"]))
        form.opinion = "See the photo"
        wizard = form.save()
        wizard.attachment_ids = photo
        wizard.action_keep()
        self.assertEqual(self.step.attachment_ids, photo)
        again = Form(self.env[action["res_model"]].with_user(self.engineer).with_context(**action["context"])).save()
        self.assertEqual(again.attachment_ids, photo)
        again.action_confirm()
        self.assertEqual(self.step.state, "done")
        self.assertRecordValues(photo, [{"res_model": "complaint.step", "res_id": self.step.id}])
        self.assertEqual(photo.with_user(self.assistant).raw, b"coating")
        with self.assertRaises(AccessError):
            photo.with_user(self.worker).read(["raw"])
        with self.assertRaises(AccessError):
            photo.with_user(self.engineer).unlink()

    def test_no_file_of_others(self):
        """RTE-3: what somebody else uploaded, or belongs elsewhere, is not drawn onto the step; nor nonsense."""
        step = self.step.with_user(self.engineer)
        others = self._upload(self.assistant)
        elsewhere = self._upload(self.engineer)
        elsewhere.sudo().write({"res_model": "res.partner", "res_id": self.customer.id})
        for files in (others.ids, elsewhere.ids, [0]):
            with self.subTest(files=files), self.assertRefuses(AccessError, "attach files that you uploaded"):
                step.action_done("Found", attachment_ids=files)
        for files in ("photo", [True], [None], 7):
            with self.subTest(files=files), self.assertRefuses(UserError, "list of their ids"):
                step.action_done("Found", attachment_ids=files)
        with self.assertRaises(AccessError):
            self.step.with_user(self.assistant).action_done("Found", attachment_ids=self._upload(self.assistant).ids)
        self.assertFalse(self.step.attachment_ids)

    def test_an_opinion_given_is_not_rewritten(self):
        """RTE-3: once the step is done nobody writes over the opinion or takes the step, not even its department."""
        step = self.step.with_user(self.engineer)
        step.action_done("Found")
        for user in (self.engineer, self.assistant):
            with self.assertRefuses(UserError, "is not open"):
                step.with_user(user).action_write_opinion("Nothing found")
            with self.assertRefuses(UserError, "is not open"):
                step.with_user(user).action_assign_to_me()
        self.assertIn("Found", step.opinion)

    def test_work_contact_sheet(self):
        """RTE-4: number, from, to, due, facts, what is asked, and the opinion once it is given."""
        report = self.env["ir.actions.report"].with_user(self.engineer)

        def render(steps):
            return report._render_qweb_html("complaint_management.report_step", steps.ids)[0].decode()

        self.case.user_id = self.assistant
        self.case.line_ids.lot_ids = [Command.set(self.lots[:1].ids)]
        html = render(self.step)
        for words in (
            self.case.name,
            "Scratched desks",
            "Find the facts",
            "Quality",
            "assistant",
            "Desk",
            "L1",
            "left",
        ):
            self.assertIn(words, html)
        step = self.step.with_user(self.engineer)
        step.action_write_opinion("A draft")
        self.assertNotIn("A draft", render(step))
        step.action_done("Too thin", attachment_ids=self._upload(self.engineer).ids)
        html = render(step)
        for words in ("Too thin", "photo.txt", "engineer"):
            self.assertIn(words, html)

    def test_several_sheets_at_once(self):
        """RTE-4: from the list, each step on a page of its own; nobody prints what they do not read."""
        case = self._create_case(subject="Broken chairs")
        case.action_accept()
        report = self.env["ir.actions.report"]
        name, ids = "complaint_management.report_step", (self.step | case.step_ids).ids
        html = report.with_user(self.engineer)._render_qweb_html(name, ids)[0].decode()
        self.assertEqual(html.count("Answered by"), 2)
        self.assertIn("Broken chairs", html)
        self.assertTrue(self.env.ref("complaint_management.action_report_step").binding_model_id)
        with self.assertRaises(AccessError):
            report.with_user(self.worker)._render_qweb_html(name, ids)
