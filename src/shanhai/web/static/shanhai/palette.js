// Okabe and Ito's colours: told apart by colour-blind people. Patterns tell series apart in print.
export const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#6b5b00", "#555555"];
export const FONT = '"Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';

/** A figure in the offices' style: 1234567 → 123.46万. */
export function words(value, unit = "") {
  if (value === null || value === undefined) return "—";
  const size = Math.abs(value);
  if (unit === "万元" && size >= 10000) return `${trim(value / 10000)}亿元`;
  if (size >= 1e8) return `${trim(value / 1e8)}亿${unit}`;
  if (size >= 1e5 && unit !== "万元") return `${trim(value / 1e4)}万${unit}`;
  return `${trim(value)}${unit}`;
}

function trim(value) {
  return String(Math.round(value * 100) / 100);
}

/** What all charts share. Tooltips are drawn on the canvas: the policy forbids style attributes. */
export function frame(unit) {
  return {
    color: COLOURS,
    textStyle: { fontFamily: FONT },
    aria: { enabled: true, decal: { show: true } },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => words(value, unit) },
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
}

/** Makes a figure's button save its chart as a picture on white. */
export function savesPicture(button, chart, name) {
  button?.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#fff" });
    link.download = `${name}.png`;
    link.click();
  });
}
