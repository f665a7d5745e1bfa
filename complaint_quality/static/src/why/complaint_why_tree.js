import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Mutex } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, useEffect, useRef, useState } from "@odoo/owl";

const ICONS = {
    open: "fa-circle-o text-muted",
    verified: "fa-check-circle text-success",
    refuted: "fa-times-circle text-muted",
};

/**
 * INV-4: the whys of an investigation as two trees side by side, typed by keyboard. What is typed is kept at once.
 *
 * `state.draft` is the row that is being added: { key, branch, parentId, afterId, level }. When it is left it becomes a
 * row with a key for its id (`new1`) until the server has given it one; the next can be typed meanwhile.
 */
export class ComplaintWhyTree extends Component {
    static template = "complaint_quality.WhyTree";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.root = useRef("root");
        this.icons = ICONS;
        this.mutex = new Mutex();
        this.waiting = 0;
        this.isSaving = false;
        this.count = 0;
        this.ids = {};
        // what is typed and not kept yet, by row: each rendering writes it into the inputs again
        this.typed = {};
        this.state = useState({ tree: undefined, draft: null, focus: null });
        useRecordObserver((record) => this.load(record.resId, record.data.write_date));
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({ detail }) => {
            // while the form is saved for a row, what is typed meanwhile waits for the next time
            if (!this.isSaving) {
                this.keepFocused();
                detail.proms.push(this.mutex.getUnlockedDef());
            }
        });
        useEffect(
            (focus) => focus && this.root.el.querySelector(`[data-row="${focus.key}"] input`)?.focus(),
            () => [this.state.focus]
        );
    }

    get record() {
        return this.props.record;
    }

    get canEdit() {
        return !this.props.readonly && (!this.record.resId || Boolean(this.state.tree?.can_edit));
    }

    /** Put the cursor into a row, as soon as it is shown. */
    focus(key) {
        this.state.focus = { key };
    }

    /** The id of a row, once the server has given it one. */
    getId(key) {
        return this.ids[key] || key;
    }

    getText(row) {
        return this.typed[row.key || row.id] ?? row.name;
    }

    /** The rows of a branch, with the one that is being added in its place. */
    getRows(branch) {
        const rows = [...branch.rows];
        const draft = this.state.draft;
        if (draft?.branch === branch.key) {
            rows.splice(this.getPlace(rows, draft), 0, { ...draft, id: "draft", name: "", status: "open" });
        }
        return rows;
    }

    getPlace(rows, draft) {
        const above = rows.findIndex((row) => row.id === (draft.afterId || draft.parentId));
        let place = above < 0 ? rows.length : above + 1;
        while (above >= 0 && place < rows.length && rows[place].level > rows[above].level) {
            place++;
        }
        return place;
    }

    getBranch(key) {
        return this.state.tree.branches.find((branch) => branch.key === key);
    }

    findRow(key) {
        for (const branch of this.state.tree.branches) {
            const row = this.getRows(branch).find((row) => String(row.id) === String(key));
            if (row) {
                return row;
            }
        }
    }

    async load(id) {
        if (this.waiting) {
            // the last change shows the tree
            return;
        }
        const tree = await this.orm.call("complaint.investigation", "get_why_tree", [id ? [id] : []]);
        if (this.waiting) {
            return;
        }
        const draft = this.state.draft;
        if (draft) {
            Object.assign(draft, {
                parentId: this.getId(draft.parentId),
                afterId: this.getId(draft.afterId),
            });
        }
        const focused = this.getFocused();
        if (focused && focused.key !== "draft" && !Number(focused.key)) {
            this.focus(this.getId(focused.key));
        }
        for (const [key, id] of Object.entries(this.ids)) {
            if (key in this.typed) {
                this.typed[id] = this.typed[key];
                delete this.typed[key];
            }
        }
        this.state.tree = tree;
    }

    /** One change after the other, and after the last of them the tree as it is then. */
    async change(action) {
        this.waiting++;
        try {
            return await this.mutex.exec(action);
        } finally {
            this.waiting--;
            await this.load(this.record.resId);
        }
    }

    /** The row in which the cursor is: { key, value }. */
    getFocused() {
        const input = document.activeElement;
        const key = this.root.el?.contains(input) && input.closest("[data-row]")?.dataset.row;
        return key && input.tagName === "INPUT" ? { key, value: input.value } : undefined;
    }

    keepFocused() {
        const focused = this.canEdit && this.getFocused();
        const row = focused && this.findRow(focused.key);
        if (row) {
            this.keep(row, focused.value);
        }
    }

    /** Keep what is typed in a row. Returns its id, false where there is nothing to keep. */
    keep(row, value) {
        const name = value.trim();
        delete this.typed[row.key || row.id];
        if (row.id !== "draft") {
            if (name && name !== row.name) {
                this.change(() => this.orm.write("complaint.why", [this.getId(row.id)], { name }));
                row.name = name;
            }
            return row.id;
        }
        const draft = this.state.draft;
        if (!name || draft?.key !== row.key) {
            return false;
        }
        this.add(draft, name);
        return draft.key;
    }

    add(draft, name) {
        const { key, branch, parentId, afterId, level } = draft;
        const first = this.state.tree.branches.every((branch) => !branch.rows.length);
        const rows = this.getBranch(branch).rows;
        const row = { id: key, parent_id: parentId, level, name, status: "open" };
        rows.splice(this.getPlace(rows, draft), 0, row);
        this.state.draft = null;
        this.change(async () => {
            if (!this.record.resId && !(await this.saveRecord())) {
                this.state.draft = null;
                return;
            }
            this.ids[key] = await this.orm.call("complaint.investigation", "add_why", [
                [this.record.resId],
                name,
                branch,
                this.getId(parentId),
                this.getId(afterId),
            ]);
            if (first && !(await this.isRecordDirty())) {
                // its phase follows from the first why
                await this.record.load();
            }
        });
    }

    async saveRecord() {
        this.isSaving = true;
        try {
            return await this.record.save();
        } finally {
            this.isSaving = false;
        }
    }

    async isRecordDirty() {
        this.isSaving = true;
        try {
            return await this.record.isDirty();
        } finally {
            this.isSaving = false;
        }
    }

    start(branch, parentId, afterId, level) {
        this.state.draft = { key: `new${++this.count}`, branch, parentId, afterId, level };
        this.focus("draft");
    }

    onAdd(branch) {
        const last = branch.rows.findLast((row) => row.level === 1);
        this.start(branch.key, false, last?.id || false, 1);
    }

    onInput(ev, row) {
        this.typed[row.key || row.id] = ev.target.value;
    }

    onChange(ev, row) {
        this.keep(row, ev.target.value);
    }

    onBlur(ev, row) {
        if (row.id === "draft" && row.key === this.state.draft?.key && !ev.target.value.trim()) {
            this.state.draft = null;
        }
    }

    onKeydown(ev, branch, row) {
        const modifiers = [ev.shiftKey && "Shift+", (ev.ctrlKey || ev.metaKey) && "Ctrl+", ev.altKey && "Alt+"];
        const key = modifiers.filter(Boolean).join("") + ev.key;
        const rows = this.getRows(branch);
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
                this.moveDraft(rows, index, false);
                return;
            }
            const id = this.keep(row, value);
            if (id && key === "Enter") {
                this.start(branch.key, id, false, row.level + 1);
            } else if (id) {
                this.start(branch.key, isDraft ? row.parentId : row.parent_id, id, row.level);
            }
        } else if (key === "Tab" || key === "Shift+Tab") {
            const deeper = key === "Tab";
            // where the row can go no further, the key leads on to the next field
            if (deeper ? !this.getAbove(rows, index) : row.level === 1) {
                return;
            }
            stop();
            if (isDraft && isEmpty) {
                this.moveDraft(rows, index, deeper);
            } else {
                this.place(row, value, deeper ? "action_indent" : "action_outdent");
            }
        } else if (key === "Alt+ArrowUp" || key === "Alt+ArrowDown") {
            stop();
            this.place(row, value, "action_move", key === "Alt+ArrowUp");
        } else if (key === "ArrowUp" || key === "ArrowDown") {
            const next = rows[index + (key === "ArrowUp" ? -1 : 1)];
            if (next) {
                stop();
                this.focus(next.id);
            }
        } else if (key === "Backspace" && !value) {
            stop();
            if (isDraft) {
                this.state.draft = null;
            } else {
                this.remove(row);
            }
            if (index) {
                this.focus(rows[index - 1].id);
            }
        } else if (key === "Ctrl+Enter") {
            stop();
            const id = this.keep(row, value);
            if (id) {
                this.open({ ...row, id });
            }
        } else if (key === "Escape") {
            stop();
            if (isDraft) {
                this.state.draft = null;
            } else {
                delete this.typed[row.id];
                ev.target.value = row.name;
            }
        }
    }

    /** The answer above a row on the same level, on which it hangs when it goes deeper. */
    getAbove(rows, index) {
        const { level } = rows[index];
        const above = rows.slice(0, index).findLast((row) => row.level <= level);
        return above?.level === level ? above : undefined;
    }

    /** An empty row that is being added goes deeper, or back by one level; from the first level it goes away. */
    moveDraft(rows, index, deeper) {
        const draft = this.state.draft;
        if (deeper) {
            const above = this.getAbove(rows, index);
            Object.assign(draft, { parentId: above.id, afterId: false, level: draft.level + 1 });
        } else if (draft.level === 1) {
            this.state.draft = null;
        } else {
            const parent = this.findRow(draft.parentId);
            Object.assign(draft, { parentId: parent.parent_id, afterId: parent.id, level: parent.level });
        }
        this.focus("draft");
    }

    async place(row, value, method, ...args) {
        const id = this.keep(row, value);
        if (id) {
            await this.change(() => this.orm.call("complaint.why", method, [[this.getId(id)], ...args]));
            this.focus(this.getId(id));
        }
    }

    remove(row) {
        return this.change(() => this.orm.unlink("complaint.why", [this.getId(row.id)]));
    }

    async open(row) {
        await this.mutex.getUnlockedDef();
        this.dialog.add(FormViewDialog, {
            resModel: "complaint.why",
            resId: this.getId(row.id),
            title: _t("Why?"),
            readonly: !this.canEdit,
            onRecordSaved: () => this.load(this.record.resId),
        });
    }
}

registry.category("view_widgets").add("complaint_why_tree", {
    component: ComplaintWhyTree,
    fieldDependencies: [{ name: "write_date", type: "datetime" }],
});
