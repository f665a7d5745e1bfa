from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintPassage(models.Model):
    """A case's passage from one phase to the next: when, by whom, why. Written by the procedure only."""

    _name = "complaint.passage"
    _description = "Passage to Another Phase"
    _order = "case_id, date, id"

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True)
    round = fields.Integer(required=True, aggregator="max", help="The round that the case was in afterwards.")
    state_from = fields.Selection(selection="_selection_state", string="From", required=True)
    state_to = fields.Selection(selection="_selection_state", string="To", required=True)
    date = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", "By", required=True)
    reason = fields.Text()

    def _selection_state(self):
        return self.env["complaint.case"]._fields["state"]._description_selection(self.env)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(self.env._("The passages of a case are kept with it (%s).", self.case_id[:1].name))
