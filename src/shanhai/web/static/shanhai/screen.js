// The big screen asks for its figures every minute and says so when it cannot get them.
import { bars } from "./charts.js";

const EVERY = 60_000;
const { url, failed, empty } = document.body.dataset;
const at = document.getElementById("at");
const place = (id) => document.getElementById(id);
let chart = null;

function element(tag, text, ...children) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function show(told) {
  place("told").textContent = `${at.dataset.until} ${told.day} · ${at.dataset.passed} ${told.passed}%`;
  place("cards").replaceChildren(...told.cards.map((card) => {
    const figure = element("dd", card.text, " ", element("small", card.unit));
    const made = element("div", "", element("dt", card.title), figure, element("p", card.rate === null ? "" : `${card.rate}%`));
    made.className = "card";
    return made;
  }));
  place("reached").replaceChildren(...told.reached.map((row) => element("tr", "", element("td", row.name), element("td", `${row.reached}/${row.of}`))));
  for (const id of ["alerts", "regimes"]) {
    const rows = told[id].map((row) => element("li", row.name, element("b", String(row.count))));
    place(id).replaceChildren(...(rows.length ? rows : [element("li", empty)]));
  }
  if (!told.reached.length) place("reached").append(element("tr", "", element("td", empty), element("td", "")));
  drawn(told.funds);
  at.className = "";
  at.textContent = `${at.dataset.label} ${told.at}`;
}

function drawn(funds) {
  if (!window.echarts) return;
  chart ??= echarts.init(place("funds"), "dark");
  const option = bars(funds);
  const light = (axis) => ({ ...axis, axisLabel: { ...axis.axisLabel, color: "#e8f4f8", fontSize: 18 } });
  const series = option.series.map((one) => ({ ...one, barMaxWidth: 36, label: { ...one.label, color: "#fff", fontSize: 18 } }));
  chart.setOption({ ...option, series, backgroundColor: "transparent", color: ["#56b4e9"], yAxis: light(option.yAxis), xAxis: light(option.xAxis) }, true);
}

async function refresh() {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    show(await answer.json());
  } catch (error) {
    at.className = "failed";
    at.textContent = failed;
    console.info(String(error));
  }
  setTimeout(refresh, EVERY);
}

addEventListener("resize", () => chart?.resize());
refresh();
