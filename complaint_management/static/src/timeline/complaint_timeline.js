import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, useState } from "@odoo/owl";

const UNITS = ["days", "hours", "minutes"];

/** The rounds and phases of a complaint case, what happened in each, and its deadlines with the time left. */
export class ComplaintTimeline extends Component {
    static template = "complaint_management.Timeline";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ rounds: [], deadlines: [] });
        // reading phase and time of change makes the observer run again when the case was saved
        useRecordObserver((record) => this.load(record.resId, record.data.state, record.data.write_date));
    }

    async load(caseId) {
        const { phases, deadlines } = caseId
            ? await this.orm.call("complaint.case", "get_timeline", [[caseId]])
            : { phases: [], deadlines: [] };
        const rounds = Object.groupBy(phases, (phase) => phase.round);
        this.state.rounds = Object.entries(rounds).map(([number, phases]) => ({ number, phases }));
        this.state.deadlines = deadlines;
    }

    formatMoment(moment) {
        return toLocaleDateTimeString(deserializeDateTime(moment));
    }

    /** How long a phase lasted, in its largest unit; nothing while it lasts. */
    formatDuration(phase) {
        if (!phase.end || phase.end === phase.begin) {
            return "";
        }
        const span = deserializeDateTime(phase.end).diff(deserializeDateTime(phase.begin), UNITS);
        const unit = UNITS.find((name) => span[name] >= 1) || "minutes";
        return luxon.Duration.fromObject({ [unit]: Math.floor(span[unit]) }).toHuman();
    }

    /** When a deadline falls due, as seen from now: "in 3 days", "2 hours ago"; when it was met, when it was met. */
    formatLeft(deadline) {
        if (deadline.paused) {
            return _t("paused");
        }
        return deadline.met ? this.formatMoment(deadline.met) : deserializeDateTime(deadline.due).toRelative();
    }

    getDeadlineClass(deadline) {
        const tones = { late: "danger", met_late: "danger", due_soon: "warning", met: "success", on_track: "info" };
        return `badge rounded-pill text-bg-${tones[deadline.state]}`;
    }
}

registry.category("view_widgets").add("complaint_timeline", {
    component: ComplaintTimeline,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "write_date", type: "datetime" },
    ],
});
