from odoo import models
from odoo.exceptions import UserError

# Which letter tells the complainant of which step; their wording is the templates' and may be changed
LETTERS = {
    "accept": "complaint_management.mail_template_accepted",
    "return": "complaint_management.mail_template_returned",
    "reject": "complaint_management.mail_template_rejected",
    "pass_on": "complaint_management.mail_template_passed_on",
    "withdraw": "complaint_management.mail_template_withdrawn",
}


class ComplaintCase(models.Model):
    """Letters that tell the complainant what was decided at the door (CUS-1, ADM-1, ADM-2)."""

    _inherit = "complaint.case"

    def _compose_letter(self, operation, **facts):
        """The letter of ``operation`` as it would be sent once these facts are decided; to edit before sending.

        :param facts: values of the case's fields that the step is about to set
        """
        self.ensure_one()
        template = self.env.ref(LETTERS[operation]).with_context(complaint_letter=facts)
        return template._render_field("body_html", self.ids, compute_lang=True)[self.id]

    def _get_letter_fact(self, name):
        """A field of the case for a letter, also where the letter is composed before the step is taken."""
        self.ensure_one()
        facts = self.env.context.get("complaint_letter") or {}
        if name not in facts:
            return self[name]
        field = self._fields[name]
        return field.convert_to_record(field.convert_to_cache(facts[name], self, validate=False), self)

    def _check_letter(self, letter, body):
        """A text written for one complainant is not sent to another."""
        if letter and body and len(self) != 1:
            raise UserError(self.env._("A letter with a text of its own goes to one complainant at a time."))

    def _get_reachable(self):
        """Those of these cases whose complainant has an address for letters."""
        return self.filtered(lambda c: c.partner_id.email or c.contact_email)
