import { ComplaintParetoChart } from "./complaint_pareto_chart";

import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate, serializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Component, onWillStart, useState } from "@odoo/owl";

const PERIODS = {
    month: () => [today().minus({ days: 29 }), today()],
    quarter: () => [today().minus({ months: 3 }).plus({ days: 1 }), today()],
    year: () => [today().minus({ years: 1 }).plus({ days: 1 }), today()],
    this_year: () => [today().startOf("year"), today()],
    last_year: () => [
        today().minus({ years: 1 }).startOf("year"),
        today().minus({ years: 1 }).endOf("year").startOf("day"),
    ],
};

/** KPI-1: the quality figures of a period, and the Pareto of defects and causes, each opening what is behind it. */
export class ComplaintQualityDashboard extends Component {
    static template = "complaint_quality.Dashboard";
    static components = { ComplaintParetoChart, DateTimeInput, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        const past = this.props.state || {};
        this.state = useState({
            period: past.period || "year",
            dateFrom: past.dateFrom || false,
            dateTo: past.dateTo || false,
            companyId: past.companyId || false,
            measure: past.measure || "count",
            data: undefined,
        });
        useSetupAction({
            getLocalState: () => {
                const { period, dateFrom, dateTo, companyId, measure } = this.state;
                return { period, dateFrom, dateTo, companyId, measure };
            },
        });
        onWillStart(() => {
            if (this.state.period !== "custom") {
                this.applyPeriod(this.state.period);
            }
            return this.load();
        });
    }

    get periods() {
        return [
            ["month", _t("Last 30 Days")],
            ["quarter", _t("Last 3 Months")],
            ["year", _t("Last 12 Months")],
            ["this_year", _t("This Year")],
            ["last_year", _t("Last Year")],
            ["custom", _t("Other Days")],
        ];
    }

    get kinds() {
        return [
            { name: "defect", title: _t("Defects"), empty: _t("No defect is named in this period.") },
            { name: "cause", title: _t("Causes"), empty: _t("No cause is accepted in this period.") },
        ];
    }

    get isEmpty() {
        return this.state.data.tiles.every((tile) => !tile.value && !tile.previous);
    }

    get measureLabel() {
        return this.state.data.measures.find((measure) => measure.name === this.state.measure).label;
    }

    applyPeriod(period) {
        const [from, to] = PERIODS[period]();
        Object.assign(this.state, { period, dateFrom: serializeDate(from), dateTo: serializeDate(to) });
    }

    async load() {
        const { dateFrom, dateTo, companyId, measure } = this.state;
        const data = await this.keepLast.add(
            this.orm.call("complaint.quality.dashboard", "get_dashboard", [
                dateFrom,
                dateTo,
                companyId,
                measure,
            ])
        );
        Object.assign(this.state, { data, measure: data.pareto.measure });
    }

    deserialize(day) {
        return deserializeDate(day);
    }

    async onPeriod(ev) {
        this.state.period = ev.target.value;
        if (ev.target.value !== "custom") {
            this.applyPeriod(ev.target.value);
            await this.load();
        }
    }

    async onDay(name, day) {
        if (day) {
            this.state[name] = serializeDate(day);
            // the other end follows, so that the period never runs backwards
            if (this.state.dateFrom > this.state.dateTo) {
                Object.assign(this.state, { dateFrom: serializeDate(day), dateTo: serializeDate(day) });
            }
            await this.load();
        }
    }

    async onCompany(ev) {
        this.state.companyId = Number(ev.target.value) || false;
        await this.load();
    }

    async onMeasure(name) {
        const { dateFrom, dateTo, companyId } = this.state;
        const pareto = await this.keepLast.add(
            this.orm.call("complaint.quality.dashboard", "get_pareto", [name, dateFrom, dateTo, companyId])
        );
        this.state.data.pareto = pareto;
        this.state.measure = name;
    }

    formatTile(value, unit) {
        if (value === null || value === false) {
            return "–";
        }
        if (unit === "percent") {
            return `${formatFloat(value, { digits: [16, 1] })} %`;
        }
        return formatFloat(value, { digits: [16, unit === "days" ? 1 : 0] });
    }

    formatValue(value, short = false) {
        if (this.state.measure === "loss") {
            const { currency_id: currencyId } = this.state.data.pareto;
            return formatMonetary(value, { currencyId, humanReadable: short, digits: [16, short ? 0 : 2] });
        }
        return formatFloat(value, { humanReadable: short && value >= 10000, trailingZeros: false });
    }

    formatPercent(value) {
        return `${formatFloat(value, { digits: [16, 1] })} %`;
    }

    openTile(tile) {
        return this.action.doAction(tile.action);
    }

    openRow(kind, row) {
        const { action, field } = this.state.data.pareto[kind.name];
        return this.action.doAction({
            ...action,
            name: row.name,
            domain: [...action.domain, [field, "in", row.ids]],
        });
    }

    openUnnamed(kind) {
        const { action, field } = this.state.data.pareto[kind.name];
        return this.action.doAction({ ...action, domain: [...action.domain, [field, "=", false]] });
    }
}

registry.category("actions").add("complaint_quality_dashboard", ComplaintQualityDashboard);
