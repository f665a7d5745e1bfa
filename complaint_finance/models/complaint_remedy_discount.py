from odoo import api, fields, models
from odoo.exceptions import UserError

# what documents set, never a person: a remedy that seemed to be settled would not be credited, and one whose goods
# seemed to have come would be
SETTLED_FIELDS = frozenset(
    (
        *("discount_amount", "credit_count", "credit_move_id", "credit_state", "invoice_line_id", "document_state"),
        *("qty_received", "receipt_state", "delivery_state", "amount_company"),
        *("date_called_back", "date_goods_due", "date_goods_received"),
    )
)


class ComplaintRemedy(models.Model):
    """CRN-3: an allowance on what is not invoiced yet becomes a discount on the order line."""

    _inherit = "complaint.remedy"

    discount_amount = fields.Monetary(
        "Given as Discount",
        readonly=True,
        copy=False,
        help="What the price on the order line was lowered by, before tax, instead of a credit note.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_settled_by_hand(set().union(*vals_list, self._get_default_names()))
        return super().create(vals_list)

    def _check_writable(self, names):
        # EXTENDS complaint_management
        self._check_settled_by_hand(names)
        return super()._check_writable(names)

    def _check_settled_by_hand(self, names):
        if names & SETTLED_FIELDS:
            raise UserError(self.env._("How a remedy was credited is set by its documents, not by hand."))

    @api.model
    def _get_default_names(self):
        """The fields that the context gives a value to; a client can do so as well as by the values themselves."""
        return {key.removeprefix("default_") for key in self.env.context if key.startswith("default_")}

    def action_give_discount(self):
        """Lower the price of the order line by the allowance, so that the invoice to come is right (CRN-3).

        Callable on ids by a complaint accountant.

        :return: True
        :raise UserError: it is no allowance, it is invoiced already, or more than the line is worth
        """
        self._check_document_rights()
        # sudo: the discount carries out what was approved; nothing in it comes from the caller
        remedies_sudo = self.sudo()
        remedies_sudo._lock_for_documents()
        problems = [
            self.env._("%(remedy)s: %(problem)s", remedy=remedy.display_name, problem=problem)
            for remedy in remedies_sudo
            for problem in remedy._missing_for_discount()
        ]
        if problems:
            raise UserError("\n".join(problems))
        for remedy in remedies_sudo:
            remedy._give_discount()
        return True

    def _missing_for_discount(self):
        """Why the order line cannot be discounted.

        Note: self.ensure_one()
        """
        self.ensure_one()
        sale_line = self.line_id.sale_line_id
        if self.kind != "allowance" or not sale_line:
            return [self.env._("only an allowance on an item of a sales order can be given as a discount")]
        if self.discount_amount:
            return [self.env._("the discount has been given already")]
        if self.state != "todo":
            return [self.env._("it is not to be done now; the resolution must be accepted and in execution")]
        invoices = sale_line._get_complaint_invoice_lines(states=("draft", "posted")).move_id
        if invoices:
            names = ", ".join(invoices.mapped("display_name"))
            return [self.env._("the item is on %s already; credit it there, or amend the draft", names)]
        if sale_line.order_id.state == "cancel" or sale_line.order_id.locked:
            return [self.env._("%s is locked or cancelled; unlock it first", sale_line.order_id.name)]
        amount = sale_line._get_complaint_discount(self._convert_amount(self.amount, sale_line.currency_id))
        if sale_line.currency_id.compare_amounts(amount, sale_line._get_complaint_subtotals()[sale_line]) > 0:
            return [self.env._("%s is worth less than the allowance", sale_line.display_name)]
        return []

    def _give_discount(self):
        self.ensure_one()
        sale_line = self.line_id.sale_line_id
        amount = self._convert_amount(self.amount, sale_line.currency_id)
        sale_line._give_complaint_discount(sale_line._get_complaint_discount(amount))
        self.discount_amount = self.amount
        company_currency = self.company_id.currency_id
        lost = sale_line.currency_id._convert(
            amount, company_currency, self.company_id, fields.Date.context_today(self)
        )
        reason = self.env._("Discount on %s instead of a credit note", sale_line.order_id.name)
        self.env["complaint.loss"].create(
            {"case_id": self.case_id.id, "kind": "allowance", "name": self.name, "amount": lost, "reason": reason}
        )
        body = self.env._(
            "%(amount)s before tax less for %(item)s, as complaint %(case)s was settled.",
            amount=sale_line.currency_id.format(amount),
            item=sale_line.product_id.display_name,
            case=self.case_id.name,
        )
        sale_line.order_id._message_log(body=body)
        self.case_id._message_log(body=body)
        self._follow_documents()
