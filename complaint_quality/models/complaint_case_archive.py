from odoo import models


class ComplaintCase(models.Model):
    """The investigations in the file of a case (ARC-2)."""

    _inherit = "complaint.case"

    def _get_archive_sections(self):
        # EXTENDS complaint_management
        sections = super()._get_archive_sections()
        if self.investigation_ids:
            title = self.env._("Investigations, Causes and Actions")
            sections.append((45, title, "complaint_quality.archive_investigations", {}))
        return sections

    def _get_archive_owners(self):
        # EXTENDS complaint_management
        return [*super()._get_archive_owners(), self.investigation_ids, self.investigation_ids.action_ids]
