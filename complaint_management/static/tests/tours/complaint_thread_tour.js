import { registry } from "@web/core/registry";

import {
    addRemedy,
    approve,
    beginResolution,
    callBack,
    chooseOption,
    chooseRelated,
    confirmResponsibility,
    DIALOG,
    fill,
    followUp,
    openCase,
    phaseIs,
    press,
    reply,
    submitResolution,
    writeSummary,
} from "./complaint_tour_steps";

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

// What was accepted is carried out.
tours.add("complaint_thread_carry_out", {
    steps: () => [...openCase, press("action_execute", "Carry it out"), phaseIs("Execution")],
});

// The customer is called back, and the case closed with what was learnt.
tours.add("complaint_thread_close", {
    steps: () => [...openCase, ...followUp, ...callBack("Very Satisfied"), ...writeSummary, phaseIs("Closed")],
});
