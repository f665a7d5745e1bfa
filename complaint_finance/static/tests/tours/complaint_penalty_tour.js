import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const openNotice = {
    content: "Open the notice from the list",
    trigger: ".o_list_view .o_data_row .o_data_cell[name='name']:contains('PN')",
    run: "click",
};

const press = (method, content) => ({
    content,
    trigger: `.o_form_view .o_statusbar_buttons button[name='${method}']:not(:disabled)`,
    run: "click",
});

const isState = (state) => ({
    content: `It is ${state}`,
    trigger: `.o_statusbar_status button.o_arrow_button_current:contains('${state}')`,
});

const answer = (words) => [
    {
        content: "Say it in words",
        trigger: ".o_dialog .o_field_widget[name='text'] textarea",
        run: `edit ${words}`,
    },
    {
        content: "Send it",
        trigger: ".o_dialog button[name='action_apply']",
        run: "click",
    },
    {
        content: "It is sent",
        trigger: "body:not(:has(.o_dialog)) .o_form_view",
    },
];

tours.add("complaint_penalty_propose", {
    steps: () => [
        {
            content: "The closed case shows what it cost",
            trigger: ".o_form_view .nav-link[name='loss']",
            run: "click",
        },
        press("action_allocate", "Allocate the loss"),
        {
            content: "The painter bears all of it",
            trigger: ".o_field_widget[name='allocation_ids'] .o_data_row:contains('Pavel Dorn')",
        },
        press("action_propose_penalties", "Propose the notices"),
        isState("Draft"),
        {
            content: "The policy's bracket made it a bonus deduction",
            trigger: ".o_field_widget[name='kind']:contains('Bonus Deduction'), .o_field_widget[name='kind'] input, .o_field_widget[name='kind'] select",
        },
        {
            content: "Choose the ground",
            trigger: ".o_field_widget[name='ground_id'] input",
            run: "edit Wrong loading",
        },
        {
            content: "Wrong loading",
            trigger: ".o-autocomplete--dropdown-item:contains('Wrong loading')",
            run: "click",
        },
        {
            content: "Save it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved",
            trigger: ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_dirty)) .o_form_status_indicator_buttons.invisible",
        },
    ],
});

tours.add("complaint_penalty_approve", {
    steps: () => [openNotice, press("action_approve", "Approve it"), isState("Approved")],
});

tours.add("complaint_penalty_tell", {
    steps: () => [openNotice, press("action_notify", "Tell the employee"), isState("Notified")],
});

tours.add("complaint_penalty_object", {
    steps: () => [
        openNotice,
        {
            content: "The employee reads the amount",
            trigger: ".o_field_widget[name='amount']:contains('300')",
        },
        press("action_object", "Object"),
        ...answer("The crane was broken; I had reported it."),
        {
            content: "The objection waits for its decision",
            trigger: ".o_field_widget[name='objection_state']:contains('Pending')",
        },
    ],
});

tours.add("complaint_penalty_decide", {
    steps: () => [
        openNotice,
        press("action_dismiss_objection", "Do not follow the objection"),
        ...answer("The report came after the loading."),
        {
            content: "It is decided",
            trigger: ".o_field_widget[name='objection_state']:contains('Dismissed')",
        },
        press("action_confirm", "Confirm the notice"),
        isState("Confirmed"),
        {
            content: "Two months take half of the bonus at most",
            trigger: ".o_field_widget[name='deduction_ids'] .o_data_row:nth-child(2)",
        },
    ],
});

tours.add("complaint_penalty_close_month", {
    steps: () => [
        {
            content: "Begin a closing",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "The month with something planned is proposed",
            trigger: ".o_field_widget[name='month']",
        },
        {
            content: "Save it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The list of the month",
            trigger: ".o_field_widget[name='deduction_ids'] .o_data_row:contains('Pavel Dorn')",
        },
        press("action_close", "Close the month"),
        {
            content: "For good",
            trigger: ".o_dialog .modal-footer .btn-primary",
            run: "click",
        },
        isState("Closed"),
    ],
});
