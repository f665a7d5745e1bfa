import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// An employee objects to a notice on the phone.
tours.add("complaint_phone_object", {
    steps: () => [
        {
            content: "The notice is a card",
            trigger: ".o_kanban_record:contains('Warning'):contains('Wrong loading'):contains('Notified')",
            run: "click",
        },
        {
            content: "Object",
            trigger: ".o_form_view .o_statusbar_buttons button[name='action_object']",
            run: "click",
        },
        {
            content: "Say it in words",
            trigger: ".o_dialog .o_field_widget[name='text'] textarea",
            run: "edit The crane was broken.",
        },
        { content: "Send it", trigger: ".o_dialog button[name='action_apply']", run: "click" },
        {
            content: "The objection waits for its decision",
            trigger: ".o_field_widget[name='objection_state']:contains('Pending')",
        },
    ],
});

// The warehouse carries out what was decided about returned goods, from the card.
tours.add("complaint_phone_carry_out", {
    steps: () => [
        {
            content: "Carry it out",
            trigger: ".o_kanban_record:contains('Use as Is') button[name='action_carry_out']",
            run: "click",
        },
        { content: "Nothing is left", trigger: ".o_kanban_view:not(:has(button[name='action_carry_out']))" },
    ],
});
