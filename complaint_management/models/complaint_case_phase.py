from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from .complaint_case import OPEN_STATES


class ComplaintCase(models.Model):
    """The phases of a case and what guards each passage.

    Every method works on several cases and checks them all before it changes one. All that is missing is said at
    once, in words.
    """

    _inherit = "complaint.case"

    # === Passages ===

    def action_accept(self):
        """ADM-1: the complaint is established; its investigation begins (received, returned -> investigation).

        :raise UserError: wrong phase, or what is missing
        """
        self._check_passage(("received", "returned"), "_missing_to_accept")
        self._resume_deadlines()
        # whoever accepts a case that nobody handles yet, handles it
        self.filtered(lambda c: not c.user_id).user_id = self.env.user
        self._pass_to("investigation", validity="established", date_accepted=fields.Datetime.now())
        self._meet_deadlines("admissibility")
        self._start_deadlines("accepted")

    def action_return(self, reason=None):
        """ADM-2, DDL-4: back to the complainant for correction; the clock stops (received -> returned).

        :param reason: what has to be corrected; without one the dialog that asks for it is returned
        """
        if not reason:
            return self.env["complaint.reason"]._ask(self, "return")
        self._check_passage(("received",))
        self._pass_to("returned", reason=reason)
        self._pause_deadlines()

    def action_reject(self, ground_id=None, reason=None):
        """ADM-1: not established, on a ground of the policy's list (received, investigation -> rejected).

        The complainant gets the admissibility notice that states the ground.

        :param ground_id: id of a ``complaint.ground``; without one the dialog that asks for it is returned
        """
        if not ground_id:
            return self.env["complaint.reason"]._ask(self, "reject")
        ground = self.env["complaint.ground"].browse(ground_id).exists()
        if not ground:
            raise UserError(self.env._("The ground for not established is not known."))
        self._check_passage(("received", "investigation"))
        for case in self:
            if case.policy_id.ground_ids and ground not in case.policy_id.ground_ids:
                raise UserError(
                    self.env._(
                        "%(case)s: %(ground)s is not among the grounds of policy %(policy)s.",
                        case=case.display_name,
                        ground=ground.name,
                        policy=case.policy_id.name,
                    )
                )
        self._pass_to(
            "rejected",
            reason=reason,
            validity="malicious" if ground.is_malicious else "not_established",
            reject_ground_id=ground.id,
        )
        self._meet_deadlines("admissibility")
        self._drop_open_duties()
        self._send_letter("complaint_management.mail_template_rejected")

    def action_withdraw(self, reason=None):
        """ADM-2: the complainant takes the complaint back (any open phase -> withdrawn)."""
        if not reason:
            return self.env["complaint.reason"]._ask(self, "withdraw")
        self._check_passage(OPEN_STATES)
        # what was promised and not yet carried out falls with the case; documents under way keep it open
        self.resolution_ids.remedy_ids.filtered(lambda r: r.state in ("planned", "todo")).action_cancel(reason)
        self._pass_to("withdrawn", reason=reason)
        self._drop_open_duties()

    def action_propose(self):
        """The facts are found, a resolution is worked out (investigation -> resolution)."""
        self._check_passage(("investigation",), "_missing_to_propose")
        self._pass_to("resolution")
        self._meet_deadlines("investigation_report")

    def action_execute(self):
        """The accepted resolution is carried out (resolution -> execution); its remedies become due."""
        self._check_passage(("resolution",), "_missing_to_execute")
        self._pass_to("execution")
        # sudo: remedies are frozen for everyone; the guards of this passage have been checked
        self.resolution_id.sudo().remedy_ids._start()

    def action_follow_up(self):
        """Everything promised is done; the customer is asked (execution -> followup)."""
        self._check_passage(("execution",), "_missing_to_follow_up")
        self._pass_to("followup", date_executed=fields.Datetime.now())
        self._meet_deadlines("executed")
        self._start_deadlines("executed")

    def action_close(self):
        """ARC-1, CBK-4: closed with a summary; enquiries and the like close as soon as they are answered."""
        self._check_passage(("followup", "received"), "_missing_to_close")
        self._pass_to("closed", date_closed=fields.Datetime.now())
        self._meet_deadlines("closed")

    def action_reopen(self, reason=None):
        """CBK-3: another round; the old one stays readable (followup, closed -> investigation)."""
        if not reason:
            return self.env["complaint.reason"]._ask(self, "reopen")
        self._check_passage(("followup", "closed"))
        for case in self:
            case._pass_to("investigation", reason=reason, round=case.round + 1, date_closed=False, date_executed=False)
        self._start_deadlines("accepted")

    # === What is missing: extend these ===

    def _missing_to_accept(self):
        """Sentences saying what must be there before the case is accepted; none: go ahead."""
        self.ensure_one()
        missing = []
        if self.case_type != "complaint":
            missing.append(self.env._("only complaints are accepted; answer this one and close it"))
        if not self.policy_id:
            missing.append(self.env._("no policy covers this case; choose one"))
        if not (self.partner_id or self.contact_name or self.contact_email or self.contact_phone):
            missing.append(self.env._("neither customer nor contact is known"))
        return missing

    def _missing_to_propose(self):
        self.ensure_one()
        missing = self._missing_steps()
        if not self.responsibility_ids:
            missing.append(self.env._("nobody has been proposed as responsible"))
        elif sum(self.responsibility_ids.mapped("share")) != 100:
            missing.append(self.env._("the shares of responsibility do not sum to 100 %"))
        return missing

    def _missing_to_execute(self):
        self.ensure_one()
        missing = self._missing_steps()
        resolution = self.resolution_id
        if resolution.state not in ("approved", "offered", "accepted"):
            missing.append(self.env._("the resolution is not approved"))
        elif resolution.state == "approved":
            missing.append(self.env._("the customer has not been replied to"))
        elif resolution.state == "offered" and self.policy_id.acceptance_required:
            missing.append(self.env._("the customer has not accepted the resolution"))
        return missing

    def _missing_to_follow_up(self):
        self.ensure_one()
        missing = self._missing_steps()
        for remedy in self.resolution_id.remedy_ids:
            if remedy.state not in ("done", "cancelled"):
                missing.append(self.env._("%s is neither done nor cancelled", remedy.display_name))
        return missing

    def _missing_to_close(self):
        self.ensure_one()
        missing = []
        if is_html_empty(self.summary):
            missing.append(self.env._("the closing summary is empty"))
        if self.state == "received":
            if self.case_type == "complaint":
                missing.append(self.env._("a complaint is accepted or rejected first"))
            return missing
        missing += self._missing_steps()
        callbacks = len(self.callback_ids.filtered(lambda c: c.round == self.round))
        if callbacks < self.policy_id.callback_count:
            missing.append(
                self.env._(
                    "the policy asks for %(wanted)s callbacks, %(made)s were made",
                    wanted=self.policy_id.callback_count,
                    made=callbacks,
                )
            )
        return missing

    def _missing_steps(self):
        """RTE-2: a phase is left only when its required steps are done."""
        return [
            self.env._("step “%(step)s” of %(department)s is open", step=step.name, department=step._get_doer())
            for step in self.step_ids
            if step.required
            and step.round == self.round
            and step.phase == self.state
            and step.state in ("waiting", "todo")
        ]

    # === Helpers ===

    def _check_passage(self, states, missing_method=None):
        """Check person, phase and guards of all cases before any of them is changed."""
        self._check_handler()
        problems = []
        phases = dict(self._fields["state"]._description_selection(self.env))
        for case in self:
            if case.state not in states:
                wanted = ", ".join(phases[state] for state in states)
                problem = self.env._(
                    "it is in phase %(phase)s, not in %(wanted)s", phase=phases[case.state], wanted=wanted
                )
                problems.append((case, [problem]))
            elif missing_method and (missing := getattr(case, missing_method)()):
                problems.append((case, missing))
        if problems:
            raise UserError(
                "\n\n".join(
                    self.env._("%s cannot go on:", case.display_name) + "".join(f"\n- {problem}" for problem in missing)
                    for case, missing in problems
                )
            )

    def _pass_to(self, state, reason=None, **values):
        """Enter a phase. The caller has checked the passage, so the procedure's fields are written as superuser."""
        if reason:
            self._track_set_log_message(reason)
        self.sudo().write({"state": state, **values})
        self.sudo()._create_steps()

    def _create_steps(self):
        """RTE-2: the steps that the policy has for the phase just entered, where the case matches their condition."""
        steps = self.env["complaint.step"].create(
            [
                template._prepare_step_values(case)
                for case in self
                for template in case.policy_id.step_template_ids
                if template.phase == case.state and template._applies_to(case)
            ]
        )
        steps.case_id._open_next_steps()

    def _open_next_steps(self):
        """RTE-2: the lowest order with unfinished steps of the phase is opened."""
        for case in self:
            waiting = case.step_ids.filtered(
                lambda s, c=case: s.round == c.round and s.phase == c.state and s.state in ("waiting", "todo")
            )
            first = min(waiting.mapped("sequence"), default=0)
            waiting.filtered(lambda s, first=first: s.sequence == first and s.state == "waiting")._open()

    def _drop_open_duties(self):
        """A case that ends before its time: no step is to be done, no deadline to be kept any more."""
        # sudo: the passage has been checked; steps and deadlines are written by the procedure only
        case_sudo = self.sudo()
        case_sudo.step_ids.filtered(lambda s: s.state in ("waiting", "todo"))._skip()
        case_sudo.deadline_ids.filtered(lambda d: not d.date_met).unlink()
