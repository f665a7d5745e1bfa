from odoo import fields, models


class ComplaintCase(models.Model):
    """How a case came in and to whom it goes (INT)."""

    _inherit = "complaint.case"

    channel_id = fields.Many2one(
        "complaint.channel", compute="_compute_channel_id", store=True, readonly=False, required=True, precompute=True
    )
    first_receiver_id = fields.Many2one(
        "hr.employee",
        default=lambda self: self.env.user.employee_id,
        check_company=True,
        index="btree_not_null",
        tracking=True,
        help="The employee who took the complaint; stays answerable for its hand-over.",
    )
    team_id = fields.Many2one("complaint.team", tracking=True, check_company=True, index="btree_not_null")
    tag_ids = fields.Many2many("complaint.tag", string="Tags")
    picking_id = fields.Many2one("stock.picking", "Delivery", check_company=True, index="btree_not_null", copy=False)
    invoice_id = fields.Many2one("account.move", check_company=True, index="btree_not_null", copy=False)
    is_anonymous = fields.Boolean("Anonymous", tracking=True, help="The complainant does not want to be named.")
    read_back = fields.Boolean(
        "Read Back and Confirmed", copy=False, help="The complainant heard the summary and confirmed it."
    )
    date_handed_over = fields.Datetime("Handed Over On", readonly=True, copy=False)
    disposition = fields.Selection(
        [
            ("adopted", "Adopted"),
            ("partly", "Partly Adopted"),
            ("not_adopted", "Not Adopted"),
            ("other", "Other"),
        ],
        tracking=True,
        copy=False,
        help="What became of a suggestion.",
    )
    is_exception_report = fields.Boolean(
        "Exception Report", readonly=True, copy=False, help="Settled on the spot without loss; a department improves."
    )
    acknowledgement = fields.Selection(
        [("none", "None"), ("queued", "Queued"), ("sent", "Sent"), ("failed", "Failed")],
        default="none",
        required=True,
        readonly=True,
        copy=False,
        help="The mail with number and expected dates that the complainant gets once.",
    )
    origin_case_id = fields.Many2one(
        "complaint.case",
        "Follows",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The earlier case this one takes up again.",
    )

    def _compute_channel_id(self):
        """The first channel of the list, where none is given."""
        # with what logging asks of it, so that it is not read again
        first = self.env["complaint.channel"].search_fetch([], ["acknowledge"], limit=1)
        self.filtered(lambda c: not c.channel_id).channel_id = first
