from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class ComplaintCase(models.Model):
    """The case number: one for each case, for ever (INT-15, ARC-4)."""

    _inherit = "complaint.case"

    _name_unique = models.UniqueIndex("(name, company_id)", "A case of this number exists already.")

    def write(self, vals):
        """INT-15, CNF-3: what was numbered in a company stays there."""
        fixed = self.filtered("name") if "company_id" in vals and not self.env.su else self.browse()
        if moved := fixed.filtered(lambda c: c.company_id.id != vals["company_id"]):
            raise UserError(
                self.env._(
                    "%s: a case stays in the company that numbered it. Log it anew in the other one.",
                    format_list(self.env, moved.mapped("name")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        numbered = self.filtered("name")
        if numbered:
            raise UserError(
                self.env._(
                    "Complaint cases are kept: %s cannot be deleted. Withdraw a case that was logged by mistake.",
                    format_list(self.env, numbered.mapped("name")),
                )
            )

    @api.model
    def _add_numbers(self, vals_list):
        """INT-15: ``vals_list`` numbered by the month of receipt in the company's time zone, where none is given."""
        now, default_company = fields.Datetime.now(), self.env.context.get("default_company_id", self.env.company.id)
        defaults = {"company_id": default_company, "date_received": now}
        # an empty cell of an imported file counts as none given
        vals_list = [vals | {key: vals.get(key) or value for key, value in defaults.items()} for vals in vals_list]
        self.env["ir.sequence"]._add_numbers("complaint.case", vals_list, "date_received")
        return vals_list
