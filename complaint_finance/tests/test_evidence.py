import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintFinanceCommon


@tagged("post_install", "-at_install")
class TestEvidence(ComplaintFinanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.certificate = cls.env.ref("complaint_finance.evidence_type_allowance_certificate")
        cls.copy = cls.env.ref("complaint_finance.evidence_type_allowance_copy")
        cls.stamped = cls.env.ref("complaint_finance.evidence_type_return_original")
        cls.company.complaint_evidence_type_ids = cls.certificate | cls.copy | cls.stamped
        cls.case = cls._complain(cls._sell(), {"kind": "allowance", "quantity": 3, "amount_per_unit": 10})
        cls.remedy = cls.case.resolution_id.remedy_ids
        cls.remedy.with_user(cls.accountant).action_create_document()
        cls.credit = cls.remedy.credit_move_id

    def _scan(self, user=None, **values):
        values = {"name": "scan.pdf", "datas": base64.b64encode(b"%PDF-1.4 stamped"), **values}
        return self.env["ir.attachment"].with_user(user or self.handler).create(values)

    def _evidence(self, user=None, scans=True, **values):
        user = user or self.handler
        values = {"remedy_id": self.remedy.id, "type_id": self.certificate.id, **values}
        if scans:
            values["attachment_ids"] = [Command.set(self._scan(user).ids)]
        return self.env["complaint.evidence"].with_user(user).create(values)

    def _post(self, user=None):
        self.credit.with_user(user or self.accountant).action_post()

    # === EVD-1 ===

    def test_evd_1_none_demanded_by_default(self):
        """EVD-1: a company in a country without the custom demands nothing and posts as ever."""
        self.company.complaint_evidence_type_ids = False
        self.assertEqual(self.remedy.document_state, "to_post")
        self._post()
        self.assertEqual(self.remedy.state, "done")
        plain = self.env["res.company"].create({"name": "Boston Ltd.", "country_id": self.env.ref("base.us").id})
        self.assertFalse(plain.complaint_evidence_type_ids)

    def test_evd_1_customary_in_a_country(self):
        """EVD-1: a company in a country with the custom begins with its types; its own choice stays."""
        company = self.env["res.company"].create({"name": "Taipei Ltd.", "country_id": self.env.ref("base.tw").id})
        self.assertEqual(len(company.complaint_evidence_type_ids), 5)
        self.company._demand_customary_evidence()
        self.assertEqual(self.company.complaint_evidence_type_ids, self.certificate | self.copy | self.stamped)

    def test_evd_1_accepted_evidence_lets_it_be_posted(self):
        """EVD-1: one accepted document of those demanded is enough, with person and date; seen on both documents."""
        self.assertEqual(self.remedy.document_state, "awaiting_evidence")
        self.assertEqual(self.case.awaiting, "customer")
        self.assertTrue(self.credit.complaint_evidence_missing)
        evidence = self._evidence()
        self.assertEqual(self.remedy.document_state, "awaiting_evidence")
        evidence.with_user(self.accountant).action_accept()
        self.assertRecordValues(evidence, [{"state": "accepted", "decided_by_id": self.accountant.id}])
        self.assertTrue(evidence.date_decided)
        self.assertEqual(self.remedy.document_state, "to_post")
        self.assertEqual(self.case.awaiting, "accounting")
        self.assertEqual(self.credit.with_user(self.accountant).complaint_evidence_ids, evidence)
        self.assertFalse(self.credit.complaint_evidence_missing)
        self.assertIn("accepted", self.case.message_ids[0].body)
        self._post()
        self.assertEqual((self.credit.state, self.remedy.document_state), ("posted", "done"))

    def test_evd_1_evidence_of_another_kind_or_type(self):
        """EVD-1: what proves a return proves no allowance, and a type that is not demanded is not enough."""
        with self.assertRaisesRegex(ValidationError, "no evidence for"):
            self._evidence(type_id=self.stamped.id)
        self.company.complaint_evidence_type_ids = self.copy
        self._evidence().with_user(self.accountant).action_accept()
        with self.assertRaisesRegex(UserError, "showing the reduction"):
            self._post()

    def test_evd_1_types_demanded_for_returns_only(self):
        """EVD-1: where only returns need evidence, allowances and compensation are posted without."""
        self.company.complaint_evidence_type_ids = self.stamped
        self.assertEqual(self.remedy.document_state, "to_post")
        self._post()

    def test_evd_1_return_waits_for_its_evidence(self):
        """EVD-1: a return's credit note, made on receipt, waits too."""
        case = self._complain(self._sell(), {"kind": "return", "quantity": 2})
        remedy = case.resolution_id.remedy_ids
        remedy.with_user(self.accountant).action_create_document()
        self.assertEqual(remedy.document_state, "awaiting_goods")
        self._receive(remedy, user=self.storekeeper)
        self.assertEqual(remedy.document_state, "awaiting_evidence")
        with self.assertRaisesRegex(UserError, "Original invoice"):
            remedy.credit_move_id.with_user(self.accountant).action_post()

    def test_evd_1_archived_type(self):
        """EVD-1: an archived type is demanded no more; what was accepted of it still counts."""
        self._evidence().with_user(self.accountant).action_accept()
        self.certificate.active = False
        self.assertEqual(self.remedy.document_state, "to_post")
        (self.copy | self.stamped).active = False
        self.assertFalse(self.remedy._get_demanded_evidence())
        other = self._complain(self._sell(), {"kind": "allowance", "quantity": 1, "amount_per_unit": 10})
        remedy = other.resolution_id.remedy_ids
        remedy.with_user(self.accountant).action_create_document()
        self.assertEqual(remedy.document_state, "to_post")

    def test_evd_1_types_per_company(self):
        """EVD-1: what one company demands, another does not."""
        other = self.env["res.company"].create({"name": "Second", "country_id": self.env.ref("base.us").id})
        self.assertFalse(other.complaint_evidence_type_ids)
        settings = self.env["res.config.settings"].create({"complaint_evidence_type_ids": [Command.clear()]})
        settings.execute()
        self.assertFalse(self.company.complaint_evidence_type_ids)
        self.assertEqual(self.remedy.document_state, "to_post")

    def test_evd_1_no_scan_wrong_person(self):
        """EVD-1: without a scan nothing is accepted; only complaint accountants accept and refuse."""
        evidence = self._evidence(scans=False)
        with self.assertRaisesRegex(UserError, "attach the scan"):
            evidence.with_user(self.accountant).action_accept()
        evidence.attachment_ids = self._scan()
        for user in (self.handler, self.manager):
            with self.assertRaisesRegex(AccessError, "accept or refuse"):
                evidence.with_user(user).action_accept()
            with self.assertRaisesRegex(AccessError, "accept or refuse"):
                evidence.with_user(user).action_refuse("No stamp")
        with self.assertRaises(AccessError):
            self._evidence(user=self.storekeeper, scans=False)
        with self.assertRaises(AccessError):
            self._evidence(user=self.assistant, scans=False)

    def test_evd_1_respondent_decides_nothing(self):
        """EVD-1, CNF-1: who is complained about neither sees nor accepts the evidence."""
        evidence = self._evidence()
        employee = self.env["hr.employee"].create({"name": "Accountant", "user_id": self.accountant.id})
        self.case.respondent_ids = employee
        with self.assertRaises(AccessError):
            evidence.with_user(self.accountant).action_accept()
        self.assertFalse(self.credit.with_user(self.accountant).complaint_evidence_ids)

    def test_evd_1_decision_is_not_typed(self):
        """EVD-1: state, person and date come from the buttons; a decided document is kept as it was."""
        evidence = self._evidence()
        for values in ({"state": "accepted"}, {"decided_by_id": self.handler.id}, {"remedy_id": self.remedy.id}):
            with self.assertRaisesRegex(UserError, "buttons"):
                evidence.with_user(self.handler).write(values)
        with self.assertRaisesRegex(UserError, "entered as received"):
            self._evidence(state="accepted")
        evidence.with_user(self.accountant).action_accept()
        for user in (self.handler, self.accountant):
            with self.assertRaisesRegex(UserError, "kept as it was"):
                evidence.with_user(user).date = fields.Date.today() - timedelta(days=3)
            with self.assertRaisesRegex(UserError, "is kept"):
                evidence.with_user(user).unlink()
            with self.assertRaisesRegex(UserError, "scans are kept"):
                evidence.attachment_ids.with_user(user).unlink()
            with self.assertRaisesRegex(UserError, "scans are kept"):
                evidence.attachment_ids.with_user(user).raw = b"forged"
        with self.assertRaisesRegex(UserError, "already"):
            evidence.with_user(self.accountant).action_accept()
        evidence.with_user(self.handler).note = "Lies in folder 7"
        received = self._evidence()
        received.with_user(self.handler).unlink()

    def test_evd_1_scans_are_readable_and_own(self):
        """EVD-1: who reads the evidence reads its scans; nobody puts files of others on it."""
        evidence = self._evidence()
        scan = evidence.attachment_ids.with_user(self.accountant)
        self.assertEqual((scan.res_model, scan.res_id), ("complaint.evidence", evidence.id))
        self.assertTrue(scan.datas)
        foreign = self._scan(self.accountant, res_model="account.move", res_id=self.credit.id)
        with self.assertRaises(AccessError):
            evidence.with_user(self.handler).attachment_ids = [Command.link(foreign.id)]
        with self.assertRaisesRegex(AccessError, "files that you uploaded"):
            evidence.with_user(self.accountant).attachment_ids = [Command.link(foreign.id)]

    def test_evd_1_nothing_comes_in_the_future(self):
        """EVD-1: a document cannot have come after today, neither entered nor changed so."""
        late = fields.Date.today() + timedelta(days=2)
        with self.assertRefuses(ValidationError, "in the future"):
            self._evidence(date=late)
        evidence = self._evidence(date=fields.Date.today())
        with self.assertRefuses(ValidationError, "in the future"):
            evidence.date = late

    def test_evd_1_refused(self):
        """EVD-1: refused with a reason, by a dialog; the credit note waits on, until it is posted."""
        evidence = self._evidence()
        action = evidence.with_user(self.accountant).action_refuse()
        wizard = Form(self.env["complaint.reason"].with_user(self.accountant).with_context(**action["context"]))
        wizard.reason = "The stamp is missing"
        wizard.save().action_confirm()
        self.assertRecordValues(evidence, [{"state": "refused", "refuse_reason": "The stamp is missing"}])
        with self.assertRaisesRegex(UserError, "Refused: Sales allowance certificate"):
            self._post()
        second = self._evidence()
        second.with_user(self.accountant).action_accept()
        second.with_user(self.accountant).action_refuse("Another customer's")
        self.assertEqual(self.remedy.document_state, "awaiting_evidence")
        third = self._evidence()
        third.with_user(self.accountant).action_accept()
        self._post()
        with self.assertRaisesRegex(UserError, "posted credit note"):
            third.with_user(self.accountant).action_refuse("Late doubt")

    def test_evd_1_nothing_to_prove(self):
        """EVD-1: no evidence for a remedy that is not carried out."""
        planned = self._complain(self._sell(), {"kind": "allowance", "quantity": 1, "amount_per_unit": 1})
        remedy = planned.resolution_id.remedy_ids
        remedy.state = "cancelled"
        with self.assertRaisesRegex(UserError, "not carried out"):
            self._evidence(remedy_id=remedy.id)

    def test_evd_1_through_the_form(self):
        """EVD-1: entered from the credit note, in the form; it offers the types of the remedy."""
        action = self.credit.with_user(self.handler).sudo().action_add_complaint_evidence()
        form = Form(self.env["complaint.evidence"].with_user(self.handler).with_context(**action["context"]))
        form.type_id = self.certificate
        form.number = "AB-12345678"
        self.assertEqual(form.remedy_kind, "allowance")
        self.assertEqual(form.save().case_id, self.case)

    # === EVD-2 ===

    def test_evd_2_every_way_of_posting(self):
        """EVD-2: button, several at once, the cron's way, RPC on the state: all refused, in words."""
        invoicing = self._create_user("fin_invoicing", "account.group_account_invoice")
        for user in (self.accountant, invoicing):
            with self.assertRaisesRegex(UserError, "lacks an accepted evidence document"):
                self._post(user)
        with self.assertRaisesRegex(UserError, "Sales allowance certificate"):
            self.credit.with_user(self.accountant)._post(soft=False)
        wizard = self.env["validate.account.move"].with_user(self.accountant)
        for values in ({}, {"force_post": True}):
            with self.assertRaisesRegex(UserError, "lacks an accepted"):
                wizard.create({"move_ids": [Command.set(self.credit.ids)], **values}).validate_move()
        with self.assertRaisesRegex(UserError, "lacks an accepted"):
            self.credit.with_user(self.accountant).write({"state": "posted"})
        self.assertEqual(self.credit.state, "draft")

    def test_evd_2_auto_post(self):
        """EVD-2: the cron that posts drafts of the day leaves it and says why."""
        self.credit.write({"auto_post": "at_date", "invoice_date": fields.Date.today(), "date": fields.Date.today()})
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_auto_post_draft_entry").method_direct_trigger()
        self.assertEqual(self.credit.state, "draft")
        said = self.credit.message_ids[:1].body
        for words in ("could not be posted", "lacks an accepted evidence document", self.certificate.name):
            self.assertIn(words, said)
        other = self._complain(self._sell(), {"kind": "compensation", "amount": 10})
        self.company.complaint_compensation_account_id = self.company_data["default_account_expense"]
        other.remedy_ids.with_user(self.accountant).action_create_document()
        free = other.remedy_ids.credit_move_id
        free.write({"auto_post": "at_date", "invoice_date": fields.Date.today(), "date": fields.Date.today()})
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_auto_post_draft_entry").method_direct_trigger()
        self.assertEqual((self.credit.state, free.state), ("draft", "posted"), "one that lacks it stops no other")

    def test_evd_2_not_freed_from_its_remedy(self):
        """EVD-2: nobody loosens the credit note from its remedy to post it without evidence."""
        with self.assertRaisesRegex(UserError, "not tied to it by hand"):
            self.credit.with_user(self.accountant).complaint_remedy_id = False
        values = {"move_type": "out_refund", "partner_id": self.credit.partner_id.id}
        with self.assertRaisesRegex(UserError, "not tied to it by hand"):
            self.env["account.move"].with_user(self.accountant).create(
                {**values, "complaint_remedy_id": self.remedy.id}
            )
        self.credit.with_user(self.accountant).write({"complaint_remedy_id": self.remedy.id, "ref": "x"})

    def test_evd_2_manager_waives_with_a_reason(self):
        """EVD-2: a manager overrides with a reason, which is logged on case and credit note."""
        for user in (self.accountant, self.handler):
            with self.assertRaisesRegex(AccessError, "managers waive"):
                self.remedy.with_user(user).action_override_evidence("In a hurry")
        action = self.remedy.with_user(self.manager).action_override_evidence()
        wizard = Form(self.env["complaint.reason"].with_user(self.manager).with_context(**action["context"]))
        wizard.reason = "The buyer was wound up"
        wizard.save().action_confirm()
        self.assertRecordValues(
            self.remedy,
            [{"evidence_override_by_id": self.manager.id, "evidence_override_reason": "The buyer was wound up"}],
        )
        self.assertIn("wound up", self.case.message_ids[0].body)
        self.assertIn("wound up", self.credit.message_ids[0].body)
        with self.assertRaisesRegex(UserError, "lacks no evidence"):
            self.remedy.with_user(self.manager).action_override_evidence("Twice")
        self._post()
        self.assertEqual(self.credit.state, "posted")

    def test_evd_2_waiver_is_not_typed(self):
        """EVD-2: person and reason of a waiver are not written past the button."""
        names = ("evidence_override_by_id", "evidence_override_date", "evidence_override_reason")
        for name, value in zip(names, (self.manager.id, fields.Datetime.now(), "x"), strict=True):
            with self.assertRaisesRegex(UserError, "waived by a complaint manager"):
                self.remedy.with_user(self.manager).write({name: value})
        draft = self.env["complaint.case"].create({"subject": "x", "state": "resolution"})
        resolution = self.env["complaint.resolution"].create({"case_id": draft.id})
        with self.assertRaisesRegex(UserError, "waived by a complaint manager"):
            self.env["complaint.remedy"].with_user(self.handler).create(
                {"resolution_id": resolution.id, "kind": "apology", "evidence_override_by_id": self.manager.id}
            )

    def test_evd_2_credit_note_by_hand(self):
        """EVD-2: a credit note that is no complaint's is nobody's business here."""
        order = self._sell()
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=order.invoice_ids.ids
        )
        reversal = wizard.create({"journal_id": order.invoice_ids.journal_id.id})
        reversal.refund_moves()
        reversal.new_move_ids.with_user(self.accountant).action_post()
        self.assertEqual(reversal.new_move_ids.state, "posted")

    # === The accountant's board ===

    def test_board_groups_with_amounts(self):
        """EVD-1, CRN-1: the accountant sees each state with the sum in the company's currency."""
        euro = self.env["res.currency"].with_context(active_test=False).search([("name", "=", "EUR")])
        euro.active = True
        self.env["res.currency.rate"].search([("currency_id", "=", euro.id)]).unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "rate": 2, "name": "2020-01-01", "company_id": self.company.id}
        )
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": euro.id})
        order = self._sell(pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, euro)
        case = self._complain(order, {"kind": "allowance", "quantity": 3, "amount_per_unit": 10})
        remedy = case.resolution_id.remedy_ids
        self.assertEqual(remedy.currency_id, euro)
        self.assertEqual(remedy.amount_company, 15)
        remedy.with_user(self.accountant).action_create_document()
        self.assertEqual(remedy.amount_company, 15)
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_finance.complaint_remedy_action_accounting")
        self.assertEqual(action["path"], "complaint-accounting")
        groups = dict(
            self.env["complaint.remedy"]
            .with_user(self.accountant)
            ._read_group([("id", "in", (remedy | self.remedy).ids)], ["document_state"], ["amount_company:sum"])
        )
        self.assertEqual(groups, {"awaiting_evidence": 45})
