import json
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytz

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

VECTORS = Path(__file__).parent / "vectors"


@tagged("post_install", "-at_install")
class TestDeadlineVectors(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vectors = json.loads((VECTORS / "deadlines.json").read_text())
        cls.calendars = {
            name: cls._create_calendar(name, values["tz"], values["attendance"], values["leaves"])
            for name, values in cls.vectors["calendars"].items()
        }

    @classmethod
    def _create_calendar(cls, name, tz, attendance, leaves):
        calendar = cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": tz,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create({"name": name, "dayofweek": str(day), "hour_from": begin, "hour_to": end})
                    for day, begin, end in attendance
                ],
            }
        )
        midnight = [pytz.timezone(tz).localize(datetime.combine(date.fromisoformat(day), time())) for day in leaves]
        starts = [moment.astimezone(pytz.utc).replace(tzinfo=None) for moment in midnight]
        cls.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Off",
                    "calendar_id": calendar.id,
                    "date_from": start,
                    "date_to": start + timedelta(days=1, seconds=-1),
                }
                for start in starts
            ]
        )
        return calendar

    def test_every_row(self):
        """DDL-1: every row of the vectors, to the minute."""
        self.assertEqual(len(self.vectors["rows"]), 42)
        for row in self.vectors["rows"]:
            with self.subTest(**row):
                due = self.calendars[row["calendar"]]._add_duration(
                    fields.Datetime.to_datetime(row["start"]), row["amount"], row["unit"]
                )
                self.assertEqual(fields.Datetime.to_string(due), row["due"])

    def test_every_row_as_a_case(self):
        """DDL-1, DDL-2: every row of the vectors as a case whose policy has that deadline, received at its start."""
        company = self.env.company
        for calendar in self.calendars.values():
            calendar.company_id = company
        periods = {(row["calendar"], row["amount"], row["unit"]) for row in self.vectors["rows"]}
        policies = {
            (calendar, amount, unit): self.env["complaint.policy"].create(
                {
                    "name": f"{amount} {unit} in {calendar}",
                    "code": f"{calendar}-{amount}-{unit}",
                    "company_id": company.id,
                    "calendar_id": self.calendars[calendar].id,
                    "milestone_ids": [Command.create({"milestone": "closed", "amount": amount, "unit": unit})],
                }
            )
            for calendar, amount, unit in sorted(periods)
        }
        cases = self.env["complaint.case"].create(
            [
                {
                    "subject": "Vector",
                    "contact_name": "Somebody",
                    "policy_id": policies[row["calendar"], row["amount"], row["unit"]].id,
                    "date_received": row["start"],
                }
                for row in self.vectors["rows"]
            ]
        )
        for row, case in zip(self.vectors["rows"], cases, strict=True):
            with self.subTest(**row):
                self.assertEqual(fields.Datetime.to_string(case.deadline_ids.date_due), row["due"])
                self.assertEqual(case.date_deadline, case.deadline_ids.date_due)
