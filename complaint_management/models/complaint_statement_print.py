from collections import defaultdict

from odoo import models

from ..tools import distribute


class ComplaintStatement(models.Model):
    """The tables under a statement: by department, and what became of suggestions (STA-4)."""

    _inherit = "complaint.statement"

    def _get_lines(self):
        """The lines that the user may see."""
        self.ensure_one()
        return self.env["complaint.statement.line"].search([("statement_id", "=", self.id)])

    def _get_totals_by_party(self, amount="accepted_amount"):
        """What each department, or other party, answers for by the shares shown, largest amount first.

        :param amount: the field of the lines that is divided
        :return: list of dict: ``name``, ``cases`` (how many it has a share in), ``share`` (the shares added up, in
            cases), ``amount`` (its part of the amounts; all parts sum to the whole), ``late``
        """
        totals = defaultdict(lambda: {"cases": set(), "share": 0, "amount": 0, "late": set()})
        for line in self._get_lines():
            shares = line.shares or []
            parts = [0] * len(shares)
            if shares:
                parts = distribute(line[amount], [share["share"] for share in shares], line.currency_id.rounding)
            for share, part in zip(shares, parts, strict=True):
                total = totals[share["department"] or share["name"]]
                total["cases"].add(line.id)
                total["share"] += share["share"] / 100
                total["amount"] += float(part)
                if not line.on_time:
                    total["late"].add(line.id)
        rows = [
            {**total, "name": name, "cases": len(total["cases"]), "late": len(total["late"])}
            for name, total in totals.items()
        ]
        return sorted(rows, key=lambda row: (-row["amount"], -row["share"], row["name"]))

    def _get_dispositions(self):
        """STA-4: how many suggestions were adopted, partly, not or otherwise settled.

        :return: list of (what became of them, number, percent); empty without suggestions
        """
        suggestions = self._get_lines().filtered(lambda line: line.case_type == "suggestion")
        if not suggestions:
            return []
        rows = []
        for value, label in suggestions._fields["disposition"]._description_selection(self.env):
            number = len(suggestions.filtered(lambda line, value=value: line.disposition == value))
            rows.append((label, number, 100 * number / len(suggestions)))
        return rows
