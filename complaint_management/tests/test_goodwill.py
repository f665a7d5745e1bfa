from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestGoodwill(ComplaintCommon):
    def _propose_with_fault(self, party="customer", confirmed=True, remedy=None, share=40):
        case = self._create_case()
        resolution = self._propose(case, remedy or {"kind": "compensation", "amount": 100})
        carrier = self.env["res.partner"].create({"name": "Carrier"})
        case.responsibility_ids.share = 100 - share
        case.responsibility_ids = [
            Command.create(
                {
                    "party": party,
                    "partner_id": carrier.id if party == "carrier" else self.customer.id,
                    "share": share,
                }
            )
        ]
        if confirmed:
            case.responsibility_ids.action_confirm()
        return resolution

    def _names(self, resolution):
        return resolution.review_ids.definition_id.filtered("complaint_goodwill").mapped("name")

    def test_goodwill_needs_its_tier(self):
        """RES-4: with the customer's or the carrier's fault confirmed a credit needs the goodwill tier in addition."""
        for party in ("customer", "carrier"):
            with self.subTest(party):
                resolution = self._propose_with_fault(party)
                self.assertTrue(resolution.is_goodwill)
                resolution.action_submit()
                self.assertEqual(len(resolution.review_ids), 2)
                resolution.with_user(self.approver).action_approve()
                self.assertEqual(resolution.state, "submitted")
                resolution.with_user(self.senior).action_approve()
                self.assertEqual(resolution.state, "approved")
                resolution.case_id.action_send_reply()
                self.assertEqual(resolution.state, "offered")

    def test_no_goodwill(self):
        """RES-4: fault that is proposed only, fault of others, and remedies without credit need no goodwill."""
        supplier = self._propose_with_fault("supplier")
        for resolution in (
            self._propose_with_fault(confirmed=False),
            supplier,
            self._propose_with_fault(remedy={"kind": "apology"}),
            self._propose_with_fault(remedy={"kind": "rework", "quantity": 2, "amount": 30}),
        ):
            self.assertFalse(resolution.is_goodwill)
            self._approve(resolution)
            self.assertEqual(resolution.state, "approved")

    def test_policy_names_the_tier(self):
        """RES-4: the policy's own goodwill tier takes the place of the general one; its amounts count."""
        boss = self._create_employee_user("boss", "group_user", self.sales)
        role = self.env["complaint.role"].create({"name": "Boss", "kind": "users", "user_ids": boss.ids})
        self.policy.tier_ids = [
            Command.create(
                {
                    "name": "Goodwill up to 500",
                    "review_type": "complaint_role",
                    "complaint_role_id": role.id,
                    "complaint_goodwill": True,
                    "complaint_amount_up_to": 500,
                    "sequence": 50,
                }
            )
        ]
        resolution = self._propose_with_fault()
        resolution.action_submit()
        self.assertEqual(self._names(resolution), ["Goodwill up to 500"])
        resolution.with_user(self.approver).action_approve()
        resolution.with_user(boss).action_approve()
        self.assertEqual(resolution.state, "approved")
        dear = self._propose_with_fault(remedy={"kind": "compensation", "amount": 501})
        with self.assertRefuses(UserError, "no authority tier for goodwill covers it"):
            dear.action_submit()

    def test_no_tier_is_an_error(self):
        """RES-4: where nobody is named for goodwill, it cannot be submitted; nor does goodwill stand in for RES-2."""
        resolution = self._propose_with_fault()
        goodwill = self.env.ref("complaint_management.tier_goodwill")
        goodwill.active = False
        with self.assertRefuses(UserError, "no authority tier for goodwill"):
            resolution.action_submit()
        goodwill.active = True
        self.env["tier.definition"].search(
            [("model", "=", "complaint.resolution"), ("complaint_goodwill", "=", False)]
        ).active = False
        with self.assertRefuses(UserError, "No authority tier covers"):
            resolution.action_submit()

    def test_fault_confirmed_after_the_approval(self):
        """RES-4, RES-5: then it is neither offered nor carried out until a new version is approved as goodwill."""
        resolution = self._propose_with_fault(confirmed=False)
        case = resolution.case_id
        self._approve(resolution)
        case.responsibility_ids.action_confirm()
        for reply in (case.action_reply, case.action_send_reply, lambda: case.action_record_reply("By letter")):
            with self.assertRefuses(UserError, "was not approved as goodwill"):
                reply()
        self.assertEqual(resolution.state, "approved")
        second = self.env["complaint.resolution"].browse(resolution.action_new_version()["res_id"])
        second.action_submit()
        self.assertEqual(len(self._names(second)), 1)
        second.with_user(self.approver).action_approve()
        second.with_user(self.senior).action_approve()
        case.action_send_reply()
        second.action_accept("Ms. Ready")
        case.action_execute()
        self.assertEqual(case.state, "execution")

    def test_fault_confirmed_after_the_offer(self):
        """RES-4: what was offered before is not carried out either."""
        resolution = self._propose_with_fault(confirmed=False)
        case = resolution.case_id
        self._approve(resolution)
        case.action_send_reply()
        resolution.action_accept("Ms. Ready")
        case.responsibility_ids.action_confirm()
        with self.assertRefuses(UserError, "was not approved as goodwill"):
            case.action_execute()
