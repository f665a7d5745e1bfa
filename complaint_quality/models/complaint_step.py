from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

HERE = ("received", "inspected", "returned", "scrapped")


class ComplaintStep(models.Model):
    """A missing sample is shown on the step that needs it (SMP-1)."""

    _inherit = "complaint.step"

    needs_sample = fields.Boolean(readonly=True)
    sample_status = fields.Selection(
        [("none", "Not Asked For"), ("awaited", "Awaited"), ("here", "Received")],
        "Sample",
        compute="_compute_sample_status",
        help="Whether the sample that the step is done with has come.",
    )
    is_sample_missing = fields.Boolean(compute="_compute_sample_status", search="_search_is_sample_missing")
    sample_count = fields.Integer("Samples", related="case_id.sample_count")

    @api.depends("needs_sample", "state", "case_id.sample_ids.state")
    def _compute_sample_status(self):
        needing = self.filtered("needs_sample")
        # sudo: that a sample is here is told to whoever may read the step
        groups = (
            self.env["complaint.sample"]
            .sudo()
            ._read_group([("case_id", "in", needing.case_id.ids)], ["case_id"], ["state:array_agg_distinct"])
        )
        states = {case.id: set(found) for case, found in groups}
        for step in self:
            known = states.get(step.case_id.id, set())
            if not step.needs_sample:
                step.sample_status = False
            elif known.intersection(HERE):
                step.sample_status = "here"
            else:
                step.sample_status = "awaited" if "awaited" in known else "none"
            step.is_sample_missing = (
                step.state in ("waiting", "todo") and step.needs_sample and step.sample_status != "here"
            )

    def _search_is_sample_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as in _compute_sample_status
        here = self.env["complaint.sample"].sudo()._search([("state", "in", HERE)])
        missing = (
            Domain("needs_sample", "=", True)
            & Domain("state", "in", ("waiting", "todo"))
            & Domain("case_id", "not in", here.subselect(SQL.identifier("complaint_sample", "case_id")))
        )
        return missing if True in value else ~missing

    @api.readonly
    def action_view_samples(self):
        """SMP-1: the samples of the step's case, and where there is none yet, a new one."""
        self.ensure_one()
        return self.case_id.action_view_samples()
