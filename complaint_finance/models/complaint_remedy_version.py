from odoo import fields, models

from .complaint_remedy import CREDIT_KINDS, DELIVERY_KINDS


class ComplaintRemedy(models.Model):
    """RET-4: a new version of a resolution goes on with the documents of the one before."""

    _inherit = "complaint.remedy"

    previous_id = fields.Many2one(
        "complaint.remedy",
        "Previous Version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The remedy of the version before, whose documents this one takes over.",
    )

    def action_cover(self):
        """RET-4: propose a new version that covers what came, for those who approve it.

        :return: the window action of the draft
        :raise UserError: nothing is held
        :raise AccessError: the user does not handle the case
        """
        self.ensure_one()
        return self.resolution_id.action_new_version()

    def copy_data(self, default=None):
        # EXTENDS: copied with their resolution, remedies remember what they follow
        vals_list = super().copy_data(default)
        for remedy, vals in zip(self, vals_list, strict=True):
            if remedy.kind in CREDIT_KINDS + DELIVERY_KINDS and remedy.state != "cancelled":
                vals["previous_id"] = remedy.id
        return vals_list

    def _start(self):
        # EXTENDS complaint_management: what exists already is not made again
        starting = self.filtered(lambda r: r.state == "planned")
        res = super()._start()
        for remedy in starting:
            previous = remedy.previous_id
            if previous.kind == remedy.kind and previous.line_id == remedy.line_id:
                remedy._take_over(previous)
        return res

    def _take_over(self, previous):
        """The documents of ``previous`` are this one's, and judged by what is approved now."""
        previous.return_picking_ids.complaint_remedy_id = self
        previous.credit_move_ids.complaint_remedy_id = self
        previous.delivery_move_ids.complaint_remedy_id = self
        dates = ("date_called_back", "date_goods_due", "date_goods_received")
        self.write({name: previous[name] for name in dates})
        if previous.state == "todo":
            previous.write(
                {"state": "cancelled", "cancel_reason": self.env._("Replaced by %s", self.resolution_id.name)}
            )
        if self.return_picking_ids:
            self._follow_receipt()
        self._follow_documents()
