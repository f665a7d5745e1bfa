from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class ComplaintSupplierClaim(models.Model):
    """SUP-1: a claim that the supplier has not answered in time gets slips, to those who are to press for it."""

    _name = "complaint.supplier.claim"
    _inherit = ["complaint.supplier.claim", "complaint.slip.source"]

    _slip_start = "date_sent"
    _slip_due = "date_deadline"
    _slip_end = "date_ended"
    _slip_inverse = "claim_id"

    date_deadline = fields.Datetime("Answer Due by", compute="_compute_date_deadline", store=True)
    date_ended = fields.Datetime("Waited for until", copy=False, readonly=True, help="When the waiting was over.")
    slip_ids = fields.One2many("complaint.slip", "claim_id", "Slips")
    slip_count = fields.Integer(compute="_compute_slip_count")
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")
    # what it depends on is computed after a claim is created
    date_next_slip = fields.Datetime(precompute=False)

    @api.depends("date_due", "company_id.resource_calendar_id.tz")
    def _compute_date_deadline(self):
        """The last second of the due day where the company is, in UTC."""
        for claim in self:
            claim.date_deadline = claim.date_due and claim.company_id._get_complaint_day_start(
                claim.date_due + timedelta(days=1)
            ) - timedelta(seconds=1)

    @api.depends("slip_ids")
    def _compute_slip_count(self):
        counts = dict(self.env["complaint.slip"]._read_group([("claim_id", "in", self.ids)], ["claim_id"], ["__count"]))
        for claim in self:
            claim.slip_count = counts.get(claim, 0)

    @api.depends("state", "date_deadline")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for claim in self:
            claim.is_late = claim.state == "sent" and bool(claim.date_deadline) and claim.date_deadline < now

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "sent") & Domain("date_deadline", "<", fields.Datetime.now())
        return late if True in value else ~late

    @api.readonly
    def action_view_slips(self):
        """SUP-1: the slips about this claim."""
        return self.slip_ids._get_records_action(name=self.env._("Slips"))

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"date_ended"}

    def _set_state(self, state, **values):
        # EXTENDS complaint_quality: the waiting begins and ends with the state
        if state == "sent":
            values["date_ended"] = False
        else:
            waited = self.filtered(lambda claim: claim.state == "sent")
            super(ComplaintSupplierClaim, waited)._set_state(state, date_ended=fields.Datetime.now(), **values)
            self -= waited
        return super()._set_state(state, **values)

    # === EXTENDS complaint.slip.source ===

    @api.model
    def _get_slip_triggers(self):
        return [*super()._get_slip_triggers(), "state", "date_sent"]

    @api.model
    def _get_slip_running_domain(self):
        return Domain("state", "=", "sent")

    def _is_slip_running(self):
        # also after the case is closed: what was claimed is owed
        return self.state == "sent" and bool(self.date_deadline)

    def _asks_why_late(self):
        # the supplier was late, not one of our departments
        return False

    def _get_slip_owner(self):
        return self.user_id or super()._get_slip_owner()

    def _get_slip_users(self, slip):
        """Whoever negotiates the claim presses for the answer; above them the policy's ladder goes on as usual."""
        owner = self._filter_slip_users(self._get_slip_owner())
        return owner if owner and not slip.rung else super()._get_slip_users(slip)
