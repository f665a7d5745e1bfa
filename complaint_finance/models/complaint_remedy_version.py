from odoo import api, fields, models
from odoo.exceptions import UserError

from .complaint_remedy import CREDIT_KINDS, DELIVERY_KINDS
from .complaint_remedy_evidence import OVERRIDE


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

    @api.model_create_multi
    def create(self, vals_list):
        remedies = super().create(vals_list)
        if not self.env.su:
            remedies._check_previous()
        return remedies

    def _check_writable(self, names):
        # EXTENDS complaint_management
        if "previous_id" in names:
            self._raise_previous()
        return super()._check_writable(names)

    def _check_previous(self):
        """Whose documents a remedy takes over: only those of the version before."""
        if any(remedy.previous_id.resolution_id - remedy.resolution_id.previous_id for remedy in self):
            self._raise_previous()

    def _raise_previous(self):
        raise UserError(self.env._("A remedy follows that of the version before, not another one."))

    def copy_data(self, default=None):
        # EXTENDS: copied with their resolution, remedies remember what they follow
        vals_list = super().copy_data(default)
        for remedy, vals in zip(self, vals_list, strict=True):
            if remedy.kind in CREDIT_KINDS + DELIVERY_KINDS and remedy.state != "cancelled":
                vals["previous_id"] = remedy.id
        return vals_list

    def _missing_to_submit(self):
        # EXTENDS complaint_management: what was credited for the version before is neither raised nor lowered
        missing = super()._missing_to_submit()
        previous_sudo = self.sudo().previous_id  # whether it was credited, whoever reads entries
        credited = self._follows(previous_sudo) and (previous_sudo.discount_amount or previous_sudo._get_credit_notes())
        if credited and self._differs_from(previous_sudo):
            missing.append(
                self.env._(
                    "the version before was credited already; leave quantity and amount as they were, and add another "
                    "remedy for what is to be given besides"
                )
            )
        return missing

    def _follows(self, previous):
        return bool(previous) and previous.kind == self.kind and previous.line_id == self.line_id

    def _differs_from(self, previous):
        """Whether another quantity or amount is proposed than in ``previous``."""
        return bool(
            (self.product_uom_id.compare(self.quantity, previous.quantity) if self.product_uom_id else 0)
            or self.currency_id != previous.currency_id
            or self.currency_id.compare_amounts(self.amount, previous.amount)
        )

    def _start(self):
        # EXTENDS complaint_management: what exists already is not made again
        starting = self.filtered(lambda r: r.state == "planned")
        res = super()._start()
        for remedy in starting:
            previous = remedy.previous_id
            if remedy._follows(previous):
                remedy._take_over(previous)
        return res

    def _take_over(self, previous):
        """The documents of ``previous`` are this one's, and judged by what is approved now."""
        previous.return_picking_ids.complaint_remedy_id = self
        previous.credit_move_ids.complaint_remedy_id = self
        previous.delivery_move_ids.complaint_remedy_id = self
        previous.delivery_reference_ids.complaint_remedy_id = self
        previous.disposition_ids.remedy_id = self
        names = ("date_called_back", "date_goods_due", "date_goods_received", "discount_amount", "credit_count")
        self.write({name: previous[name] for name in names})
        if not self._differs_from(previous):
            # EVD-1: the customer has signed for the very same
            previous.evidence_ids.remedy_id = self
            self.write({name: previous[name] for name in sorted(OVERRIDE)})
        if previous.state == "todo":
            previous.write(
                {"state": "cancelled", "cancel_reason": self.env._("Replaced by %s", self.resolution_id.name)}
            )
        if self.return_picking_ids:
            self._follow_receipt()
        self._follow_documents()
