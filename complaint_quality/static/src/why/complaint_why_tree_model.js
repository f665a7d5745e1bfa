import { Mutex } from "@web/core/utils/concurrency";

import { reactive } from "@odoo/owl";

/**
 * INV-4: the whys as they are edited: what is typed is kept at once, one change after the other.
 *
 * `state.draft` is the row that is being added: { key, branch, parentId, afterId, level }. When it is left it becomes a
 * row with a key for its id (`new1`) until the server has given it one; the next can be typed meanwhile.
 * `state.focus` is the row that the cursor shall go to, as soon as it is shown: { key }.
 */
export class ComplaintWhyTreeModel {
    /**
     * @param {Object} orm
     * @param {Object} params
     * @param {() => Object} params.getRecord the investigation in the form
     * @param {() => Object|undefined} params.getFocused the row in which the cursor is: { key, value }
     */
    constructor(orm, { getRecord, getFocused }) {
        this.orm = orm;
        this.getRecord = getRecord;
        this.getFocused = getFocused;
        this.mutex = new Mutex();
        this.waiting = 0;
        this.isSaving = false;
        this.count = 0;
        this.ids = {};
        // what is typed and not kept yet, by row: each rendering writes it into the inputs again
        this.typed = {};
        this.state = reactive({ tree: undefined, draft: null, focus: null });
    }

    get record() {
        return this.getRecord();
    }

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

    setText(row, text) {
        this.typed[row.key || row.id] = text;
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

    /** The answer above a row on the same level, on which it hangs when it goes deeper. */
    getAbove(rows, index) {
        const { level } = rows[index];
        const above = rows.slice(0, index).findLast((row) => row.level <= level);
        return above?.level === level ? above : undefined;
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

    /** After the last of the changes, the tree as it is then. */
    async change(action) {
        this.waiting++;
        try {
            return await this.mutex.exec(action);
        } finally {
            this.waiting--;
            await this.load(this.record.resId);
        }
    }

    /** Resolved when all that was typed is kept. */
    whenKept() {
        return this.mutex.getUnlockedDef();
    }

    keepFocused() {
        const focused = this.getFocused();
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
        const { branches } = this.state.tree;
        const first = branches.every((other) => !other.rows.length);
        const { rows } = branches.find((other) => other.key === branch);
        const row = { id: key, parent_id: parentId, level, name, status: "open" };
        rows.splice(this.getPlace(rows, draft), 0, row);
        this.dropDraft();
        this.change(async () => {
            if (!this.record.resId && !(await this.askForm("save"))) {
                this.dropDraft();
                return;
            }
            this.ids[key] = await this.orm.call("complaint.investigation", "add_why", [
                [this.record.resId],
                name,
                branch,
                this.getId(parentId),
                this.getId(afterId),
            ]);
            if (first && !(await this.askForm("isDirty"))) {
                // its phase follows from the first why
                await this.record.load();
            }
        });
    }

    /** Call a method of the form's record that asks for local changes; ours wait for the next time. */
    async askForm(method) {
        this.isSaving = true;
        try {
            return await this.record[method]();
        } finally {
            this.isSaving = false;
        }
    }

    start(branch, parentId, afterId, level) {
        this.state.draft = { key: `new${++this.count}`, branch, parentId, afterId, level };
        this.focus("draft");
    }

    dropDraft() {
        this.state.draft = null;
    }

    /** An empty row that is being added goes deeper, or back by one level; from the first level it goes away. */
    moveDraft(rows, index, deeper) {
        const draft = this.state.draft;
        if (deeper) {
            const above = this.getAbove(rows, index);
            Object.assign(draft, { parentId: above.id, afterId: false, level: draft.level + 1 });
        } else if (draft.level === 1) {
            this.dropDraft();
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
}
