from odoo import api, fields, models


class ComplaintCase(models.Model):
    """What comes of a case: who is responsible, what is offered and what the customer says of it."""

    _inherit = "complaint.case"

    responsibility_ids = fields.One2many("complaint.responsibility", "case_id", copy=False)
    responsibility_confirmed = fields.Boolean(compute="_compute_responsibility_confirmed")
    resolution_ids = fields.One2many("complaint.resolution", "case_id", "Resolutions", copy=False)
    resolution_id = fields.Many2one(
        "complaint.resolution",
        "Current Resolution",
        compute="_compute_resolution_id",
        store=True,
        precompute=True,
        copy=False,
    )
    resolution_state = fields.Selection(related="resolution_id.state", string="State of the Resolution")
    remedy_ids = fields.One2many(related="resolution_id.remedy_ids", string="Remedies")
    accepted_amount = fields.Monetary(
        "Approved Amount", compute="_compute_accepted_amount", store=True, help="What the approved resolution costs."
    )
    callback_ids = fields.One2many("complaint.callback", "case_id", "Callbacks", copy=False)
    summary = fields.Html("Closing Summary", copy=False, help="What happened and what was learnt.")

    @api.depends("responsibility_ids.state")
    def _compute_responsibility_confirmed(self):
        for case in self:
            case.responsibility_confirmed = all(line.state != "proposed" for line in case.responsibility_ids)

    @api.depends("round", "resolution_ids.state", "resolution_ids.version")
    def _compute_resolution_id(self):
        """The newest version of the current round, also when it was rejected or refused."""
        for case in self:
            versions = case.resolution_ids.filtered(lambda r, c=case: r.round == c.round and r.state != "superseded")
            case.resolution_id = versions.sorted("version")[-1:]

    @api.depends("resolution_ids.state", "resolution_ids.amount_total_company")
    def _compute_accepted_amount(self):
        for case in self:
            approved = case.resolution_ids.filtered(lambda r: r.state in ("approved", "offered", "accepted"))
            case.accepted_amount = sum(approved.mapped("amount_total_company"))
