from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestStepOrder(ComplaintCommon):
    def _create_steps(self, *rows):
        """A case in investigation with one step of Quality per ``(name, order, required, domain)``."""
        self.policy.step_template_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "name": name,
                        "sequence": sequence,
                        "required": required,
                        "domain": domain,
                        "department_source": "fixed",
                        "department_id": self.quality.id,
                    }
                )
                for name, sequence, required, domain in rows
            ),
        ]
        case = self._create_case()
        case.action_accept()
        return case

    def _get_states(self, case):
        return {step.name: step.state for step in case.step_ids}

    def _do(self, case, name):
        case.step_ids.filtered(lambda s: s.name == name).with_user(self.engineer).action_done("Done")

    def test_optional_does_not_hold_the_next_order(self):
        """RTE-2: an order is done when its required steps are; an optional one stays open meanwhile."""
        case = self._create_steps(
            ("Look", 10, True, "[]"),
            ("Photos", 10, False, "[]"),
            ("Plan", 20, True, "[]"),
            ("Tell", 30, True, "[]"),
        )
        self.assertEqual(
            self._get_states(case), {"Look": "todo", "Photos": "todo", "Plan": "waiting", "Tell": "waiting"}
        )
        self._do(case, "Photos")
        self.assertEqual(self._get_states(case)["Plan"], "waiting")
        self._do(case, "Look")
        self.assertEqual(self._get_states(case)["Plan"], "todo")
        self.assertEqual(self._get_states(case)["Tell"], "waiting")

    def test_an_order_of_optional_ones_only(self):
        """RTE-2: orders without required steps wait for nobody and hold nobody up."""
        case = self._create_steps(("Photos", 10, False, "[]"), ("Look", 20, True, "[]"), ("More", 30, False, "[]"))
        self.assertEqual(self._get_states(case), {"Photos": "todo", "Look": "todo", "More": "waiting"})
        self._do(case, "Look")
        self.assertEqual(self._get_states(case), {"Photos": "todo", "Look": "done", "More": "todo"})

    def test_condition_with_order(self):
        """RTE-1, RTE-2: a required step whose condition does not hold is not waited for."""
        case = self._create_steps(
            ("Look", 10, True, "[]"), ("Board", 20, True, "[('severity', '=', 'major')]"), ("Plan", 30, True, "[]")
        )
        self.assertNotIn("Board", self._get_states(case))
        self._do(case, "Look")
        self.assertEqual(self._get_states(case)["Plan"], "todo")

    def test_optional_ones_are_skipped_when_the_phase_is_left(self):
        """RTE-2: only required steps hold the phase; what is open besides is not done any more."""
        case = self._create_steps(("Look", 10, True, "[]"), ("Photos", 10, False, "[]"))
        case.responsibility_ids = [
            Command.create({"party": "department", "department_id": self.production.id, "share": 100})
        ]
        with self.assertRefuses(UserError, "Look"):
            case.action_propose()
        self._do(case, "Look")
        photos = case.step_ids.filtered(lambda s: s.name == "Photos")
        self.assertTrue(photos.activity_ids)
        case.action_propose()
        self.assertEqual(self._get_states(case), {"Look": "done", "Photos": "skipped"})
        self.assertFalse(photos.activity_ids)

    def test_an_optional_step_is_skipped_with_a_reason(self):
        """RTE-1: by a handler, with a reason; a required one is not."""
        case = self._create_steps(("Look", 10, True, "[]"), ("Photos", 10, False, "[]"))
        look, photos = case.step_ids.sorted("name")
        self.assertEqual(photos.name, "Photos")
        with self.assertRefuses(UserError, "required: it cannot be skipped"):
            look.with_user(self.assistant).action_skip("No need")
        with self.assertRaises(AccessError):
            photos.with_user(self.engineer).action_skip("No need")
        action = photos.with_user(self.assistant).action_skip()
        form = Form(self.env[action["res_model"]].with_user(self.assistant).with_context(**action["context"]))
        form.reason = "There are photos"
        form.save().action_confirm()
        self.assertEqual(photos.state, "skipped")
        self.assertRecordValues(photos.move_ids, [{"kind": "skipped", "reason": "There are photos"}])
        with self.assertRefuses(UserError, "not open"):
            photos.with_user(self.assistant).action_skip("Again")

    def test_who_holds_the_ball(self):
        """INT-14, RTE-2: a department while a required step of one is open; optional ones wait for nobody."""
        case = self._create_steps(("Look", 10, True, "[]"), ("Photos", 10, False, "[]"))
        self.assertEqual(case.awaiting, "department")
        self._do(case, "Look")
        self.assertEqual(case.awaiting, "handler")

    def test_late_on_top(self):
        """RTE-5: what is late first, then what is due next, what is done last."""
        case = self._create_steps(
            ("Later", 10, True, "[]"), ("Late", 10, True, "[]"), ("Done", 10, True, "[]"), ("Next", 10, True, "[]")
        )
        self._do(case, "Done")
        by_name = {step.name: step for step in case.step_ids}
        by_name["Late"].sudo().date_deadline = "2020-01-01"
        by_name["Next"].sudo().date_deadline = "2090-01-01"
        by_name["Later"].sudo().date_deadline = "2091-01-01"
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_management.complaint_step_action")
        self.assertEqual(action["res_model"], "complaint.step")
        steps = self.env["complaint.step"].with_user(self.engineer)
        found = steps.search(
            [("is_own_department", "=", True), ("case_id", "=", case.id)], order="date_done desc, date_deadline"
        )
        self.assertEqual(found.mapped("name"), ["Late", "Next", "Later", "Done"])
        arch = self.env.ref("complaint_management.complaint_step_view_list").arch
        self.assertIn('default_order="date_done desc, date_deadline"', arch)
        self.assertEqual(found[0].deadline_state, "late")
        self.assertEqual(found[0].partner_id, self.customer)
