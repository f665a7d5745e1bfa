from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import plaintext2html


class ComplaintCase(models.Model):
    """The customer's side of a case: how they file it and what they may see of it (INT-5, CUS-4)."""

    _inherit = "complaint.case"

    portal_key = fields.Char(
        readonly=True, copy=False, help="Stands for the form that the customer sent on the portal: one form, one case."
    )

    _portal_key_unique = models.UniqueIndex("(portal_key) WHERE portal_key IS NOT NULL")

    # === Filing ===

    @api.model
    def _create_from_portal(self, values, text, files):
        """INT-5: a case that a customer files. Their words and photos are its first public message, in their name.

        :param values: of the case, checked by the caller
        :param files: list of (name, bytes)
        """
        body = plaintext2html(text)
        case = self.create({**values, "description": body})
        case.message_post(body=body, attachments=files, message_type="comment", subtype_xmlid="mail.mt_comment")
        return case

    # === What the customer sees ===

    def _get_public_way(self):
        """The phases as the customer passes them, each with whether it is done, current or to come.

        Nothing for a case that went aside: not accepted, withdrawn, handled with another.
        """
        self.ensure_one()
        way = {"received": self.env._("Received")}
        if self.case_type == "complaint":
            way["investigation"] = self.env._("Looked into")
            way["resolution"] = self.env._("Solution")
            way["execution"] = self.env._("Carried out")
        way["closed"] = self.env._("Closed")
        phases = list(way)
        here = {"returned": "received", "followup": "execution"}.get(self.state, self.state)
        if self.agreement == "without":
            # nothing was carried out
            way.pop("execution")
            phases.remove("execution")
        if here not in way:
            return []
        position = len(phases) if here == "closed" else phases.index(here)
        return [
            (label, "done" if index < position else "current" if index == position else "todo")
            for index, label in enumerate(way.values())
        ]

    def _get_public_deadlines(self):
        """What the customer may expect by when, as (words, date); nothing while we wait for them."""
        self.ensure_one()
        labels = {
            "admissibility": self.env._("Our Decision By"),
            "replied": self.env._("Our Reply By"),
            "closed": self.env._("To Be Settled By"),
        }
        running = self.deadline_ids.filtered(lambda d: d.milestone in labels and not d.date_met and not d.paused_since)
        return [(labels[deadline.milestone], deadline.date_due) for deadline in running.sorted("date_due")]

    def _get_customer_messages(self, limit=50):
        """The public messages that came from the customer's side, the oldest first."""
        self.ensure_one()
        domain = (
            Domain("model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("message_type", "in", ("comment", "email"))
            & Domain("subtype_id", "=", self.env.ref("mail.mt_comment").id)
            & Domain("is_internal", "=", False)
            & Domain("author_id.commercial_partner_id", "in", self.commercial_partner_id.ids)
        )
        # sudo: customers have no rights on messages of a case; these are their own side's
        return self.env["mail.message"].sudo().search(domain, order="id", limit=limit)

    def _thread_to_store(self, store, fields, *, request_list=None):
        """CUS-4: a token opens the customer's page, not the files, activities and followers behind it.

        Core hands out whatever is asked for as superuser to who has the token.
        """
        if request_list and not self.sudo(False).has_access("read"):
            request_list = [name for name in request_list if name == "display_name"]
        super()._thread_to_store(store, fields, request_list=request_list)
