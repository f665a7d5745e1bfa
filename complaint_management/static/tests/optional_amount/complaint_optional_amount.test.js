import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Bracket extends models.Model {
    upper = fields.Float();
    percent = fields.Float({ digits: [5, 2] });

    _records = [
        { id: 1, upper: 500, percent: 0 },
        { id: 2, upper: 0, percent: 12.5 },
    ];
}

defineMailModels();
defineModels([Bracket]);

test("0 shows the placeholder, and an emptied amount is kept as 0", async () => {
    onRpc("bracket", "web_save", ({ args }) => expect.step(args[1].upper));
    await mountView({
        type: "list",
        resModel: "bracket",
        arch: `
            <list editable="bottom">
                <field name="upper" widget="complaint_optional_amount" placeholder="No limit"/>
                <field name="percent" widget="complaint_optional_amount" options="{'field_digits': True, 'no_symbol': True}"/>
            </list>`,
    });
    expect(queryAllTexts(".o_data_row [name=upper]:not(td)")).toEqual(["500.00", "No limit"]);
    expect(queryAllTexts(".o_data_row [name=percent]:not(td)")).toEqual(["", "12.50"]);
    await contains(".o_data_row:eq(1) td[name=upper]").click();
    expect(".o_data_row:eq(1) [name=upper] input").toHaveValue("");
    expect(".o_data_row:eq(1) [name=upper] input").toHaveAttribute("placeholder", "No limit");
    await contains(".o_data_row:eq(1) [name=upper] input").edit("800");
    await contains(".o_data_row:eq(0) td[name=upper]").click();
    await contains(".o_data_row:eq(0) [name=upper] input").edit("");
    await contains(".o_list_button_save").click();
    expect.verifySteps([800, 0]);
    expect(queryAllTexts(".o_data_row [name=upper]:not(td)")).toEqual(["No limit", "800.00"]);
});
