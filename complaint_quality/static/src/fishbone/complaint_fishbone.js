import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, markup, useState } from "@odoo/owl";

/** INV-4: the fishbone, as the server draws it for paper too; a click on a row opens it. */
export class ComplaintFishbone extends Component {
    static template = "complaint_quality.Fishbone";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.state = useState({ svg: "" });
        useRecordObserver((record) => this.load(record.resId, record.data.write_date));
    }

    async load(id) {
        // the server escapes what users have typed
        this.state.svg = id
            ? markup(await this.orm.call("complaint.investigation", "get_fishbone_svg", [[id]]))
            : "";
    }

    onClick(ev) {
        const id = Number(ev.target.closest("[data-why-id]")?.dataset.whyId);
        if (id) {
            this.dialog.add(FormViewDialog, {
                resModel: "complaint.why",
                resId: id,
                readonly: this.props.readonly,
                onRecordSaved: () => this.load(this.props.record.resId),
            });
        }
    }
}

registry.category("view_widgets").add("complaint_fishbone", {
    component: ComplaintFishbone,
    fieldDependencies: [{ name: "write_date", type: "datetime" }],
});
