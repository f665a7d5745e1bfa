import { beforeEach, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts, queryAllValues } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
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

    name = fields.Char();

    _records = [{ id: 1, name: "I1" }];
}

class ComplaintWhy extends models.Model {
    _name = "complaint.why";

    name = fields.Char();
    evidence = fields.Char();

    _records = [];
    _views = { form: `<form><field name="name"/><field name="evidence"/></form>` };
}

defineMailModels();
defineModels([ComplaintInvestigation, ComplaintWhy]);

let whys;
let canEdit;
let slow;

function why(id, name, parent, values = {}) {
    const row = { id, name, branch: "occurrence", parent_id: parent, evidence: "", cause: "" };
    return { ...row, status: "open", status_label: "To Verify", is_root: false, weight: 0, ...values };
}

function getRows(branch, parent = false, level = 1) {
    return whys
        .filter((row) => row.branch === branch && row.parent_id === parent)
        .flatMap((row) => [{ ...row, level }, ...getRows(branch, row.id, level + 1)]);
}

beforeEach(() => {
    whys = [];
    canEdit = true;
    slow = undefined;
    onRpc("complaint.investigation", "get_why_tree", () => ({
        can_edit: canEdit,
        branches: ["occurrence", "escape"].map((key) => ({
            key,
            label: key,
            question: "",
            rows: getRows(key),
        })),
    }));
    onRpc("complaint.investigation", "add_why", async ({ args }) => {
        await slow;
        const [, name, branch, parent, after] = args;
        const place = whys.findIndex((row) => row.id === after);
        const id = whys.length + 1;
        whys.splice(place < 0 ? whys.length : place + 1, 0, why(id, name, parent, { branch }));
        return id;
    });
    onRpc("complaint.why", "write", ({ args: [[id], values] }) => {
        Object.assign(
            whys.find((row) => row.id === id),
            values
        );
        return true;
    });
    onRpc("complaint.why", "action_indent", ({ args: [[id]] }) => {
        expect.step(`indent ${id}`);
        return true;
    });
    onRpc("complaint.why", "action_outdent", ({ args: [[id]] }) => {
        expect.step(`outdent ${id}`);
        return true;
    });
    onRpc("complaint.why", "action_move", ({ args: [[id], up] }) => {
        expect.step(`move ${id} ${up ? "up" : "down"}`);
        return true;
    });
    onRpc("complaint.why", "unlink", ({ args: [[id]] }) => {
        whys = whys.filter((row) => row.id !== id);
        return true;
    });
});

async function mountTree(resId = 1) {
    await mountView({
        type: "form",
        resModel: "complaint.investigation",
        resId,
        arch: `<form><field name="name"/><widget name="complaint_why_tree"/></form>`,
    });
}

async function settle() {
    for (let i = 0; i < 4; i++) {
        await animationFrame();
    }
}

function outline(branch = "occurrence") {
    return getRows(branch).map((row) => `${row.level} ${row.name}`);
}

const OCCURRENCE = "section[data-branch=occurrence]";

test("Enter goes deeper, Shift+Enter answers once more, Enter on an empty row goes back", async () => {
    await mountTree();
    await click(`${OCCURRENCE} button:contains(Add a Why)`);
    await animationFrame();
    expect("[data-row=draft] input").toBeFocused();
    for (const name of ["Tops touch", "Nothing between", "No instruction"]) {
        await edit(name);
        await press("Enter");
        await settle();
        expect("[data-row=draft] input").toBeFocused();
    }
    expect(outline()).toEqual(["1 Tops touch", "2 Nothing between", "3 No instruction"]);
    await press("Enter");
    await settle();
    expect("[data-row=draft] input").toBeFocused();
    await press("Shift+Tab");
    await settle();
    await edit("Stacked high");
    await press(["Shift", "Enter"]);
    await settle();
    expect(outline()).toEqual(["1 Tops touch", "2 Nothing between", "3 No instruction", "2 Stacked high"]);
    await edit("Braked hard");
    await press(["Shift", "Enter"]);
    await settle();
    expect(outline().at(-1)).toBe("2 Braked hard");
    await press("Escape");
    await settle();
    expect("[data-row=draft]").toHaveCount(0);
});

