from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_compare


class ComplaintInvestigation(models.Model):
    """The whys of an investigation as two trees, and what their root causes need to be accepted (INV-4)."""

    _inherit = "complaint.investigation"

    @api.readonly
    def get_why_tree(self):
        """The whys as the tree shows them: branches with their rows from top to bottom; empty ones of no investigation.

        :return: dict with `can_edit`; `branches`: list of dict with `key`, `label`, `question` and `rows`
        """
        self.check_access("read")
        whys = self[:1].why_ids.sorted()
        labels = {name: dict(whys._fields[name]._description_selection(self.env)) for name in ("branch", "status")}
        questions = {
            "occurrence": self.env._("Why did it happen?"),
            "escape": self.env._("Why did it leave the house unseen?"),
        }
        return {
            "can_edit": self.has_access("write") and not self[:1].date_closed,
            "branches": [
                {
                    "key": branch,
                    "label": label,
                    "question": questions.get(branch, ""),
                    "rows": [why._get_tree_row(labels) for why in whys if why.branch == branch],
                }
                for branch, label in labels["branch"].items()
            ],
        }

    def add_why(self, name, branch, parent_id=False, after_id=False):
        """Add one answer to the tree.

        :param int parent_id: the why that it explains, the last one below it; without one it starts a chain
        :param int after_id: an answer on the same level below which it is placed
        :return: id of the new why
        """
        self.ensure_one()
        if any(given and given not in self.why_ids.ids for given in (parent_id, after_id)):
            raise UserError(self.env._("Somebody has deleted the row above meanwhile: show the page again."))
        why = self.env["complaint.why"].create(
            {"investigation_id": self.id, "name": name, "branch": branch, "parent_id": parent_id}
        )
        after = why.browse(after_id or [])
        if after and (after.parent_id, after.branch) == (why.parent_id, why.branch):
            why._place_after(after)
        return why.id

    def action_accept_cause(self):
        # EXTENDS complaint_quality: root causes of which no share was said share alike
        self.check_access("write")
        self._check_whys_open()
        for investigation in self:
            investigation._share_alike()
        return super().action_accept_cause()

    def _get_required_branches(self):
        """The branches that need a verified root cause before causes are accepted; extend with super()."""
        self.ensure_one()
        return ("occurrence",)

    def _missing_to_accept_cause(self):
        missing = super()._missing_to_accept_cause()
        labels = dict(self.env["complaint.why"]._fields["branch"]._description_selection(self.env))
        roots = self.why_ids.filtered("is_root").grouped("branch")
        required = self._get_required_branches()
        for branch, label in labels.items():
            if branch in required and branch not in roots and (roots or len(required) > 1):
                missing.append(self.env._('No why of the branch "%s" is marked as root cause.', label))
            total = sum(why.weight for why in roots.get(branch, ()))
            if branch in roots and float_compare(total, 100, precision_digits=1):
                missing.append(
                    self.env._(
                        'The shares of the root causes of the branch "%(branch)s" sum to %(total)s %%, not to 100 %%.',
                        branch=label,
                        total=f"{total:g}",
                    )
                )
        return missing

    def _share_alike(self):
        """Give the root causes of a branch equal shares where none has one; the last takes what rounding leaves."""
        for roots in self.why_ids.filtered("is_root").grouped("branch").values():
            if not any(roots.mapped("weight")):
                share = round(100 / len(roots), 2)
                roots.weight = share
                roots[-1].weight = round(100 - share * (len(roots) - 1), 2)

    def _arrange_whys(self):
        """Number the rows from top to bottom, each below the one that it explains, branch by branch."""
        for investigation in self:
            number = 0
            children = investigation.why_ids.sorted().grouped(lambda why: (why.branch, why.parent_id))
            for branch in dict(self.env["complaint.why"]._fields["branch"].selection):
                waiting = list(reversed(children.get((branch, self.env["complaint.why"]), ())))
                while waiting:
                    why = waiting.pop()
                    number += 1
                    if why.sequence != number:
                        why._set_sequence(number)
                    waiting.extend(reversed(children.get((branch, why), ())))
