import unicodedata

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .complaint_penalty import MERITS


class ComplaintPenalty(models.Model):
    """The disciplinary notice that HR publishes: who, what kind, on what ground, when. No money, no customer."""

    _inherit = "complaint.penalty"

    date_published = fields.Date("Published On", readonly=True, copy=False, tracking=True)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    publish_channel_id = fields.Many2one(
        "discuss.channel", "Published In", readonly=True, copy=False, groups="base.group_user"
    )
    published_name = fields.Char(compute="_compute_published_name")

    def _compute_published_name(self):
        for penalty in self:
            # sudo: what HR publishes is the name alone
            employee_sudo = penalty.employee_id.sudo()
            name = employee_sudo.name or penalty.department_id.sudo().name
            if employee_sudo and penalty.company_id.sudo().complaint_publish_names != "name":
                name = self._get_initials(name)
            penalty.published_name = name

    # === Actions ===

    def action_publish(self, channel_id=None, *, printed=False):
        """PEN-3: publish confirmed notices in a channel, or print them for the board. Recorded on the notice.

        :param channel_id: id of a ``discuss.channel`` of the user
        :param printed: print instead of posting
        :return: the dialog where neither is given, the report where it is printed, else True
        :raise UserError: not confirmed, training, or an appeal is pending
        :raise AccessError: not an HR penalty officer, or no access to the channel
        """
        self._check_group(
            "complaint_finance.group_penalty_officer", self.env._("Only HR penalty officers publish notices.")
        )
        self._check_publishable()
        if not channel_id and not printed:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Publish"),
                "res_model": "complaint.penalty.publish",
                "view_mode": "form",
                "target": "new",
                "context": {"default_penalty_ids": [fields.Command.set(self.ids)]},
            }
        channel = self.env["discuss.channel"].browse(channel_id if type(channel_id) is int else []).exists()
        if channel_id and not channel:
            raise UserError(self.env._("The channel does not exist any more; choose another."))
        channel.check_access("read")
        for penalty in self:
            if channel:
                penalty._post_publication(channel)
            penalty._set_step(
                date_published=fields.Date.context_today(self),
                published_by_id=self.env.uid,
                publish_channel_id=channel.id or penalty.publish_channel_id.id,
            )
        return True if channel else self.env.ref("complaint_finance.action_report_penalty_public").report_action(self)

    # === Helpers ===

    def _get_printed_deductions(self):
        """What the reader may see of the deductions, month by month, for the notice in three copies.

        :return: list of dicts with ``month`` and ``amount``
        """
        self.ensure_one()
        groups = self.env["complaint.penalty.deduction"]._read_group(
            [("penalty_id", "=", self.id)], ["month:month"], ["amount:sum"], order="month:month"
        )
        return [{"month": month, "amount": amount} for month, amount in groups]

    def _check_publishable(self):
        self._check_state("confirmed", "paid")
        for penalty in self:
            if penalty.kind == "training":
                raise UserError(self.env._("%s: training is not published.", penalty.display_name))
            if penalty.appeal_state == "pending":
                raise UserError(self.env._("%s: an appeal has not been decided.", penalty.display_name))

    def _get_publication(self):
        """Rows of (label, value) of the published notice: nothing else of it is shown."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        rows = [
            (self.env._("Employee") if self.employee_id else self.env._("Department"), self.published_name),
            (self.env._("Decision"), kinds[self.kind]),
            (self.env._("Ground"), self.ground_id.name),
            (self.env._("Date"), format_date(self.env, self.date_confirmed)),
            (self.env._("Number"), self.name),
        ]
        return [(label, value) for label, value in rows if value]

    def _get_publication_title(self):
        return self.env._("Commendation") if self.kind in MERITS else self.env._("Disciplinary Notice")

    def _post_publication(self, channel):
        rows = Markup("").join(Markup("<li>%s: <b>%s</b></li>") % row for row in self._get_publication())
        body = Markup("<p><b>%s</b></p><ul>%s</ul>") % (self._get_publication_title(), rows)
        channel.message_post(body=body, message_type="comment", subtype_xmlid="mail.mt_comment")

    def _set_step(self, **values):
        # EXTENDS: what an upheld appeal takes back or lowers is put right where it was published
        kind, is_cancelled = values.get("kind"), values.get("state") == "cancelled"
        if kind or is_cancelled:
            kinds = dict(self._fields["kind"]._description_selection(self.env))
            # sudo: whoever decides the appeal need not be in the channel
            for penalty in self.sudo().filtered(lambda p: p.publish_channel_id and (is_cancelled or p.kind != kind)):
                body = self.env._("Notice %s was withdrawn.", penalty.name)
                if not is_cancelled and kind != "training":  # which is not published
                    body = self.env._("Notice %(name)s is now a %(kind)s.", name=penalty.name, kind=kinds[kind])
                penalty.publish_channel_id.message_post(
                    body=body, message_type="comment", subtype_xmlid="mail.mt_comment"
                )
        return super()._set_step(**values)

    def _check_writable(self, names):
        # EXTENDS: set by publishing
        published = {"date_published", "published_by_id", "publish_channel_id"}
        super()._check_writable({"state"} if published & names else names)

    def _get_initials(self, name):
        """``A. B.`` of a name in words; of a name without spaces, as in Chinese, the first character."""
        words = (name or "").split()
        if len(words) == 1 and unicodedata.east_asian_width(words[0][0]) == "W":
            return words[0][0] + "○" * (len(words[0]) - 1)
        return " ".join(f"{word[0].upper()}." for word in words)