test("who types faster than the server answers loses nothing", async () => {
    slow = new Deferred();
    await mountTree();
    await click(`${OCCURRENCE} button:contains(Add a Why)`);
    await animationFrame();
    for (const name of ["Tops touch", "Nothing between"]) {
        await edit(name);
        await press("Enter");
        await animationFrame();
    }
    await edit("No instr");
    expect(queryAllValues("[data-row] input")).toEqual(["Tops touch", "Nothing between", "No instr"]);
    expect(outline()).toEqual([]);
    slow.resolve();
    await settle();
    expect(queryAllValues("[data-row] input")).toEqual(["Tops touch", "Nothing between", "No instr"]);
    expect("[data-row=draft] input").toBeFocused();
    await press("Enter");
    await settle();
    expect(outline()).toEqual(["1 Tops touch", "2 Nothing between", "3 No instr"]);
});

test("keys change the place of a row, and lead on where it can go no further", async () => {
    whys = [why(1, "Tops touch", false), why(2, "Dropped", false), why(3, "Low", 2)];
    await mountTree();
    await contains("[data-row='2'] input").focus();
    await press("Tab");
    await settle();
    expect.verifySteps(["indent 2"]);
    expect("[data-row='2'] input").toBeFocused();
    await press(["Alt", "ArrowUp"]);
    await settle();
    expect.verifySteps(["move 2 up"]);
    await press("ArrowDown");
    await settle();
    expect("[data-row='3'] input").toBeFocused();
    await press(["Shift", "Tab"]);
    await settle();
    expect.verifySteps(["outdent 3"]);
    await contains("[data-row='1'] input").focus();
    await press("Tab");
    await settle();
    expect.verifySteps([]);
    expect("[data-row='1'] input").not.toBeFocused();
});

test("what is typed is kept before the form acts, and an emptied row is deleted", async () => {
    whys = [why(1, "Tops touch", false), why(2, "Dropped", false)];
    await mountTree();
    await contains("[data-row='1'] input").focus();
    await edit("Tops touch each other", { confirm: false });
    await contains(".o_field_widget[name=name] input").edit("I2");
    await settle();
    await contains(".o_form_button_save").click();
    await settle();
    expect(outline()).toEqual(["1 Tops touch each other", "1 Dropped"]);
    await contains("[data-row='2'] input").focus();
    await press(["Control", "a"]);
    await press("Backspace");
    await press("Backspace");
    await settle();
    expect(outline()).toEqual(["1 Tops touch each other"]);
});

test("a new investigation is saved with its first why", async () => {
    await mountTree(false);
    await contains(".o_field_widget[name=name] input").edit("New one");
    await click(`section[data-branch=escape] button:contains(Add a Why)`);
    await animationFrame();
    await edit("Not inspected");
    await press("Enter");
    await settle();
    expect(outline("escape")).toEqual(["1 Not inspected"]);
    expect("[data-row=draft] input").toBeFocused();
});

test("evidence, cause and share are shown, and edited in a dialog", async () => {
    const root = { is_root: true, status: "verified", weight: 60, evidence: "Photo", cause: "Packing" };
    whys = [why(1, "Tops touch", false, root)];
    ComplaintWhy._records = [{ id: 1, name: "Tops touch", evidence: "Photo" }];
    await mountTree();
    expect("[data-row='1']").toHaveText(/Root 60 %[\s\S]*Photo[\s\S]*Packing/);
    await contains("[data-row='1'] input").focus();
    await press(["Control", "Enter"]);
    await settle();
    expect(".modal .o_field_widget[name=evidence] input").toHaveValue("Photo");
});

test("who may only read sees no inputs", async () => {
    whys = [why(1, "Tops touch", false)];
    canEdit = false;
    await mountTree();
    expect(".o_complaint_why_tree input").toHaveCount(0);
    expect(".o_complaint_why_tree").not.toHaveText(/Add a Why/);
    expect(queryAllTexts("[data-row]").length).toBe(1);
    expect(queryAllValues(".o_complaint_why_tree input")).toEqual([]);
});
