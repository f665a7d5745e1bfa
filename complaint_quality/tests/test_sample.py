from contextlib import suppress

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.complaint_management.tests.common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestSample(ComplaintCommon):
    """What the customer sends back to look at: asked for by sales, taken in and inspected by quality."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.step_template_ids.filtered(lambda step: step.phase == "investigation").needs_sample = True
        cls.case = cls._create_case(user_id=cls.assistant.id)
        cls.case.action_accept()
        cls.step = cls.case.step_ids.with_user(cls.engineer)

    @classmethod
    def _ask(cls, user=None, **values):
        return (
            cls.env["complaint.sample"]
            .with_user(user or cls.assistant)
            .create({"case_id": cls.case.id, "line_id": cls.case.line_ids.id, **values})
        )

    def test_life_of_a_sample(self):
        """SMP-1: received, from, quantity, photos, where stored, inspected by, result, returned; who and when."""
        sample = self._ask(quantity=2, lot_id=self.lots[0].id)
        self.assertRegex(sample.name, r"^SMP/\d{8}$")
        self.assertRecordValues(
            sample,
            [{"state": "awaited", "product_id": self.desk.id, "partner_id": self.customer.id, "received_by_id": False}],
        )
        sample = sample.with_user(self.engineer)
        photo = self.env["ir.attachment"].with_user(self.engineer).create({"name": "top.png", "raw": b"png"})
        sample.action_receive()
        sample.write({"location_note": "Rack 4", "photo_ids": [Command.link(photo.id)]})
        self.assertRecordValues(sample, [{"state": "received", "received_by_id": self.engineer.id}])
        with self.assertRefuses(UserError, "what was found first"):
            sample.action_inspect()
        sample.action_inspect("Coating of 30 µm")
        self.assertRecordValues(sample, [{"state": "inspected", "inspected_by_id": self.engineer.id}])
        self.assertTrue(sample.date_inspected)
        sample.with_user(self.assistant).action_return()
        self.assertRecordValues(sample, [{"state": "returned", "outcome_user_id": self.assistant.id}])
        self.assertEqual(self.case.sample_count, 1)
        self.assertIn("Rack 4", sample.location_note)

    def test_scrapped_without_inspection(self):
        """SMP-1: what spoils is scrapped, by whom and when; nothing is found of it afterwards."""
        sample = self._ask(date_received=fields.Datetime.now())
        self.assertRecordValues(sample, [{"state": "received", "received_by_id": self.assistant.id}])
        sample.action_scrap()
        self.assertRecordValues(sample, [{"state": "scrapped", "outcome_user_id": self.assistant.id}])
        for method in (sample.action_receive, sample.action_inspect, sample.action_return, sample.action_scrap):
            with self.assertRefuses(UserError, "is in state"):
                method()

    def test_finding_of_no_kind(self):
        """SMP-1: what was found is said in words, also over RPC."""
        sample = self._ask(date_received=fields.Datetime.now())
        for result in (5, ["Broken"], True):
            with self.assertRefuses(UserError, "is a text"):
                sample.action_inspect(result)

    def test_not_coming(self):
        """SMP-1: a sample that will not come says why; what has come cannot be said not to come."""
        sample = self._ask()
        self.assertEqual(sample.action_waive()["context"]["default_operation"], "waive_sample")
        with self.assertRefuses(UserError, "reason"):
            sample.action_waive("  ")
        wizard = Form.from_action(sample.env, sample.action_waive())
        wizard.reason = "Thrown away"
        wizard.save().action_confirm()
        self.assertRecordValues(sample, [{"state": "waived", "waive_reason": "Thrown away"}])
        with self.assertRefuses(UserError, "is in state"):
            self._ask(date_received=fields.Datetime.now()).action_waive("Late")

    def test_facts_are_recorded_by_methods(self):
        """SMP-1: nobody types who inspected it, and what was inspected stays as it was."""
        for values in ({"inspected_by_id": self.engineer.id}, {"outcome": "scrapped"}, {"name": "X"}):
            with self.assertRefuses(UserError, "cannot be typed in"):
                self._ask(**values)
        sample = self._ask(date_received=fields.Datetime.now())
        sample.action_inspect("Fine")
        with self.assertRefuses(UserError, "can no longer be changed"):
            sample.quantity = 5
        with self.assertRefuses(UserError, "can no longer be changed"):
            sample.result = "Not fine"
        sample.location_note = "Archive"
        with self.assertRefuses(UserError, "kept for the record"):
            sample.with_user(self.env.ref("base.user_admin")).sudo().unlink()

    def test_units_lots_and_items(self):
        """SMP-1: the quantity is in a unit of the product, the lot one of it, the item one of the case."""
        pair = self.env["uom.uom"].create(
            {"name": "Pair", "relative_factor": 2, "relative_uom_id": self.desk.uom_id.id}
        )
        self.assertEqual(self._ask(product_uom_id=pair.id, quantity=1.5).quantity, 1.5)
        with self.assertRefuses(ValidationError, "not counted in"):
            self._ask(product_uom_id=self.env.ref("uom.product_uom_kgm").id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._ask(quantity=0).flush_recordset()
        chair = self.env["product.product"].create({"name": "Chair", "is_storable": True, "tracking": "lot"})
        lot = self.env["stock.lot"].create({"name": "C", "product_id": chair.id})
        with self.assertRefuses(ValidationError, "is not a lot of"):
            self._ask(lot_id=lot.id)
        other = self._create_case()
        with self.assertRefuses(ValidationError, "not one of case"):
            self._ask(line_id=other.line_ids.id)
        with self.assertRefuses(ValidationError, "in the future"):
            self._ask(date_received="2999-01-01 00:00:00")
        self.desk.active = False
        self.assertEqual(self._ask().product_id, self.desk, "a product that is no longer sold is complained about too")

    def test_missing_on_the_step(self):
        """SMP-1: the step that needs a sample says that none is here, until one has come."""
        self.assertTrue(self.step.needs_sample)
        search = [("is_sample_missing", "=", True), ("case_id", "=", self.case.id)]
        steps = self.env["complaint.step"].with_user(self.engineer)
        self.assertRecordValues(self.step, [{"sample_status": "none", "is_sample_missing": True}])
        self.assertEqual(steps.search(search), self.step)
        sample = self._ask()
        self.assertRecordValues(self.step, [{"sample_status": "awaited", "is_sample_missing": True}])
        self.assertEqual(self.step.action_view_samples()["context"]["default_case_id"], self.case.id)
        sample.action_receive()
        self.assertRecordValues(self.step, [{"sample_status": "here", "is_sample_missing": False}])
        self.assertFalse(steps.search(search))
        with Form(self.step) as form:
            self.assertEqual(form.sample_status, "here")

    def test_other_steps_do_not_ask(self):
        """SMP-1: a step that needs no sample says nothing of one, and the sample does not hold a step up."""
        self.step.action_done("No sample, but photos")
        self.assertFalse(self.step.is_sample_missing)
        self.policy.step_template_ids.needs_sample = False
        case = self._create_case()
        case.action_accept()
        self.assertRecordValues(case.step_ids[:1], [{"needs_sample": False, "sample_status": False}])

    def test_statuses_in_one_query(self):
        """SMP-1: many steps are shown with one query for their samples."""
        cases = self.env["complaint.case"].concat(*(self._create_case() for _i in range(4)))
        for case in cases:
            case.action_accept()
        counts = []
        for ids in (cases[0].step_ids.ids, cases[0].step_ids.ids, cases.step_ids.ids):
            steps = self.env["complaint.step"].browse(ids)
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            steps.mapped("sample_status")
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[1], counts[2])

    def test_wrong_people(self):
        """SMP-1, CNF-3: who does not reach the case, customers and auditors record nothing."""
        sample = self._ask()
        for user in (self.worker, self.portal_user):
            with self.assertRaises(AccessError):
                sample.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                sample.with_user(user).action_receive()
        with self.assertRaises(AccessError):
            sample.with_user(self.auditor).action_receive()
        self.assertFalse(self.env["complaint.sample"].with_user(self.worker).search([]))
        company = self.env["res.company"].create({"name": "Second"})
        self.assistant.company_ids += company
        case = self.env["complaint.case"].create({"subject": "Other", "company_id": company.id})
        theirs = self.env["complaint.sample"].create({"case_id": case.id})
        self.assertRegex(theirs.name, r"^SMP/\d{4}0001$", "each company counts its own")
        with self.assertRaises(AccessError):
            theirs.with_user(self.assistant).with_context(allowed_company_ids=self.company.ids).read(["name"])

    def test_new_sample_tells_strangers_nothing(self):
        """SMP-1, CNF-1: whoever does not reach the case learns neither its customer nor its goods by a new sample."""
        samples = self.env["complaint.sample"]
        for given, name in (
            ({"case_id": self.case.id}, "partner_id"),
            ({"line_id": self.case.line_ids[:1].id}, "product_id"),
        ):
            told = {}
            for user in (self.worker, self.assistant):
                self.env.flush_all()
                self.env.invalidate_all()
                with suppress(AccessError):
                    values = samples.with_user(user).onchange(
                        given, list(given), {**{key: {} for key in given}, name: {}}
                    )
                    told[user] = values["value"].get(name)
            self.assertFalse(told.get(self.worker), name)
            self.assertTrue(told[self.assistant], name)

    def test_goes_along_when_cases_merge(self):
        """SMP-1, INT-10: the samples of a merged case are those of the one that remains."""
        sample = self._ask(product_uom_id=self.desk.uom_id.id)
        target = self._create_case()
        line = self.case.line_ids
        self.case.action_merge_into(target)
        self.assertRecordValues(sample, [{"case_id": target.id, "line_id": line.id}])
        self.assertEqual(line.case_id, target)

    def test_from_the_case(self):
        """SMP-1: the smart button makes a sample of the case with its only item."""
        action = self.case.with_user(self.engineer).action_view_samples()
        with Form(self.env["complaint.sample"].with_user(self.engineer).with_context(**action["context"])) as form:
            form.quantity = 1
        self.assertRecordValues(
            form.record, [{"case_id": self.case.id, "line_id": self.case.line_ids.id, "product_id": self.desk.id}]
        )
