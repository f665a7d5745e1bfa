from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestBoundedTime(ComplaintCommon):
    def test_ddl_1_absurd_times(self):
        """DDL-1: a time that no date can be reckoned from is refused where it is typed, in words, for every setting."""
        policy = self.env["complaint.policy"].create({"name": "Times", "code": "TIMES"})
        names = [name for name in policy._get_time_fields() if name in policy._fields]
        for field in policy._fields.values():
            if field.type == "integer" and field.store and field.name.endswith(("_days", "_amount")):
                self.assertIn(field.name, names)
        for name in names:
            with (
                self.subTest(name=name),
                self.assertRefuses(ValidationError, "Times.*999999.*most that can be counted"),
            ):
                policy[name] = 999_999
        role = self.env["complaint.role"].create({"name": "Head", "user_ids": [(6, 0, self.manager.ids)]})
        settings = {
            "complaint.policy.milestone": {"milestone": "closed"},
            "complaint.policy.step": {"name": "Look", "department_source": "category"},
            "complaint.policy.escalation": {"role_id": role.id},
        }
        self.env["complaint.policy.milestone"].create({"policy_id": policy.id, "milestone": "closed", "amount": 1})
        for model, values in settings.items():
            values["policy_id"] = policy.id
            for unit, good, bad in (("month", 120, 999_999), ("work_day", 500, 501), ("minute", 999_999, 9_999_999)):
                record = self.env[model].create({**values, "amount": good, "unit": unit})
                with self.subTest(model=model, unit=unit), self.assertRefuses(ValidationError, "most that can"):
                    record.amount = bad
                record.unlink()
            record = self.env[model].create({**values, "amount": 600, "unit": "hour"})
            with self.subTest(model=model), self.assertRefuses(ValidationError, "600.*500"):
                record.unit = "work_day"
            record.unlink()
