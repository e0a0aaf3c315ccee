// A small line plot. What it shows stands in the numbers beside it as well.

const svg = "http://www.w3.org/2000/svg";
const [width, height, margin] = [320, 90, 6];

function draw(name, attributes, words) {
  const element = document.createElementNS(svg, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (words) element.textContent = words;
  return element;
}

/** `values` are `[second, value]`; `top` is the greatest value of the axis, else the greatest there is. */
export function linePlot(title, values, top) {
  const figure = document.createElement("figure");
  figure.className = "plot";
  const caption = document.createElement("figcaption");
  figure.append(caption);
  const highest = Math.max(top ?? 0, ...values.map(([, value]) => value), 0);
  caption.textContent = `${title}: 0–${Math.ceil(highest * 10) / 10}`;
  const picture = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": caption.textContent });
  const last = Math.max(1, ...values.map(([second]) => second));
  const across = (second) => margin + (second / last) * (width - 2 * margin);
  const up = (value) => height - margin - (value / (highest || 1)) * (height - 2 * margin);
  const base = height - margin;
  picture.append(draw("line", { class: "axis", x1: margin, x2: width - margin, y1: base, y2: base }));
  const points = values.map(([second, value]) => `${across(second).toFixed(1)},${up(value).toFixed(1)}`);
  picture.append(draw("polyline", { class: "curve", points: points.join(" ") }));
  figure.append(picture);
  return figure;
}
