from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

BATCH = 100
PATIENCE = 5


class ComplaintCase(models.Model):
    """The job that archives cases when their time is over and, where the policy says so, removes personal data (ARC-3).

    Gone is what came from the complainant or names them. Number, dates, goods, quantities, amounts, severity, category,
    country, who did what in the house, and what departments wrote (opinions, causes, summary) stay.
    """

    _inherit = "complaint.case"

    country_id = fields.Many2one(
        "res.country",
        "Customer's Country",
        compute="_compute_country_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="Stays when the personal data of the case is removed.",
    )

    @api.depends("partner_id.country_id")
    def _compute_country_id(self):
        for case in self:
            case.country_id = case.country_id if case.anonymized_on else case.partner_id.country_id

    def _compute_is_foreign(self):
        # EXTENDS: what is counted stays
        kept = self.filtered("anonymized_on")
        super(ComplaintCase, self - kept)._compute_is_foreign()
        for case in kept:
            case.is_foreign = case.is_foreign

    # === Job ===

    @api.model
    def _cron_apply_retention(self, batch_size=BATCH):
        """ARC-3: archive what has been kept long enough, in batches that are locked, done and committed.

        It may run twice, in parallel or be killed: what is done is not found again, what one job holds the other
        leaves alone.
        """
        self = self.with_context(active_test=False)
        cron, failed, attempts = self.env["ir.cron"], [], 0
        domain = self._get_expired_domain()
        cron._commit_progress(remaining=self.search_count(domain))
        while attempts < PATIENCE:
            try:
                left = domain & Domain("id", "not in", failed)
                cases = self.search(left, order="id", limit=10 * batch_size).try_lock_for_update(limit=batch_size)
                if not cases:
                    break
                failed += cases._call_each("_apply_retention").ids
                self.env.flush_all()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # somebody wrote a case, or put it on hold, at the same moment; what is left is looked for again
                self.env.cr.rollback()
                attempts += 1
                continue
            attempts = 0
            self.env.invalidate_all()
            if not cron._commit_progress(len(cases)):
                break

    def _apply_retention(self):
        self.filtered(lambda c: c.policy_id.retention_anonymize and not c.anonymized_on)._anonymize()
        self.filtered("active").active = False

    # === Removing personal data ===

    def _anonymize(self):
        """Remove what came from the complainants of these cases or names them; extend for what an addon keeps."""
        if not self:
            return
        quiet = self.sudo().with_context(tracking_disable=True, mail_create_nolog=True, skip_validation_check=True)
        for case in quiet:
            case.write({"subject": case.category_id.name or case.name, **case._prepare_anonymous_values()})
        # what would be computed anew from the documents is what is counted, so they are let go behind its back
        self.env.flush_all()
        for table, columns in self._get_document_links().items():
            key = SQL.identifier("id" if table == self._table else "case_id")
            changes = SQL(", ").join(SQL("%s = NULL", SQL.identifier(column)) for column in columns)
            self.env.cr.execute(
                SQL("UPDATE %s SET %s WHERE %s IN %s", SQL.identifier(table), changes, key, (*self.ids,))
            )
        self.env.invalidate_all()
        quiet._anonymize_parts()
        for name, ids in quiet._get_anonymized_threads().items():
            quiet._anonymize_thread(name, ids)

    def _prepare_anonymous_values(self):
        """What is written on a case of which nobody shall know any more who complained."""
        emptied = ("partner_id", "contact_name", "contact_email", "contact_phone", "email_cc")
        words = ("description", "incident_place", "correction_wanted", "access_token", "portal_key")
        return {"anonymized_on": fields.Datetime.now(), **dict.fromkeys((*emptied, *words), False)}

    def _get_document_links(self):
        """Columns that lead to documents which name the customer, by table."""
        return {
            "complaint_case": ["sale_order_id", "picking_id", "invoice_id"],
            "complaint_line": ["sale_line_id", "move_id", "invoice_line_id"],
        }

    def _anonymize_parts(self):
        """The complainant's words and hand on what belongs to the cases."""
        self.resolution_ids.write({"accepted_by": False, "signature": False})
        self.resolution_ids.filtered(lambda r: r.state == "refused").write({"reject_reason": False})
        self.callback_ids.write({"comment": False})
        self.customer_rating_ids.write({"comment": False, "partner_id": False})
        self.statement_line_ids.write({"customer": False, "partner_id": False})
        self.passage_ids.write({"reason": False})

    def _get_anonymized_threads(self):
        """Ids by model of the cases and all of theirs that has messages and attachments of its own."""
        threads = {self._name: self.ids}
        for name in self.env["mail.message"]._get_complaint_threads():
            model = self.env[name].with_context(active_test=False)
            if name != self._name and model._case_path == "case_id":
                threads[name] = model.search([("case_id", "in", self.ids)]).ids
        for name in ("complaint.callback", "complaint.line", "complaint.remedy"):
            threads[name] = self.env[name].search([("case_id", "in", self.ids)]).ids
        return threads

    @api.model
    def _get_personal_fields(self):
        """Names of fields of which also the earlier values are forgotten."""
        names = ("partner_id", "subject", "sale_order_id", "accepted_by", "reject_reason", "comment", "email_cc")
        return [*names, *(f"contact_{name}" for name in ("name", "email", "phone"))]

    def _anonymize_thread(self, name, ids):
        """Messages and files go. Of the history remains what is said of other fields, without the customers' names."""
        here = Domain("res_id", "in", ids)
        self.env["ir.attachment"].search(here & Domain("res_model", "=", name)).unlink()
        messages = self.env["mail.message"].search(here & Domain("model", "=", name))
        self.env["mail.tracking.value"].search(
            [("mail_message_id", "in", messages.ids), ("field_id.name", "in", self._get_personal_fields())]
        ).unlink()
        messages.invalidate_recordset(["tracking_value_ids"])
        history = messages.filtered("tracking_value_ids")
        (messages - history).unlink()
        history.write({"body": False, "attachment_ids": [Command.clear()], "partner_ids": [Command.clear()]})
        history.filtered(lambda m: m.author_id.partner_share).write({"author_id": False, "email_from": False})
        on_records = here & Domain("res_model", "=", name)
        self.env["mail.activity"].with_context(active_test=False).search(on_records).unlink()
        self.env["mail.followers"].search(on_records & Domain("partner_id.partner_share", "=", True)).unlink()
