from odoo import fields, models


class ResCompany(models.Model):
    """How far notices were proposed, and how disciplinary notices name people when HR publishes them."""

    _inherit = "res.company"

    complaint_penalty_month = fields.Date(
        "Notices Proposed Up To", groups="base.group_system", help="The last month for which the job proposed notices."
    )
    complaint_publish_names = fields.Selection(
        [("name", "Full name"), ("initials", "Initials")],
        "Published Notices Show",
        default="initials",
        groups="base.group_user",
        help="How a disciplinary notice names the employee when HR publishes it.",
    )
