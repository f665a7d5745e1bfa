from odoo import models
from odoo.fields import Domain


class ComplaintQualityDashboard(models.AbstractModel):
    """KPI-1: what the tiles are called and what they mean, and the records behind them."""

    _inherit = "complaint.quality.dashboard"

    def _get_window(self, model, name, domain, views=("list", "form"), context=None, xmlids=None):
        ids = {kind: self.env.ref(xmlid).id for kind, xmlid in (xmlids or {}).items()}
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(ids.get(view, False), view) for view in views],
            "domain": list(domain),
            "context": {"active_test": False, **(context or {})},
        }

    def _get_actions(self, first, last, companies):
        """Name of each tile -> window action of the records that it counts."""
        cases = self._get_case_domain(first, last, companies)
        report, actions = "complaint.report", "complaint.action.report"
        days = {"views": ("list", "pivot", "graph"), "xmlids": {"list": "complaint_quality.complaint_report_view_days"}}
        investigation = "case_id.investigation_ids"
        containment = ("kind", "=", "containment")
        held = [
            "|",
            *("&", ("form", "=", "eight_d")),
            ("discipline_ids", "any", [("code", "=", "D3"), ("date_done", "!=", False)]),
            *("&", "&", ("form", "!=", "eight_d")),
            ("action_ids", "any", [containment, ("date_done", "!=", False), ("date_waived", "=", False)]),
            ("action_ids", "not any", [containment, ("date_done", "=", False), ("date_waived", "=", False)]),
        ]
        contained = [*cases, (investigation, "any", held)]
        due = self._get_action_domain("date_due", first, last, companies)
        verified = self._get_action_domain("date_verified", first, last, companies) & Domain(
            "effective", "!=", "pending"
        )
        return {
            "cases": self._get_window("complaint.case", self.env._("Established Complaints"), cases),
            "ppm": self._get_window(
                "complaint.ppm",
                self.env._("Defective per Million"),
                self._get_between("date", first, last, companies),
                ("pivot", "graph", "list"),
            ),
            "recurrence": self._get_window(
                "complaint.case", self.env._("Recurrences"), cases & Domain("recurrence_ids.state", "=", "found")
            ),
            "on_time": self._get_window(
                actions, self.env._("Actions Due"), due & Domain("timeliness", "!=", False), ("list", "pivot", "graph")
            ),
            "effective": self._get_window(
                actions,
                self.env._("Actions Verified"),
                verified & Domain("effective", "!=", "pending"),
                ("list", "pivot", "graph"),
            ),
            "contained": self._get_window(report, self.env._("Days to Containment"), contained, **days),
            "cause": self._get_window(
                report, self.env._("Days to Cause"), cases & Domain(f"{investigation}.date_cause", "!=", False), **days
            ),
            "closed": self._get_window(
                report, self.env._("Days to Closing"), cases & Domain("date_closed", "!=", False), **days
            ),
        }

    def _get_labels(self):
        """Tiles in their order: name, label, unit, explanation."""
        return [
            (
                "cases",
                self.env._("Complaints"),
                "number",
                self.env._("Established complaints received in the period; merged ones are left out."),
            ),
            (
                "ppm",
                self.env._("PPM"),
                "number",
                self.env._(
                    "Defective quantity of the established complaints received per 1,000,000 delivered to customers,"
                    " both in the period and in the products' units. What came back is not deducted."
                ),
            ),
            (
                "recurrence",
                self.env._("Recurrence Rate"),
                "percent",
                self.env._("Of the established complaints received: those that show an action to be without effect."),
            ),
            (
                "on_time",
                self.env._("Actions on Time"),
                "percent",
                self.env._("Of the actions due in the period that are done or late: those done by their due day."),
            ),
            (
                "effective",
                self.env._("Effectiveness Rate"),
                "percent",
                self.env._("Of the actions whose effect was verified in the period: those found fully effective."),
            ),
            (
                "contained",
                self.env._("Days to Containment"),
                "days",
                self.env._("Median, from receipt until D3 was signed off or the last containment action was done."),
            ),
            (
                "cause",
                self.env._("Days to Cause"),
                "days",
                self.env._("Median, from receipt until the causes were accepted."),
            ),
            (
                "closed",
                self.env._("Days to Closing"),
                "days",
                self.env._("Median, from receipt until the complaint was closed."),
            ),
        ]
