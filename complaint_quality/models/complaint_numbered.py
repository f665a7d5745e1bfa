from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintQualityNumbered(models.AbstractModel):
    """What is numbered per company and month by the sequence of its model's name, and kept for the record (ARC-4)."""

    _name = "complaint.quality.numbered"
    _inherit = ["complaint.quality.guard"]
    _description = "Numbered Quality Record"

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["ir.sequence"]._number(records)
        return records

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        if self:
            raise UserError(
                self.env._("What has a number is kept for the record: %s cannot be deleted.", self.mapped("name"))
            )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"name"}

    def _get_frozen_fields(self):
        """Names of the fields that nobody writes any more in the state that the record is in; extend with super()."""
        self.ensure_one()
        return set()

    def write(self, vals):
        if not self.env.su:
            for record in self:
                changed = [
                    name for name in record._get_frozen_fields().intersection(vals) if record._changes(name, vals)
                ]
                if changed:
                    raise UserError(
                        self.env._(
                            "%(record)s: %(fields)s can no longer be changed.",
                            record=record.display_name,
                            fields=[self._fields[name]._description_string(self.env) for name in sorted(changed)],
                        )
                    )
        return super().write(vals)

    def _changes(self, name, vals):
        """Whether ``vals`` give the field another value; commands of x2many fields always do."""
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return True
        return field.convert_to_write(self[name], self) != vals[name]
