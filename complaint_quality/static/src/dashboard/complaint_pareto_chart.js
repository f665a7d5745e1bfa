import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";

import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";

const NAME_LENGTH = 18;

/** Bars, the highest first, and the line of what they sum to in percent; a click on a bar opens what is behind it. */
export class ComplaintParetoChart extends Component {
    static template = "complaint_quality.ParetoChart";
    static props = {
        rows: Array,
        label: String,
        title: String,
        formatValue: Function,
        onOpen: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.rows, this.props.label]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        this.chart = new Chart(this.canvas.el, this.config);
    }

    get config() {
        const { rows, label, formatValue } = this.props;
        const scheme = cookie.get("color_scheme");
        const text = getCustomColor(scheme, "#111827", "#E4E4E4");
        const grid = getCustomColor(scheme, "rgba(0,0,0,.1)", "rgba(255,255,255,.15)");
        const ticks = { color: text, font: { size: 11 } };
        return {
            data: {
                labels: rows.map(({ name }) =>
                    name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH - 1)}…` : name
                ),
                datasets: [
                    {
                        type: "line",
                        label: _t("Cumulative"),
                        data: rows.map((row) => row.cumulative),
                        yAxisID: "percent",
                        borderColor: text,
                        backgroundColor: text,
                        borderWidth: 2,
                        pointRadius: 3,
                        clip: false,
                    },
                    {
                        type: "bar",
                        label,
                        data: rows.map((row) => row.value),
                        backgroundColor: getColor(0, scheme, "odoo"),
                        maxBarThickness: 64,
                    },
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                onClick: (ev, elements) => elements.length && this.props.onOpen(rows[elements[0].index]),
                onHover: (ev, elements) => {
                    ev.native.target.style.cursor = elements.length ? "pointer" : "";
                },
                scales: {
                    x: { grid: { display: false }, ticks: { ...ticks, autoSkip: false, maxRotation: 60 } },
                    y: {
                        beginAtZero: true,
                        grid: { color: grid },
                        ticks: { ...ticks, precision: 0, callback: (value) => formatValue(value, true) },
                    },
                    percent: {
                        position: "right",
                        min: 0,
                        max: 100,
                        grid: { display: false },
                        ticks: { ...ticks, stepSize: 20, callback: (value) => `${value} %` },
                    },
                },
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        callbacks: {
                            title: (items) => rows[items[0].dataIndex].full_name,
                            label: ({ dataset, raw }) =>
                                dataset.type === "line"
                                    ? `${dataset.label}: ${raw.toFixed(1)} %`
                                    : `${dataset.label}: ${formatValue(raw)}`,
                        },
                    },
                },
            },
        };
    }
}
