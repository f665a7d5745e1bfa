import { beforeEach, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, select } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
    preloadBundle,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { ComplaintParetoChart } from "@complaint_quality/dashboard/complaint_pareto_chart";

defineMailModels();
preloadBundle("web.chartjs_lib");

const CASES = { type: "ir.actions.act_window", res_model: "complaint.case", domain: [["a", "=", 1]] };

function tile(name, label, unit, value, previous = null, detail = "") {
    return { name, label, unit, value, previous, detail, help: label, action: { ...CASES, name } };
}

function row(id, name, value, percent, cumulative) {
    return { ids: [id], name, full_name: `All / ${name}`, value, percent, cumulative };
}

function pareto(measure) {
    const rows = [row(1, "Scratch", 6, 75, 75), row(2, "Dent", 2, 25, 100)];
    return {
        measure,
        currency_id: false,
        defect: { rows, total: 8, unnamed: 3, field: "defect_ids", action: { ...CASES, name: "Cases" } },
        cause: { rows: [], total: 0, unnamed: 0, field: "cause_ids", action: { ...CASES, name: "Cases" } },
    };
}

function dashboard(values = {}) {
    return {
        companies: [
            { id: 1, name: "Here" },
            { id: 2, name: "There" },
        ],
        company_id: false,
        tiles: [
            tile("cases", "Established Complaints", "number", 9, 4),
            tile("on_time", "Actions on Time", "percent", 66.666, null, "2 of 3"),
            tile("cause", "Days to Cause", "days", null, 2.25),
        ],
        measures: [
            { name: "count", label: "Cases" },
            { name: "quantity", label: "Quantity" },
        ],
        pareto: pareto("count"),
        ...values,
    };
}

async function mountDashboard(answer = dashboard()) {
    onRpc("complaint.quality.dashboard", "get_dashboard", ({ args }) => {
        expect.step(args);
        return answer;
    });
    // asked by the menu bar
    onRpc("res.users", "review_user_count", () => []);
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "complaint_quality_dashboard",
        name: "Quality Dashboard",
    });
    await animationFrame();
}

beforeEach(() => mockDate("2026-11-22 12:00:00"));

test("figures with what they were before, and the Pareto as chart and table", async () => {
    let chart;
    patchWithCleanup(ComplaintParetoChart.prototype, {
        draw() {
            super.draw();
            chart = this.chart;
        },
    });
    await mountDashboard();
    expect.verifySteps([["2025-11-23", "2026-11-22", false, "count"]]);
    expect(queryAllTexts(".o_complaint_tile .fs-2")).toEqual(["9", "66.7 %", "–"]);
    expect(".o_complaint_tile:first").toHaveText(/before: 4/);
    expect(".o_complaint_tile[data-name=on_time]").toHaveText(/2 of 3/);
    expect(queryAllTexts("[data-kind=defect] tbody td")).toEqual([
        ...["Scratch", "6", "75.0 %", "75.0 %"],
        ...["Dent", "2", "25.0 %", "100.0 %"],
    ]);
    expect("[data-kind=cause]").toHaveText(/No cause is accepted/);
    const [line, bars] = chart.config.data.datasets;
    expect([line.type, line.data]).toEqual(["line", [75, 100]]);
    expect([bars.type, bars.data]).toEqual(["bar", [6, 2]]);
});

test("another period, company and measure", async () => {
    onRpc("complaint.quality.dashboard", "get_pareto", ({ args }) => {
        expect.step(["get_pareto", ...args]);
        return pareto("quantity");
    });
    await mountDashboard();
    await click(".o_complaint_measure:contains(Quantity)");
    await animationFrame();
    expect(".o_complaint_measure.active").toHaveText("Quantity");
    expect("[data-kind=defect] th:nth-child(2)").toHaveText("Quantity");
    await click(".o_complaint_period");
    await select("this_year");
    await animationFrame();
    await click(".o_complaint_company");
    await select("2");
    await animationFrame();
    expect.verifySteps([
        ["2025-11-23", "2026-11-22", false, "count"],
        ["get_pareto", "quantity", "2025-11-23", "2026-11-22", false],
        ["2026-01-01", "2026-11-22", false, "quantity"],
        ["2026-01-01", "2026-11-22", 2, "count"],
    ]);
});

test("tiles, rows, bars and what is not named open what is behind them", async () => {
    let chart;
    patchWithCleanup(ComplaintParetoChart.prototype, {
        draw() {
            super.draw();
            chart = this.chart;
        },
    });
    await mountDashboard();
    patchWithCleanup(getService("action"), {
        doAction: (action) => expect.step([action.name, ...action.domain.slice(1)]),
    });
    await click("[data-name=on_time]");
    await click("button:contains(Scratch)");
    await click(".o_complaint_unnamed");
    chart.options.onClick({}, [{ index: 1 }]);
    expect.verifySteps([
        ["2025-11-23", "2026-11-22", false, "count"],
        ["on_time"],
        ["Scratch", ["defect_ids", "in", [1]]],
        ["Cases", ["defect_ids", "=", false]],
        ["Dent", ["defect_ids", "in", [2]]],
    ]);
});

test("nothing to show", async () => {
    const tiles = [tile("cases", "Established Complaints", "number", 0, 0)];
    await mountDashboard(dashboard({ tiles, companies: [{ id: 1, name: "Here" }] }));
    expect(".o_view_nocontent").toHaveText(/No quality figures in this period/);
    expect(".o_complaint_company").toHaveCount(0);
    expect.verifySteps([["2025-11-23", "2026-11-22", false, "count"]]);
});
