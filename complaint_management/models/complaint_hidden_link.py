from odoo import api, fields, models
from odoo.fields import Domain


class ComplaintHiddenLink(models.AbstractModel):
    """What points to any document by model and id: hidden with the case behind the document (CNF-1, CNF-2).

    Core shows messages to their authors and recipients, activities to their doers and followers to everybody, without
    asking for the document. A global record rule on ``is_complaint_hidden`` asks for the case.
    """

    _name = "complaint.hidden.link"
    _description = "Link to a Document that May Be Hidden"
    _res_model_field = "res_model"

    is_complaint_hidden = fields.Boolean(
        compute="_compute_is_complaint_hidden",
        search="_search_is_complaint_hidden",
        string="Of a Hidden Complaint",
        groups="base.group_user",
    )

    @api.depends_context("uid")
    def _compute_is_complaint_hidden(self):
        self.is_complaint_hidden = False
        # sudo: only whether the case is hidden from the user is found out
        for name, links in self.sudo().grouped(self._res_model_field).items():
            if name in self._get_complaint_threads():
                hidden = self._search_complaint_hidden(name, links.mapped("res_id"))
                links.filtered(lambda link, hidden=hidden: link.res_id in hidden).is_complaint_hidden = True

    @api.model
    def _search_is_complaint_hidden(self, operator, value):
        if operator != "in":
            return NotImplemented
        hidden = Domain.OR(
            Domain(self._res_model_field, "=", name) & Domain("res_id", "in", self.env[name]._get_hidden_ids())
            for name in self._get_complaint_threads()
        )
        return hidden if True in value else ~hidden

    @api.model
    def _search_complaint_hidden(self, name, ids):
        # sudo: see _compute_is_complaint_hidden
        model_sudo = self.env[name].sudo()
        return set(model_sudo.search([("id", "in", ids), ("id", "in", model_sudo._get_hidden_ids())]).ids)

    @api.model
    def _get_complaint_threads(self):
        """Names of the models whose messages, activities and followers are hidden with a case."""
        names = self.pool.descendants(["complaint.case.thread"], "_inherit")
        return [name for name in names if not self.pool[name]._abstract]
