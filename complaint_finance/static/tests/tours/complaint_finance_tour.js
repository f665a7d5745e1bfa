import { registry } from "@web/core/registry";

const openCase = [
    {
        content: "Open the case from the list",
        trigger: ".o_data_row .o_data_cell:contains('Scratched desks')",
        run: "click",
    },
    {
        content: "The case is open",
        trigger: ".o_form_view .nav-link[name='documents']",
        run: "click",
    },
];

// The list may come as kanban first; the tours start on /odoo/complaints?view_type=list or switch themselves.
const toList = [
    {
        content: "Wait for the cases",
        trigger: ".o_kanban_view, .o_list_view",
    },
    {
        content: "Show them as a list",
        trigger: ".o_cp_switch_buttons .o_list, .o_switch_view.o_list",
        run: "click",
    },
];

registry.category("web_tour.tours").add("complaint_thread_documents", {
    steps: () => [
        ...toList,
        ...openCase,
        {
            content: "Make the documents of the remedies",
            trigger: ".o_statusbar_buttons button[name='action_create_documents']",
            run: "click",
        },
        {
            content: "The return awaits its goods, the allowance is to be posted",
            trigger: ".o_field_widget[name='finance_remedy_ids'] .badge:contains('Awaiting Goods')",
        },
        {
            content: "Nothing more is to be made",
            trigger: ".o_field_widget[name='finance_remedy_ids'] .badge:contains('To Post')",
        },
        {
            content: "The credit note is counted",
            trigger: "button[name='action_view_credit_notes'] .o_stat_value:contains('1')",
        },
    ],
});

registry.category("web_tour.tours").add("complaint_thread_receive", {
    steps: () => [
        {
            content: "Open the return receipt",
            trigger: ".o_list_view .o_data_row .o_data_cell:contains('/IN/')",
            run: "click",
        },
        {
            content: "It says which remedy it carries out",
            trigger: ".o_form_view .alert:contains('Approved return of a complaint')",
        },
        {
            content: "The goods are here",
            trigger: ".o_statusbar_buttons button[name='button_validate']",
            run: "click",
        },
        {
            content: "The receipt is done",
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains('Done')",
        },
    ],
});

const postCreditNote = [
    {
        content: "Open the credit notes of the case",
        trigger: "button[name='action_view_credit_notes']",
        run: "click",
    },
    {
        // the case has rows of its own
        content: "The list of credit notes is there",
        trigger: ".o_last_breadcrumb_item:contains('Credit Notes')",
    },
    {
        content: "Open one that is a draft",
        trigger: ".o_list_view .o_data_row:contains('Draft') .o_data_cell[name='name']",
        run: "click",
    },
    {
        content: "It says which remedy it carries out",
        trigger: ".o_form_view .alert:contains('approved remedy of a complaint')",
    },
    {
        content: "Confirm it",
        trigger: ".o_statusbar_buttons button[name='action_post']:not(:disabled)",
        run: "click",
    },
    {
        content: "It is posted",
        trigger: ".o_statusbar_status button.o_arrow_button_current:contains('Posted')",
    },
    {
        content: "Back to the case",
        trigger: "button[name='action_view_complaint_cases']",
        run: "click",
    },
    {
        content: "The case is open",
        trigger: ".o_form_view .nav-link[name='documents']",
        run: "click",
    },
];

registry.category("web_tour.tours").add("complaint_thread_post", {
    steps: () => [
        ...toList,
        ...openCase,
        ...postCreditNote,
        ...postCreditNote,
        {
            content: "Both remedies are done",
            trigger: ".o_field_widget[name='finance_remedy_ids'] .o_data_row:nth-child(2) .badge:contains('Done')",
        },
        {
            content: "Allocate the loss",
            trigger: ".o_statusbar_buttons button[name='action_allocate']",
            run: "click",
        },
        {
            content: "Look at the loss",
            trigger: ".o_form_view .nav-link[name='loss']",
            run: "click",
        },
        {
            content: "It is allocated",
            trigger: ".o_field_widget[name='allocation_ids'] .o_data_row",
        },
        {
            content: "Propose notices",
            trigger: ".o_statusbar_buttons button[name='action_propose_penalties']",
            run: "click",
        },
        {
            content: "A draft notice is there",
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains('Draft'), .o_list_view .o_data_row .badge:contains('Draft')",
        },
    ],
});

const openCard = (state) => [
    {
        content: `The accountant's board has it under ${state}`,
        trigger: `.o_kanban_group:contains('${state}') .o_kanban_record:contains('Scratched desks')`,
        run: "click",
    },
    {
        content: "The remedy is open",
        trigger: ".o_form_view .o_last_breadcrumb_item, .o_form_view .o_field_widget[name='document_state']",
    },
];

registry.category("web_tour.tours").add("complaint_documents_make", {
    steps: () => [
        ...openCard("To Make"),
        {
            content: "Call the goods back",
            trigger: ".o_statusbar_buttons button[name='action_create_document']",
            run: "click",
        },
        {
            content: "They are awaited",
            trigger: ".o_field_widget[name='document_state']:contains('Awaiting Goods')",
        },
    ],
});

registry.category("web_tour.tours").add("complaint_documents_evidence", {
    steps: () => [
        ...openCard("Awaiting Evidence"),
        {
            content: "Open the credit note of what came",
            trigger: "button[name='action_view_documents']",
            run: "click",
        },
        {
            content: "Confirm it without evidence",
            trigger: ".o_statusbar_buttons button[name='action_post']:not(:disabled)",
            run: "click",
        },
        {
            content: "It is refused, and said what is missing",
            trigger: ".o_dialog .modal-body:contains('lacks an accepted evidence document'):contains('Return certificate')",
        },
        {
            content: "Understood",
            trigger: ".o_dialog .modal-footer button:contains('Close')",
            run: "click",
        },
        {
            content: "Enter the document",
            trigger: ".alert button[name='action_add_complaint_evidence']",
            run: "click",
        },
        {
            content: "Say what it is",
            trigger: ".o_dialog .o_field_widget[name='type_id'] input",
            run: "edit Return",
        },
        {
            content: "A return certificate",
            trigger: ".o-autocomplete--dropdown-item:contains('Return certificate')",
            run: "click",
        },
        {
            content: "Attach its scan",
            trigger: ".o_dialog .o_field_widget[name='attachment_ids'] input[type='file']:not(:visible)",
            run() {
                const files = new DataTransfer();
                files.items.add(new File(["%PDF-1.4 stamped"], "certificate.pdf", { type: "application/pdf" }));
                this.anchor.files = files.files;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "It is attached",
            trigger: ".o_dialog .o_field_widget[name='attachment_ids'] .o_attachment:contains('certificate')",
        },
        {
            content: "Save it",
            trigger: ".o_dialog .o_form_button_save",
            run: "click",
        },
        {
            content: "Look at the evidence",
            trigger: "body:not(:has(.o_dialog)) .nav-link[name='complaint_evidence']",
            run: "click",
        },
        {
            content: "Accept it",
            trigger: ".o_field_widget[name='complaint_evidence_ids'] button[name='action_accept']",
            run: "click",
        },
        {
            content: "Nothing is missing any more",
            trigger: ".o_form_view:not(:has(.alert:contains('waits for its evidence')))",
        },
        {
            content: "Confirm the credit note",
            trigger: ".o_statusbar_buttons button[name='action_post']:not(:disabled)",
            run: "click",
        },
        {
            content: "It is posted",
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains('Posted')",
        },
    ],
});
