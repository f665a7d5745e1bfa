from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintCallback(models.Model):
    """Asking the customer afterwards (CBK-2)."""

    _name = "complaint.callback"
    _description = "Callback"
    _order = "date desc, id desc"
    _check_company_auto = True

    case_id = fields.Many2one("complaint.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    round = fields.Integer(readonly=True, aggregator="max")
    date = fields.Datetime(default=fields.Datetime.now, required=True)
    method = fields.Selection(
        [("phone", "Phone"), ("visit", "Visit"), ("mail", "E-mail"), ("letter", "Letter")],
        default="phone",
        required=True,
    )
    user_id = fields.Many2one(
        "res.users", "Caller", default=lambda self: self.env.user, required=True, check_company=True
    )
    satisfaction = fields.Selection(
        [
            ("very_satisfied", "Very Satisfied"),
            ("satisfied", "Satisfied"),
            ("neutral", "Neutral"),
            ("dissatisfied", "Dissatisfied"),
        ],
        required=True,
    )
    comment = fields.Text("Customer's Words")

    @api.model_create_multi
    def create(self, vals_list):
        """CBK-3: a dissatisfied customer sends the case into its next round.

        :raise UserError: the case is not in follow-up
        """
        cases = self.env["complaint.case"].browse(vals["case_id"] for vals in vals_list if vals.get("case_id"))
        if not self.env.su:
            cases._check_handler()
        if early := cases.filtered(lambda c: not c._awaits_callback())[:1]:
            raise UserError(
                self.env._(
                    "%s: callbacks are made in follow-up, after the resolution was carried out.", early.display_name
                )
            )
        rounds = {case.id: case.round for case in cases}
        callbacks = super().create([dict(vals, round=rounds.get(vals.get("case_id"), 1)) for vals in vals_list])
        callbacks.case_id._meet_deadlines("callback")
        for callback in callbacks.filtered(
            lambda c: c.satisfaction == "dissatisfied" and c.case_id.state in ("followup", "closed")
        ):
            callback.case_id.action_reopen(self.env._("The customer is dissatisfied: %s", callback.comment or "-"))
        return callbacks

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(self.env._("Callbacks are kept with their case."))
