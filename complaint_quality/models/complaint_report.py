from odoo import api, fields, models
from odoo.tools import SQL


class ComplaintReport(models.Model):
    """KPI-1: how soon complaints are contained and explained, and how many are recurrences."""

    _inherit = "complaint.report"
    _depends = {
        "complaint.case": ["investigation_ids"],
        "complaint.investigation": ["form", "date_cause"],
        "complaint.discipline": ["investigation_id", "code", "date_done"],
        "complaint.action": ["investigation_id", "kind", "date_ended", "date_waived"],
        "complaint.recurrence": ["case_id", "state"],
    }

    days_contained = fields.Float(
        "Days to Containment",
        readonly=True,
        aggregator="avg",
        help="From receipt until D3 was signed off; in the short form, until the last containment action was done. Of"
        " several investigations the last one counts. 0 where containment was in place before the complaint came.",
    )
    days_cause = fields.Float(
        "Days to Cause",
        readonly=True,
        aggregator="avg",
        help="From receipt until the causes were accepted that hold now. Of several investigations the last one counts."
        " 0 where the cause was known before the complaint came.",
    )
    recurrence_rate = fields.Float(
        "Recurrences (%)",
        readonly=True,
        aggregator="avg",
        help="Established complaints that show an action to be without effect, of all established complaints."
        " Recurrences that are suspected only or were dismissed do not count.",
    )

    @api.model
    def _get_columns(self):
        return super()._get_columns() | {
            "days_contained": SQL(
                """(SELECT GREATEST(0, %s)
                      FROM complaint_investigation_case_rel rel
                      JOIN complaint_investigation i ON i.id = rel.investigation_id
                 LEFT JOIN complaint_discipline d3
                        ON d3.investigation_id = i.id AND d3.code = 'D3' AND i.form = 'eight_d'
                     WHERE rel.case_id = c.id
                    HAVING max(%s) IS NOT NULL)""",
                self._get_days(SQL("max(%s)", self._get_contained())),
                self._get_contained(),
            ),
            "days_cause": SQL(
                """(SELECT GREATEST(0, %s)
                      FROM complaint_investigation_case_rel rel
                      JOIN complaint_investigation i ON i.id = rel.investigation_id
                     WHERE rel.case_id = c.id
                    HAVING max(i.date_cause) IS NOT NULL)""",
                self._get_days(SQL("max(i.date_cause)")),
            ),
            "recurrence_rate": SQL(
                """CASE WHEN c.case_type = 'complaint' AND c.validity = 'established'
                        THEN 100 * EXISTS (SELECT FROM complaint_recurrence r
                                            WHERE r.case_id = c.id AND r.state = 'found')::integer END"""
            ),
        }

    @api.model
    def _get_contained(self):
        """When investigation ``i`` with its discipline ``d3`` had protected the customers."""
        return SQL(
            """CASE WHEN d3.id IS NOT NULL THEN d3.date_done
                    ELSE (SELECT CASE WHEN bool_and(a.date_ended IS NOT NULL) THEN max(a.date_ended) END
                            FROM complaint_action a
                           WHERE a.investigation_id = i.id AND a.kind = 'containment' AND a.date_waived IS NULL) END"""
        )
