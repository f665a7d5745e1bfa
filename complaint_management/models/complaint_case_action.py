import logging

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class ComplaintCase(models.Model):
    """How a case shows itself: in mails, to its handlers, and where its buttons lead."""

    _inherit = "complaint.case"

    # === Actions ===

    def action_prepare_resolution(self):
        """A draft resolution to work out; after a rejection or refusal a new version of the last one."""
        self.ensure_one()
        if self.resolution_id:
            return self.resolution_id.action_new_version()
        return self.env["complaint.resolution"].create({"case_id": self.id}).action_open()

    def action_view_resolution(self):
        """The current resolution of the case: to work it out, approve it, or record the customer's answer."""
        return self.resolution_id.action_open()

    def action_confirm_responsibility(self):
        """RSP-1: confirm the proposed shares of the case."""
        self.responsibility_ids.action_confirm()

    def action_share_by_degree(self):
        """RSP-2: propose the shares by degree: one party takes all, several by what their degrees weigh.

        :raise UserError: a closed case, or nobody is proposed
        """
        self._check_handler()
        for case in self:
            if not case.is_open and not case.responsibility_reopened:
                raise UserError(self.env._("%s is closed: its responsibility stays as it is.", case.display_name))
            if not case.responsibility_ids:
                raise UserError(self.env._("%s: name who is responsible first.", case.display_name))
            case.responsibility_ids._share_by_degree()

    def action_view_order(self):
        return self.sale_order_id._get_records_action(name=self.env._("Sales Order"))

    def action_preview(self):
        """The case as the customer sees it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "self", "url": self.get_portal_url()}

    # === Mail ===

    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["partner_id"]

    def _creation_message(self):
        return self.env._("Complaint received")

    def _track_subtype(self, init_values):
        self.ensure_one()
        if "state" in init_values:
            # not by env.ref, which asks the database for each case whether it exists
            subtype_id = self.env["ir.model.data"]._xmlid_to_res_id("complaint_management.mt_case_phase")
            return self.env["mail.message.subtype"].browse(subtype_id)
        return super()._track_subtype(init_values)

    # === Helpers ===

    def _check_handler(self):
        """Raise AccessError unless the user may move these cases through their phases."""
        if not (self.env.su or self.env.user.has_group("complaint_management.group_handler")):
            raise AccessError(self.env._("Only complaint handlers move a case from phase to phase."))
        self.check_access("write")

    @api.model
    def _get_named(self, model, record_id):
        """The record of an id that a client names; none for what is no id, or of nothing that is there."""
        return self.env[model].browse([record_id] if type(record_id) is int else []).exists()

    def _call_each(self, name):
        """In a job: call method ``name`` of these cases together; where that fails one by one, so that one does not
        stop the others.

        :return: those on which it failed, as the log says
        """
        failed = self.browse()
        try:
            with self.env.cr.savepoint():
                getattr(self, name)()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception:  # whatever is wrong with one case, the others are due all the same
            self.env.invalidate_all()
            if len(self) == 1:
                _logger.exception("%s failed on complaint case %s; it is tried again", name, self.name)
                return self
            for case in self:
                failed |= case._call_each(name)
        return failed
