// Much happens at a passage: milliseconds to wait for it on a busy machine
const PATIENCE = 30000;
export const DIALOG = ".modal:not(.o_inactive_modal)";

export function openTab(name) {
    return { content: `Open the page ${name}`, trigger: `.o_notebook .nav-link[name=${name}]`, run: "click" };
}

export function press(name, content) {
    return { content, trigger: `.o_statusbar_buttons button[name=${name}]:enabled`, run: "click" };
}

export function phaseIs(phase) {
    return {
        content: `The case is in phase ${phase}`,
        trigger: `.o_statusbar_status .o_arrow_button_current:contains(${phase})`,
        timeout: PATIENCE,
    };
}

export function chooseRelated(container, field, text) {
    return [
        {
            content: `Look for ${text}`,
            trigger: `${container} .o_field_widget[name=${field}] input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item a:contains(${text})`,
            run: "click",
        },
    ];
}

export function chooseOption(container, field, text) {
    return [
        {
            content: `Open the choice of ${field}`,
            trigger: `${container} .o_field_widget[name=${field}] input`,
            run: "click",
        },
        { content: `Choose ${text}`, trigger: `.o_select_menu_item:contains(${text})`, run: "click" },
    ];
}

export function fill(container, field, value) {
    return {
        content: `Fill in ${field}`,
        trigger: `${container} .o_field_widget[name=${field}] input`,
        run: `edit ${value}`,
    };
}

export const openCase = [
    {
        content: "Open the case",
        trigger: ".o_data_row .o_data_cell[name=subject]:contains(Scratched desks)",
        run: "click",
    },
    { content: "The case is open", trigger: ".o_form_view .nav-link[name=items]" },
];

// Whoever approves sees what the proposal costs.
export function approve(total) {
    return [
        { content: "Open the proposal", trigger: ".o_data_row .o_data_cell[name=name]", run: "click" },
        { content: "See what it costs", trigger: `.o_field_widget[name=amount_total]:contains(${total})` },
        press("action_approve", "Approve"),
        phaseIs("Approved"),
    ];
}

export function reply(remedy) {
    return [
        ...openCase,
        press("action_reply", "Reply to the customer"),
        {
            content: "The letter names the remedies",
            trigger: `${DIALOG} .odoo-editor-editable:contains(${remedy})`,
        },
        {
            content: "Send it",
            trigger: `${DIALOG} button[name=action_send_mail]:enabled`,
            run: "click",
        },
        {
            content: "The customer holds the ball",
            trigger: ".o_form_view .o_field_widget[name=awaiting]:contains(Customer)",
        },
    ];
}

export function callBack(satisfaction) {
    return [
        press("action_log_callback", "Call the customer back"),
        ...chooseOption(DIALOG, "satisfaction", satisfaction),
        {
            content: "Write down what they say",
            trigger: `${DIALOG} .o_field_widget[name=comment] textarea`,
            run: `edit The customer is ${satisfaction}`,
        },
        { content: "Record the call", trigger: `${DIALOG} button.btn-primary:contains(Log Callback)`, run: "click" },
    ];
}

export const confirmResponsibility = [
    openTab("responsibility"),
    {
        content: "Name who is responsible",
        trigger: ".o_field_widget[name=responsibility_ids] .o_field_x2many_list_row_add a",
        run: "click",
    },
    ...chooseRelated(".o_selected_row", "department_id", "Thread Production"),
    { content: "Save", trigger: ".o_form_button_save:enabled", run: "click" },
    { content: "Confirm the shares", trigger: "button[name=action_confirm_responsibility]", run: "click" },
    {
        content: "They are confirmed",
        trigger: ".o_field_widget[name=responsibility_ids] .badge:contains(Confirmed)",
        timeout: PATIENCE,
    },
];

export const beginResolution = [
    press("action_propose", "The facts are found"),
    phaseIs("Resolution"),
    press("action_prepare_resolution", "Work out a resolution"),
    phaseIs("Draft"),
];

export const addRemedy = {
    content: "Add a remedy",
    trigger: ".o_field_widget[name=remedy_ids] .o_field_x2many_list_row_add a",
    run: "click",
};

export const submitResolution = [
    press("action_submit", "Ask for approval"),
    phaseIs("Submitted"),
];

export const followUp = [press("action_follow_up", "Everything is done"), phaseIs("Follow-up")];

export const writeSummary = [
    { content: "No call is missing", trigger: ".o_form_view button[name=action_close].btn-primary" },
    openTab("summary"),
    {
        content: "Say what was learnt",
        trigger: ".o_field_widget[name=summary] .odoo-editor-editable",
        run: "editor The nozzle is now checked every shift",
    },
    { content: "Save", trigger: ".o_form_button_save:enabled", run: "click" },
    press("action_close", "Close the case"),
];
