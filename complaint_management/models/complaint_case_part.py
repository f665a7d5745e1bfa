from odoo import api, models


class ComplaintCasePart(models.AbstractModel):
    """What belongs to a case and is hidden with it (CNF-1, CNF-2).

    A model takes it up before its own class, and has a global record rule on ``is_hidden`` of its cases.
    """

    _name = "complaint.case.part"
    _description = "Part of a Complaint Case"
    _case_path = "case_id"

    @api.depends_context("uid")
    def _compute_display_name(self):
        """What others show of it is computed as superuser: to whom it is hidden, it is a number only."""
        super()._compute_display_name()
        for part in self:
            cases = part._get_cases()
            if any(cases.mapped("is_hidden")):
                part.display_name = ", ".join(cases.mapped("name"))

    def action_view_case(self):
        """The case, or cases, that this belongs to."""
        return self._get_cases().with_env(self.env)._get_records_action(name=self.env._("Case"))

    def _get_cases(self):
        """The cases that this belongs to, as superuser."""
        # sudo: only who may know of the case is asked
        return self.sudo().mapped(self._case_path)

    @api.model
    def _get_hidden_ids(self):
        """The ids of all that the user may not know of, as a subquery."""
        # sudo: see _get_cases
        model_sudo = self.sudo().with_context(active_test=False)
        return model_sudo._search([(self._case_path, "in", self.env["complaint.case"]._get_hidden_ids())]).subselect()
