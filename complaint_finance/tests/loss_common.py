from odoo import fields
from odoo.fields import Command

from .common import ComplaintFinanceCommon


class LossCommon(ComplaintFinanceCommon):
    """Departments with workers, and cases that cost something."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.production = cls.env["hr.department"].create({"name": "Production", "company_id": cls.company.id})
        cls.sales = cls.env["hr.department"].create({"name": "Sales", "company_id": cls.company.id})
        cls.workers = cls.env["hr.employee"].create(
            [
                {
                    "name": name,
                    "department_id": cls.production.id,
                    "company_id": cls.company.id,
                    "date_version": "2024-01-01",
                }
                for name in ("Ann", "Bob", "Cid")
            ]
        )
        cls.supplier = cls.env["res.partner"].create({"name": "Varnish Ltd."})

    def _loss_case(self, amount=50.0, *shares):
        case = self._complain(self._sell(), {"kind": "allowance", "quantity": 0, "amount": amount})
        case.with_user(self.accountant).action_create_documents()
        case.credit_move_ids.action_post()
        self.env["complaint.responsibility"].create(
            [{"case_id": case.id, **share, "state": "confirmed"} for share in shares]
        )
        return case

    def _close(self, case):
        case.policy_id = False
        case.write({"state": "followup", "summary": "<p>Packed badly; new corner boards.</p>"})
        case.action_close()

    def _type_loss(self, case, amount=30.0, **values):
        """A line that the accountant enters."""
        return (
            self.env["complaint.loss"]
            .with_user(self.accountant)
            .create({"case_id": case.id, "name": "Lorry", "amount": amount, "reason": "Tariff", **values})
        )

    def _bill(self, case, amount=80.0, move_type="in_invoice", post=True, **values):
        """A bill or invoice by hand with one line that names ``case``; other values are those of the line."""
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (self.supplier if move_type.startswith("in") else self.customer).id,
                "invoice_date": fields.Date.today(),
                "currency_id": values.pop("currency_id", self.currency.id),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Freight",
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": [
                                Command.set((self.tax_sale_a if move_type[0] == "o" else self.tax_purchase_a).ids)
                            ],
                            "complaint_case_id": case.id,
                            **values,
                        }
                    )
                ],
            }
        )
        if post:
            move.action_post()
        return move
