from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .complaint_loss import COST_KINDS, RECOVERIES

LOSS_FIELDS = frozenset(("complaint_case_id", "complaint_loss_kind"))
# what a line is, where nobody has said so
DEFAULT_KINDS = {
    "out_invoice": "billed",
    "out_receipt": "billed",
    "out_refund": "compensation",
    "in_refund": "recovery",
}
ACCOUNTANT = "complaint_finance.group_complaint_accountant"


class AccountMoveLine(models.Model):
    """LOS-2: bills, invoices and refunds entered by hand count as what they are of a case.

    A freight bill or a laboratory's invoice is a cost; a vendor's refund or an invoice that charges the customer
    counts against the loss.
    """

    _inherit = "account.move.line"

    complaint_case_id = fields.Many2one(
        "complaint.case",
        copy=False,
        check_company=True,
        index="btree_not_null",
        groups=ACCOUNTANT,
        help="The complaint that this line is a cost of, or that it charges somebody for.",
    )
    complaint_loss_kind = fields.Selection(
        [*COST_KINDS, *RECOVERIES],
        copy=False,
        groups=ACCOUNTANT,
        help="What the line is of the loss. Empty: what the customer is invoiced and what a vendor refunds counts "
        "against it, other lines are other costs.",
    )

    @api.constrains("complaint_case_id", "move_id", "display_type")
    def _check_complaint_loss(self):
        """LOS-2: once only: the credit note of a remedy is a loss by itself, less what reverses it."""
        # sudo: whoever writes the line
        for line in self.sudo().filtered("complaint_case_id"):
            if line.move_id._get_complaint_chain().complaint_remedy_id:
                raise ValidationError(
                    self.env._(
                        "%s carries out a remedy of a complaint and counts by itself. Name no case on its lines.",
                        line.move_id.display_name,
                    )
                )

    @api.onchange("complaint_case_id")
    def _onchange_complaint_case_id(self):
        self.complaint_loss_kind = self.complaint_case_id and self._get_complaint_loss_kind()
        if self.complaint_case_id and not self.analytic_distribution:
            company = self.complaint_case_id.company_id
            self.analytic_distribution = company._get_complaint_distribution()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if any(vals.get("complaint_case_id") for vals in vals_list):
            lines._follow_complaint_loss()
        return lines

    def write(self, vals):
        touched = vals.keys() & LOSS_FIELDS
        if touched:
            self._check_complaint_case_open(vals)
        res = super().write(vals)
        if touched:
            self._follow_complaint_loss()
        return res

    def _copy_data_extend_business_fields(self, values):
        # EXTENDS account: a reversal takes the loss back that its origin was; a mere duplicate is none
        super()._copy_data_extend_business_fields(values)
        # sudo: reversed by accountants who have nothing to do with complaints, too
        line_sudo = self.sudo()
        if line_sudo.complaint_case_id and not self.env.context.get("complaint_credits"):
            values["complaint_case_id"] = line_sudo.complaint_case_id.id
            values["complaint_loss_kind"] = line_sudo._get_complaint_loss_kind()

    def _check_complaint_case_open(self, vals):
        """What a posted line was of a merged case moves by the merge only."""
        case = self.env["complaint.case"].browse(vals.get("complaint_case_id") or ()).sudo()
        if case.exists().state == "merged" and not self.env.su:
            raise UserError(self.env._("%s was merged; name the case that remains.", case.display_name))

    def _get_complaint_loss_kind(self):
        """The kind of loss that this line is.

        Note: self.ensure_one()
        """
        self.ensure_one()
        return self.complaint_loss_kind or DEFAULT_KINDS.get(self.move_id.move_type, "other")

    def _follow_complaint_loss(self):
        # sudo: lines of documents are kept by the documents, whoever works on them
        lines_sudo = self.sudo().exists().filtered(lambda line: line.display_type == "product")
        self.env["complaint.loss"].sudo()._follow_lines(lines_sudo)
