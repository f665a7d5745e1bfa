from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, is_html_empty

from .complaint_discipline import QUESTIONS, SHARED

# What each discipline prints besides its text (INV-9): the QWeb template in report/complaint_eight_d_report.xml
PARTS = {
    "D1": "team",
    "D2": "facts",
    "D3": "places",
    "D4": "causes",
    "D5": "actions",
    "D6": "effects",
    "D7": "prevention",
}


class ComplaintInvestigation(models.Model):
    """INV-9: the 8D report, or the short one, as customers ask for it: without internal responsibility and money.

    It names the complaints of one customer only; of an investigation that serves several customers, one case is chosen,
    or none, and then no customer is named. Its language is that of the customer.
    """

    _inherit = "complaint.investigation"

    def action_print_report(self, case_id=None, lang=None):
        """INV-9: print the report.

        :param int case_id: the case whose customer gets it; without one the dialog that asks for it is returned.
            False: nobody is named
        :param str lang: code of an installed language; that of the customer by default
        :raise AccessError: to anybody but the quality department, handlers and auditors
        :raise UserError: when the case is not one of this investigation, or the language is not installed
        """
        return self._open_report(case_id, lang, "action_print")

    def action_send_report(self, case_id=None, lang=None):
        """INV-9: the mail to the customer with the report attached, to edit and send. They see it once it is sent.

        :param int case_id: the case whose customer gets it; may be left out where there is only one customer
        :param str lang: code of an installed language; that of the customer by default
        :raise AccessError: to anybody but the quality department and handlers
        :raise UserError: as :meth:`action_print_report`, or when the customer has no address
        """
        self.ensure_one()
        self._check_report_reader(sends=True)
        if case_id is None and (case := self._get_report_case()):
            case_id = case.id
        return self._open_report(case_id, lang, "action_send")

    # === Who and to whom ===

    def _open_report(self, case_id, lang, operation):
        self.ensure_one()
        self._check_report_reader()
        if case_id is None:
            return {
                "type": "ir.actions.act_window",
                "name": self._get_report_title(),
                "res_model": "complaint.investigation.report",
                "view_mode": "form",
                "target": "new",
                "context": {"default_investigation_id": self.id},
            }
        case = self.case_ids.filtered(lambda c: c.id == case_id)
        if case_id and not case:
            raise UserError(self.env._("%s: choose one of the cases of this investigation.", self.name))
        values = {"investigation_id": self.id, "case_id": case.id}
        if lang:
            values["lang"] = lang
            if not isinstance(lang, str) or lang not in dict(self.env["res.lang"].get_installed()):
                raise UserError(self.env._("The report can be printed in an installed language only."))
        return getattr(self.env["complaint.investigation.report"].create(values), operation)()

    def _check_report_reader(self, sends=False):
        """The report goes out of the house: those who work on it, and those who write to the customer."""
        self.check_access("read")
        groups = ["complaint_quality.group_quality_user", "complaint_management.group_handler"]
        if not sends:
            groups.append("complaint_management.group_auditor")
        if not self.env.su and not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(
                self.env._("The report of an investigation is printed and sent by the quality department or a handler.")
            )

    def _get_report_case(self):
        """The case by which the report knows its customer; none where there are several customers."""
        self.ensure_one()
        customers = self.case_ids.commercial_partner_id
        return self.case_ids.sorted("id")[:1] if len(customers) == 1 else self.case_ids.browse()

    def _get_report_lang(self, case):
        """INV-9: the customer's language, else that of whoever prints."""
        return case.partner_id.lang or self.env.lang or "en_US"

    # === What it says ===

    def _get_report_title(self):
        return self.env._("8D Report") if self._is_guided() else self.env._("Investigation Report")

    def _get_report_complaints(self, case):
        """The rows of the complaints covered, as dicts: those of the customer of ``case``, all without a case."""
        # sudo: numbers, products and quantities of the cases that the report is about, whoever may read their orders
        cases_sudo = self.sudo().case_ids.sorted("id")
        if case:
            customer = case.sudo().commercial_partner_id or case.sudo().partner_id
            cases_sudo = cases_sudo.filtered(
                lambda c: c.id == case.id or (customer and c.commercial_partner_id == customer)
            )
        rows = []
        for known in cases_sudo:
            for line in known.line_ids or [known.line_ids]:
                unit = line.product_uom_id.name or ""
                rows.append(
                    {
                        "number": known.name,
                        "order": known.sale_order_id.client_order_ref or "",
                        "date": format_date(self.env, fields.Datetime.context_timestamp(self, known.date_received)),
                        "subject": known.subject,
                        "product": line.product_id.display_name or "",
                        "lots": ", ".join(line.lot_ids.mapped("name")),
                        "claimed": f"{line.qty_claimed:.15g} {unit}" if line and not line.qty_unknown else "",
                        "defective": f"{line.qty_defective:.15g} {unit}" if line.qty_defective else "",
                    }
                )
        return rows

    def _get_report_team(self):
        """Who works on it, as (name, department, whether they lead)."""
        # sudo: a team is named to whoever reads its report, with the department and nothing else of the employee
        investigation_sudo = self.sudo()
        leader = investigation_sudo.user_id
        team = investigation_sudo.discipline_ids.filtered(lambda d: d.code == "D1").team_ids - leader
        company = investigation_sudo.company_id
        return [
            (user.name, user.with_company(company).employee_id.department_id.name or "", user == leader)
            for user in leader | team
        ]

    def _get_report_whys(self):
        """The chains of both branches, as (label, rows); of a branch without rows nothing is said."""
        labels = self.env["complaint.why"]._fields["branch"]._description_selection(self.env)
        whys = self.why_ids.sorted()
        branches = [(label, whys.filtered(lambda w, branch=branch: w.branch == branch)) for branch, label in labels]
        return [(label, rows) for label, rows in branches if rows]

    def _get_report_sections(self):
        """The boxes of the report, as dicts: title, status (owner, due, sign-off), part (of the template), text."""
        return self._get_report_disciplines() if self._is_guided() else self._get_report_short()

    def _get_report_disciplines(self):
        sections = []
        for discipline in self.discipline_ids.sorted("code"):
            label = dict(discipline._fields["code"]._description_selection(self.env))[discipline.code]
            sections.append(
                {
                    "title": label,
                    "part": PARTS.get(discipline.code, ""),
                    "text": discipline.content,
                    "discipline": discipline,
                    "status": self._get_report_status(discipline),
                    "filled": self._is_report_filled(discipline),
                }
            )
        return sections

    def _get_report_status(self, discipline):
        # sudo: who answers for a discipline is named to whoever reads it
        discipline_sudo = discipline.sudo()
        parts = [
            self.env._("Owner: %s", discipline_sudo.user_id.name),
            self.env._("Due: %s", format_date(self.env, discipline.date_due)),
        ]
        if discipline.date_done:
            day = format_date(self.env, fields.Datetime.context_timestamp(self, discipline.date_done))
            parts.append(self.env._("Signed off: %(name)s, %(day)s", name=discipline_sudo.signed_user_id.name, day=day))
        else:
            parts.append(self.env._("Not signed off yet"))
        return " · ".join(parts)

    def _is_report_filled(self, discipline):
        """Whether its part prints anything; the tables of D1 to D3 always do."""
        part = PARTS.get(discipline.code)
        if part == "causes":
            return bool(self.why_ids or self.date_cause)
        if part == "prevention" and discipline._filter_filled(QUESTIONS["D7"]):
            return True
        if part in ("actions", "effects", "prevention"):
            decided = part == "actions" and self.date_no_action
            tracked = self._get_report_actions(part).filtered(lambda a: a.tracked or part != "effects")
            return bool(decided or tracked or discipline.date_lifted)
        return bool(part)

    def _get_report_short(self):
        def box(name, title, part=""):
            text = self[name] if name else False
            return {"title": title, "part": part, "text": text, "discipline": None, "filled": True}

        boxes = [
            box(SHARED["D2"], self.env._("Problem")),
            box(SHARED["D3"], self.env._("Containment")),
        ]
        if self.date_misuse:
            boxes.append(box("instructions", self.env._("Instructions for Use")))
        elif self.why_ids or self.date_cause:
            boxes.append(box(False, self.env._("Root Causes"), "causes"))
        if not self.date_misuse and (self.action_ids or self.date_no_action):
            boxes.append(box(False, self.env._("Actions"), "effects"))
        boxes.append(box(SHARED["D7"], self.env._("Prevention")))
        boxes.append(box(SHARED["D8"], self.env._("Conclusion")))
        return [found for found in boxes if found["part"] or not is_html_empty(found["text"])]

    def _get_report_actions(self, part):
        """D5 names what removes the causes and D6 what was carried out; prevention is D7's, in an 8D."""
        actions = self.action_ids.filtered(lambda a: a.state != "waived").sorted(lambda a: (a.date_due, a.id))
        if part == "prevention":
            return actions.filtered(lambda a: a.kind == "preventive")
        if part == "containment":
            return actions.filtered(lambda a: a.kind == "containment")
        if part == "effects" and not self._is_guided():
            return actions
        return actions.filtered(lambda a: a.kind in ("correction", "corrective"))
