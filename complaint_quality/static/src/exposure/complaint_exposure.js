import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, useState } from "@odoo/owl";

const ICONS = {
    stock: "fa-cubes",
    quarantine: "fa-ban text-danger",
    transit: "fa-truck",
    delivery: "fa-user text-warning",
    return: "fa-undo",
    receipt: "fa-sign-in",
    vendor_return: "fa-sign-out",
    production: "fa-cogs",
    consumption: "fa-cogs",
    loss: "fa-trash-o",
    gain: "fa-plus",
};

/** One lot of the tree: where it is and went, and the lots below it, to open and close. */
class ComplaintExposureLot extends Component {
    static template = "complaint_quality.ExposureLot";
    static components = {};
    static props = { lot: Object, open: Boolean };

    setup() {
        this.state = useState({ open: this.props.open });
    }

    get icons() {
        return ICONS;
    }

    formatQuantity(quantity) {
        return formatFloat(quantity, { trailingZeros: false });
    }

    formatDay(moment) {
        return moment ? formatDate(deserializeDateTime(moment)) : "";
    }
}
ComplaintExposureLot.components.ComplaintExposureLot = ComplaintExposureLot;

/** EXP-1: where the lots of a case or an investigation are, where they went, and what they were made of. */
export class ComplaintExposure extends Component {
    static template = "complaint_quality.Exposure";
    static components = { ComplaintExposureLot };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ lots: undefined });
        useRecordObserver((record) => this.load(record.resModel, record.resId, record.data.write_date));
    }

    async load(model, id) {
        this.state.lots = id ? await this.orm.call(model, "get_exposure_tree", [[id]]) : [];
    }
}

registry.category("view_widgets").add("complaint_exposure", {
    component: ComplaintExposure,
    fieldDependencies: [{ name: "write_date", type: "datetime" }],
});
