import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class ComplaintCase extends models.Model {
    _name = "complaint.case";

    state = fields.Selection({ selection: [["investigation", "Investigation"]] });

    _records = [{ id: 1, state: "investigation" }];
}

defineMailModels();
defineModels([ComplaintCase]);

function phase(round, name, begin, end, values = {}) {
    return { round, state: name.toLowerCase(), name, begin, end, user: false, reason: false, events: [], ...values };
}

async function mountTimeline(phases, deadlines = []) {
    onRpc("complaint.case", "get_timeline", () => ({ phases, deadlines }));
    await mountView({
        type: "form",
        resModel: "complaint.case",
        resId: 1,
        arch: `<form><field name="state"/><widget name="complaint_timeline"/></form>`,
    });
}

test("phases of each round with what happened and how long they lasted", async () => {
    await mountTimeline([
        phase(1, "Received", "2026-11-02 08:00:00", "2026-11-02 11:00:00"),
        phase(1, "Investigation", "2026-11-02 11:00:00", "2026-11-05 11:00:00", {
            events: [{ date: "2026-11-03 09:00:00", text: "Find the facts: Quality", icon: "fa-users", tone: "danger" }],
        }),
        phase(2, "Investigation", "2026-11-05 11:00:00", false, { user: "Anna", reason: "Still scratched" }),
    ]);
    expect("section").toHaveCount(2);
    expect(queryAllTexts(".o_complaint_phase strong")).toEqual(["Received", "Investigation", "Investigation"]);
    expect(queryAllTexts(".o_complaint_phase .ms-auto")).toEqual(["3 hours", "3 days", ""]);
    expect(".o_complaint_phase .text-danger").toHaveText(/Find the facts: Quality/);
    expect(".o_complaint_phase.o_current").toHaveText(/Anna[\s\S]*Still scratched/);
});

test("deadlines with their state and the time left", async () => {
    mockDate("2026-11-03 08:00:00", 0);
    const deadline = { round: 1, met: false, paused: false };
    await mountTimeline(
        [phase(1, "Received", "2026-11-02 08:00:00", false)],
        [
            { ...deadline, id: 1, name: "Reply", due: "2026-11-05 10:00:00", state: "on_track", state_name: "On Track" },
            { ...deadline, id: 2, name: "Decision", due: "2026-11-03 05:30:00", state: "late", state_name: "Late" },
        ]
    );
    expect(queryAllTexts("td .small")).toEqual(["in 2 days", "2 hours ago"]);
    expect(".text-bg-danger").toHaveText("Late");
});
