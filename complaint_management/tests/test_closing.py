from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestClosing(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.callback_count = 0
        cls.case = cls._create_case()
        resolution = cls._execute(cls.case)
        resolution.remedy_ids.filtered(lambda r: r.kind == "apology").action_done()
        # what a replacement needs to be done is another addon's business
        resolution.remedy_ids.sudo().write({"state": "done"})
        cls.case.action_follow_up()

    def _ask_for(self, name, requirement, **values):
        self.policy.closing_ids = [Command.create({"name": name, "requirement": requirement, **values})]

    def test_summary(self):
        """ARC-1: closing demands a summary."""
        with self.assertRefuses(UserError, "closing summary is empty"):
            self.case.action_close()
        self.case.summary = "Too thin a coating; the bath is checked daily now."
        self.case.action_close()
        self.assertEqual(self.case.state, "closed")

    def test_list_of_the_policy(self):
        """ARC-1: what the policy lists is asked for by name, all of it at once and with what else is missing."""
        self._ask_for("a photo or document as evidence", "[('has_evidence', '=', True)]")
        self._ask_for("a first cause", "[('first_cause', '!=', False)]")
        with self.assertRefuses(
            UserError, r"(?s)summary is empty.*asks for: a photo or document.*asks for: a first cause"
        ):
            self.case.action_close()
        self.case.write({"summary": "Learnt", "first_cause": "Thin coating"})
        with self.assertRefuses(UserError, "asks for: a photo") as caught:
            self.case.action_close()
        self.assertNotIn("first cause", str(caught.exception))
        self.assertFalse(self.case.has_evidence)
        self.env["ir.attachment"].create(
            {"name": "desk.png", "raw": b"x", "res_model": "complaint.case", "res_id": self.case.id}
        )
        self.case.invalidate_recordset(["has_evidence"])
        self.assertIn(self.case, self.case.search([("has_evidence", "=", True)]))
        self.assertNotIn(self.case, self.case.search([("has_evidence", "=", False)]))
        self.case.action_close()
        self.assertEqual(self.case.state, "closed")

    def test_only_for_some(self):
        """ARC-1: a line of the list may hold for some cases only."""
        self._ask_for("minutes", "[('step_ids.kind', '=', 'meeting')]", domain="[('severity', '=', 'major')]")
        self.case.summary = "Learnt"
        self.case.action_close()
        self.assertEqual(self.case.state, "closed")

    def test_nothing_changes_when_one_is_refused(self):
        """ARC-1: of several cases none is closed when one lacks something."""
        self._ask_for("a first cause", "[('first_cause', '!=', False)]")
        other = self._create_case(case_type="enquiry", subject="Opening hours", channel_id=self._get_spoken().id)
        (self.case | other).write({"summary": "Learnt"})
        other.first_cause = "None"
        with self.assertRefuses(UserError, "asks for: a first cause"):
            (self.case | other).action_close()
        self.assertEqual([self.case.state, other.state], ["followup", "received"])

    def _get_spoken(self):
        return self.env["complaint.channel"].search([("is_written", "=", False)], limit=1)

    def test_policy_form(self):
        """ARC-1: a manager writes the list down; what cannot be checked is refused."""
        with Form(self.policy.with_user(self.manager)) as form, form.closing_ids.new() as line:
            line.name = "a confirmed responsibility"
            line.requirement = "[('responsibility_ids', 'not any', [('state', '=', 'proposed')])]"
        self.assertEqual(self.policy.closing_ids.name, "a confirmed responsibility")
        for wrong in ("[('no_such_field', '=', 1)]", "nonsense(", "[]", "[('subject'"):
            with self.assertRefuses(ValidationError, "not valid|must hold"):
                self.policy.closing_ids.requirement = wrong
        with self.assertRefuses(AccessError, "."):
            self.policy.closing_ids.with_user(self.assistant).name = "Nothing"

    def test_copy_of_the_policy(self):
        """ARC-1: a copied policy asks for the same, and prints the same copies."""
        self._ask_for("a first cause", "[('first_cause', '!=', False)]")
        copy = self.policy.copy()
        self.assertEqual(copy.closing_ids.mapped("name"), ["a first cause"])
        self.assertEqual(copy.form_copy_ids.mapped("name"), self.policy.form_copy_ids.mapped("name"))
