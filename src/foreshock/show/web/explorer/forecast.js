// A forecast: base rate, reasons as a waterfall, probability, interval and track record. A reason can be switched off to see the number move.
import { html } from "ui";
import { useAnswer } from "app/ask";
import { copyPython } from "app/copy";
import { useWidth } from "app/frame";
import { Grounds } from "app/reasons";
import { keep, lens, params, place } from "app/state";
import { NotHeld, Waiting } from "app/waiting";
import { count, day, percent } from "app/words";

export function Forecast({ a, b }) {
  const off = (place.value.more.off ?? "").split("|").filter(Boolean), window = place.value.more.window ?? "28";
  const asked = params({ as_of: lens.value.as_of }, { a, b, window, without: off });
  const { answer, error, busy } = useAnswer("/forecast", asked);
  if (!answer) return html`<section class="forecast"><h2>How likely a clash is</h2><${Waiting} error=${error} what="the forecast" /></section>`;
  if (answer.held === false) return html`<section class="forecast"><h2>How likely a clash is</h2><${NotHeld} what="the forecasts" ask=${`foreshock forecast ${a} ${b}`} /></section>`;
  const told = answer.forecast, whole = answer.whole;
  const turn = (rule) => keep({ off: (off.includes(rule) ? off.filter((r) => r !== rule) : [...off, rule]).join("|") });
  return html`<section class=${`forecast${busy ? " busy" : ""}`} aria-label="Forecast">
    <h2>How likely a clash is</h2>
    <p class="verdict"><output class="probability" aria-live="polite">${percent(told.probability)}</output>
      ${" "}<span>${told.outcome}, within ${count(told.window, "day")} from ${day(told.as_of)}<br />
      90 % interval ${percent(told.low)} to ${percent(told.high)} · base rate ${percent(told.base_rate)}
      ${told.before === null || told.before === undefined ? null : html` · a week before ${percent(told.before)}`}
      ${off.length ? html`<br /><b>${count(off.length, "reason")} switched off</b>; with all of them ${percent(whole.probability)}.
        ${" "}<button class="plain" onClick=${() => keep({ off: "" })}>Switch all on</button>` : null}</span></p>
    <${Waterfall} steps=${answer.waterfall} reasons=${told.reasons} turn=${turn} actors=${answer.actors} off=${off} lines=${answer.lines ?? {}} />
    <p class="note">${answer.track_record?.text ?? answer.track_record ?? told.record}</p>
    ${told.would_change?.length ? html`<p class="note">Would change it: ${told.would_change.join("; ")}.</p>` : null}
    <p class="copies">${answer.python ? html`<button class="plain" onClick=${() => copyPython(answer.python)}>copy as Python</button>` : null}</p>
  </section>`;
}

function Waterfall({ steps, reasons, turn, actors, off, lines }) {
  const [box, width] = useWidth(160, 80), top = Math.max(...steps.flatMap((s) => [s.from, s.to])) * 1.05 || 1;
  const x = (p) => (p / top) * (width - 4) + 2;
  const last = steps.filter((s) => !s.off).at(-1);
  return html`<table class="waterfall"><caption class="hidden">From the base rate to the probability, reason by reason</caption>
    <thead><tr><th scope="col" class="hidden">on</th><th scope="col">reason</th><th scope="col"><div class="measure" ref=${box}></div><span class="hidden">drawn</span></th><th scope="col" class="num">points</th></tr></thead>
    <tbody>${steps.map((s, i) => {
      const base = i === 0, reason = reasons.find((r) => r.rule === s.rule) ?? null, points = 100 * (s.to - s.from);
      return html`<tr key=${s.rule} class=${s.off ? "off" : ""}>
        <td>${base ? null : html`<input type="checkbox" checked=${!off.includes(s.rule)} onChange=${() => turn(s.rule)} aria-label=${`${s.rule}: counts`} />`}</td>
        <th scope="row">${base ? "base rate" : html`${s.rule} <span class="basis">${s.text.split("; ")[0]}${s.text.includes("; ") ? " …" : ""}</span>${reason ? html` <${Grounds} reason=${reason} actors=${actors} most=${3} events=${lines[s.rule]} whole=${s.text} />` : null}`}</th>
        <td class="drawn"><svg width=${width} height="14" aria-hidden="true"><path class="rule" d=${`M${x(s.to)} 0V14`} />
          <rect class=${base ? "ink-neutral" : points > 0 ? "ink-conflict" : "ink-cooperation"} x=${x(Math.min(s.from, s.to))} y="3" width=${Math.max(1, Math.abs(x(s.to) - x(s.from)))} height="8" /></svg></td>
        <td class="num">${s.off ? "off" : base ? percent(s.to) : `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(1)}`}</td></tr>`;
    })}</tbody>
    <tfoot><tr><td></td><th scope="row">all together</th><td class="drawn"><svg width=${width} height="14" aria-hidden="true"><rect class="total" x="2" y="3" width=${Math.max(1, x(last.to) - 2)} height="8" /></svg></td>
      <td class="num">${percent(last.to)}</td></tr></tfoot></table>`;
}

