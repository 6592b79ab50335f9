// Charts beside their tables: data stand in JSON elements of the page, named by data-chart.
import { frame, savesPicture, words } from "./palette.js";

export function bars(told) {
  const across = told.names.length > 4 || told.names.some((name) => name.length > 8);
  const names = { type: "category", data: told.names, inverse: across, axisLabel: { interval: 0, width: 150, overflow: "truncate" } };
  const figures = { type: "value", name: told.unit, axisLabel: { formatter: (value) => words(value) } };
  return {
    ...frame(told.unit),
    grid: { left: 12, right: 56, top: 48, bottom: 12, containLabel: true },
    legend: told.series.length > 1 ? { top: 4 } : undefined,
    xAxis: across ? figures : names,
    yAxis: across ? names : figures,
    series: told.series.map((one) => ({ ...one, type: "bar", barMaxWidth: 26, label: { show: told.names.length <= 24, position: across ? "right" : "top", formatter: ({ value }) => words(value) } })),
  };
}

export function lines(told) {
  return {
    ...frame(told.unit),
    grid: { left: 12, right: 24, top: 64, bottom: 12, containLabel: true },
    legend: { type: "scroll", top: 4 },
    xAxis: { type: "category", data: told.names },
    yAxis: { type: "value", name: told.unit, axisLabel: { formatter: (value) => words(value) } },
    series: told.series.map((one, place) => ({ ...one, type: "line", symbol: ["circle", "rect", "triangle", "diamond"][place % 4], symbolSize: 9, lineStyle: { type: ["solid", "dashed", "dotted"][place % 3] }, connectNulls: false })),
  };
}

document.querySelectorAll("figure[data-chart]").forEach((figure) => {
  const told = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  if (!window.echarts || !told.series) return;
  const canvas = figure.querySelector(".as-canvas");
  if (told.kind === "bar" && told.names.length > 12) canvas.style.height = `${120 + 26 * told.names.length}px`;
  const chart = echarts.init(canvas);
  chart.setOption(told.kind === "bar" ? bars(told) : lines(told));
  addEventListener("resize", () => chart.resize());
  savesPicture(figure.querySelector("[data-png]"), chart, figure.dataset.name);
});
