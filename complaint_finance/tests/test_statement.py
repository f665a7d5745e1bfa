from freezegun import freeze_time

from odoo.tests import tagged

from .loss_common import LossCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-10 09:00:00")
class TestStatement(LossCommon):
    """STA-2: the statement tells what complaints cost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.desk)
        cls.env["complaint.case"].search([("company_id", "=", cls.company.id)]).state = "withdrawn"
        cls.env["complaint.statement"].search([("company_id", "=", cls.company.id)]).unlink()

    def setUp(self):
        super().setUp()
        shares = [{"party": "department", "department_id": d.id, "share": s} for d, s in self._get_shares()]
        self.case, self.cheap = self._loss_case(50.0, *shares), self._loss_case(10.01, *shares[:1])
        self.cheap.responsibility_ids.share = 100
        for case in self.case | self.cheap:
            case.validity = "established"
            self._close(case)
        self.october = self._create_statement("2026-10-01")

    def _get_shares(self):
        return (self.production, 66.67), (self.sales, 33.33)

    def _create_statement(self, day):
        statement = self.env["complaint.statement"].with_user(self.manager).create({"date_from": day})
        statement.action_build()
        return statement

    def _confirm(self, statement):
        statement.participant_ids = self.workers[:1]
        statement.line_ids.improvement_checked = True
        statement.action_confirm()

    def test_sta_2_loss_by_case_and_department(self):
        """STA-2, LOS-1: the net loss of each case, divided by the shares to the cent, on screen and paper."""
        losses = {line.case_id: line.net_loss_amount for line in self.october.line_ids}
        self.assertEqual(losses, {self.case: 50.0, self.cheap: 10.01})
        self.assertEqual(self.october.net_loss_amount, 60.01)
        parts = {row["name"]: row["amount"] for row in self.october._get_totals_by_party("net_loss_amount")}
        self.assertEqual(parts, {"Production": 33.34 + 10.01, "Sales": 16.66})
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "complaint_management.report_statement", self.october.ids
        )
        for words in (b"Net Loss by Share", b"60.01", b"43.35", b"16.66"):
            self.assertIn(words, html)

    def test_sta_2_recoveries_lower_it(self):
        """STA-2, LOS-1: what the supplier bears is taken off, also below nothing."""
        self._bill(self.cheap, 20.0, move_type="in_refund")
        self.october.action_build()
        line = self.october.line_ids.filtered(lambda line: line.case_id == self.cheap)
        self.assertAlmostEqual(line.net_loss_amount, -9.99)
        parts = {row["name"]: row["amount"] for row in self.october._get_totals_by_party("net_loss_amount")}
        self.assertAlmostEqual(parts["Production"], 33.34 - 9.99)

    def test_sta_2_later_loss_goes_to_the_next_statement(self):
        """STA-2, LOS-4: what a case costs after its statement was confirmed is a late change of the next, once."""
        with freeze_time("2026-11-03 09:00:00"):
            self._confirm(self.october)
            november = self._create_statement("2026-11-01")
            self.assertFalse(november.line_ids)
            self._type_loss(self.case, 30.0)
            november.action_build()
            self.assertRecordValues(
                november.line_ids,
                [{"case_id": self.case.id, "net_loss_amount": 80.0, "previous_id": self.october.id}],
            )
            self.assertEqual(self.october.net_loss_amount, 60.01, "frozen")
        with freeze_time("2026-12-03 09:00:00"):
            self._confirm(november)
            self.assertFalse(self._create_statement("2026-12-01").line_ids)

    def test_sta_2_from_before_losses_were_kept(self):
        """STA-2: statements confirmed before this addon came are not changed by what it knows."""
        with freeze_time("2026-11-03 09:00:00"):
            self._confirm(self.october)
            self.env.flush_all()
            self.env.cr.execute("UPDATE complaint_statement_line SET net_loss_amount = NULL")
            self.env.invalidate_all()
            self.assertFalse(self._create_statement("2026-11-01").line_ids)
