import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/**
 * Comfort for the form of a new complaint; without it the form works all the same.
 * Photos taken one after the other add up, are shown, can be taken out, and are measured before they are sent.
 */
export class ComplaintForm extends Interaction {
    static selector = ".o_complaint_form";
    dynamicContent = {
        "input[name=photos]": { "t-on-change": this.addPhotos },
        "input[name=qty_unknown]": { "t-on-change": this.updateQuantity },
        "input[name=quantity]": { "t-att-disabled": () => this.isQuantityUnknown },
        ".o_complaint_photos_problem": {
            "t-out": () => this.problem,
            "t-att-class": () => ({ "d-block": Boolean(this.problem) }),
        },
        ".btn[type=submit]": { "t-att-disabled": () => this.isSending },
        _root: { "t-on-submit": this.onSubmit },
    };

    setup() {
        this.photos = [];
        this.problem = "";
        this.isSending = false;
        this.input = this.el.querySelector("input[name=photos]");
        this.maxFiles = parseInt(this.el.dataset.maxFiles);
        this.maxFileMb = parseInt(this.el.dataset.maxFileMb);
        this.updateQuantity();
    }

    start() {
        // coming back with the browser's Back button, the form can be sent again
        this.addListener(window, "pageshow", () => (this.isSending = false));
    }

    updateQuantity() {
        this.isQuantityUnknown = Boolean(this.el.querySelector("input[name=qty_unknown]")?.checked);
    }

    addPhotos() {
        const known = new Set(this.photos.map((file) => `${file.name} ${file.size} ${file.lastModified}`));
        const chosen = [...this.input.files].filter(
            (file) => !known.has(`${file.name} ${file.size} ${file.lastModified}`)
        );
        const tooLarge = chosen.find((file) => file.size > this.maxFileMb * 1024 * 1024);
        const fitting = chosen.filter((file) => file.size <= this.maxFileMb * 1024 * 1024);
        this.problem = tooLarge
            ? _t("“%(name)s” is larger than %(size)s MB and was left out.", {
                  name: tooLarge.name,
                  size: this.maxFileMb,
              })
            : "";
        if (this.photos.length + fitting.length > this.maxFiles) {
            this.problem = _t("Send at most %s files. More can follow as messages.", this.maxFiles);
        }
        this.setPhotos([...this.photos, ...fitting].slice(0, this.maxFiles));
    }

    setPhotos(photos) {
        this.photos = photos;
        const transfer = new DataTransfer();
        photos.forEach((file) => transfer.items.add(file));
        this.input.files = transfer.files;
        this.showPhotos();
    }

    showPhotos() {
        const list = this.el.querySelector(".o_complaint_previews");
        list.replaceChildren(...this.photos.map((file) => this.makePreview(file)));
    }

    makePreview(file) {
        const item = document.createElement("li");
        item.className = "position-relative border rounded overflow-hidden d-flex align-items-center";
        if (file.type.startsWith("image/")) {
            const img = document.createElement("img");
            Object.assign(img, { src: URL.createObjectURL(file), alt: file.name, width: 96, height: 96 });
            img.className = "object-fit-cover";
            img.onload = () => URL.revokeObjectURL(img.src);
            item.append(img);
        } else {
            const name = document.createElement("span");
            name.className = "p-3 pe-5 small text-break";
            name.textContent = file.name;
            item.append(name);
        }
        const remove = document.createElement("button");
        remove.type = "button";
        remove.className = "btn btn-sm btn-light position-absolute top-0 end-0 m-1 fa fa-times";
        remove.setAttribute("aria-label", _t("Leave out %s", file.name));
        this.addListener(remove, "click", () => {
            this.problem = "";
            this.setPhotos(this.photos.filter((other) => other !== file));
        });
        item.append(remove);
        return item;
    }

    onSubmit() {
        this.isSending = true;
    }
}

registry.category("public.interactions").add("complaint_management.complaint_form", ComplaintForm);
