from markupsafe import escape

from odoo import models
from odoo.tools import SQL


class ComplaintCase(models.Model):
    """ARC-3: the complainant's words go from investigations too; what was found and written about them stays."""

    _inherit = "complaint.case"

    def _anonymize(self):
        # EXTENDS complaint_management
        told = [(case, case.subject, case.display_name, case.description) for case in self.sudo()]
        super()._anonymize()
        for case, subject, name, description in told:
            investigations = case.investigation_ids
            if not investigations:
                continue
            case._forget_words(investigations, escape(name), escape(case.display_name))
            case._forget_words(investigations, description, "")
            self.env.cr.execute(
                SQL(
                    "UPDATE complaint_investigation SET subject = %s WHERE id IN %s AND subject = %s",
                    case.subject,
                    tuple(investigations.ids),
                    subject,
                )
            )
        self.env.invalidate_all()

    def _forget_words(self, investigations, words, instead):
        """Put ``instead`` for ``words`` with which the problem of ``investigations`` began, however often it was kept.

        What is closed or signed off cannot be written; and this is no change of what was found.
        """
        if not words:
            return
        self.env.flush_all()
        ids = tuple(investigations.ids)
        disciplines = SQL("(SELECT id FROM complaint_discipline WHERE investigation_id IN %s)", ids)
        for table, column, where in (
            ("complaint_investigation", "problem", SQL("id IN %s", ids)),
            ("complaint_discipline", "content", SQL("investigation_id IN %s", ids)),
            ("complaint_discipline_version", "content", SQL("discipline_id IN %s", disciplines)),
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s SET %(column)s = replace(%(column)s, %(words)s, %(instead)s) WHERE %(where)s",
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    words=str(words),
                    instead=str(instead),
                    where=where,
                )
            )

    def _anonymize_parts(self):
        # EXTENDS complaint_management
        super()._anonymize_parts()
        self.sample_ids.partner_id = False
