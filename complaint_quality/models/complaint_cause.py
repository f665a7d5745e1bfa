from odoo import api, fields, models
from odoo.exceptions import UserError

# The six bones of the fishbone (INV-4): 5M1E.
FACTORS = [
    ("man", "Man"),
    ("machine", "Machine"),
    ("material", "Material"),
    ("method", "Method"),
    ("measurement", "Measurement"),
    ("environment", "Environment"),
]


class ComplaintCause(models.Model):
    """The catalogue from which accepted root causes are chosen, as a tree, so that they can be counted (CAT-2)."""

    _name = "complaint.cause"
    _description = "Complaint Cause"
    _inherit = "complaint.catalogue"

    parent_id = fields.Many2one("complaint.cause", "Parent Cause", index=True, ondelete="restrict")
    child_ids = fields.One2many("complaint.cause", "parent_id", "More Precise Causes")
    factor = fields.Selection(
        FACTORS,
        compute="_compute_factor",
        store=True,
        readonly=False,
        recursive=True,
        help="The bone of the fishbone on which the cause is drawn.",
    )
    department_ids = fields.Many2many(
        "hr.department",
        "complaint_cause_department_rel",
        string="Departments to Call In",
        help="Their heads are asked to join an investigation that finds this cause. Empty: those of the cause above. "
        "Departments of other companies than the investigation's are left out.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "Another cause already has this code: choose a different one.")

    @api.depends("parent_id.factor")
    def _compute_factor(self):
        for cause in self:
            cause.factor = cause.parent_id.factor or cause.factor

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: a cause in use must be kept whether or not one may see who uses it; only the cause's name is told
        whys_sudo = self.env["complaint.why"].sudo().search([("cause_id", "in", self.ids)])
        investigations_sudo = self.env["complaint.investigation"].sudo().search([("cause_ids", "in", self.ids)])
        used = (whys_sudo.cause_id | investigations_sudo.cause_ids) & self
        if used:
            raise UserError(
                self.env._(
                    "Investigations have found these causes: %(causes)s. Archive them instead of deleting them.",
                    causes=used.mapped("name"),
                )
            )

    def _get_departments(self, company):
        """INV-6: who is to join in ``company``: the departments of each cause, or of the nearest one above with any."""
        departments = self.env["hr.department"]
        for cause in self:
            theirs = self.env["hr.department"]
            while cause and not theirs:
                theirs = cause.department_ids.filtered(
                    lambda department: not department.company_id or department.company_id == company
                )
                cause = cause.parent_id
            departments |= theirs
        return departments
