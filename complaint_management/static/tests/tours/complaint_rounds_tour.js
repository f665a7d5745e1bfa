import { registry } from "@web/core/registry";

import {
    addRemedy,
    approve,
    beginResolution,
    callBack,
    chooseOption,
    confirmResponsibility,
    DIALOG,
    fill,
    followUp,
    openCase,
    openTab,
    phaseIs,
    reply,
    submitResolution,
    writeSummary,
} from "./complaint_tour_steps";

const tours = registry.category("web_tour.tours");

const carryOut = [
    openTab("resolution"),
    {
        content: "The remedy is done",
        trigger: ".o_field_widget[name=remedy_ids] button[name=action_done]",
        run: "click",
    },
    { content: "It is", trigger: ".o_field_widget[name=remedy_ids] .badge:contains(Done)" },
];

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
        ...carryOut,
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
        ...carryOut,
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
