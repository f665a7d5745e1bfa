from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What a person adds in the review; all else comes from the case.
REVIEWED = {"improvement_checked", "note"}


class ComplaintStatementLine(models.Model):
    """A case in a statement, as it was when the statement was built; frozen with it (STA-2).

    ``shares`` keeps who was responsible as it was confirmed: a list of ``id`` (of the responsibility), ``party``,
    ``department_id``, ``employee_id``, ``partner_id``, ``name``, ``department``, ``share`` (percent), ``degree`` and
    ``note``.
    """

    _name = "complaint.statement.line"
    _description = "Case in a Complaint Statement"
    _order = "statement_id desc, date_closed, id"
    _rec_name = "case_id"

    statement_id = fields.Many2one("complaint.statement", required=True, index=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    statement_state = fields.Selection(related="statement_id.state", string="State of the Statement")
    case_id = fields.Many2one("complaint.case", required=True, index=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Contact", readonly=True, index="btree_not_null")
    customer = fields.Char(readonly=True)
    category_id = fields.Many2one("complaint.category", readonly=True)
    department_id = fields.Many2one("hr.department", "Leading Department", readonly=True)
    case_type = fields.Selection(
        selection=lambda self: self.env["complaint.case"]._fields["case_type"].selection, string="Type", readonly=True
    )
    severity = fields.Selection(
        selection=lambda self: self.env["complaint.case"]._fields["severity"].selection, readonly=True
    )
    validity = fields.Selection(
        selection=lambda self: self.env["complaint.case"]._fields["validity"].selection, readonly=True
    )
    disposition = fields.Selection(
        selection=lambda self: self.env["complaint.case"]._fields["disposition"].selection, readonly=True
    )
    round = fields.Integer(readonly=True, aggregator="max")
    date_received = fields.Datetime("Received On", readonly=True)
    date_closed = fields.Datetime("Closed On", readonly=True)
    days = fields.Float("Days Taken", readonly=True, digits=(16, 1), aggregator="avg", help="From receipt to closing.")
    on_time = fields.Boolean(readonly=True, help="Closed by its deadline, where it had one.")
    demanded_amount = fields.Monetary(readonly=True)
    accepted_amount = fields.Monetary("Approved Amount", readonly=True)
    cause = fields.Char(readonly=True, help="As an investigation found it, else as said with the responsibility.")
    responsibility = fields.Char(readonly=True)
    shares = fields.Json(readonly=True)
    needs_shares = fields.Boolean(readonly=True, help="An established complaint: who is responsible must be said.")
    needs_improvement = fields.Boolean(
        "Improvement Expected", readonly=True, help="An established complaint: somebody improves something."
    )
    improvement_checked = fields.Boolean(help="What was to be improved has been done and looked at.")
    note = fields.Char("Remark", help="Why there is nothing to improve, what is still open, or what else was said.")
    is_unchecked = fields.Boolean(
        "Improvement to Check", compute="_compute_is_unchecked", search="_search_is_unchecked"
    )
    previous_id = fields.Many2one(
        "complaint.statement", "Changes Statement", readonly=True, help="The confirmed statement that has the case too."
    )
    is_late_change = fields.Boolean(
        "Late Change", readonly=True, help="Closed in an earlier period, or in an earlier statement already."
    )

    _case_once = models.UniqueIndex("(statement_id, case_id)", "The case is in the statement already.")

    @api.depends("needs_improvement", "improvement_checked", "note")
    def _compute_is_unchecked(self):
        for line in self:
            line.is_unchecked = line.needs_improvement and not line.improvement_checked and not line.note

    def _search_is_unchecked(self, operator, value):
        if operator != "in":
            return NotImplemented
        unchecked = (
            Domain("needs_improvement", "=", True)
            & Domain("improvement_checked", "=", False)
            & Domain("note", "in", [False, ""])
        )
        return unchecked if True in value else ~unchecked

    def write(self, vals):
        if not self.env.su:
            if confirmed := self.statement_id.filtered(lambda s: s.state == "confirmed"):
                raise UserError(
                    self.env._(
                        "Statement %s has been confirmed and is frozen. Late changes go to the next statement.",
                        ", ".join(confirmed.mapped("name")),
                    )
                )
            if vals.keys() - REVIEWED:
                raise UserError(
                    self.env._("Lines show what the cases say: correct the case, then build the statement again.")
                )
            if isinstance(vals.get("note"), str):
                vals = {**vals, "note": vals["note"].strip()}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self.statement_id._unlink_except_confirmed()
