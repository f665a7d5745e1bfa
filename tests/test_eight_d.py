from odoo.fields import Date
from odoo.tests import HttpCase, tagged

from odoo.addons.complaint_quality.tests.common import ComplaintQualityCommon


@tagged("post_install", "-at_install")
class TestEightD(ComplaintQualityCommon, HttpCase):
    """Two complaints in one 8D, in the browser, each part by its own people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engineer.group_ids += cls.env.ref("stock.group_stock_user") + cls.env.ref("stock.group_production_lot")
        people = cls.engineer + cls.owner + cls.verifier
        people.write({"lang": "en_US", "tz": "UTC"})
        cls.case.policy_id.sudo().investigation_form = "eight_d"
        cls.second = cls._new_case("Scratched tops")
        cls.cases = cls.case | cls.second
        cls.case.partner_id.email = "desks@example.com"
        cls.lot = cls._new_lot("E-2611-01")
        cls.cases.line_ids.lot_ids = cls.lot
        cls.stock = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1).lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(cls.product, cls.stock, 6, lot_id=cls.lot)

    def _tour(self, user, path, name):
        self.start_tour(path, f"complaint_eight_d_{name}", login=user.login, timeout=180)

    def test_from_two_complaints_to_closed(self):
        """INV-1, INV-2, INV-4, INV-9, EXP-2, ACT-3, ACT-6: both causes found, a lot contained, the effect proven."""
        self._tour(self.engineer, "/odoo/complaints", "contain")
        self._tour(self.engineer, "/odoo/complaint-investigations", "find")
        investigation = self.cases.investigation_ids
        self.assertEqual(investigation.case_ids, self.cases)
        self.assertRecordValues(investigation, [{"form": "eight_d", "state": "acting", "signed_count": 6}])
        self.assertEqual(set(investigation._get_root_whys().mapped("branch")), {"occurrence", "escape"})
        self.assertEqual(len(self.second.cause_ids), 2)
        self.assertFalse(self.env["stock.quant"]._get_available_quantity(self.product, self.stock, lot_id=self.lot))
        blocked = self.lot.quant_ids.filtered("location_id.is_complaint_quarantine")
        self.assertEqual(blocked.quantity, 6)

        self._tour(self.owner, "/odoo/my-complaint-actions", "do")
        self._tour(self.engineer, "/odoo/complaint-investigations", "implement")
        self.assertEqual(investigation.state, "verifying")
        self._tour(self.verifier, "/odoo/my-complaint-checks", "check")
        self.assertRecordValues(investigation.action_ids, [{"effective": "yes", "check_value": 1, "state": "done"}])
        self._tour(self.engineer, "/odoo/complaint-investigations", "close")
        self.assertRecordValues(investigation, [{"state": "closed", "progress": 100, "closed_by_id": self.engineer.id}])
        self.assertEqual(investigation.discipline_ids.signed_user_id, self.engineer)
        sent = self.case.message_ids.filtered("attachment_ids")
        self.assertIn(self.case.partner_id, sent.partner_ids)
        self.assertFalse(self.second.message_ids.attachment_ids, "the other customer gets nothing")

    def test_check_fails(self):
        """ACT-4: the action did not help, so the search for the cause goes on; what the cause rests on still holds."""
        investigation = self._open(self.cases)
        answers = {
            "D0": {"content": "Stopped"},
            "D1": {"team_ids": self.owner.ids},
            "D2": {**{f"{name}_is": "This" for name in ("what", "where", "when", "many")}, "what_is_not": "Dents"},
            "D3": {f"{name}_{part}": "All" for name in ("customer", "transit", "house") for part in ("done", "proof")},
            "D5": {"content": "Corners"},
            "D6": {"content": "Validated", "date_lifted": Date.today()},
            "D7": {"prevent_documents": "Packing instruction 12"},
        }
        for discipline in investigation.discipline_ids.filtered(lambda d: d.code < "D8"):
            if discipline.code == "D4":
                self._add_chain(investigation, "The tops touch each other")
                self._add_chain(investigation, "Nobody looked", branch="escape")
                investigation.action_accept_cause()
            elif discipline.code == "D6":
                action = self._plan(investigation) if not investigation.action_ids else investigation.action_ids
                action.with_user(self.owner).action_done("Photo of the first pallet")
            elif discipline.code == "D5":
                self._plan(investigation)
            if discipline.code in answers:
                discipline.write(answers[discipline.code])
            discipline.action_sign_off()
        self.assertEqual(investigation.state, "verifying")
        self._tour(self.verifier, "/odoo/my-complaint-checks", "fail")
        self.assertRecordValues(investigation, [{"state": "analysing", "reopened_count": 1, "signed_count": 4}])
        self.assertFalse(self.second.cause_ids)
        self._tour(self.engineer, "/odoo/complaint-investigations", "again")
