from markupsafe import Markup

from odoo import api, fields, models


class ComplaintPenaltyPublish(models.TransientModel):
    """Where HR publishes disciplinary notices, and what will be read there."""

    _name = "complaint.penalty.publish"
    _description = "Publish Disciplinary Notices"

    penalty_ids = fields.Many2many("complaint.penalty", string="Notices", required=True)
    channel_id = fields.Many2one("discuss.channel", domain="[('channel_type', '=', 'channel')]")
    preview = fields.Html(compute="_compute_preview")

    @api.depends("penalty_ids")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = Markup("").join(
                Markup("<p><b>%s</b><br/>%s</p>")
                % (
                    penalty._get_publication_title(),
                    Markup("<br/>").join(Markup("%s: %s") % row for row in penalty._get_publication()),
                )
                for penalty in wizard.penalty_ids._origin
            )

    def action_post(self):
        """Post them in the channel."""
        self.ensure_one()
        self.penalty_ids.action_publish(self.channel_id.id)
        return {"type": "ir.actions.act_window_close"}

    def action_print(self):
        """Print them for the notice board."""
        self.ensure_one()
        return {**self.penalty_ids.action_publish(printed=True), "close_on_report_download": True}
