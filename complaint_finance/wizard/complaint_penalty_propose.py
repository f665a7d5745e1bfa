from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError


class ComplaintPenaltyPropose(models.TransientModel):
    """PEN-3, PEN-8: propose the notices of a month or the rewards of a year, on demand."""

    _name = "complaint.penalty.propose"
    _description = "Propose Notices"

    what = fields.Selection(
        [("month", "Penalties by count, of a month"), ("year", "Rewards, of a year")],
        "Propose",
        default="month",
        required=True,
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, required=True)
    month = fields.Date(
        "Any Day of the Month",
        default=lambda self: fields.Date.context_today(self).replace(day=1) - relativedelta(days=1),
        required=True,
    )
    year = fields.Integer(default=lambda self: fields.Date.context_today(self).year - 1, required=True)

    def action_propose(self):
        """Propose, and open what is new.

        :raise UserError: nothing is to be proposed
        """
        self.ensure_one()
        penalties = self.env["complaint.penalty"]
        if self.what == "month":
            penalties = penalties.action_propose_month(self.company_id.id, self.month)
        else:
            penalties = penalties.action_propose_year(self.company_id.id, self.year)
        if not penalties:
            raise UserError(
                self.env._(
                    "Nothing new is to be proposed: nobody reached what the rules say, or whoever did has a notice for "
                    "it already."
                )
            )
        return penalties._get_records_action(name=self.env._("Penalty Notices"))
