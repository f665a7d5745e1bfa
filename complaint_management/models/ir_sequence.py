from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    date_range_unit = fields.Selection(
        [("year", "Every year"), ("month", "Every month")],
        string="Restart",
        default="year",
        help="When the sequence uses subsequences per date range: how long a range is that is opened by itself.",
    )

    @api.model
    def _add_numbers(self, code, vals_list, date_name):
        """INT-15: number those of ``vals_list`` without a ``name``, in place, from their companies' sequences.

        :param code: of the sequences
        :param date_name: whose month counts, in the company's time zone: a key of ``vals_list`` with UTC datetimes
        """
        unnumbered = {}
        for vals in vals_list:
            if not vals.get("name"):
                unnumbered.setdefault(vals["company_id"], []).append(vals)
        for company in self.env["res.company"].browse(unnumbered):
            # sudo: a number is drawn for whoever may create what is numbered
            company_sudo, numbered = company.sudo(), unnumbered[company.id]
            dates = [company._get_complaint_day(fields.Datetime.to_datetime(vals[date_name])) for vals in numbered]
            numbers = company_sudo.env["ir.sequence"].with_company(company)._next_by_code_batch(code, dates)
            for vals, number in zip(numbered, numbers, strict=True):
                vals["name"] = number

    @api.model
    def _number(self, records, date_name=None):
        """Number ``records`` from the sequences of their model's name in their companies, in a query a range.

        :param date_name: their field whose date counts; without it today's, where the company is
        """
        for company, numbered in records.grouped("company_id").items():
            # sudo: a number is drawn for whoever may create what is numbered
            sequence_sudo = self.sudo().with_company(company)
            today = company._get_complaint_today()
            dates = numbered.mapped(date_name) if date_name else [today] * len(numbered)
            numbers = sequence_sudo._next_by_code_batch(records._name, dates)
            for record, number in zip(numbered.sudo().with_context(tracking_disable=True), numbers, strict=True):
                record.name = number

    @api.model
    def _next_by_code_batch(self, code, dates):
        """INT-15: numbers of the company's sequence ``code``, one for each of ``dates``, in a query a range.

        :return: list of strings in the order of ``dates``; of False where the company has no such sequence
        """
        domain = [("code", "=", code), ("company_id", "in", [self.env.company.id, False])]
        names = ["implementation", "use_date_range", "date_range_unit", "prefix", "suffix", "padding"]
        sequence = self.search_fetch(domain, names, order="company_id", limit=1)
        if not sequence or sequence.implementation != "standard":
            return [sequence and sequence._next(sequence_date=date) for date in dates]
        ranges = self.env["ir.sequence.date_range"]
        if sequence.use_date_range:
            known = [("sequence_id", "=", sequence.id), ("date_from", "<=", max(dates)), ("date_to", ">=", min(dates))]
            ranges = ranges.search_fetch(known, ["date_from", "date_to"])
        drawers = {}
        for date in sorted(set(dates)):
            drawers[date] = ranges.filtered(lambda r, date=date: r.date_from <= date <= r.date_to)[:1]
            if sequence.use_date_range and not drawers[date]:
                drawers[date] = sequence._create_date_range_seq(date)
                ranges |= drawers[date]
        numbers = {}
        for drawer in set(drawers.values()):
            count = sum(drawers[date] == drawer for date in dates)
            numbers[drawer] = iter(sequence._draw(drawer, count))
        return [next(numbers[drawers[date]]) for date in dates]

    def _draw(self, drawer, count):
        """The next ``count`` numbers of a range, or of the sequence itself."""
        name = f"ir_sequence_{self.id:03d}" + (f"_{drawer.id:03d}" if drawer else "")
        rows = self.env.execute_query(SQL("SELECT nextval(%s) FROM generate_series(1, %s)", name, count))
        prefix, suffix = self.with_context(ir_sequence_date_range=drawer.date_from)._get_prefix_suffix()
        return [f"{prefix}{number:0{self.padding}d}{suffix}" for (number,) in rows]

    def _create_date_range_seq(self, date):
        """INT-15: open a range of one calendar month where the sequence restarts monthly.

        The sequence's row is written first, so that of two transactions that open the same range at once one waits
        and is then repeated by the server (a serialization failure) instead of failing on the range's unique key.
        """
        self.env.cr.execute(SQL("UPDATE ir_sequence SET write_date = now() AT TIME ZONE 'UTC' WHERE id = %s", self.id))
        if self.date_range_unit != "month":
            return super()._create_date_range_seq(date)
        first = fields.Date.to_date(date).replace(day=1)
        # sudo: whoever may draw a number opens the month with it; only the range's dates are written
        return (
            self.env["ir.sequence.date_range"]
            .sudo()
            .create({"sequence_id": self.id, "date_from": first, "date_to": first + relativedelta(months=1, days=-1)})
        )
