import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, useEffect, useRef, useState } from "@odoo/owl";

import { ComplaintWhyTreeModel } from "./complaint_why_tree_model";

const ICONS = {
    open: "fa-circle-o text-muted",
    verified: "fa-check-circle text-success",
    refuted: "fa-times-circle text-muted",
};

/** INV-4: the whys of an investigation as two trees side by side, typed by keyboard. */
export class ComplaintWhyTree extends Component {
    static template = "complaint_quality.WhyTree";
    static props = { ...standardWidgetProps };

    setup() {
        this.dialog = useService("dialog");
        this.root = useRef("root");
        this.icons = ICONS;
        this.model = new ComplaintWhyTreeModel(useService("orm"), {
            getRecord: () => this.props.record,
            getFocused: () => this.getFocused(),
        });
        this.state = useState(this.model.state);
        useRecordObserver((record) => {
            // read to be told when another wrote
            record.data.write_date;
            return this.model.load(record.resId);
        });
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({ detail }) => {
            // while the form is saved for a row, what is typed meanwhile waits for the next time
            if (!this.model.isSaving) {
                if (this.canEdit) {
                    this.model.keepFocused();
                }
                detail.proms.push(this.model.whenKept());
            }
        });
        useEffect(
            (focus) => focus && this.root.el.querySelector(`[data-row="${focus.key}"] input`)?.focus(),
            () => [this.state.focus]
        );
    }

    get canEdit() {
        const { readonly, record } = this.props;
        return !readonly && (!record.resId || Boolean(this.state.tree?.can_edit));
    }

    /** The row in which the cursor is: { key, value }. */
    getFocused() {
        const input = document.activeElement;
        const key = this.root.el?.contains(input) && input.closest("[data-row]")?.dataset.row;
        return key && input.tagName === "INPUT" ? { key, value: input.value } : undefined;
    }

    onAdd(branch) {
        const last = branch.rows.findLast((row) => row.level === 1);
        this.model.start(branch.key, false, last?.id || false, 1);
    }

    onBlur(ev, row) {
        if (row.id === "draft" && row.key === this.state.draft?.key && !ev.target.value.trim()) {
            this.model.dropDraft();
        }
    }

    onKeydown(ev, branch, row) {
        const modifiers = [ev.shiftKey && "Shift+", (ev.ctrlKey || ev.metaKey) && "Ctrl+", ev.altKey && "Alt+"];
        const key = modifiers.filter(Boolean).join("") + ev.key;
        const model = this.model;
        const rows = model.getRows(branch);
        const index = rows.findIndex((other) => other.id === row.id);
        const isDraft = row.id === "draft";
        const value = ev.target.value;
        const isEmpty = !value.trim();
        const stop = () => {
            ev.preventDefault();
            ev.stopPropagation();
        };
        if (ev.isComposing) {
            // Enter and the arrows choose among characters
            ev.stopPropagation();
        } else if (key === "Enter" || key === "Shift+Enter") {
            stop();
            if (isDraft && isEmpty) {
                model.moveDraft(rows, index, false);
                return;
            }
            const id = model.keep(row, value);
            if (id && key === "Enter") {
                model.start(branch.key, id, false, row.level + 1);
            } else if (id) {
                model.start(branch.key, isDraft ? row.parentId : row.parent_id, id, row.level);
            }
        } else if (key === "Tab" || key === "Shift+Tab") {
            const deeper = key === "Tab";
            // where the row can go no further, the key leads on to the next field
            if (deeper ? !model.getAbove(rows, index) : row.level === 1) {
                return;
            }
            stop();
            if (isDraft && isEmpty) {
                model.moveDraft(rows, index, deeper);
            } else {
                model.place(row, value, deeper ? "action_indent" : "action_outdent");
            }
        } else if (key === "Alt+ArrowUp" || key === "Alt+ArrowDown") {
            stop();
            model.place(row, value, "action_move", key === "Alt+ArrowUp");
        } else if (key === "ArrowUp" || key === "ArrowDown") {
            const next = rows[index + (key === "ArrowUp" ? -1 : 1)];
            if (next) {
                stop();
                model.focus(next.id);
            }
        } else if (key === "Backspace" && !value) {
            stop();
            if (isDraft) {
                model.dropDraft();
            } else {
                model.remove(row);
            }
            if (index) {
                model.focus(rows[index - 1].id);
            }
        } else if (key === "Ctrl+Enter") {
            stop();
            const id = model.keep(row, value);
            if (id) {
                this.open({ ...row, id });
            }
        } else if (key === "Escape") {
            stop();
            if (isDraft) {
                model.dropDraft();
            } else {
                delete model.typed[row.id];
                ev.target.value = row.name;
            }
        }
    }

    async open(row) {
        await this.model.whenKept();
        this.dialog.add(FormViewDialog, {
            resModel: "complaint.why",
            resId: this.model.getId(row.id),
            title: _t("Why?"),
            readonly: !this.canEdit,
            onRecordSaved: () => this.model.load(this.props.record.resId),
        });
    }
}

registry.category("view_widgets").add("complaint_why_tree", {
    component: ComplaintWhyTree,
    fieldDependencies: [{ name: "write_date", type: "datetime" }],
});
