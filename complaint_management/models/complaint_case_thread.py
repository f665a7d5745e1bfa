from collections import defaultdict

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import clean_context

# so many are named in one message; of more only the number is told
LISTED = 50


class ComplaintCaseThread(models.AbstractModel):
    """A part of a case with messages and activities: they reach nobody from whom the case is hidden (CNF-1, CNF-2)."""

    _name = "complaint.case.thread"
    _inherit = "complaint.case.part"
    _description = "Complaint Case Conversation"

    def write(self, vals):
        # EXTENDS mail: which reads all that is tracked before it looks at the rights
        self.browse().check_access("write")
        return super().write(vals)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        # EXTENDS mail: those who may not know are left out, whoever mentions them
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        partners = self.env["res.partner"].browse([data["id"] for data in recipients if data["id"]])
        if shut_out := set(self._get_cases()._get_shut_out(partners).ids):
            recipients = [data for data in recipients if data["id"] not in shut_out]
        return recipients

    def activity_schedule(self, act_type_xmlid="", date_deadline=None, summary="", note="", **act_values):
        # EXTENDS mail: what a respondent would have to do goes to the handler or the team leader
        user = self.env["res.users"].browse(act_values.pop("user_id", None) or [])
        activities = self.env["mail.activity"]
        for doer, records in self.grouped(lambda record: record._get_cases()._get_stand_in(user)).items():
            values = dict(act_values, user_id=doer.id) if doer else act_values
            if doer or not user:
                activities += (
                    super(ComplaintCaseThread, records).activity_schedule(
                        act_type_xmlid, date_deadline, summary, note, **values
                    )
                    or activities.browse()
                )
        return activities

    @api.model
    def _activity_schedule_batch(self, act_type_xmlid, rows, note=None):
        """What ``activity_schedule`` does, for ``(record, user, day, summary)`` each, in one insert; ``note`` is HTML.

        Each user gets one notification, however many activities it is about.
        """
        if not rows or self.env.context.get("mail_activity_automation_skip"):
            return self.env["mail.activity"]
        activity_type = self.env.ref(act_type_xmlid)
        vals_list = [
            {
                "activity_type_id": activity_type.id,
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": record.id,
                "user_id": doer.id,
                "date_deadline": day,
                "summary": summary or activity_type.summary,
                "note": note or activity_type.default_note,
                "automated": True,
            }
            for (record, _user, day, summary), doer in zip(rows, self._get_stand_ins(rows), strict=True)
            if doer
        ]
        quick = self.env["mail.activity"].with_context(
            **clean_context(self.env.context), mail_activity_quick_update=True
        )
        activities = quick.create(vals_list).with_env(self.env)
        for user, mine in activities.filtered(lambda a: a.user_id != self.env.user).grouped("user_id").items():
            if len(mine) == 1:
                mine.action_notify()
            else:
                self.browse(mine.mapped("res_id"))._tell_user(user, activity_type.name)
        return activities

    @api.model
    def _get_stand_ins(self, rows):
        """Who does what ``rows`` ask for: the user, or who does it in place of one who may not know of the case."""
        ids_by_user = defaultdict(list)
        for record, user, *_rest in rows:
            ids_by_user[user].append(record.id)
        # nearly always nothing is hidden from anybody, which is found out for all records of a user at once
        kept = {user for user, ids in ids_by_user.items() if not self.browse(ids)._get_cases()._is_hidden_from(user)}
        return [user if user in kept else record._get_cases()._get_stand_in(user) for record, user, *_rest in rows]

    def _tell_user(self, user, sentence):
        """Notify ``user`` of these records in one message, however many they are.

        Not of what is the user's own doing, and not of what they may not know (CNF-1).
        """
        # sudo: the procedure tells people; whoever takes the step need not be allowed to read them
        records_sudo = self.sudo().filtered(lambda r: user not in r._get_cases().respondent_user_ids)
        if not records_sudo or user == self.env.user or not user.active:
            return
        names = records_sudo._get_cases().name if len(records_sudo) == 1 else len(records_sudo)
        body = Markup("<p>%s:</p><ul>%s</ul>") % (
            sentence,
            Markup("").join(
                Markup("<li><a href='%s'>%s</a></li>") % (record._notify_get_action_link("view"), record.display_name)
                for record in records_sudo[:LISTED]
            ),
        )
        if rest := records_sudo[LISTED:]:
            body += Markup("<p>%s</p>") % self.env._("… and %s more", len(rest))
        thread = records_sudo if len(records_sudo) == 1 else self.env["mail.thread"].sudo()
        thread.message_notify(partner_ids=user.partner_id.ids, subject=f"{sentence}: {names}", body=body)

    def _message_track(self, fields_iter, initial_values_dict):
        # EXTENDS mail: what changed and nobody follows is logged, of all records in one insert
        if not fields_iter:
            return {}
        infos = self.fields_get(fields_iter, attributes=("string", "type", "selection", "currency_field"))
        tracking = {record.id: record._mail_track(infos, initial_values_dict[record.id]) for record in self.exists()}
        changed = self.filtered(lambda r: tracking.get(r.id, (None,))[0])
        subtypes = {}
        for record in changed:
            initial = initial_values_dict[record.id]
            subtypes[record] = record._track_subtype({name: initial[name] for name in tracking[record.id][0]})
        told = changed._filter_followed(subtypes)
        changed = (changed - told).filtered(lambda r: subtypes[r] or tracking[r.id][1])
        bodies = self.env.cr.precommit.data.get(f"mail.tracking.message.{self._name}", {})
        authors = self.env.cr.precommit.data.get(f"mail.tracking.author.{self._name}", {})
        for author, logged in changed.grouped(lambda r: authors.get(r.id)).items():
            said = {
                r.id: bodies[r.id] if r.id in bodies else r._track_get_default_log_message(tracking[r.id][0])
                for r in logged
            }
            messages = logged._message_log_batch(said, author_id=author.id if author else None)
            for subtype, about in messages.grouped(lambda m: subtypes[self.browse(m.res_id)]).items():
                if subtype:
                    about.subtype_id = subtype
            self.env["mail.tracking.value"].create(
                [
                    {**values, "mail_message_id": message.id}
                    for message in messages
                    for _create, _id, values in tracking[message.res_id][1]
                ]
            )
        if told:
            super(ComplaintCaseThread, told)._message_track(fields_iter, initial_values_dict)
        self.env.cr.precommit.data.pop(f"mail.tracking.message.{self._name}", None)
        self.env.cr.precommit.data.pop(f"mail.tracking.author.{self._name}", None)
        return tracking

    def _filter_followed(self, subtypes):
        """Those of these records of whose ``subtypes`` (dict of record -> subtype or False) somebody is told."""
        wanted = {subtype for subtype in subtypes.values() if subtype}
        if not wanted:
            return self.browse()
        # sudo: who follows what decides only how the change is logged
        followers = (
            self.env["mail.followers"]
            .sudo()
            .search_fetch(
                Domain("res_model", "=", self._name)
                & Domain("res_id", "in", self.ids)
                & Domain("subtype_ids", "in", [subtype.id for subtype in wanted])
                & Domain("partner_id", "!=", self.env.user.partner_id.id),
                ["res_id"],
            )
        )
        followed = self.browse(followers.mapped("res_id"))
        return followed.filtered(lambda record: subtypes[record])
