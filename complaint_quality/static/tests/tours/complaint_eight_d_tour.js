import { registry } from "@web/core/registry";

const DIALOG = ".modal:not(.o_inactive_modal)";
const NO_DIALOG = "body:not(:has(.modal))";

function click(content, trigger) {
    return { content, trigger, run: "click" };
}

function wait(content, trigger) {
    return { content, trigger };
}

function edit(name, text, container = DIALOG) {
    return {
        content: `Fill in ${name}`,
        trigger: `${container} [name=${name}] :is(input, textarea):not([type=radio])`,
        run: `edit ${text}`,
    };
}

function write(name, text, container = DIALOG) {
    return {
        content: `Write ${name}`,
        trigger: `${container} .o_field_widget[name=${name}] .odoo-editor-editable`,
        run: `editor ${text}`,
    };
}

function choose(name, text, container = DIALOG) {
    return [
        edit(name, text, container),
        click(`Choose ${text}`, `.o-autocomplete--dropdown-item a:contains(${text})`),
    ];
}

function openPage(name) {
    return click(`Open the page ${name}`, `${NO_DIALOG} .o_notebook .nav-link[name=${name}]`);
}

function openInvestigation() {
    return click("Open the 8D", ".o_data_row .o_data_cell[name=subject]:contains(Scratched)");
}

/** Fill in a discipline and sign it off. */
function signOff(code, ...steps) {
    const row = `${NO_DIALOG} .o_field_widget[name=discipline_ids] .o_data_row:contains(${code} )`;
    const filled = steps.length
        ? [
              click(`Open ${code}`, `${row} .o_data_cell[name=code]`),
              ...steps,
              click(`Keep ${code}`, `${DIALOG} .o_form_button_save`),
          ]
        : [];
    return [
        ...filled,
        click(`Sign off ${code}`, `${row} button[name=action_sign_off]`),
        wait(`${code} is signed off`, `${row} .badge:contains(Signed Off)`),
    ];
}

/** Whys that explain one another, the last one a verified root cause of the catalogue. */
function findCause(branch, evidence, cause, ...whys) {
    const section = `.o_complaint_why_tree section[data-branch=${branch}]`;
    const draft = `${section} [data-row=draft] input`;
    const last = `${section} li:eq(${whys.length - 1})`;
    return [
        click("Begin a chain", `${section} button:contains(Add a Why)`),
        ...whys.map((why) => ({ content: `Why: ${why}`, trigger: draft, run: `edit ${why} && press Enter` })),
        { content: "No more whys", trigger: draft, run: "press Escape" },
        click("Open the last", `${section}:not(:has([data-row=draft])) li:eq(${whys.length - 1}) button[title="Evidence and Cause"]`),
        edit("evidence", evidence),
        click("It is verified", `${DIALOG} [name=status] .form-check:contains(Verified) input`),
        click("It is the root", `${DIALOG} [name=is_root] input[type=checkbox]`),
        ...choose("cause_id", cause),
        click("Keep it", `${DIALOG} .o_form_button_save`),
        { content: "It is shown as root", trigger: `${last} .badge:contains(Root)` },
    ];
}

function addAction(name, verifier) {
    return [
        openPage("actions"),
        click("Plan an action", ".o_field_widget[name=action_ids] .o_field_x2many_list_row_add a"),
        edit("name", name),
        ...choose("user_id", "Q Owner"),
        edit("date_due", "+7d"),
        edit("check_metric", "Scratched desks per month"),
        edit("check_baseline", "9"),
        edit("check_target", "2"),
        edit("check_method", "Complaint register of three months"),
        ...choose("check_user_id", verifier),
        edit("date_check", "+90d"),
        click("Keep the action", `${DIALOG} .o_form_button_save`),
        { content: "It is in the list", trigger: `${NO_DIALOG} .o_field_widget[name=action_ids] .o_data_row:contains(${name})` },
    ];
}

function checkEffect(result, value, evidence) {
    return [
        click("Open what is to be checked", ".o_data_row .o_data_cell[name=name]:contains(Corner protection)"),
        click("Check the effect", ".o_form_statusbar button[name=action_check]"),
        edit("value", value),
        click("Say the result", `${DIALOG} [name=effective] .o_radio_item:has(label:contains(/^${result}$/)) input`),
        edit("evidence", evidence),
        click("Record it", `${DIALOG} button[name=action_confirm]`),
    ];
}

/** Each step waits for the server, on a busy machine as well. */
function add(name, { steps }) {
    registry.category("web_tour.tours").add(name, {
        steps: () => steps().map((step) => ({ timeout: 60000, ...step })),
    });
}

