import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class ComplaintInvestigation extends models.Model {
    _name = "complaint.investigation";

    _records = [{ id: 1 }];
}

class ComplaintWhy extends models.Model {
    _name = "complaint.why";

    name = fields.Char();

    _records = [{ id: 7, name: "Tops touch" }];
    _views = { form: `<form><field name="name"/></form>` };
}

defineMailModels();
defineModels([ComplaintInvestigation, ComplaintWhy]);

function mountFishbone(resId) {
    return mountView({
        type: "form",
        resModel: "complaint.investigation",
        resId,
        arch: `<form><widget name="complaint_fishbone"/></form>`,
    });
}

test("the drawing of the server is shown, and a row of it opens", async () => {
    onRpc(
        "complaint.investigation",
        "get_fishbone_svg",
        () =>
            `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><g data-why-id="7"><text y="20">Tops</text></g></svg>`
    );
    await mountFishbone(1);
    expect(".o_complaint_fishbone svg text").toHaveText("Tops");
    await contains("g[data-why-id='7']").click();
    await animationFrame();
    expect(".modal .o_field_widget[name=name] input").toHaveValue("Tops touch");
});

test("a new investigation has none yet", async () => {
    await mountFishbone(false);
    expect(".o_complaint_fishbone").toHaveText(/drawn from the whys/);
});
