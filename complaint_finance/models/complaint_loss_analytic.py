from odoo import api, fields, models
from odoo.tools import SQL

# what the analytic lines of a loss are made of
ANALYTIC_FIELDS = frozenset(
    ("analytic_distribution", "amount", "kind", "name", "date", "case_id", "product_id", "basis_id", "quantity")
)


class ComplaintLoss(models.Model):
    """LOS-5: typed lines are seen in the analytic ledger, where the company uses it for complaints.

    Lines of documents are not: the journal items and stock moves of the documents carry the distribution themselves.
    """

    _name = "complaint.loss"
    _inherit = ["complaint.loss", "analytic.mixin"]

    analytic_line_ids = fields.One2many(
        "account.analytic.line", "complaint_loss_id", groups="analytic.group_analytic_accounting"
    )

    @api.depends("case_id", "is_document")
    def _compute_analytic_distribution(self):
        # EXTENDS analytic: what the company has set, as a proposal
        for loss in self:
            if loss.is_document or not loss.case_id:
                loss.analytic_distribution = loss.analytic_distribution or False
            else:
                company = loss.case_id.company_id
                loss.analytic_distribution = loss.analytic_distribution or company._get_complaint_distribution()

    @api.model_create_multi
    def create(self, vals_list):
        losses = super().create(vals_list)
        losses._follow_analytic()
        return losses

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & ANALYTIC_FIELDS:
            self._follow_analytic()
        return res

    def unlink(self):
        # sudo: see _follow_analytic
        self.sudo().analytic_line_ids.unlink()
        return super().unlink()

    def _follow_analytic(self):
        """The analytic lines of typed losses as these stand now: a loss is negative there, as in Odoo."""
        # sudo: they follow the loss, whoever enters it; nobody else writes them
        losses_sudo = self.sudo()
        losses_sudo.analytic_line_ids.unlink()
        lines_sudo, values_list = losses_sudo.env["account.analytic.line"], []
        for loss in losses_sudo.filtered(lambda line: line.analytic_distribution and not line.is_document):
            values_list += self.env["account.analytic.account"]._perform_analytic_distribution(
                loss.analytic_distribution, -loss.amount_net, loss.quantity, lines_sudo, loss
            )
        lines_sudo.create(values_list)

    def _prepare_analytic_line_values(self, account_field_values, amount, unit_amount):
        """Called by ``account.analytic.account._perform_analytic_distribution``."""
        self.ensure_one()
        return {
            "name": self.name,
            "ref": self.case_id.name,
            "date": self.date,
            "amount": amount,
            **account_field_values,
            "unit_amount": unit_amount,
            "product_uom_id": self.uom_id.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "complaint_loss_id": self.id,
        }

    def _get_count_id(self, query):
        # EXTENDS analytic: losses are counted by themselves
        return SQL("id") if query.table == self._table else super()._get_count_id(query)


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    complaint_loss_id = fields.Many2one(
        "complaint.loss",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        groups="complaint_finance.group_complaint_accountant",
    )