// Two complaints of the same defect, from the list into one 8D; their lot is contained (D3).
add("complaint_eight_d_contain", {
    steps: () => [
        click("Take the first", ".o_data_row:contains(Scratched desks) .o_list_record_selector input"),
        click("Take the second", ".o_data_row:contains(Scratched tops) .o_list_record_selector input"),
        click("Open the menu", ".o_control_panel_actions .o_cp_action_menus .dropdown-toggle:contains(Actions)"),
        click("Open one investigation", ".o-dropdown-item:contains(Open Investigation)"),
        { content: "It serves both", trigger: ".o_field_widget[name=case_ids] .o_tag:eq(1)" },
        ...signOff("D0", write("content", "Scratched tops, deliveries stopped")),
        ...signOff("D1", ...choose("team_ids", "Q Owner")),
        ...signOff(
            "D2",
            ...["what", "where", "when", "many"].map((question) => edit(`${question}_is`, "This")),
            edit("what_is_not", "Dents")
        ),
        openPage("exposure"),
        click("Block the lot", ".o_notebook button[name=action_quarantine]"),
        click("Really", `${DIALOG} .btn-primary`),
        wait("It is in quarantine", ".o_breadcrumb .active:contains(INT)"),
        click("Back", ".o_breadcrumb .breadcrumb-item a:contains(Scratched), .o_back_button"),
        openPage("disciplines"),
        ...signOff(
            "D3",
            ...["customer", "transit", "house"].flatMap((place) => [
                edit(`${place}_done`, "Sorted"),
                edit(`${place}_proof`, "Sorting sheet"),
            ])
        ),
    ],
});

// Why did it happen, why was it not seen, and what is done about it (D5)?
add("complaint_eight_d_find", {
    steps: () => [
        openInvestigation(),
        openPage("causes"),
        ...findCause(
            "occurrence",
            "Packing instruction 12",
            "Packing or loading method unsuitable",
            "The tops touch each other",
            "There is nothing between them"
        ),
        ...findCause("escape", "Inspection plan D-4", "Inspection missing", "Nobody looks into the truck"),
        openPage("fishbone"),
        { content: "Both are drawn", trigger: ".o_complaint_fishbone svg text:contains(Nobody looks)" },
        click("Accept both", "button[name=action_accept_cause].btn-primary"),
        { content: "They are accepted", trigger: ".o_field_widget[name=cause_ids] .o_tag:eq(1)" },
        openPage("disciplines"),
        ...signOff("D4"),
        ...addAction("Corner protection", "Q Verifier"),
        openPage("disciplines"),
        ...signOff("D5", write("content", "Corners keep the tops apart")),
        wait("It is acting", ".o_statusbar_status .o_arrow_button_current:contains(Acting)"),
    ],
});

// The owner of the action.
add("complaint_eight_d_do", {
    steps: () => [
        click("Open my action", ".o_data_row .o_data_cell[name=name]:contains(Corner protection)"),
        click("It is done", ".o_form_statusbar button[name=action_done]"),
        edit("evidence", "Photo of the first pallet"),
        click("Record it", `${DIALOG} button[name=action_confirm]`),
        wait("It is to be checked", ".o_statusbar_status .o_arrow_button_current:contains(To Check)"),
    ],
});

add("complaint_eight_d_implement", {
    steps: () => [
        openInvestigation(),
        ...signOff("D6", edit("date_lifted", "+1d"), write("content", "Three pallets without a scratch")),
        ...signOff("D7", edit("prevent_documents", "Packing instruction 12")),
    ],
});

// The verifier, who is not the owner.
add("complaint_eight_d_check", {
    steps: () => [
        ...checkEffect("Effective", "1", "Register of three months"),
        wait("It is finished", ".o_statusbar_status .o_arrow_button_current:contains(Finished)"),
    ],
});

add("complaint_eight_d_close", {
    steps: () => [
        openInvestigation(),
        ...signOff("D8", write("content", "Thanks to the night shift")),
        click("Close it", "button[name=action_close]"),
        wait("It is closed", ".o_statusbar_status .o_arrow_button_current:contains(Closed)"),
        click("For the customer", "button[name=action_print_report]"),
        ...choose("case_id", "Scratched desks"),
        click("Send the report", `${DIALOG} button[name=action_send]`),
        wait("It is attached", `${DIALOG} .o_field_widget[name=attachment_ids]:contains(8D Report)`),
        click("Send the mail", `${DIALOG} button[name=action_send_mail]`),
        wait("It is sent", NO_DIALOG),
    ],
});

// ACT-4: it did not help.
add("complaint_eight_d_fail", {
    steps: () => [
        ...checkEffect("Not Effective", "8", "Register of three months"),
        wait("It failed", ".o_statusbar_status .o_arrow_button_current:contains(Not Effective)"),
    ],
});

add("complaint_eight_d_again", {
    steps: () => [
        openInvestigation(),
        { content: "The search goes on", trigger: ".o_statusbar_status .o_arrow_button_current:contains(Analysing)" },
        {
            content: "D4 is to be signed off anew",
            trigger: ".o_field_widget[name=discipline_ids] .o_data_row:contains(D4 ) .badge:contains(To Sign Off)",
        },
        {
            content: "What was found before the causes holds",
            trigger: ".o_field_widget[name=discipline_ids] .o_data_row:contains(D3 ) .badge:contains(Signed Off)",
        },
        openPage("actions"),
        {
            content: "It did not help",
            trigger: ".o_field_widget[name=action_ids] .o_data_row .badge:contains(Not Effective)",
        },
    ],
});
