import json

from thread_common import ThreadCommon

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestJson2(ThreadCommon, HttpCase):
    """The same complaint by an outside client: everything the buttons do, over /json/2, by the public names."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = {
            role: cls.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "thread", fields.Datetime.add(fields.Datetime.now(), days=1))
            for role, user in cls.people.items()
        }

    def _post(self, role, model, method, ids=None, **kwargs):
        if ids is not None:
            kwargs["ids"] = ids
        return self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(kwargs),
            headers={"Authorization": f"bearer {self.keys[role]}", "Content-Type": "application/json"},
        )

    def _call(self, role, model, method, ids=None, **kwargs):
        response = self._post(role, model, method, ids, **kwargs)
        self.assertEqual(response.status_code, 200, response.text[:800])
        return response.json()

    def _create(self, role, model, **values):
        return self._call(role, model, "create", vals_list=[values])[0]

    def _read(self, role, model, ids, *names):
        return self._call(role, model, "read", ids, fields=list(names))

    def _find(self, role, model, *domain):
        return self._call(role, model, "search", domain=list(domain))

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def _refused(self, role, model, method, ids=None, **kwargs):
        """What the server says when it refuses; never a server error."""
        response = self._post(role, model, method, ids, **kwargs)
        self.assertIn(response.status_code, (403, 422), response.text[:800])
        return response.json()["message"]

    def test_from_delivered_order_to_closed_case(self):
        """INT-2, RTE-3, INV-4, ACT-3, RES-4, RES-5, RET-3, CRN-1, ALO-1, PEN-3, CBK-2, ARC-1."""
        sale_line = self.order.order_line
        case = self._create(
            "assistant",
            "complaint.case",
            subject="Scratched desks",
            partner_id=self.customer.id,
            sale_order_id=self.order.id,
            category_id=self.env.ref("complaint_management.category_quality_surface").id,
            line_ids=[
                [
                    0,
                    0,
                    {
                        "sale_line_id": sale_line.id,
                        "move_id": sale_line.move_ids.id,
                        "lot_ids": [[6, 0, self.lots[:1].ids]],
                        "qty_claimed": 4,
                        "qty_defective": 3,
                    },
                ]
            ],
        )
        record = self.env["complaint.case"].browse(case)

        self.assertIn("handlers", self._refused("engineer", "complaint.case", "action_accept", [case]))
        self._call("assistant", "complaint.case", "action_accept", [case])
        self.assertIn("is open", self._refused("assistant", "complaint.case", "action_propose", [case]))
        step = self._find("engineer", "complaint.step", ["case_id", "=", case], ["state", "=", "todo"])
        self._call("engineer", "complaint.step", "action_done", step, opinion="Coating too thin")

        self._call("engineer", "complaint.case", "action_open_investigation", [case])
        [investigation] = self._find("engineer", "complaint.investigation", ["case_ids", "in", [case]])
        cause = self._find("engineer", "complaint.cause")[0]
        first = self._create(
            "engineer", "complaint.why", investigation_id=investigation, name="Thin coating", branch="occurrence"
        )
        self._create(
            "engineer",
            "complaint.why",
            investigation_id=investigation,
            parent_id=first,
            name="Worn nozzle",
            branch="occurrence",
            status="verified",
            evidence="Measured",
            is_root=True,
            cause_id=cause,
        )
        self._call("engineer", "complaint.investigation", "action_accept_cause", [investigation])
        action = self._create(
            "engineer",
            "complaint.action",
            investigation_id=investigation,
            kind="corrective",
            name="Change the nozzle every week",
            user_id=self.people["engineer"].id,
            date_due="2030-01-01",
            check_metric="Complaints on coating",
            check_baseline=3,
            check_target=0,
            check_method="Register",
            check_user_id=self.people["verifier"].id,
            date_check="2030-03-01",
        )
        self._call("engineer", "complaint.action", "action_done", [action], evidence="Photo of the new nozzle")
        self.assertEqual(record.investigation_ids.cause_ids.ids, [cause])

        self._create(
            "assistant",
            "complaint.responsibility",
            case_id=case,
            party="department",
            department_id=self.departments["Production"].id,
            share=100,
        )
        responsibility = self._find("assistant", "complaint.responsibility", ["case_id", "=", case])
        self._call("assistant", "complaint.responsibility", "action_confirm", responsibility)
        self._call("assistant", "complaint.case", "action_propose", [case])
        line = record.line_ids.id
        resolution = self._create(
            "assistant",
            "complaint.resolution",
            case_id=case,
            remedy_ids=[
                [0, 0, {"kind": "return", "line_id": line, "quantity": 2}],
                [0, 0, {"kind": "allowance", "line_id": line, "quantity": 2, "amount_per_unit": 10}],
            ],
        )
        self._call("assistant", "complaint.resolution", "action_submit", [resolution])
        self._refused("assistant", "complaint.resolution", "action_approve", [resolution])
        self._call("head", "complaint.resolution", "action_approve", [resolution], comment="Agreed")
        self.assertIn(
            "frozen", self._refused("assistant", "complaint.resolution", "write", [resolution], vals={"note": "x"})
        )
        self._call("assistant", "complaint.case", "action_send_reply", [case])
        self._call("assistant", "complaint.resolution", "action_accept", [resolution], accepted_by="Ms. Ready")
        self._call("assistant", "complaint.case", "action_execute", [case])

        remedies = self._find("accountant", "complaint.remedy", ["case_id", "=", case])
        self._refused("assistant", "complaint.remedy", "action_create_document", remedies)
        self._call("accountant", "complaint.remedy", "action_create_document", remedies)
        [receipt] = record.remedy_ids.return_picking_ids.ids
        self._call("warehouse", "stock.picking", "button_validate", [receipt])
        credit_notes = record.remedy_ids.credit_move_id.ids
        self.assertEqual(len(credit_notes), 2)
        self._call("accountant", "account.move", "action_post", credit_notes)
        self.assertEqual(
            [remedy["state"] for remedy in self._read("accountant", "complaint.remedy", remedies, "state")],
            ["done"] * 2,
        )
        self._call("accountant", "complaint.case", "action_allocate", [case])
        self._call("accountant", "complaint.case", "action_propose_penalties", [case])
        self.assertEqual(set(record.penalty_ids.mapped("amount")), {0})

        self._call("assistant", "complaint.case", "action_follow_up", [case])
        self._create("assistant", "complaint.callback", case_id=case, satisfaction="satisfied")
        self.assertIn("summary is empty", self._refused("assistant", "complaint.case", "action_close", [case]))
        self._call(
            "assistant", "complaint.case", "write", [case], vals={"summary": "The nozzle is checked every shift."}
        )
        self._call("assistant", "complaint.case", "action_close", [case])
        [closed] = self._read("assistant", "complaint.case", [case], "state", "satisfaction", "accepted_amount")
        self.assertEqual({"id": case, "state": "closed", "satisfaction": "satisfied", "accepted_amount": 220.0}, closed)

    def test_bad_input_is_refused_in_words(self):
        """RES-5, ADM-1: other people's ids, wrong types and hand-written phases are refused, nothing is changed."""
        case = self._create("assistant", "complaint.case", subject="Scratched desks", partner_id=self.customer.id)
        self.assertIn(
            "procedure", self._refused("assistant", "complaint.case", "write", [case], vals={"state": "closed"})
        )
        self.assertIn("ground", self._refused("assistant", "complaint.case", "action_reject", [case], ground_id=10**6))
        self._refused("warehouse", "complaint.case", "read", [case], fields=["subject"])
        self._refused("engineer", "complaint.case", "action_withdraw", [case], reason="Not mine")
        self.assertEqual(self.env["complaint.case"].browse(case).state, "received")
