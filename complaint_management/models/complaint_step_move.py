from odoo import api, fields, models


class ComplaintStepMove(models.Model):
    """A step in other hands: passed on, returned, sent back or skipped; when, by whom, why. Written by the procedure.

    What was sent back to be done again keeps here the opinion that it had, and whether that was late.
    """

    _name = "complaint.step.move"
    _description = "Course of a Department Step"
    _order = "step_id, date, id"

    step_id = fields.Many2one("complaint.step", required=True, index=True, ondelete="cascade")
    case_id = fields.Many2one(related="step_id.case_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="step_id.company_id", store=True, precompute=True)
    kind = fields.Selection(
        [
            ("passed_on", "Passed On"),
            ("returned", "Returned to Handler"),
            ("sent_back", "Sent Back"),
            ("skipped", "Skipped"),
        ],
        "What",
        required=True,
    )
    date = fields.Datetime(default=fields.Datetime.now, required=True)
    user_id = fields.Many2one("res.users", "By", default=lambda self: self.env.user, required=True)
    reason = fields.Text()
    department_from_id = fields.Many2one("hr.department", "From Department")
    user_from_id = fields.Many2one("res.users", "From Person")
    department_to_id = fields.Many2one("hr.department", "To Department")
    user_to_id = fields.Many2one("res.users", "To Person")
    from_name = fields.Char("From", compute="_compute_names")
    to_name = fields.Char("To", compute="_compute_names")
    date_deadline = fields.Datetime("Due")
    date_done = fields.Datetime("Done On")
    done_by_id = fields.Many2one("res.users")
    is_late = fields.Boolean("Done Late")
    opinion = fields.Html("Earlier Opinion")
    decision = fields.Html("Earlier Decision")
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")

    @api.depends("department_from_id", "user_from_id", "department_to_id", "user_to_id")
    def _compute_names(self):
        for move in self:
            move.from_name = self._join_names(move.department_from_id, move.user_from_id)
            move.to_name = self._join_names(move.department_to_id, move.user_to_id)

    @api.depends("kind", "step_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for move in self:
            move.display_name = f"{move.step_id.display_name}: {kinds.get(move.kind)}"

    def _join_names(self, department, user):
        # sudo: names of colleagues and departments only
        return ", ".join(filter(None, (department.sudo().name, user.sudo().name)))
