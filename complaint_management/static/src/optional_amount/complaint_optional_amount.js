import { registry } from "@web/core/registry";
import { MonetaryField, monetaryField } from "@web/views/fields/monetary/monetary_field";

/** An amount or a share of which 0 says nothing: it shows the placeholder then, e.g. "No limit". */
export class ComplaintOptionalAmount extends MonetaryField {
    static template = "complaint_management.OptionalAmount";
    static props = { ...MonetaryField.props, placeholder: { type: String, optional: true } };

    get formattedValue() {
        return this.value ? super.formattedValue : (this.props.readonly && this.props.placeholder) || "";
    }
}

registry.category("fields").add("complaint_optional_amount", {
    ...monetaryField,
    component: ComplaintOptionalAmount,
    extractProps: (fieldInfo) => ({
        ...monetaryField.extractProps(fieldInfo),
        placeholder: fieldInfo.placeholder,
    }),
});
