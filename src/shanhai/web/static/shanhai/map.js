// The map: outlines are files of this site, one a province; a county opens its pair's page.
import { COLOURS, FONT, savesPicture, words } from "./palette.js";

const told = JSON.parse(document.getElementById("map-data").textContent);
const canvas = document.getElementById("map");
const figure = canvas.closest("figure");

async function outlines(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return (await answer.json()).features;
}

/** The middle of a region: of the county itself, or of all counties of a prefecture or province. */
function middle(code, counties, provinces) {
  const own = counties.get(code) ?? provinces.get(code);
  if (own) return own.properties.cp;
  const prefix = code.replace(/(00)+$/, "");
  const inside = [...counties.values()].filter((one) => one.properties.name.startsWith(prefix)).map((one) => one.properties.cp);
  if (!inside.length) return null;
  return [0, 1].map((axis) => inside.reduce((sum, point) => sum + point[axis], 0) / inside.length);
}

function draw(country, counties) {
  const byCode = new Map(counties.map((one) => [one.properties.name, one]));
  const provinces = new Map(country.map((one) => [one.properties.name, one]));
  const named = new Set(told.pairs.flatMap((pair) => [pair.east, pair.west]));
  const shown = counties.filter((one) => named.has(one.properties.name));
  echarts.registerMap("pairs", { type: "FeatureCollection", features: [...country, ...shown] });
  const places = told.pairs.map((pair) => ({ pair, from: middle(pair.east, byCode, provinces), to: middle(pair.west, byCode, provinces) })).filter(({ from, to }) => from && to);
  const values = told.pairs.map((pair) => pair.value).filter((value) => value !== null);
  const most = Math.max(...values, 1);
  const colour = (value) => (value === null ? "#c9ced4" : ["#d7e8f4", "#9dc7e4", "#56a0cf", "#0072b2", "#003f6b"][Math.min(4, Math.floor((value / most) * 4.999))]);
  const chart = echarts.init(canvas);
  const tell = (pair) => `${pair.eastName} — ${pair.westName}\n${told.title}：${pair.value === null ? told.words.none : words(pair.value, told.unit)}${pair.rate === null ? "" : `（${pair.rate}%）`}`;
  chart.setOption({
    textStyle: { fontFamily: FONT },
    aria: { enabled: true },
    tooltip: { renderMode: "richText", formatter: ({ data }) => (data?.pair ? tell(data.pair) : "") },
    geo: {
      map: "pairs", roam: true, scaleLimit: { min: 1, max: 60 }, nameProperty: "name", label: { show: false }, tooltip: { show: false },
      itemStyle: { areaColor: "#f3f5f6", borderColor: "#9aa4ad", borderWidth: 0.6 },
      emphasis: { disabled: true },
      regions: told.pairs.flatMap((pair) => [{ name: pair.west, itemStyle: { areaColor: colour(pair.value), borderColor: "#003f6b" } }, { name: pair.east, itemStyle: { areaColor: "#f3c06b", borderColor: "#8a5a00" } }]),
      left: 8, right: 8, top: 8, bottom: 8, // the whole country: a part of it would need an approval of its own
    },
    series: [
      { type: "lines", coordinateSystem: "geo", silent: true, lineStyle: { color: COLOURS[3], width: 1.5, curveness: 0.2, opacity: 0.8 }, data: places.map(({ from, to }) => ({ coords: [from, to] })) },
      { type: "scatter", coordinateSystem: "geo", symbol: "rect", symbolSize: 9, itemStyle: { color: COLOURS[1], borderColor: "#333" }, name: told.words.east, data: places.map(({ pair, from }) => ({ value: from, pair })) },
      {
        type: "scatter", coordinateSystem: "geo", symbolSize: ([, , value]) => 10 + 14 * Math.sqrt((value ?? 0) / most), itemStyle: { borderColor: "#333" }, name: told.words.west, cursor: "pointer",
        label: { show: places.length <= 30, position: "left", formatter: ({ data }) => data.pair.westName, color: "#1c2a33", textBorderColor: "#fff", textBorderWidth: 3 }, labelLayout: { hideOverlap: true },
        data: places.map(({ pair, to }) => ({ value: [...to, pair.value], pair, itemStyle: { color: colour(pair.value) } })),
      },
    ],
  });
  chart.on("click", ({ data }) => { if (data?.pair) location.href = data.pair.url; });
  addEventListener("resize", () => chart.resize());
  savesPicture(figure.querySelector("[data-png]"), chart, told.title);
}

try {
  const [country, ...provinces] = await Promise.all([told.country, ...told.provinces].map(outlines));
  draw(country, provinces.flat());
} catch (error) {
  canvas.textContent = told.words.missing;
  console.info(String(error));
}
