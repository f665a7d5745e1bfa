import { registry } from "@web/core/registry";

const OCCURRENCE = ".o_complaint_why_tree section[data-branch=occurrence]";
const DRAFT = `${OCCURRENCE} [data-row=draft] input`;
const DIALOG = ".modal:not(.o_inactive_modal)";

function typeWhy(text) {
    return {
        content: `Say why: ${text}`,
        trigger: DRAFT,
        run: `edit ${text} && press Enter`,
    };
}

function choose(field, container, position) {
    return [
        {
            content: `Open the choice of ${field}`,
            trigger: `${container} [name=${field}] input`,
            run: "click",
        },
        {
            content: `Choose the ${field}`,
            trigger: `${container} [name=${field}] .o-autocomplete--dropdown-item:has(img):eq(${position}) a`,
            run: "click",
        },
    ];
}

function fill(field, text) {
    return {
        content: `Fill in ${field}`,
        trigger: `${DIALOG} [name=${field}] input`,
        run: `edit ${text}`,
    };
}

// A quality engineer takes the case "Scratched desks" from the list of complaints to an action that is done.
registry.category("web_tour.tours").add("complaint_thread_investigate", {
    steps: () => [
        {
            content: "Open the case",
            trigger: ".o_data_row .o_data_cell[name=subject]:contains(Scratched desks)",
            run: "click",
        },
        {
            content: "Open an investigation",
            trigger: "button[name=action_open_investigation]",
            run: "click",
        },
        {
            content: "Ask why",
            trigger: ".o_notebook .nav-link[name=causes]",
            run: "click",
        },
        {
            content: "Begin the chain",
            trigger: `${OCCURRENCE} button:contains(Add a Why)`,
            run: "click",
        },
        typeWhy("The tops touch each other in the truck"),
        typeWhy("There is nothing between them"),
        typeWhy("The packing instruction forgets the tops"),
        { content: "No more whys", trigger: DRAFT, run: "press Escape" },
        { content: "All three are kept", trigger: `${OCCURRENCE}:not(:has([data-row=draft])) li:eq(2)` },
        {
            content: "Give the evidence of the last",
            trigger: `${OCCURRENCE} li:eq(2) button[title="Evidence and Cause"]`,
            run: "click",
        },
        fill("evidence", "Packing instruction 12, page 3"),
        {
            content: "It is verified",
            trigger: `${DIALOG} [name=status] .form-check:contains(Verified) input`,
            run: "click",
        },
        {
            content: "It is the root cause",
            trigger: `${DIALOG} [name=is_root] input[type=checkbox]`,
            run: "click",
        },
        {
            content: "Look for it in the catalogue",
            trigger: `${DIALOG} [name=cause_id] input`,
            run: "edit Packing or loading",
        },
        {
            content: "Take the cause of the catalogue",
            trigger: ".o-autocomplete--dropdown-item a:contains(Packing or loading method unsuitable)",
            run: "click",
        },
        {
            content: "Keep it",
            trigger: `${DIALOG} .o_form_button_save`,
            run: "click",
        },
        { content: "It is shown as root", trigger: `${OCCURRENCE} li:eq(2) .badge:contains(Root)` },
        {
            content: "Look at the fishbone",
            trigger: ".o_notebook .nav-link[name=fishbone]",
            run: "click",
        },
        {
            content: "The root cause is on its bone",
            trigger: ".o_complaint_fishbone svg text:contains(The packing)",
        },
        {
            content: "Accept the cause",
            trigger: "button[name=action_accept_cause].btn-primary",
            run: "click",
        },
        {
            content: "The cause is accepted",
            trigger: ".o_field_widget[name=cause_ids] .o_tag:contains(Packing or loading method unsuitable)",
        },
        {
            content: "What is done about it?",
            trigger: ".o_notebook .nav-link[name=actions]",
            run: "click",
        },
        {
            content: "Plan an action",
            trigger: ".o_field_widget[name=action_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        fill("name", "Corner protection on each top"),
        ...choose("user_id", DIALOG, 0),
        fill("date_due", "+7d"),
        fill("check_metric", "Scratched desks per month"),
        fill("check_baseline", "9"),
        fill("check_target", "2"),
        fill("check_method", "Complaint register of three months"),
        ...choose("check_user_id", DIALOG, 1),
        fill("date_check", "+90d"),
        {
            content: "Keep the action",
            trigger: `${DIALOG} .o_form_button_save`,
            run: "click",
        },
        {
            content: "It is done",
            trigger: "body:not(:has(.modal)) .o_form_button_save:enabled",
            run: "click",
        },
        {
            content: "It is done",
            trigger: ".o_field_widget[name=action_ids] button[name=action_done]",
            run: "click",
        },
        {
            content: "Show the evidence",
            trigger: `${DIALOG} [name=evidence] textarea`,
            run: "edit Photo of the first pallet with corners",
        },
        {
            content: "Record it",
            trigger: `${DIALOG} button[name=action_confirm]`,
            run: "click",
        },
        {
            content: "The effect is yet to be proven",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Verifying)",
        },
    ],
});
