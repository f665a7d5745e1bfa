from odoo import models


class ComplaintWhy(models.Model):
    """The tree of whys, changed with a keystroke (INV-4): each of these methods changes one row's place."""

    _inherit = "complaint.why"

    def action_indent(self):
        """Let the row explain the one above it on its level.

        :return: whether there was one
        """
        self.ensure_one()
        self.check_access("write")
        above = self._get_siblings().filtered(lambda why: why._is_above(self))[-1:]
        if above:
            self.write({"parent_id": above.id, "sequence": self._get_last_below(above).sequence})
        return bool(above)

    def action_outdent(self):
        """Let the row explain what the row explains that it hangs on, as one answer more, below that row's own.

        :return: whether it hung on any
        """
        self.ensure_one()
        self.check_access("write")
        above = self.parent_id
        if above:
            self.parent_id = above.parent_id
            self._place_after(above)
        return bool(above)

    def action_move(self, up=False):
        """Change places with the next row of its level, or with the one before it.

        :return: whether there was one
        """
        self.ensure_one()
        self.check_access("write")
        siblings = self._get_siblings()
        if up:
            other = siblings.filtered(lambda why: why._is_above(self))[-1:]
            first, second = self, other
        else:
            other = siblings.filtered(lambda why: self._is_above(why))[:1]
            first, second = other, self
        if other:
            second._place_after(first)
        return bool(other)

    def _get_siblings(self):
        """The other answers to the same why, in their order."""
        self.ensure_one()
        rows = self.parent_id.child_ids if self.parent_id else self.investigation_id.why_ids
        return (rows - self).filtered(lambda why: (why.parent_id, why.branch) == (self.parent_id, self.branch)).sorted()

    def _get_last_below(self, why):
        return why.child_ids.sorted()[-1:] or why

    def _place_after(self, other):
        """Put the row right below ``other``, an answer on its level, and below all that explains that one."""
        self.ensure_one()
        order = self._get_siblings()
        order = order[: order.ids.index(other.id) + 1] + self + order[order.ids.index(other.id) + 1 :]
        for number, why in enumerate(order, start=1):
            # among rows of one level only their order counts: the numbers of the branch are given anew below
            why._set_sequence(number)
        self.investigation_id._arrange_whys()

    def _get_tree_row(self, labels):
        """What the tree shows of one row; see `get_why_tree`."""
        self.ensure_one()
        return {
            "id": self.id,
            "parent_id": self.parent_id.id,
            "level": self.level,
            "name": self.name,
            "evidence": self.evidence or "",
            "status": self.status,
            "status_label": labels["status"][self.status],
            "is_root": self.is_root,
            "weight": self.weight,
            "cause": self.cause_id.with_context(hierarchical_naming=False).display_name or "",
        }
