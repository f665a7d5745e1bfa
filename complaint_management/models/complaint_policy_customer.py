from odoo import fields, models


class ComplaintPolicy(models.Model):
    """What a policy says of the customer's side: letters, how long an offer stands, who is asked to rate (CUS)."""

    _inherit = "complaint.policy"

    tell_closing = fields.Boolean(
        "Tell When Closed", tracking=True, help="The complainant gets a closing letter; it can be edited before."
    )
    answer_days = fields.Integer(
        "Answer Awaited (Days)",
        default=14,
        tracking=True,
        help="How long the customer has to answer an offer. After it the case may be closed without agreement; 0: only "
        "when the customer has refused.",
    )
    ask_rating = fields.Selection(
        [("never", "Never"), ("executed", "When Carried Out"), ("closed", "When Closed")],
        "Ask for a Rating",
        default="never",
        required=True,
        tracking=True,
        help="When the customer gets a link to say how satisfied they are, with the outcome and with the handling.",
    )

    _answer_days_not_negative = models.Constraint("CHECK(answer_days >= 0)", "Days cannot be negative.")
