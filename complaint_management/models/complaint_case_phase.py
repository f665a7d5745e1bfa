from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, is_html_empty


class ComplaintCase(models.Model):
    """The phases of a case and what guards each passage.

    Every method works on several cases and checks them all before it changes one. All that is missing is said at
    once, in words.
    """

    _inherit = "complaint.case"

    # === Passages ===

    def action_propose(self):
        """The facts are found, a resolution is worked out (investigation -> resolution)."""
        self._check_passage(("investigation",), "_missing_to_propose")
        self._pass_to("resolution")
        self._meet_deadlines("investigation_report")

    def action_execute(self):
        """The accepted resolution is carried out (resolution -> execution); its remedies become due."""
        self._check_passage(("resolution",), "_missing_to_execute")
        self._pass_to("execution")
        # the policy may have ceased to wait for an answer
        self._follow_offer()
        # sudo: remedies are frozen for everyone; the guards of this passage have been checked
        self.resolution_id.sudo().remedy_ids._start()

    def action_follow_up(self):
        """Everything promised is done; the customer is asked (execution -> followup)."""
        self._check_passage(("execution",), "_missing_to_follow_up")
        self._pass_to("followup", date_executed=fields.Datetime.now())
        self._meet_deadlines("executed")
        self._start_deadlines("executed")

    def action_close(self, letter=None, body=None):
        """ARC-1, CBK-4: closed with a summary; enquiries and the like close as soon as they are answered.

        :param letter: CUS-1, whether the complainant is told; None: as the policy says
        :param body: HTML to send instead of the template's text, to one complainant
        """
        self._check_passage(("followup", "received"), "_missing_to_close")
        if dialog := self._ask_for_letter("close", letter, "tell_closing"):
            return dialog
        self._check_letter(letter, body)
        answered = self.filtered(lambda c: c.state == "received")
        self._pass_to("closed", date_closed=fields.Datetime.now())
        self._meet_deadlines("closed")
        answered._end_answered()
        self._end_deadlines()
        self._start_deadlines("closed")
        self._tell_of_closing(letter, body)

    def action_reopen(self, reason=None):
        """CBK-3: another round; the old one stays readable (followup, closed -> investigation).

        INT-9: what is answered and closed goes back to received instead.
        """
        if not reason:
            return self.env["complaint.reason"]._ask(self, "reopen")
        self._check_passage(("followup", "closed"), "_missing_to_reopen")
        self._end_deadlines()
        cleared = dict.fromkeys(("date_closed", "date_executed", "is_exception_report"), False)
        complaints = self.filtered(lambda c: c.case_type == "complaint")
        for number, cases in complaints.grouped("round").items():
            cases._pass_to("investigation", reason=reason, round=number + 1, **cleared)
        complaints._start_deadlines("accepted")
        for number, cases in (self - complaints).grouped("round").items():
            cases._pass_to("received", reason=reason, round=number + 1, date_replied=False, **cleared)
        (self - complaints)._start_deadlines("received")

    # === What is missing: extend these ===

    def _missing_to_propose(self):
        self.ensure_one()
        missing = self._missing_steps()
        if not self.responsibility_ids:
            missing.append(self.env._("nobody has been proposed as responsible"))
        elif float_compare(sum(self.responsibility_ids.mapped("share")), 100, precision_digits=2):
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

    def _missing_to_end(self):
        """What a case needs whichever way it is closed, with the customer's agreement or without."""
        self.ensure_one()
        return [self.env._("the closing summary is empty")] if is_html_empty(self.summary) else []

    def _missing_to_close(self):
        self.ensure_one()
        missing = self._missing_to_end()
        if self.state == "received":
            if self.case_type == "complaint":
                missing.append(self.env._("a complaint is accepted or rejected first"))
            return missing
        return missing + self._missing_steps()

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
        self._log_passages(state, reason, **values)
        self.sudo().write({"state": state, **values})
        self.sudo()._create_steps()
        self._start_deadlines("phase_entered")

    def _create_steps(self):
        """RTE-2: the steps that the policy has for the phase and the case matches, each once a round."""
        vals_list = []
        for (policy, phase), cases in self.grouped(lambda c: (c.policy_id, c.state)).items():
            known = {(step.case_id, step.round, step.template_id) for step in cases.step_ids}
            for template in policy.step_template_ids.filtered(lambda t, phase=phase: t.phase == phase):
                new = cases.filtered(lambda c, t=template, known=known: (c, c.round, t) not in known)
                vals_list += [template._prepare_step_values(case) for case in template._filter_cases(new)]
        # that the procedure made a step is said by the case's passage and by its activity
        steps = self.env["complaint.step"].with_context(mail_create_nolog=True, mail_notrack=True).create(vals_list)
        steps.with_env(self.env).case_id._open_next_steps()

    def _open_next_steps(self):
        """RTE-2: open the steps of the phase up to the lowest order with unfinished required ones."""
        ids = []
        for case in self:
            unfinished = case.step_ids.filtered(
                lambda s, c=case: s.round == c.round and s.phase == c.state and s.state in ("waiting", "todo")
            )
            first = min(unfinished.filtered("required").mapped("sequence"), default=float("inf"))
            ids += [step.id for step in unfinished if step.sequence <= first and step.state == "waiting"]
        self.env["complaint.step"].browse(ids)._open()

    def _drop_open_duties(self):
        """A case that ends before its time: no step is to be done, no deadline to be kept any more."""
        # sudo: the passage has been checked; steps and deadlines are written by the procedure only
        case_sudo = self.sudo()
        case_sudo._resume_deadlines()
        case_sudo.step_ids.filtered(lambda s: s.state in ("waiting", "todo"))._skip()
        case_sudo.deadline_ids.filtered(lambda d: not d.date_met).unlink()
