from odoo import api, fields, models


class ComplaintCase(models.Model):
    """ACT-4: actions that this case shows to be without effect."""

    _inherit = "complaint.case"

    recurrence_ids = fields.One2many("complaint.recurrence", "case_id", "Recurrence of")
    recurrence_count = fields.Integer("Actions without Effect", compute="_compute_recurrence_count")

    @api.depends("recurrence_ids")
    def _compute_recurrence_count(self):
        groups = self.env["complaint.recurrence"]._read_group(
            [("case_id", "in", self.ids), ("state", "!=", "dismissed")], ["case_id"], ["__count"]
        )
        counts = dict(groups)
        for case in self:
            case.recurrence_count = counts.get(case._origin, 0)

    @api.readonly
    def action_view_recurrences(self):
        """ACT-4: of which actions this case is, or may be, a recurrence."""
        return self.env["ir.actions.act_window"]._for_xml_id("complaint_quality.complaint_recurrence_action") | {
            "domain": [("case_id", "in", self.ids)],
            "context": {},
        }

    def _merge_into(self, target):
        # EXTENDS complaint_management: INT-10, KPI-1, what happened again is counted with the case that remains
        recurrences = self.recurrence_ids
        result = super()._merge_into(target)
        for recurrence in recurrences:
            same = target.recurrence_ids.filtered(lambda r, action=recurrence.action_id: r.action_id == action)
            if same.state == "suspected":
                same.unlink()
            elif same:
                continue
            recurrence.case_id = target
        target.investigation_ids._find_recurrences(target)
        return result

    def _pass_to(self, state, reason=None, **values):
        # EXTENDS complaint_management: whatever way it is established
        result = super()._pass_to(state, reason, **values)
        if values.get("validity") == "established":
            self.env["complaint.recurrence"]._find(self)
        return result
