from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintRating(models.Model):
    """How satisfied a customer says they are, on the page that their link opens (CUS-7). One a round; see ``_rate``.

    Not core's ``rating.rating``: that has one value, where outcome and handling are asked apart, takes any number by a
    message, and every employee may read and change every rating, also of cases that are hidden from them (CNF-1).
    """

    _name = "complaint.rating"
    _description = "Customer's Rating"
    _order = "date desc, id desc"

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    round = fields.Integer(required=True, aggregator="max")
    date = fields.Datetime(required=True, help="When the customer rated, or changed the rating last.")
    satisfaction = fields.Selection(selection="_selection_satisfaction", string="Outcome", required=True)
    satisfaction_handling = fields.Selection(selection="_selection_satisfaction", string="Handling", required=True)
    comment = fields.Text("Customer's Words")
    partner_id = fields.Many2one("res.partner", "Customer")

    _round_unique = models.UniqueIndex("(case_id, round)", "The customer has rated this round already.")

    @api.model
    def _selection_satisfaction(self):
        return self.env["complaint.case"]._selection_satisfaction()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(self.env._("Ratings are kept with their case."))
