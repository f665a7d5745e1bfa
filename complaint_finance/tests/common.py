from contextlib import contextmanager

from odoo import fields
from odoo.fields import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.complaint_management.tests.common import new_users


class ComplaintFinanceCommon(AccountTestInvoicingCommon):
    """A company that sold, delivered and invoiced goods, and people with one role each."""

    chart_template = "generic_coa"  # the one it gets anyway, after a search through all

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.company = cls.env.company
        cls.currency = cls.company.currency_id
        cls.customer = cls.env["res.partner"].create({"name": "Blue Office Ltd.", "email": "blue@example.com"})
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.desk = cls._create_goods("Desk", price=100.0, cost=60.0)
        (
            cls.accountant,
            cls.clerk,
            cls.assistant,
            cls.handler,
            cls.manager,
            cls.storekeeper,
            cls.officer,
            cls.auditor,
        ) = cls._create_users(
            {
                "fin_accountant": "complaint_finance.group_complaint_accountant,account.group_account_invoice",
                "fin_clerk": "complaint_finance.group_complaint_accountant",
                "fin_assistant": "complaint_management.group_user",
                "fin_handler": "complaint_management.group_handler",
                "fin_manager": "complaint_management.group_manager",
                "fin_warehouse": "base.group_user,stock.group_stock_user",
                "fin_hr": "complaint_finance.group_penalty_officer",
                "fin_auditor": "complaint_management.group_auditor",
            }
        )

    @contextmanager
    def assertRefuses(self, exception, pattern):
        """Like assertRaisesRegex, with what was done before the refusal rolled back, as the server does."""
        with self.assertRaises(exception) as caught:
            yield caught
        self.assertRegex(str(caught.exception), pattern)

    @classmethod
    def _create_users(cls, groups, **values):
        return new_users(cls.env, groups, company_id=cls.company.id, **values)

    @classmethod
    def _create_user(cls, login, groups):
        return cls._create_users({login: groups})

    @classmethod
    def _create_staff(cls, head="complaint_management.group_user", **values):
        """A department with a worker, a colleague and their head, each with a user.

        :param head: xml id of the group of the head's user
        :param values: what the three employees have in common
        """
        groups = {"fin_worker": "base.group_user", "fin_colleague": "base.group_user", "fin_head": head}
        users = cls.worker_user, cls.colleague_user, cls.head_user = cls._create_users(groups)
        cls.department = cls.env["hr.department"].create({"name": "Production", "company_id": cls.company.id})
        values |= {"department_id": cls.department.id, "company_id": cls.company.id}
        cls.worker, cls.colleague, cls.head = cls.env["hr.employee"].create(
            [{"name": user.name, "user_id": user.id, **values} for user in users]
        )
        cls.department.manager_id = cls.head

    @classmethod
    def _create_goods(cls, name, price=100.0, cost=60.0, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "list_price": price,
                "standard_price": cost,
                "invoice_policy": "delivery",
                "taxes_id": [Command.clear()],
                **values,
            }
        )

    @classmethod
    def _stock(cls, product, lot=None, quantity=100):
        location = cls.warehouse.lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(product, location, quantity, lot_id=lot)

    @classmethod
    def _sell(cls, quantity=10, product=None, price=100.0, invoice=True, taxes=None, lots=None, deliver=True, **values):
        """A confirmed order, delivered and (with a posted invoice) invoiced.

        :param lots: dict of stock.lot to quantity
        """
        product = product or cls.desk
        line_values = {"product_id": product.id, "product_uom_qty": quantity, "price_unit": price}
        line_values["tax_ids"] = [Command.set(taxes.ids if taxes else [])]
        line_values.update(values.pop("line", {}))
        order = cls.env["sale.order"].create(
            {"partner_id": cls.customer.id, "order_line": [Command.create(line_values)], **values}
        )
        order.action_confirm()
        if deliver:
            cls._deliver(order, lots)
        if invoice:
            cls._invoice(order)
        return order

    @classmethod
    def _deliver_part(cls, order, quantity):
        """The open delivery of ``order``, of which only so many pieces leave; the rest is a backorder."""
        picking = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()
        return picking

    @classmethod
    def _deliver(cls, order, lots=None):
        picking = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        for move in picking.move_ids:
            if lots:
                move.move_line_ids.unlink()
                cls.env["stock.move.line"].create(
                    [
                        {**move._prepare_move_line_vals(quantity=quantity), "lot_id": lot.id}
                        for lot, quantity in lots.items()
                    ]
                )
            else:
                move.quantity = move.product_uom_qty
            move.picked = True
        picking.button_validate()
        return picking

    @classmethod
    def _invoice(cls, order, post=True, date=None):
        invoice = order._create_invoices()
        invoice.invoice_date = date or fields.Date.today()
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _complain(cls, order, *remedies, lots=None, **values):
        """A case about the first line of ``order`` in execution, with these remedies to be done.

        :param remedies: dicts of complaint.remedy values; ``kind`` at least
        """
        line = order.order_line[:1]
        case = cls.env["complaint.case"].create(
            {
                "subject": "Scratched desks",
                "partner_id": cls.customer.id,
                "sale_order_id": order.id,
                "company_id": order.company_id.id,
                "user_id": cls.handler.id,
                "channel_id": cls.env["complaint.channel"].search([], limit=1).id,
                "state": "resolution",
                "line_ids": [
                    Command.create(
                        {
                            "sale_line_id": line.id,
                            "move_id": line.move_ids[:1].id,
                            "qty_claimed": line.product_uom_qty,
                            "lot_ids": [Command.set(lots.ids if lots else [])],
                            **values.pop("line", {}),
                        }
                    )
                ],
                **values,
            }
        )
        cls._resolve(case, *remedies)
        return case

    @classmethod
    def _resolve(cls, case, *remedies):
        resolution = cls.env["complaint.resolution"].create(
            {
                "case_id": case.id,
                "remedy_ids": [
                    Command.create({"line_id": case.line_ids[:1].id, **remedy, "state": "planned"})
                    for remedy in remedies
                ],
            }
        )
        resolution.with_context(skip_validation_check=True).write({"state": "accepted"})
        case.write({"state": "execution"})
        resolution.remedy_ids._start()
        return resolution.remedy_ids

    def _receive(self, remedy, quantity=None, cancel_backorder=True, user=None):
        """The warehouse validates the open receipts of a return, with ``quantity`` pieces if given."""
        picking = remedy.return_picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        if user:
            picking = picking.with_user(user)
        if quantity is not None:
            picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=picking.ids if cancel_backorder else []
        ).button_validate()
        return picking
