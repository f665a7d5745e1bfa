from odoo import models


class ComplaintCase(models.Model):
    """What third parties bear of a case (LOS-1, SUP-1): claimed by one addon, kept as loss by another.

    Neither knows of the other; alone, this does nothing.
    """

    _inherit = "complaint.case"

    def _get_claimable_amount(self):
        """What the case has cost so far, in the company's currency; 0 where no losses are kept."""
        self.ensure_one()
        return 0.0

    def _follow_recovery(self, source, amount, values):
        """Bring what is recovered by ``source`` to ``amount``, in the company's currency; 0 takes it back.

        :param source: the record of the agreement, whatever its model
        :param values: dict of ``name`` and ``date``
        """
        self.ensure_one()
