import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class ComplaintCase extends models.Model {
    _name = "complaint.case";

    _records = [{ id: 1 }];
}

defineMailModels();
defineModels([ComplaintCase]);

function lot(name, values = {}) {
    const rest = { facts: [], more: 0, children: [], more_children: 0, ...values };
    return { id: name, name, product: "Desk", uom: "Units", relation: "lot", quantity: 0, ...rest };
}

function fact(kind, label, name, quantity) {
    return { kind, label, name, quantity, count: 1, date: "2026-11-02 08:00:00", partner_id: false };
}

async function mountExposure(lots) {
    onRpc("complaint.case", "get_exposure_tree", () => lots);
    await mountView({
        type: "form",
        resModel: "complaint.case",
        resId: 1,
        arch: `<form><widget name="complaint_exposure"/></form>`,
    });
}

test("a lot with its places and customers, and what it was made of to open", async () => {
    const frame = lot("F-1", {
        relation: "component",
        quantity: 2.5,
        facts: [fact("receipt", "Received", "Steelworks", 9)],
    });
    await mountExposure([
        lot("D-1", { facts: [fact("stock", "In Stock", "WH/Stock", 6)], more: 3, children: [frame] }),
    ]);
    expect(queryAllTexts("strong")).toEqual(["D-1", "F-1"]);
    expect("tr").toHaveCount(1);
    expect("tr").toHaveText(/In Stock[\s\S]*WH\/Stock[\s\S]*6 Units/);
    expect(".o_complaint_exposure").toHaveText(/and 3 more/);
    await click("button:contains(F-1)");
    await animationFrame();
    expect("tr:last").toHaveText(/Steelworks/);
    expect("button:contains(F-1)").toHaveText(/Made of[\s\S]*2.5/);
});

test("no lot is named", async () => {
    await mountExposure([]);
    expect(".o_complaint_exposure").toHaveText(/No lot is named/);
});
