import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

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
