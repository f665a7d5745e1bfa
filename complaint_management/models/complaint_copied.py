from odoo import models


class ComplaintCopied(models.AbstractModel):
    """What has a name or code of its own can be duplicated: the copy says what it is, and no two copies the same."""

    _name = "complaint.copied"
    _description = "Copy with a Name of Its Own"
    _copied_fields = ("name",)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for record, vals in zip(self, vals_list, strict=True):
            for name in self._copied_fields:
                if name not in (default or {}):
                    vals[name] = record._get_free_copy(name)
        return vals_list

    def _get_free_copy(self, name):
        self.ensure_one()
        known, text = self.with_context(active_test=False), self[name]
        while known.search_count([(name, "=", text)], limit=1):
            text = self.env._("%s (copy)", text)
        return text
