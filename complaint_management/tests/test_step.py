from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestStep(ComplaintCommon):
    def test_entering_a_phase_opens_its_steps(self):
        """RTE-2: the quality department's step opens with a deadline in working days."""
        case = self._create_case()
        self.assertFalse(case.step_ids)
        case.action_accept()
        self.assertRecordValues(case.step_ids, [{"state": "todo", "department_id": self.quality.id, "required": True}])
        self.assertTrue(case.step_ids.date_deadline)
        self.assertEqual(case.awaiting, "department")

    def test_orders_run_one_after_the_other(self):
        """RTE-2: steps of one order in parallel, the next order when they are done."""
        self.policy.step_template_ids = [
            Command.create(
                {"name": "Sales opinion", "sequence": 10, "department_source": "fixed", "department_id": self.sales.id}
            ),
            Command.create(
                {"name": "Plan", "sequence": 20, "department_source": "fixed", "department_id": self.sales.id}
            ),
        ]
        case = self._create_case()
        case.action_accept()
        find, opinion, plan = case.step_ids.sorted(lambda s: (s.sequence, s.id))
        self.assertEqual((find.state, opinion.state, plan.state), ("todo", "todo", "waiting"))
        find.with_user(self.engineer).action_done("Found")
        self.assertEqual(plan.state, "waiting")
        opinion.with_user(self.clerk).action_done("Agreed")
        self.assertEqual(plan.state, "todo")

    def test_condition_decides(self):
        """RTE-1: a step only for cases that match its condition."""
        self.policy.step_template_ids.domain = "[('severity', '=', 'major')]"
        case = self._create_case()
        case.action_accept()
        self.assertFalse(case.step_ids)

    def test_fixed_department_of_another_company(self):
        """RTE-1: a policy of every company names a department of one; in the others the leading one does the step."""
        policy = self._create_policy(
            step_template_ids=[
                Command.create({"name": "Facts", "department_source": "fixed", "department_id": self.quality.id})
            ]
        )
        other = self.env["res.company"].create({"name": "Other"})
        self.assistant.company_ids |= other
        leading = self.env["hr.department"].create({"name": "Quality There", "company_id": other.id})
        cases = self.env["complaint.case"].with_user(self.assistant)
        case = cases.with_context(allowed_company_ids=[other.id, self.company.id]).create(
            {
                **{"subject": "Scratched", "contact_name": "Bob", "policy_id": policy.id},
                **{"company_id": other.id, "department_id": leading.id},
            }
        )
        case.action_accept()
        self.assertEqual(case.step_ids.department_id, leading)
        own = self._create_case(policy_id=policy.id)
        own.action_accept()
        self.assertEqual(own.step_ids.department_id, self.quality)

    def test_only_the_department_does_its_step(self):
        """RTE-3: a member or the head of the department, not the handler, not another department."""
        case = self._create_case()
        case.action_accept()
        step = case.step_ids
        for user in (self.assistant, self.manager):
            with self.assertRaises(AccessError):
                step.with_user(user).action_done("I know")
        with self.assertRaises(AccessError):
            step.with_user(self.worker).read(["name"])
        self.quality.manager_id = self.worker.employee_id
        step.with_user(self.worker).action_done("As head of the department")
        self.assertEqual(step.done_by_id, self.worker)

    def test_a_step_needs_an_opinion(self):
        """RTE-3: not done without an opinion; a draft is kept."""
        case = self._create_case()
        case.action_accept()
        step = case.step_ids.with_user(self.engineer)
        with self.assertRefuses(UserError, "write your opinion"):
            step.action_done()
        step.action_write_opinion("Draft")
        step.action_done()
        self.assertEqual(step.state, "done")
        with self.assertRefuses(UserError, "not open"):
            step.action_done("Again")

    def test_steps_are_not_written_directly(self):
        """RTE-3: the state is the procedure's, also for the department."""
        case = self._create_case()
        case.action_accept()
        with self.assertRaises(AccessError):
            case.step_ids.with_user(self.engineer).write({"state": "done"})

    def test_my_departments_steps(self):
        """RTE-5: found by those it belongs to."""
        case = self._create_case()
        case.action_accept()
        Step = self.env["complaint.step"]
        own = [("is_own_department", "=", True)]
        self.assertIn(case.step_ids, Step.with_user(self.engineer).search(own))
        self.assertNotIn(case.step_ids, Step.with_user(self.assistant).search(own))

    def test_rejecting_a_case_drops_its_steps(self):
        """RTE-2: nobody works on for a case that is not established."""
        case = self._create_case()
        case.action_accept()
        case.action_reject(self.env.ref("complaint_management.ground_not_ours").id)
        self.assertEqual(case.step_ids.state, "skipped")
        self.assertFalse(case.date_deadline)
