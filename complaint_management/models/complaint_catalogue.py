from odoo import api, fields, models


class ComplaintCatalogue(models.AbstractModel):
    """An entry of a catalogue kept as a tree, listed by code and named with those above it (CAT).

    Each catalogue has its own ``parent_id``, ``child_ids`` and unique code.
    """

    _name = "complaint.catalogue"
    _description = "Catalogue Entry"
    _inherit = ["complaint.copied"]
    _copied_fields = ("name", "code")
    _order = "code, id"
    _rec_names_search = ["name", "code"]
    _parent_store = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Entries are listed by code: begin it with the parent's code.")
    complete_name = fields.Char("Full Name", compute="_compute_complete_name", recursive=True)
    parent_path = fields.Char(index=True)
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for entry in self:
            names = (entry.parent_id.complete_name, entry.name)
            entry.complete_name = " / ".join(name for name in names if name)

    @api.depends("complete_name")
    @api.depends_context("lang", "hierarchical_naming")
    def _compute_display_name(self):
        hierarchical = self.env.context.get("hierarchical_naming", True)
        for entry in self:
            entry.display_name = entry.complete_name if hierarchical else entry.name
