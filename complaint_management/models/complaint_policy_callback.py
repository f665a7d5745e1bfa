from odoo import fields, models


class ComplaintPolicy(models.Model):
    """CBK-1: how often the customer is asked afterwards, by whom, and who learns of it; when is a deadline."""

    _inherit = "complaint.policy"

    callback_count = fields.Integer(
        "Callbacks",
        default=1,
        tracking=True,
        help="How many times the customer is asked in each round before the case may be closed; a category may ask "
        "for more. By when is a deadline of kind Callback, on page Procedure.",
    )
    callback_by = fields.Selection(
        [
            ("handler", "Any complaint handler"),
            ("other", "A complaint handler other than the case's"),
            ("role", "The people of a role"),
        ],
        "Called Back By",
        default="handler",
        required=True,
        tracking=True,
    )
    callback_role_id = fields.Many2one(
        "complaint.role",
        "Callers",
        check_company=True,
        tracking=True,
        ondelete="restrict",
        help="They see the cases whose customers they call, and need not be complaint handlers.",
    )
    third_round_role_id = fields.Many2one(
        "complaint.role",
        "Dissatisfied Twice Goes To",
        check_company=True,
        tracking=True,
        ondelete="restrict",
        help="Takes over the case when the customer is dissatisfied for the second time. Empty: it stays where it is, "
        "and the team leader is told.",
    )
    callback_tell_department = fields.Boolean(
        "Tell the Responsible Department",
        default=True,
        tracking=True,
        help="The heads of the responsible departments learn what the customer says.",
    )

    _callback_count_positive = models.Constraint(
        "CHECK(callback_count >= 0)", "The number of callbacks cannot be negative."
    )
    _callback_role_named = models.Constraint(
        "CHECK(callback_by <> 'role' OR callback_role_id IS NOT NULL)", "Name the role that calls the customers back."
    )
