import { registry } from "@web/core/registry";

const DIALOG = ".modal:not(.o_inactive_modal)";

function openTab(name) {
    return { content: `Open the page ${name}`, trigger: `.o_notebook .nav-link[name=${name}]`, run: "click" };
}

function press(name, content) {
    return { content, trigger: `.o_statusbar_buttons button[name=${name}]:enabled`, run: "click" };
}

function phaseIs(phase) {
    return {
        content: `The case is in phase ${phase}`,
        trigger: `.o_statusbar_status .o_arrow_button_current:contains(${phase})`,
    };
}

function chooseRelated(container, field, text) {
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

function chooseOption(container, field, text) {
    return [
        {
            content: `Open the choice of ${field}`,
            trigger: `${container} .o_field_widget[name=${field}] input`,
            run: "click",
        },
        { content: `Choose ${text}`, trigger: `.o_select_menu_item:contains(${text})`, run: "click" },
    ];
}

function fill(container, field, value) {
    return {
        content: `Fill in ${field}`,
        trigger: `${container} .o_field_widget[name=${field}] input`,
        run: `edit ${value}`,
    };
}

const openCase = [
    {
        content: "Open the case",
        trigger: ".o_data_row .o_data_cell[name=subject]:contains(Scratched desks)",
        run: "click",
    },
    { content: "The case is open", trigger: ".o_form_view .nav-link[name=items]" },
];

const tours = registry.category("web_tour.tours");

// A sales assistant logs what is wrong with a delivered order and accepts the complaint.
tours.add("complaint_thread_log", {
    steps: () => [
        press("action_log_complaint", "Log a complaint about this order"),
        fill(DIALOG, "subject", "Scratched desks"),
        ...chooseRelated(DIALOG, "category_id", "Surface and finish"),
        {
            content: "Tick the desks",
            trigger: `${DIALOG} .o_data_row [name=selected] input`,
            run: "click",
        },
        {
            content: "Go to the claimed quantity; what was delivered stands there",
            trigger: `${DIALOG} .o_data_row .o_data_cell[name=qty_claimed]:contains(10)`,
            run: "click",
        },
        fill(`${DIALOG} .o_selected_row`, "qty_claimed", "4"),
        fill(`${DIALOG} .o_selected_row`, "qty_defective", "3"),
        { content: "Log it", trigger: `${DIALOG} button[name=action_log]`, run: "click" },
        phaseIs("Received"),
        {
            content: "The case has its items",
            trigger: ".o_field_widget[name=line_ids] .o_data_cell[name=qty_claimed]:contains(4)",
        },
        press("action_accept", "It is established"),
        phaseIs("Investigation"),
    ],
});

// The department that the policy asks finishes its step.
tours.add("complaint_thread_opinion", {
    steps: () => [
        { content: "Open the step", trigger: ".o_data_row .o_data_cell[name=name]", run: "click" },
        press("action_ask_opinion", "Give the opinion"),
        {
            content: "Write it down",
            trigger: `${DIALOG} .odoo-editor-editable`,
            run: "editor Coating of 40 instead of 60 micrometres",
        },
        { content: "Finish", trigger: `${DIALOG} button[name=action_confirm]`, run: "click" },
        phaseIs("Done"),
    ],
});

// The assistant names who is responsible and proposes a return and an allowance.
tours.add("complaint_thread_propose", {
    steps: () => [
        ...openCase,
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
        },
        press("action_propose", "The facts are found"),
        phaseIs("Resolution"),
        press("action_prepare_resolution", "Work out a resolution"),
        phaseIs("Draft"),
        {
            content: "Take goods back",
            trigger: ".o_field_widget[name=remedy_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        ...chooseRelated(".o_selected_row", "line_id", "Desk"),
        fill(".o_selected_row", "quantity", "2"),
        {
            content: "And reduce the price of others",
            trigger: ".o_field_widget[name=remedy_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        ...chooseOption(".o_data_row:eq(1).o_selected_row", "kind", "Allowance"),
        ...chooseRelated(".o_data_row:eq(1).o_selected_row", "line_id", "Desk"),
        fill(".o_data_row:eq(1).o_selected_row", "quantity", "2"),
        fill(".o_data_row:eq(1).o_selected_row", "amount_per_unit", "10"),
        { content: "Save", trigger: ".o_form_button_save:enabled", run: "click" },
        { content: "The total is there", trigger: ".o_field_widget[name=amount_total]:contains(220)" },
        press("action_submit", "Ask for approval"),
        phaseIs("Submitted"),
    ],
});

// Whom the authority tier names approves.
tours.add("complaint_thread_approve", {
    steps: () => [
        { content: "Open the proposal", trigger: ".o_data_row .o_data_cell[name=name]", run: "click" },
        { content: "See what it costs", trigger: ".o_field_widget[name=amount_total]:contains(220)" },
        press("action_approve", "Approve"),
        phaseIs("Approved"),
    ],
});

// The assistant sends the letter with the offer.
tours.add("complaint_thread_reply", {
    steps: () => [
        ...openCase,
        press("action_reply", "Reply to the customer"),
        {
            content: "The letter names the remedies",
            trigger: `${DIALOG} .odoo-editor-editable:contains(Return and Credit)`,
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
    ],
});

// The customer reads and signs on the portal.
tours.add("complaint_thread_portal", {
    steps: () => [
        {
            content: "Open the complaint",
            trigger: ".o_portal table a[href*='/my/complaints/']",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "Read the offer", trigger: ".o_portal_complaint .card:contains(Our offer)" },
        { content: "Accept it", trigger: "a[data-bs-target='#complaint_accept']", run: "click" },
        {
            content: "The name stands there",
            trigger: ".modal .o_web_sign_name_and_signature input",
            run: "edit Ms. Ready",
        },
        { content: "The signature is drawn", trigger: ".modal canvas.o_web_sign_signature", run: "canvasNotEmpty" },
        {
            content: "Sign",
            trigger: ".modal .o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It is accepted", trigger: ".o_portal_complaint .badge:contains(Accepted)" },
    ],
});

// What was accepted is carried out.
tours.add("complaint_thread_carry_out", {
    steps: () => [...openCase, press("action_execute", "Carry it out"), phaseIs("Execution")],
});

// The customer is called back, and the case closed with what was learnt.
tours.add("complaint_thread_close", {
    steps: () => [
        ...openCase,
        press("action_follow_up", "Everything is done"),
        phaseIs("Follow-up"),
        openTab("callbacks"),
        {
            content: "Record the call",
            trigger: ".o_field_widget[name=callback_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        ...chooseOption(".o_selected_row", "satisfaction", "Very Satisfied"),
        openTab("summary"),
        {
            content: "Say what was learnt",
            trigger: ".o_field_widget[name=summary] .odoo-editor-editable",
            run: "editor The nozzle is now checked every shift",
        },
        { content: "Save", trigger: ".o_form_button_save:enabled", run: "click" },
        press("action_close", "Close the case"),
        phaseIs("Closed"),
    ],
});

// A customer files a complaint with a photo from an own item and finds it in the list.
tours.add("complaint_portal_new", {
    steps: () => [
        {
            content: "Something is wrong",
            trigger: "a[href='/my/complaints/new']:contains(New Complaint)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "With the desk",
            trigger: ".o_complaint_choose a[href*='line_id']:contains(Desk)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Say what",
            trigger: ".o_complaint_form input[name=subject]",
            run: "edit Two desks are scratched",
        },
        {
            content: "And how",
            trigger: ".o_complaint_form textarea[name=description]",
            run: "edit On the long edge",
        },
        {
            content: "Add a photo",
            trigger: ".o_complaint_form input[name=photos]",
            async run() {
                const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
                canvas.getContext("2d").fillRect(5, 5, 20, 10);
                const blob = await new Promise((resolve) => canvas.toBlob(resolve));
                const transfer = new DataTransfer();
                transfer.items.add(new File([blob], "scratch.png", { type: "image/png" }));
                this.anchor.files = transfer.files;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { content: "It is shown", trigger: ".o_complaint_previews img[alt='scratch.png']" },
        { content: "How many", trigger: ".o_complaint_form input[name=quantity]", run: "edit 2" },
        { content: "Ask for an exchange", trigger: ".o_complaint_form label:contains(Exchange)", run: "click" },
        {
            content: "Send it",
            trigger: ".o_complaint_form button[type=submit]:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It has a number", trigger: ".alert-success:contains(Its number is)" },
        { content: "The photo is there", trigger: ".o_complaint_files img[alt='scratch.png']" },
        {
            content: "Back to the list",
            trigger: ".o_portal_submenu a:contains(Complaints)",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "There it is", trigger: "td:contains(Two desks are scratched)" },
    ],
});
