import { registry } from "@web/core/registry";

// Much happens at a passage: milliseconds to wait for it on a busy machine
const PATIENCE = 30000;
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
        timeout: PATIENCE,
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

// Whoever approves sees what the proposal costs.
function approve(total) {
    return [
        { content: "Open the proposal", trigger: ".o_data_row .o_data_cell[name=name]", run: "click" },
        { content: "See what it costs", trigger: `.o_field_widget[name=amount_total]:contains(${total})` },
        press("action_approve", "Approve"),
        phaseIs("Approved"),
    ];
}

function reply(remedy) {
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

function callBack(satisfaction) {
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

const confirmResponsibility = [
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

const beginResolution = [
    press("action_propose", "The facts are found"),
    phaseIs("Resolution"),
    press("action_prepare_resolution", "Work out a resolution"),
    phaseIs("Draft"),
];

const addRemedy = {
    content: "Add a remedy",
    trigger: ".o_field_widget[name=remedy_ids] .o_field_x2many_list_row_add a",
    run: "click",
};

const submitResolution = [
    press("action_submit", "Ask for approval"),
    phaseIs("Submitted"),
];

const followUp = [press("action_follow_up", "Everything is done"), phaseIs("Follow-up")];

const writeSummary = [
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
        ...confirmResponsibility,
        ...beginResolution,
        addRemedy,
        ...chooseRelated(".o_selected_row", "line_id", "Desk"),
        fill(".o_selected_row", "quantity", "2"),
        addRemedy,
        ...chooseOption(".o_data_row:eq(1).o_selected_row", "kind", "Allowance"),
        ...chooseRelated(".o_data_row:eq(1).o_selected_row", "line_id", "Desk"),
        fill(".o_data_row:eq(1).o_selected_row", "quantity", "2"),
        fill(".o_data_row:eq(1).o_selected_row", "amount_per_unit", "10"),
        { content: "Save", trigger: ".o_form_button_save:enabled", run: "click" },
        { content: "The total is there", trigger: ".o_field_widget[name=amount_total]:contains(220)" },
        ...submitResolution,
    ],
});

// Whom the authority tier names approves.
tours.add("complaint_thread_approve", { steps: () => approve("220") });

// The assistant sends the letter with the offer.
tours.add("complaint_thread_reply", { steps: () => reply("Return and Credit") });

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
    steps: () => [...openCase, ...followUp, ...callBack("Very Satisfied"), ...writeSummary, phaseIs("Closed")],
});

// First round: the assistant proposes no more than an apology.
tours.add("complaint_rounds_propose", {
    steps: () => [
        ...openCase,
        ...confirmResponsibility,
        ...beginResolution,
        addRemedy,
        ...chooseOption(".o_selected_row", "kind", "Apology"),
        { content: "Save", trigger: ".o_form_button_save:enabled", run: "click" },
        ...submitResolution,
    ],
});

tours.add("complaint_rounds_approve", { steps: () => approve("0.00") });

tours.add("complaint_rounds_reply", { steps: () => reply("Apology") });

// What was promised is done; the customer, called back, is not content with it.
tours.add("complaint_rounds_dissatisfied", {
    steps: () => [
        ...openCase,
        openTab("resolution"),
        {
            content: "The remedy is done",
            trigger: ".o_field_widget[name=remedy_ids] button[name=action_done]",
            run: "click",
        },
        { content: "It is", trigger: ".o_field_widget[name=remedy_ids] .badge:contains(Done)" },
        ...followUp,
        ...callBack("Dissatisfied"),
        phaseIs("Investigation"),
        { content: "It is the second round", trigger: ".oe_title .badge:contains(Round 2)" },
        openTab("steps"),
        {
            content: "The department is asked again",
            trigger: ".o_field_widget[name=step_ids] .badge:contains(To Do)",
        },
        {
            content: "and what it said before is still there",
            trigger: ".o_field_widget[name=step_ids] .badge:contains(Done)",
        },
    ],
});

// Second round: shares stand, somebody repairs the desks at the customer's.
tours.add("complaint_rounds_propose_again", {
    steps: () => [
        ...openCase,
        ...beginResolution,
        { content: "It is the second version", trigger: ".oe_title .o_field_widget[name=name]:contains(-R2)" },
        addRemedy,
        ...chooseOption(".o_selected_row", "kind", "On-site Service"),
        fill(".o_selected_row", "amount", "50"),
        { content: "Save", trigger: ".o_form_button_save:enabled", run: "click" },
        { content: "The total is there", trigger: ".o_field_widget[name=amount_total]:contains(50)" },
        openTab("earlier"),
        {
            content: "What was offered before is at hand",
            trigger: ".o_field_widget[name=earlier_ids] .badge:contains(Accepted)",
        },
        ...submitResolution,
    ],
});

tours.add("complaint_rounds_approve_again", { steps: () => approve("50") });

tours.add("complaint_rounds_reply_again", { steps: () => reply("On-site Service") });

// Now the customer is content; the closing letter is read before it is sent.
tours.add("complaint_rounds_close", {
    steps: () => [
        ...openCase,
        openTab("resolution"),
        {
            content: "The remedy is done",
            trigger: ".o_field_widget[name=remedy_ids] button[name=action_done]",
            run: "click",
        },
        { content: "It is", trigger: ".o_field_widget[name=remedy_ids] .badge:contains(Done)" },
        ...followUp,
        ...callBack("Very Satisfied"),
        ...writeSummary,
        {
            content: "The letter is there to read",
            trigger: `${DIALOG} .o_field_widget[name=letter] .odoo-editor-editable`,
        },
        { content: "Send it and close", trigger: `${DIALOG} button[name=action_confirm]`, run: "click" },
        phaseIs("Closed"),
    ],
});

// Whoever opens the closed case reads both rounds, one below the other.
tours.add("complaint_rounds_read", {
    steps: () => [
        {
            content: "Show closed cases too",
            trigger: ".o_searchview_facet:contains(Not Closed) .o_facet_remove",
            run: "click",
        },
        ...openCase,
        openTab("timeline"),
        ...[
            ["Round 1", ["Received", "Investigation", "Resolution", "Execution", "Follow-up"]],
            ["Round 2", ["Investigation", "Resolution", "Execution", "Follow-up", "Closed"]],
        ].flatMap(([round, phases]) =>
            phases.map((phase) => ({
                content: `${phase} of ${round}`,
                trigger: `.o_complaint_timeline section:has(h3:contains(${round})) strong:contains(${phase})`,
            }))
        ),
        ...[
            ["Round 1", ["Reply sent", "-R1: Accepted", "Callback: Dissatisfied"]],
            ["Round 2", ["Reply sent", "-R2: Accepted", "Callback: Very Satisfied"]],
        ].flatMap(([round, events]) =>
            events.map((event) => ({
                content: `${event} in ${round}`,
                trigger: `.o_complaint_timeline section:has(h3:contains(${round})) span:contains(${event})`,
            }))
        ),
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
