from odoo import api, models
from odoo.tools import SQL


class ComplaintRecurrence(models.Model):
    """ACT-4: how recurrences are found, for all cases at once, and what follows."""

    _inherit = "complaint.recurrence"

    @api.model
    def _find(self, cases):
        """Look at once at all ``cases``, which are established, for actions that they show to be without effect."""
        if not cases:
            return
        pairs = self._find_pairs(cases)
        # sudo: a case is compared with all actions of its company, whoever establishes it
        recurrences_sudo = self.sudo()
        known = recurrences_sudo.search([("case_id", "in", cases.ids)])
        if not pairs and not known:
            return
        by_pair = {(recurrence.action_id.id, recurrence.case_id.id): recurrence for recurrence in known}
        confirmed = recurrences_sudo.union(
            *(by_pair[pair] for pair, found in pairs.items() if found and pair in by_pair)
        ).filtered(lambda recurrence: recurrence.state == "suspected")
        cleared = known.filtered(
            lambda r: r.state == "suspected" and r.case_id.cause_ids and not pairs.get((r.action_id.id, r.case_id.id))
        )
        cleared.unlink()
        new = {pair: found for pair, found in pairs.items() if pair not in by_pair}
        actions = recurrences_sudo.env["complaint.action"].browse({action_id for action_id, _case_id in new})
        effects = {action.id: action.effective for action in actions}
        created = recurrences_sudo.create(
            [
                {
                    "action_id": action_id,
                    "case_id": case_id,
                    "state": "found" if found else "suspected",
                    "effective_before": effects[action_id],
                }
                for (action_id, case_id), found in new.items()
            ]
        )
        for recurrence in confirmed:
            recurrence.write({"state": "found", "effective_before": recurrence.action_id.effective})
        (confirmed | created.filtered(lambda r: r.state == "found"))._fail_actions()
        created.filtered(lambda r: r.state == "suspected")._note_suspicion()

    @api.model
    def _find_pairs(self, cases):
        """One query for all cases: (action id, case id) -> whether the cause is the same (else it is unknown)."""
        self.env["complaint.case"].flush_model(["company_id", "category_id", "date_received", "cause_ids"])
        self.env["complaint.line"].flush_model(["case_id", "product_id"])
        self.env["complaint.action"].flush_model(
            ["kind", "company_id", "investigation_id", "date_done", "date_waived", "date_watched", "cause_ids"]
        )
        self.env["complaint.investigation"].flush_model(["case_ids", "product_ids"])
        watching = SQL(
            """action.company_id = new.company_id AND action.kind IN ('corrective', 'preventive')
               AND action.date_waived IS NULL AND action.date_done < new.day AND action.date_watched >= new.day"""
        )
        same_product = SQL(
            """EXISTS (SELECT FROM complaint_line line
                         JOIN complaint_investigation_product_rel made ON made.product_product_id = line.product_id
                        WHERE line.case_id = new.id AND made.complaint_investigation_id = action.investigation_id)"""
        )
        same_category = SQL(
            """EXISTS (SELECT FROM complaint_investigation_case_rel rel
                         JOIN complaint_case old ON old.id = rel.case_id
                        WHERE rel.investigation_id = action.investigation_id
                          AND old.id <> new.id AND old.category_id = new.category_id)"""
        )
        self.env.cr.execute(
            SQL(
                """
                WITH new AS (
                    SELECT kase.id,
                           kase.company_id,
                           kase.category_id,
                           (kase.date_received AT TIME ZONE 'UTC'
                                AT TIME ZONE COALESCE(calendar.tz, 'UTC'))::date AS day
                      FROM complaint_case kase
                      JOIN res_company company ON company.id = kase.company_id
                 LEFT JOIN resource_calendar calendar ON calendar.id = company.resource_calendar_id
                     WHERE kase.id IN %(ids)s
                )
                SELECT action.id, new.id, TRUE
                  FROM new
                  JOIN complaint_case_cause_rel has ON has.complaint_case_id = new.id
                  JOIN complaint_cause cause ON cause.id = has.complaint_cause_id
                  JOIN complaint_action_cause_rel aim
                    ON aim.complaint_cause_id = ANY(string_to_array(trim(BOTH '/' FROM cause.parent_path), '/')::int[])
                  JOIN complaint_action action ON action.id = aim.complaint_action_id
                 WHERE %(watching)s AND (%(same_product)s OR %(same_category)s)
                 UNION
                SELECT action.id, new.id, FALSE
                  FROM new
                  JOIN complaint_line item ON item.case_id = new.id
                  JOIN complaint_investigation_product_rel made ON made.product_product_id = item.product_id
                  JOIN complaint_action action ON action.investigation_id = made.complaint_investigation_id
                 WHERE %(watching)s AND %(same_category)s
                   AND NOT EXISTS (SELECT FROM complaint_case_cause_rel has WHERE has.complaint_case_id = new.id)
                """,
                ids=tuple(cases.ids),
                watching=watching,
                same_product=same_product,
                same_category=same_category,
            )
        )
        return {(action_id, case_id): same for action_id, case_id, same in self.env.cr.fetchall()}

    def _fail_actions(self):
        """The actions are not effective, their investigations go on, and the owners are told."""
        failing = self.action_id.filtered(lambda action: action.effective != "no")
        for investigation, actions in failing.grouped("investigation_id").items():
            cases = self.filtered(lambda r, actions=actions: r.action_id in actions).case_id
            investigation._do_reopen(
                self.env._(
                    "it happened again in %(cases)s after %(actions)s",
                    cases=", ".join(cases.mapped("name")),
                    actions=", ".join(actions.mapped("name")),
                )
            )
        failing.write({"effective": "no"})
        failing._update_activities()
        # the number only: what the case is about is for those who may see it
        for action, recurrences in self.grouped("action_id").items():
            action.message_post(
                body=self.env._(
                    '"%(action)s" was not effective: it happened again in %(cases)s.',
                    action=action.name,
                    cases=", ".join(recurrences.case_id.mapped("name")),
                ),
                message_type="notification",
                partner_ids=action.user_id.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )

    def _note_suspicion(self):
        """A note for whoever investigates the new case."""
        bodies = {
            case.id: self.env._(
                "Same product and category as where an action is watched: %s. Once the cause is known, it shows whether"
                " it happened again.",
                ", ".join(recurrences.action_id.mapped("name")),
            )
            for case, recurrences in self.grouped("case_id").items()
        }
        if bodies:
            self.case_id._message_log_batch(bodies=bodies)
