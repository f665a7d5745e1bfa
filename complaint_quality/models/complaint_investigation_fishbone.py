from odoo import api, models

from .complaint_cause import FACTORS
from .complaint_fishbone import Row, draw_fishbone


class ComplaintInvestigation(models.Model):
    """The fishbone, drawn from the rows of the 5-why (INV-4)."""

    _inherit = "complaint.investigation"

    @api.readonly
    def get_fishbone_svg(self):
        """The fishbone as an ``<svg>`` element, for the screen."""
        self.check_access("read")
        return str(self._get_fishbone_svg())

    def _get_fishbone_svg(self, width=None):
        """The fishbone as Markup, for the screen and for reports.

        :param width: width in pixels; without one its natural width, about 1200
        """
        self.ensure_one()
        whys = self.why_ids.sorted()
        factors = whys._get_bones()
        labels = dict(self.env["complaint.why"]._fields["factor"]._description_selection(self.env))
        bones = [
            (labels[factor], [why._get_fishbone_row(factors) for why in whys if factors[why] == factor])
            for factor, _label in FACTORS
        ]
        loose = [why._get_fishbone_row(factors) for why in whys if not factors[why]]
        legend = {
            "root": self.env._("Root cause"),
            "verified": self.env._("Verified"),
            "open": self.env._("To verify"),
            "refuted": self.env._("Refuted"),
            "dashed": self.env._("Why it escaped"),
        }
        head = self.subject or self.name or self.env._("Problem")
        return draw_fishbone(head, bones, loose, self.env._("On no bone yet:"), legend, width)


class ComplaintWhy(models.Model):
    """One row of the fishbone."""

    _inherit = "complaint.why"

    def _get_bones(self):
        """On which bone each of these rows is drawn: why -> factor or False; they are given from top to bottom.

        A row without a factor is drawn with what it explains, else with what explains it, as a chain belongs to the
        bone of its root cause.
        """
        bones = {}
        for why in self:
            bones[why] = why.factor or bones.get(why.parent_id, False)
        for why in reversed(self):
            if bones[why] and why.parent_id in bones and not bones[why.parent_id]:
                bones[why.parent_id] = bones[why]
        for why in self:
            bones[why] = bones[why] or bones.get(why.parent_id, False)
        return bones

    def _get_fishbone_row(self, bones):
        self.ensure_one()
        depth, above = 0, self.parent_id
        while above and bones.get(above) == bones[self] and depth < 4:
            depth, above = depth + 1, above.parent_id
        text = self.name
        if self.is_root and self.weight:
            text = self.env._("%(cause)s (%(share)s %%)", cause=text, share=f"{self.weight:g}")
        labels = dict(self._fields["status"]._description_selection(self.env))
        title = ". ".join(filter(None, [labels[self.status], self.evidence, self.cause_id.display_name]))
        kind = "root" if self.is_root and self.status == "verified" else self.status
        return Row(self.id, text, kind, depth, self.branch == "escape", title)
