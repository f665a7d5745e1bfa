from odoo import api, fields, models
from odoo.tools import format_list, html2plaintext

from ..models.complaint_case_duplicate import Traits


class ComplaintLog(models.TransientModel):
    """INT-8, INT-10: what is read back to the caller, and what looks like the same complaint."""

    _inherit = "complaint.log"

    read_back_text = fields.Text("To Read Back", compute="_compute_read_back_text")
    read_back = fields.Boolean("Customer Confirmed", help="The complainant heard the summary and confirmed it.")
    duplicate_ids = fields.Many2many("complaint.case", compute="_compute_duplicates", string="Likely Duplicates")
    duplicate_note = fields.Html("Which They Are", compute="_compute_duplicates", sanitize=False)

    @api.depends(
        *("partner_id", "contact_name", "contact_phone", "is_anonymous", "sale_order_id", "picking_id", "invoice_id"),
        *("category_id", "demand_ids", "demanded_amount", "description", "subject", "no_item", "complainant_count"),
        *("has_injury", "in_media", "is_dispute", "line_ids.demand_id"),
        *(f"line_ids.{name}" for name in ("selected", "qty_claimed", "qty_unknown", "qty_defective", "lot_ids")),
    )
    @api.depends_context("lang", "tz")
    def _compute_read_back_text(self):
        for log in self:
            log.read_back_text = "\n".join(log._get_read_back_sentences())

    @api.depends(
        *("partner_id", "contact_email", "subject", "date_received", "category_id", "no_item", "company_id"),
        *("line_ids.selected", "line_ids.sale_line_id", "line_ids.lot_ids"),
    )
    @api.depends_context("uid", "lang")
    def _compute_duplicates(self):
        for log in self:
            cases = self.env["complaint.case"]._find_duplicates([log._get_traits()])[0]
            log.duplicate_ids = cases
            log.duplicate_note = cases._get_duplicate_note()

    def _get_traits(self):
        """What the case that is being logged would be compared by, in the window of the policy it would get."""
        self.ensure_one()
        lines = self._get_ticked()
        case = self.env["complaint.case"].new(
            {
                "company_id": self.company_id.id,
                "partner_id": self.partner_id._origin.id,
                "category_id": self.category_id.id,
                "case_type": self.case_type,
                "channel_id": self.channel_id.id,
            }
        )
        policy = next(iter(self.env["complaint.policy"]._get_cases_by_policy(case)), None)
        return Traits(
            self.company_id.id,
            self.commercial_partner_id._origin.id,
            frozenset(lines.sale_line_id._origin.ids),
            frozenset(lines.lot_ids._origin.ids),
            case._get_mail_key(self.contact_email, self.subject),
            self.date_received or fields.Datetime.now(),
            policy.duplicate_days if policy else 30,
        )

    def _get_read_back_sentences(self):
        """INT-8: plain sentences to say to the caller."""
        self.ensure_one()
        sentences = [self._get_who_sentence()]
        if document := self._get_document():
            sentences.append(self.env._("It is about %s.", document.display_name))
        sentences += [line._get_read_back_sentence() for line in self._get_ticked()]
        if self.category_id:
            sentences.append(self.env._("What is wrong: %s.", self.category_id.display_name))
        if words := html2plaintext(self.description or "").strip():
            sentences.append(words)
        sentences += self._get_fact_sentences()
        if demands := self.demand_ids | self._get_ticked().demand_id:
            sentences.append(self.env._("You ask for: %s.", format_list(self.env, demands.mapped("name"))))
        if self.demanded_amount:
            sentences.append(self.env._("You claim %s.", self.currency_id.format(self.demanded_amount)))
        return sentences

    def _get_who_sentence(self):
        if self.is_anonymous:
            return self.env._("You do not want to be named.")
        name = self.contact_name or self.partner_id.display_name
        if not name:
            return self.env._("You have not told me your name yet.")
        if self.contact_phone:
            return self.env._("You are %(name)s, phone %(phone)s.", name=name, phone=self.contact_phone)
        return self.env._("You are %s.", name)

    def _get_fact_sentences(self):
        facts = [
            (self.has_injury, self.env._("Somebody was hurt or could have been.")),
            (self.in_media, self.env._("It is in the media.")),
            (self.is_dispute, self.env._("A promise of ours was broken, or there is a dispute.")),
        ]
        sentences = [sentence for holds, sentence in facts if holds]
        if self.complainant_count > 1:
            sentences.append(self.env._("%s independent parties complain of the same thing.", self.complainant_count))
        return sentences
