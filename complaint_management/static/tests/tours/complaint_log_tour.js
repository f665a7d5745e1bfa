import { registry } from "@web/core/registry";

const DIALOG = ".modal:not(.o_inactive_modal)";
const tours = registry.category("web_tour.tours");

function find(field, text, choice) {
    return [
        {
            content: `Look for ${text}`,
            trigger: `${DIALOG} .o_field_widget[name=${field}] input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${choice}`,
            trigger: `.o-autocomplete--dropdown-item a:contains(${choice})`,
            run: "click",
        },
    ];
}

// Three clicks from a delivered order to a logged case; everything else is filled in.
tours.add("complaint_log_three_clicks", {
    steps: () => [
        {
            content: "First click: log a complaint about this order",
            trigger: ".o_statusbar_buttons button[name=action_log_complaint]:enabled",
            run: "click",
        },
        {
            content: "What is left to claim stands there",
            trigger: `${DIALOG} .o_data_row .o_data_cell[name=qty_left]:contains(10)`,
        },
        {
            content: "Second click: the desks",
            trigger: `${DIALOG} .o_data_row [name=selected] input`,
            run: "click",
        },
        {
            content: "What is read back names them",
            trigger: `${DIALOG} [name=read_back_text]:contains(Desk: 10)`,
        },
        {
            content: "Third click: log it",
            trigger: `${DIALOG} button[name=action_log]`,
            run: "click",
        },
        {
            content: "The case is there",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Received)",
        },
        {
            content: "with its item",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=line_ids] .o_data_cell[name=qty_claimed]:contains(10)",
        },
    ],
});

// On the phone: found by the number on the display, warned of what was logged before, read back.
tours.add("complaint_log_by_phone", {
    steps: () => [
        {
            content: "Open the menu",
            trigger: ".o_menu_sections [data-menu-xmlid='complaint_management.complaint_menu_work']",
            run: "click",
        },
        {
            content: "Log a complaint",
            trigger: ".o-dropdown-item[data-menu-xmlid='complaint_management.complaint_menu_log']",
            run: "click",
        },
        ...find("partner_id", "555 0100", "Tour Office"),
        {
            content: "What they got lately is offered",
            trigger: `${DIALOG} .o_data_row [name=selected] input`,
            run: "click",
        },
        {
            content: "The same was logged before",
            trigger: `${DIALOG} .alert-warning [name=duplicate_note] a:contains(Logged before)`,
        },
        {
            content: "Go to the claimed quantity",
            trigger: `${DIALOG} .o_data_row .o_data_cell[name=qty_claimed]:contains(6)`,
            run: "click",
        },
        {
            content: "Claim more than is left",
            trigger: `${DIALOG} .o_selected_row .o_field_widget[name=qty_claimed] input`,
            run: "edit 7",
        },
        {
            content: "Leave the row",
            trigger: `${DIALOG} .o_field_widget[name=subject] input`,
            run: "edit Scratched desks on the phone",
        },
        {
            content: "That is more than is left",
            trigger: ".o_notification:contains(7 claimed, 6 left to claim of 10 delivered)",
        },
        { content: "The row shows it", trigger: `${DIALOG} .o_data_row.text-warning` },
        {
            content: "Read it back",
            trigger: `${DIALOG} [name=read_back_text]:contains(You are Tour Office, phone +1 555 0100)`,
        },
        {
            content: "They agree",
            trigger: `${DIALOG} .o_field_widget[name=read_back] input`,
            run: "click",
        },
        { content: "Log it", trigger: `${DIALOG} button[name=action_log]`, run: "click" },
        {
            content: "The case warns of its double",
            trigger: ".o_form_view .alert-warning:contains(likely duplicates) [name=duplicate_note] a",
        },
        {
            content: "and of the claim",
            trigger: ".o_field_widget[name=line_ids] .o_data_cell[name=claim_note]:contains(6 left to claim)",
        },
    ],
});
