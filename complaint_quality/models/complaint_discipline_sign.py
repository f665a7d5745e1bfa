from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty, plaintext2html

from .complaint_discipline import QUESTIONS


class ComplaintDiscipline(models.Model):
    """How a discipline is signed off and sent back (INV-2). Each method can be called over /json/2."""

    _inherit = "complaint.discipline"

    @api.readonly
    def action_open(self):
        """Show this discipline on a page of its own."""
        return self._get_records_action(name=self.env._("Discipline"))

    def action_sign_off(self):
        """INV-2: sign off in the caller's name; by the owner or the quality department, in the order of the 8D.

        INV-7: with D4 the report on the cause is given.

        :raise AccessError: to anybody else
        :raise UserError: with all that is missing, or when it is signed off or its investigation is closed
        """
        quality = self.env.user.has_group("complaint_quality.group_quality_user")
        for discipline in self.sorted("code"):
            discipline.check_access("read")
            if discipline.user_id != self.env.user and not quality:
                raise AccessError(
                    self.env._(
                        "Only %(owner)s or the quality department can sign off %(discipline)s.",
                        owner=discipline.user_id.name,
                        discipline=discipline.display_name,
                    )
                )
            discipline.investigation_id._check_not_closed()
            if discipline.date_done or not discipline.active:
                raise UserError(self.env._("%s is not to be signed off.", discipline.display_name))
            discipline._raise_missing(
                self.env._("%s cannot be signed off yet:", discipline.display_name), discipline._missing_to_sign()
            )
            discipline._do_sign_off()
        return True

    def action_send_back(self, reason=None):
        """INV-2: take the sign-off back, and that of all that was signed off on the strength of it.

        What was signed off stays readable as a version.

        :param str reason: what is wanting; without one the dialog that asks for it is returned
        :raise AccessError: to anybody but the quality department
        :raise UserError: when it is not signed off or its investigation is closed
        """
        if not self.env.user.has_group("complaint_quality.group_quality_user"):
            raise AccessError(self.env._("Only the quality department can send a discipline back."))
        self.check_access("write")
        for discipline in self:
            discipline.investigation_id._check_not_closed()
            if not discipline.date_done:
                raise UserError(
                    self.env._("%s is not signed off: there is nothing to send back.", discipline.display_name)
                )
        if reason is None:
            return self.env["complaint.reason"]._ask(self, "send_back_discipline")
        reason = self._get_reason(reason)
        for discipline in self:
            built_on = discipline.investigation_id.discipline_ids.filtered(
                lambda d, code=discipline.code: d.code == code or (d.code > code and d.code != "D3")
            )
            built_on._take_back(reason, sent=discipline)
        return True

    def _missing_to_sign(self):
        """Sentences that say what is missing before it can be signed off; extend with super()."""
        self.ensure_one()
        labels = dict(self._fields["code"]._description_selection(self.env))
        missing = [
            self.env._("%s is not signed off.", labels[before.code]) for before in self._get_unsigned_before().sorted()
        ]
        return missing + getattr(self, f"_missing_in_{self.code.lower()}")()

    def _missing_in_d0(self):
        empty = is_html_empty(self.content)
        return [self.env._("Symptom and emergency response are not described.")] if empty else []

    def _missing_in_d1(self):
        return [] if self.team_ids else [self.env._("Nobody is in the team.")]

    def _missing_in_d2(self):
        missing = [self.env._("The problem is not described.")] if is_html_empty(self.content) else []
        facts = self._filter_filled(QUESTIONS["D2"])
        names = [name for name in QUESTIONS["D2"] if name.endswith("_is")]
        if unsaid := [self._get_label(name) for name in names if name not in facts]:
            missing.append(self.env._("The is / is not table has gaps: %s.", ", ".join(unsaid)))
        if not facts.difference(names):
            missing.append(self.env._("It is not said what is not affected, though it could have been (is not)."))
        return missing

    def _missing_in_d3(self):
        names = [name for name in QUESTIONS["D3"] if not name.endswith("_quantity")]
        gaps = [self._get_label(name) for name in names if name not in self._filter_filled(names)]
        if not gaps:
            return []
        return [
            self.env._(
                "Say for each place what is done and what proves that it holds, also where nothing was found: %s.",
                ", ".join(gaps),
            )
        ]

    def _missing_in_d4(self):
        investigation = self.investigation_id
        missing = [] if investigation.date_cause else [self.env._("The causes are not accepted.")]
        verified = investigation._get_root_whys().filtered("cause_id").mapped("branch")
        if "occurrence" not in verified:
            missing.append(self.env._("No root cause of the occurrence is verified."))
        if "escape" not in verified:
            missing.append(self.env._("No root cause of the escape is verified."))
        return missing

    def _missing_in_d5(self):
        if self.investigation_id._is_answered():
            return []
        return [self.env._("There is no corrective or preventive action, nor the decision that none is needed.")]

    def _missing_in_d6(self):
        actions = self.investigation_id.action_ids.filtered(lambda a: a.kind != "preventive" and a.state == "todo")
        missing = [self.env._('The action "%s" is neither done nor waived.', action.name) for action in actions]
        if is_html_empty(self.content):
            missing.append(self.env._("It is not said how the actions were validated."))
        if not self.date_lifted:
            missing.append(self.env._("It is not said since when the containment is lifted."))
        return missing

    def _missing_in_d7(self):
        written = not is_html_empty(self.content) or self._filter_filled(QUESTIONS["D7"])
        if written or "preventive" in self.action_ids.mapped("kind"):
            return []
        return [self.env._("No prevention is written: documents, training or similar products.")]

    def _missing_in_d8(self):
        missing = [sentence for action in self.action_ids for sentence in action._missing_to_finish()]
        if is_html_empty(self.content):
            missing.append(self.env._("It is not said what was learnt and whose work is recognised."))
        return missing

    def _do_sign_off(self):
        # sudo: the sign-off is kept from being typed in; the caller has checked the person and all that is due
        discipline_sudo = self.sudo()
        now = fields.Datetime.now()
        self.env["complaint.discipline.version"].sudo().create(
            {
                "discipline_id": self.id,
                "number": len(discipline_sudo.version_ids) + 1,
                "content": self._get_snapshot(),
                "user_id": self.env.uid,
                "date": now,
            }
        )
        discipline_sudo.activity_feedback(["complaint_quality.mail_act_discipline"])
        discipline_sudo.write({"date_done": now, "signed_user_id": self.env.uid, "sent_back_reason": False})
        investigation = self.investigation_id
        investigation.discipline_ids._update_activities()
        if self.code == "D4":
            investigation._mark_reported()

    def _take_back(self, reason, sent=None):
        """What was signed off is to be signed off anew; the owners learn why.

        :param sent: the discipline that the reason is about; None: all of them
        """
        # sudo: the callers have checked the person; versions and sign-offs are kept from being typed in
        signed_sudo = self.sudo().filtered("date_done")
        for discipline in signed_sudo:
            said = reason
            if sent and discipline != sent:
                said = self.env._("%(discipline)s was sent back: %(reason)s", discipline=sent.code, reason=reason)
            discipline.version_ids.sorted("number")[-1:].write(
                {"sent_back_user_id": self.env.uid, "date_sent_back": fields.Datetime.now(), "reason": said}
            )
            discipline.message_post(
                body=plaintext2html(self.env._("Sent back: %s", said)),
                message_type="notification",
                partner_ids=(discipline.user_id - self.env.user).partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )
            discipline.sent_back_reason = said
        signed_sudo.write({"date_done": False, "signed_user_id": False})
        self.investigation_id.discipline_ids._update_activities()

    def _get_snapshot(self):
        """What is signed off, as it stands: text and answers, causes and actions, in HTML."""
        self.ensure_one()
        line = Markup("<tr><th>%s</th><td>%s</td></tr>")
        rows = Markup("").join(line % (label, Markup("<br/>").join(said)) for label, said in self._get_answers())
        table = Markup('<table class="table table-sm"><tbody>%s</tbody></table>') % rows if rows else Markup("")
        return (self.content or Markup("")) + table

    def _get_answers(self):
        """What is answered beside the text, as (label, lines): the questions of its code, causes, actions."""
        answers = []
        for name in QUESTIONS.get(self.code, []):
            if self[name]:
                # sudo: a team is named to whoever reads the discipline
                value = self.sudo()[name].mapped("name") if name == "team_ids" else [self._format(name)]
                answers.append((self._get_label(name), value))
        if self.code == "D4":
            for branch, label in self.env["complaint.why"]._fields["branch"]._description_selection(self.env):
                roots = self.root_why_ids.filtered(lambda w, branch=branch: w.branch == branch)
                if roots:
                    answers.append((label, [f"{why.name} ({why.cause_id.display_name or ''})" for why in roots]))
        if self.code in ("D5", "D6") and self.action_ids:
            states = dict(self.action_ids._fields["state"]._description_selection(self.env))
            answers.append((self.env._("Actions"), [f"{a.name} ({states[a.state]})" for a in self.action_ids]))
        return answers

    def _filter_filled(self, names):
        return {name for name in names if (self[name] or "").strip()}

    def _get_label(self, name):
        return self._fields[name]._description_string(self.env)

    def _format(self, name):
        converter = {"date": "date", "float": "float"}.get(self._fields[name].type)
        if not converter:
            return self[name]
        return self.env[f"ir.qweb.field.{converter}"].value_to_html(self[name], {"precision": 2})
