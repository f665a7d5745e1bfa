from datetime import date, datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import formatLang

BARS = 12
MEASURES = {"count": "case_id:count_distinct", "quantity": "qty_defective:sum", "loss": "loss_amount:sum"}


class ComplaintQualityDashboard(models.AbstractModel):
    """KPI-1: the quality figures of a period at a glance, each with the records behind it.

    Days are those of the user's time zone. Established complaints received in the period count, archived ones too,
    merged ones where they were merged into; actions count by their due day, their effect by the day it was verified.
    What is hidden from the user does not count for them, as in the lists behind the figures.
    """

    _name = "complaint.quality.dashboard"
    _description = "Quality Dashboard"

    @api.model
    @api.readonly
    def get_dashboard(self, date_from=None, date_to=None, company_id=None, measure="count"):
        """The figures of a period, those of the period of the same length before it, and the Pareto of both.

        :param str date_from: first day (YYYY-MM-DD); without one a year before ``date_to``
        :param str date_to: last day; without one today
        :param int company_id: one of the user's active companies; without one all of them
        :param str measure: count, quantity or loss, see :meth:`get_pareto`; where there is no loss to be shown, cases
            are counted
        :return: dict with ``date_from``, ``date_to``, ``companies`` (to choose from), ``company_id``, ``tiles``
            (dict with ``name``, ``label``, ``help``, ``value`` or None, ``unit`` of percent, days or number,
            ``detail``, ``previous`` and ``action``), ``measures`` (name and label) and ``pareto``
        :raise AccessError: to whoever may not analyse complaints
        :raise UserError: for days, companies or measures that there are not
        """
        self._check_reader()
        first, last = self._get_period(date_from, date_to)
        companies = self._get_companies(company_id)
        length = last - first
        before = first - timedelta(days=1)
        now, then = self._get_figures(first, last, companies), self._get_figures(before - length, before, companies)
        labels = self._get_labels()
        actions = self._get_actions(first, last, companies)
        measures = self._get_measures(companies)
        if measure == "loss" and "loss" not in [known["name"] for known in measures]:
            measure = "count"
        return {
            "date_from": fields.Date.to_string(first),
            "date_to": fields.Date.to_string(last),
            "companies": [{"id": company.id, "name": company.name} for company in self.env.companies],
            "company_id": company_id or False,
            "tiles": [
                {
                    "name": name,
                    "label": label,
                    "help": text,
                    "unit": unit,
                    "value": now[name][0],
                    "detail": now[name][1],
                    "previous": then[name][0],
                    "action": actions[name],
                }
                for name, label, unit, text in labels
            ],
            "measures": measures,
            "pareto": self.get_pareto(measure, date_from, date_to, company_id),
        }

    @api.model
    @api.readonly
    def get_pareto(self, measure="count", date_from=None, date_to=None, company_id=None):
        """Defects and causes of the established complaints of a period, the most first, with the cumulative line.

        :param str measure: count (cases; with two causes a case counts for both), quantity (defective, in the products'
            units) or loss (net, only to those who see what a case cost, and of companies with one currency)
        :return: dict with ``measure``, ``currency_id`` and, for ``defect`` and ``cause``, a dict with ``rows`` (dict
            with ``ids``, ``name``, ``value``, ``percent`` and ``cumulative`` percent; the last one may stand for all
            others), ``total``, ``unnamed`` (of cases of which none is named) and ``action``, the window action of the
            cases, to which a condition on ``field`` is added
        :raise AccessError: to whoever may not analyse complaints
        :raise UserError: see :meth:`get_dashboard`
        """
        self._check_reader()
        first, last = self._get_period(date_from, date_to)
        companies = self._get_companies(company_id)
        names = [known["name"] for known in self._get_measures(companies)]
        if measure not in names:
            raise UserError(self.env._("The Pareto can show %s.", names))
        return {
            "measure": measure,
            "currency_id": companies[0].currency_id.id if measure == "loss" else False,
            **{kind: self._get_kind(kind, measure, first, last, companies) for kind in ("defect", "cause")},
        }

    # === What is asked ===

    def _check_reader(self):
        if not self.env["complaint.report"].has_access("read"):
            raise AccessError(
                self.env._("Only handlers of complaints, the quality department and auditors see the quality figures.")
            )

    def _get_period(self, date_from, date_to):
        days = []
        for day in (date_from, date_to):
            try:
                parsed = fields.Date.to_date(day or None) if day is None or isinstance(day, (str, date)) else None
            except ValueError:
                parsed = None
            if day and not (parsed and 1900 < parsed.year < 9000):
                raise UserError(self.env._("Give the first and the last day as YYYY-MM-DD, not %s.", day))
            days.append(parsed)
        last = days[1] or fields.Date.context_today(self)
        first = days[0] or last - relativedelta(years=1) + timedelta(days=1)
        if first > last:
            raise UserError(self.env._("The first day of the period is after the last one."))
        return first, last

    def _get_companies(self, company_id):
        if not company_id:
            return self.env.companies
        company = self.env.companies.filtered(lambda known: known.id == company_id)
        if not company:
            raise UserError(self.env._("Choose one of your companies that are active."))
        return company

    def _get_measures(self, companies):
        pareto = self.env["complaint.pareto"]
        measures = [
            {"name": "count", "label": self.env._("Cases")},
            {"name": "quantity", "label": self.env._("Quantity")},
        ]
        if pareto._has_field_access(pareto._fields["loss_amount"], "read") and len(companies.currency_id) == 1:
            measures.append({"name": "loss", "label": self.env._("Loss")})
        return measures

    # === What counts ===

    def _get_moments(self, first, last):
        """The beginning of the first day and the end of the last, where the user is, in UTC."""
        moments = [
            self.env.tz.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)
            for day in (first, last + timedelta(days=1))
        ]
        return [fields.Datetime.to_string(moment) for moment in moments]

    def _get_between(self, name, first, last, companies):
        since, until = self._get_moments(first, last)
        return Domain(name, ">=", since) & Domain(name, "<", until) & Domain("company_id", "in", companies.ids)

    def _get_case_domain(self, first, last, companies):
        """Holds for cases and for what has a row a case."""
        return (
            self._get_between("date_received", first, last, companies)
            & Domain("case_type", "=", "complaint")
            & Domain("validity", "=", "established")
            & Domain("state", "!=", "merged")
        )

    def _get_action_domain(self, name, first, last, companies):
        return (
            Domain(name, ">=", fields.Date.to_string(first))
            & Domain(name, "<=", fields.Date.to_string(last))
            & Domain("company_id", "in", companies.ids)
        )

    def _get_figures(self, first, last, companies):
        """Name of each tile -> its figure (None where there is nothing to count) and how it comes about."""
        cases, recurrences, contained, cause, closed = self._count_cases(first, last, companies)
        [(defective, delivered, ppm)] = self.env["complaint.ppm"]._read_group(
            self._get_between("date", first, last, companies),
            [],
            ["qty_defective:sum", "qty_delivered:sum", "ppm:avg"],
        )
        on_time = self._count_actions("date_due", "timeliness", "on_time", first, last, companies)
        effective = self._count_actions("date_verified", "effective", "yes", first, last, companies)
        return {
            "cases": (cases, ""),
            "ppm": (
                ppm if delivered else None,
                self._get_detail(defective or 0, delivered or 0),
            ),
            "recurrence": self._get_rate(recurrences, cases),
            "on_time": self._get_rate(*on_time),
            "effective": self._get_rate(*effective),
            "contained": (contained, ""),
            "cause": (cause, ""),
            "closed": (closed, ""),
        }

    def _get_rate(self, part, whole):
        return part * 100 / whole if whole else None, self._get_detail(part, whole)

    def _get_detail(self, part, whole):
        part, whole = (formatLang(self.env, figure, digits=0) for figure in (part, whole))
        return self.env._("%(part)s of %(whole)s", part=part, whole=whole)

    def _count_cases(self, first, last, companies):
        """Established complaints, recurrences among them, and the median days to containment, cause and closing."""
        report = self.env["complaint.report"]
        query = report._search(self._get_case_domain(first, last, companies))
        rate, *days = (
            report._field_to_sql(report._table, name, query)
            for name in ("recurrence_rate", "days_contained", "days_cause", "days_closed")
        )
        [row] = self.env.execute_query(
            query.select(
                SQL("count(*)"),
                SQL("count(*) FILTER (WHERE %s > 0)", rate),
                *(SQL("percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)", value) for value in days),
            )
        )
        return row

    def _count_actions(self, day, name, value, first, last, companies):
        domain = self._get_action_domain(day, first, last, companies)
        counts = dict(self.env["complaint.action.report"]._read_group(domain, [name], ["__count"]))
        whole = sum(count for key, count in counts.items() if key and key != "pending")
        return counts.get(value, 0), whole

    def _get_kind(self, kind, measure, first, last, companies):
        name = f"{kind}_id"
        domain = self._get_case_domain(first, last, companies)
        values = {
            record: value or 0
            for record, value in self.env["complaint.pareto"]._read_group(
                domain & Domain("kind", "=", kind), [name], [MEASURES[measure]]
            )
        }
        unnamed = values.pop(self.env[f"complaint.{kind}"], 0)
        # a loss that recoveries made a gain is no part of a whole
        ranked = sorted(((r, v) for r, v in values.items() if v > 0), key=lambda item: (-item[1], item[0].id))
        total = sum(value for _record, value in ranked)
        bars = [(record.ids, record.name, record.display_name, value) for record, value in ranked[:BARS]]
        if rest := ranked[BARS:]:
            others = self.env._("%s others", len(rest))
            bars.append(([r.id for r, _value in rest], others, others, sum(value for _record, value in rest)))
        rows, cumulative = [], 0
        for ids, short, full, value in bars:
            cumulative += value
            percents = {"percent": value * 100 / total, "cumulative": cumulative * 100 / total}
            rows.append({"ids": ids, "name": short, "full_name": full, "value": value, **percents})
        return {
            "rows": rows,
            "total": total,
            "unnamed": unnamed,
            "field": f"{kind}_ids",
            "action": self._get_window("complaint.case", self.env._("Cases"), domain),
        }
