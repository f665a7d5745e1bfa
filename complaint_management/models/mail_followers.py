from odoo import models


class MailFollowers(models.Model):
    """Nobody follows a case that is hidden from them, and who follows it is hidden with it (CNF-1, CNF-2)."""

    _name = "mail.followers"
    _inherit = ["complaint.hidden.link", "mail.followers"]

    def _insert_followers(
        self,
        res_model,
        res_ids,
        partner_ids,
        subtypes=None,
        customer_ids=None,
        check_existing=True,
        existing_policy="skip",
    ):
        # EXTENDS mail: those who may not know of the case are silently left out
        insert = super()._insert_followers
        options = {
            "subtypes": subtypes,
            "customer_ids": customer_ids,
            "check_existing": check_existing,
            "existing_policy": existing_policy,
        }
        if not partner_ids or res_model not in self._get_complaint_threads():
            return insert(res_model, res_ids, partner_ids, **options)
        partners = self.env["res.partner"].browse(partner_ids)
        records = self.env[res_model].browse(res_ids)
        for shut_out, group in records.grouped(lambda record: record._get_cases()._get_shut_out(partners)).items():
            insert(res_model, group.ids, (partners - shut_out).ids, **options)
