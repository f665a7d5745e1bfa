from collections import defaultdict

from odoo import api, models


class ComplaintCase(models.Model):
    """Cases as they are counted and opened from the documents, customers and goods they are about (INT-2, INT-12)."""

    _inherit = "complaint.case"

    @api.model
    def _map_cases(self, field, records):
        """Ids of the cases whose ``field`` names each record, as far as the user may read them, in one query.

        :return: dict record -> set of ids, empty for a record without any
        """
        groups = self._read_group([(field, "in", records.ids)], [field], ["id:array_agg"]) if records else []
        return defaultdict(set, {record: set(ids) for record, ids in groups})

    @api.model
    def _open_cases(self, domain, **context):
        """The list of the cases in ``domain``, or the only one."""
        cases = self.search(domain, limit=2)
        if len(cases) == 1:
            return cases._get_records_action(name=self.env._("Complaint"), context=context)
        action = self.env["ir.actions.act_window"]._for_xml_id("complaint_management.complaint_case_action")
        return {**action, "domain": list(domain), "context": context}
