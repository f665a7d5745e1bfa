from odoo import fields, models


class ComplaintEvidenceType(models.Model):
    """A kind of document that tax or custom wants before a credit note is booked (EVD-1).

    Which types a company demands is set on the company; where it demands several for one kind of remedy, one accepted
    document of any of them is enough.
    """

    _name = "complaint.evidence.type"
    _description = "Evidence Type"
    _order = "remedy_kind desc, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    remedy_kind = fields.Selection(
        [("return", "Return and Credit"), ("allowance", "Allowance"), ("compensation", "Compensation")],
        "For",
        required=True,
        default="return",
    )
    description = fields.Text("What It Must Show", translate=True)
    country_ids = fields.Many2many(
        "res.country",
        string="Customary In",
        help="New companies in these countries demand it from the start. What a company demands is then its own "
        "choice in the settings.",
    )
