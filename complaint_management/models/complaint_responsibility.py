from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare


class ComplaintResponsibility(models.Model):
    """Who caused a complaint, with a share in percent (RSP-1)."""

    _name = "complaint.responsibility"
    _description = "Responsibility"
    _order = "case_id, id"
    _check_company_auto = True

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    party = fields.Selection(
        [
            ("department", "Department"),
            ("employee", "Employee"),
            ("supplier", "Supplier"),
            ("carrier", "Carrier"),
            ("customer", "Customer"),
        ],
        required=True,
        default="department",
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        check_company=True,
        index="btree_not_null",
    )
    employee_id = fields.Many2one("hr.employee", check_company=True, index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Contact", check_company=True, index="btree_not_null")
    share = fields.Float("Share (%)", required=True, default=100, digits=(5, 2), aggregator=None)
    degree = fields.Selection([("main", "Main"), ("equal", "Equal"), ("minor", "Minor")], default="main", required=True)
    note = fields.Char("Cause")
    state = fields.Selection(
        [("proposed", "Proposed"), ("confirmed", "Confirmed")], default="proposed", required=True, readonly=True
    )

    _share_range = models.Constraint("CHECK(share > 0 AND share <= 100)", "A share lies above 0 and up to 100 percent.")
    _party_named = models.Constraint(
        "CHECK((party = 'department' AND department_id IS NOT NULL) OR (party = 'employee' AND employee_id IS NOT NULL)"
        " OR (party NOT IN ('department', 'employee') AND partner_id IS NOT NULL))",
        "Name the responsible department, employee or contact.",
    )

    @api.depends("employee_id")
    def _compute_department_id(self):
        for line in self:
            line.department_id = line.employee_id.department_id or line.department_id

    @api.depends("party", "department_id", "employee_id", "partner_id", "share")
    def _compute_display_name(self):
        for line in self:
            who = {"department": line.department_id, "employee": line.employee_id}.get(line.party, line.partner_id)
            line.display_name = f"{who.display_name} {line.share:g} %"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines._check_changeable()
        return lines

    def write(self, vals):
        if not self.env.su:
            self._check_changeable(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self._check_changeable()

    def _check_changeable(self, vals=()):
        if "state" in vals or "confirmed" in self.mapped("state"):
            raise UserError(self.env._("Confirmed responsibility is not changed; an appeal may reopen it."))

    def action_confirm(self):
        """RSP-1: the proposed shares of the cases become final.

        :raise UserError: the shares of a case do not sum to 100 %
        """
        self.case_id._check_handler()
        for case in self.case_id:
            total = sum(case.responsibility_ids.mapped("share"))
            if float_compare(total, 100, precision_digits=2):
                raise UserError(
                    self.env._(
                        "%(case)s: the shares sum to %(total)s %%, not to 100 %%.",
                        case=case.display_name,
                        total=f"{total:g}",
                    )
                )
        # sudo: the state is the procedure's; person and sum have been checked
        self.case_id.responsibility_ids.sudo().write({"state": "confirmed"})
