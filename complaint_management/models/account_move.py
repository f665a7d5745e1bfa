from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class AccountMove(models.Model):
    """INT-2: a complaint can be logged from a posted customer invoice, which shows its cases."""

    _inherit = "account.move"

    complaint_ids = fields.One2many(
        "complaint.case",
        "invoice_id",
        "Complaints Logged From It",
        groups="complaint_management.group_user",
    )
    complaint_case_ids = fields.Many2many(
        "complaint.case",
        compute="_compute_complaint_cases",
        search="_search_complaint_case_ids",
        string="Complaint Cases",
        groups="complaint_management.group_user",
    )
    complaint_case_count = fields.Integer(
        "Number of Complaint Cases", compute="_compute_complaint_cases", groups="complaint_management.group_user"
    )

    @api.depends("complaint_ids", "invoice_line_ids")
    @api.depends_context("uid")
    def _compute_complaint_cases(self):
        ids = self._get_complaint_case_ids()
        for move in self:
            move.complaint_case_ids = sorted(ids.get(move._origin, ()), reverse=True)
            move.complaint_case_count = len(move.complaint_case_ids)

    def _get_complaint_case_ids(self):
        """Ids of the cases of each document that the user may read; extend for more ways to belong to one.

        :return: dict move -> set of ids
        """
        invoices = self._origin.filtered(lambda move: move.move_type == "out_invoice")
        cases = self.env["complaint.case"]._map_cases("invoice_id", invoices)
        # sudo: which order lines an invoice billed is read of whoever reads the invoice, ids only
        lines_sudo = invoices.sudo().invoice_line_ids
        by_line = self.env["complaint.line"]._map_cases("invoice_line_id", lines_sudo)
        by_item = self.env["complaint.line"]._map_cases("sale_line_id", lines_sudo.sale_line_ids)
        for line in lines_sudo:
            cases[line.move_id] |= by_line[line].union(*(by_item[item] for item in line.sale_line_ids))
        return cases

    def _search_complaint_case_ids(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        return Domain.OR(Domain(path, operator, value) for path in self._get_complaint_case_paths())

    def _get_complaint_case_paths(self):
        """Ways from a document to its cases, for searching; extend as ``_get_complaint_case_ids``."""
        return [
            "complaint_ids",
            "invoice_line_ids.complaint_line_ids.case_id",
            "invoice_line_ids.sale_line_ids.complaint_line_ids.case_id",
        ]

    # === Actions ===

    def action_log_complaint(self):
        """INT-2: the form that logs a complaint about what this invoice billed.

        :raise UserError: it is no posted customer invoice
        """
        self.ensure_one()
        if self.move_type != "out_invoice" or self.state != "posted":
            raise UserError(
                self.env._(
                    "%s is no posted customer invoice. Complaints are logged from what the customer was billed.",
                    self.display_name,
                )
            )
        return self.env["complaint.log"]._open(default_invoice_id=self.id)

    def action_view_complaint_cases(self):
        """The cases about this invoice or credit note."""
        self.ensure_one()
        context = {"default_partner_id": self.partner_id.id, "default_invoice_id": self.id}
        return self.complaint_case_ids._get_records_action(name=self.env._("Complaint Cases"), context=context)
