from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .penalty_common import PenaltyCommon


@tagged("post_install", "-at_install")
class TestPenaltyTour(PenaltyCommon, HttpCase):
    def test_from_loss_to_closed_month(self):
        """LOS-4, ALO-1, PEN-2, PEN-3, PEN-5, PEN-9: accountant, manager, HR and employee, in the browser."""
        self.worker.name = self.worker_user.name = "Pavel Dorn"
        self.worker.performance_bonus = 400
        self.policy.bracket_ids = [
            Command.create({"amount_from": 0, "amount_to": 1000, "kind": "deduction", "percent": 50})
        ]
        case = self._case(
            state="followup",
            summary="<p>Loaded without corner boards.</p>",
            responsibility_ids=[
                Command.create({"party": "employee", "employee_id": self.worker.id, "share": 100, "state": "confirmed"})
            ],
            loss_ids=[Command.create({"kind": "freight_back", "name": "Lorry", "amount": 600, "reason": "Tariff"})],
        )
        case.action_waive_callbacks("The customer asked for none.")
        case.action_close()

        self.start_tour(f"/odoo/complaints/{case.id}", "complaint_penalty_propose", login=self.accountant.login)
        notice = case.penalty_ids
        self.assertRecordValues(
            notice, [{"employee_id": self.worker.id, "kind": "deduction", "liable_amount": 600, "amount": 300}]
        )
        self.start_tour("/odoo/complaint-penalties", "complaint_penalty_approve", login=self.manager.login)
        tell, own, objections, closing = (
            f"/odoo/action-complaint_finance.complaint_penalty_{name}"
            for name in ("action_tell", "action_own", "action_objections", "closing_action")
        )
        self.start_tour(tell, "complaint_penalty_tell", login=self.officer.login)
        self.start_tour(own, "complaint_penalty_object", login=self.worker_user.login)
        self.assertFalse(notice.deduction_ids)
        self.start_tour(objections, "complaint_penalty_decide", login=self.officer.login)
        month = fields.Date.today().replace(day=1)
        self.assertEqual(notice.deduction_ids.sorted("month").mapped("amount"), [200, 100])
        self.start_tour(closing, "complaint_penalty_close_month", login=self.officer.login)
        self.assertEqual(notice.deduction_ids.filtered(lambda d: d.state == "taken").mapped("month"), [month])
        self.assertRecordValues(notice, [{"state": "confirmed", "taken_amount": 200, "planned_amount": 100}])
