from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    date_range_unit = fields.Selection(
        [("year", "Every year"), ("month", "Every month")],
        string="Restart",
        default="year",
        required=True,
        help="When the sequence uses subsequences per date range: how long a range is that is opened by itself.",
    )

    def _create_date_range_seq(self, date):
        """INT-15: open a range of one calendar month where the sequence restarts monthly.

        The sequence's row is written first, so that of two transactions that open the same month at once one waits
        and is then repeated by the server (a serialization failure) instead of failing on the range's unique key.
        """
        if self.date_range_unit != "month":
            return super()._create_date_range_seq(date)
        self.env.cr.execute(SQL("UPDATE ir_sequence SET write_date = now() AT TIME ZONE 'UTC' WHERE id = %s", self.id))
        first = fields.Date.to_date(date).replace(day=1)
        # sudo: whoever may draw a number opens the month with it; only the range's dates are written
        return (
            self.env["ir.sequence.date_range"]
            .sudo()
            .create({"sequence_id": self.id, "date_from": first, "date_to": first + relativedelta(months=1, days=-1)})
        )
