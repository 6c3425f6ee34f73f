// Style: how the report looks, in the studio and in its own file. Colours are variables that either place sets.

/** Everything is within `.report`. */
export const reportStyle = `
.report h3{font-size:15px;font-weight:600;margin:20px 0 6px}
.report h4{font-size:13px;font-weight:550;margin:16px 0 6px}
.report p{margin:0 0 4px;text-wrap:pretty}
.report .note,.report .hint{color:var(--report-dimmed);font-size:14px}
.report .empty{font-size:14px}
.report .claim{font-weight:550}
.report .verdicts{list-style:none;margin:0;padding:0;display:grid;gap:16px}
.report .verdict{display:flex;gap:14px}
.report .verdict>div{min-width:0;flex:1}
.report .mark{flex:none;width:30px;height:30px;border-radius:50%;display:grid;place-items:center;font-weight:700;font-size:16px;border:2px solid currentColor;box-sizing:border-box}
.report .verdict-good .mark{color:var(--report-safe)}
.report .verdict-look .mark{color:var(--report-accent-text)}
.report .verdict-stop .mark{color:var(--report-error);border-radius:6px}
.report .verdict-unknown .mark{color:var(--report-dimmed);border-style:dashed}
.report summary{cursor:pointer;color:var(--report-dimmed);font-size:13px;width:fit-content;border-radius:4px}
.report .verdicts details ul,.report .card ul{margin:6px 0 0;padding-inline-start:20px;font-size:14px}
.report .verdicts details li,.report .card li{margin:3px 0;text-wrap:pretty;overflow-wrap:anywhere}
.report .scroll{overflow-x:auto;border:1px solid var(--report-line);border-radius:12px;margin:10px 0;width:fit-content;max-width:100%;min-width:min(100%,420px);box-sizing:border-box}
.report .scroll:focus-visible,.report summary:focus-visible{outline:2px solid var(--report-accent);outline-offset:2px}
.report table{border-collapse:separate;border-spacing:0;width:100%;font-size:13px;font-variant-numeric:tabular-nums}
.report th,.report td{padding:7px 14px;border-bottom:1px solid var(--report-line);text-align:left;white-space:nowrap}
.report thead th{background:var(--report-soft);font-weight:600;white-space:normal;vertical-align:bottom}
.report tbody th{font-weight:400;white-space:normal;overflow-wrap:anywhere;min-width:8em;max-width:18em}
.report tbody tr:last-child>*{border-bottom:0}
.report tbody th,.report thead th:first-child{position:sticky;left:0;background:var(--report-card)}
.report thead th:first-child{background:var(--report-soft)}
.report .number{text-align:right}
.report th.heat,.report td.heat{padding:5px 4px;text-align:center;min-width:30px;box-sizing:border-box;font-size:12px}
${[1, 2, 3, 4, 5].map((tint) => `.report .heat-more-${tint}{background:color-mix(in srgb,var(--report-accent) ${tint * 9}%,transparent)}.report .heat-less-${tint}{background:color-mix(in srgb,var(--report-other) ${tint * 9}%,transparent)}`).join('\n')}
.report .bar{display:block;width:110px;height:12px;margin-inline-start:auto}
.report .fill-line{fill:var(--report-line)}
.report .fill-real{fill:var(--report-real)}
.report .fill-synthetic{fill:var(--report-synthetic)}
.report figure{margin:10px 0}
.report .curve>svg{display:block;width:100%;height:200px;border-left:1px solid var(--report-line);border-bottom:1px solid var(--report-line)}
.report .grid{stroke:var(--report-line);stroke-width:1;fill:none;vector-effect:non-scaling-stroke;stroke-dasharray:2 4}
.report .line{fill:none;stroke-width:2;vector-effect:non-scaling-stroke;stroke:var(--report-synthetic)}
.report .line-real{stroke:var(--report-real);stroke-dasharray:6 3}
.report .line-other{stroke:var(--report-other);stroke-dasharray:2 3}
.report .ends{display:flex;justify-content:space-between;gap:8px;font-size:12px;color:var(--report-dimmed);font-variant-numeric:tabular-nums;margin-top:4px}
.report .ends span{min-width:0;overflow-wrap:anywhere}
.report .legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;color:var(--report-dimmed);margin:6px 0}
.report .legend span{display:inline-flex;align-items:center;gap:6px}
.report .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(200px,100%),1fr));gap:12px}
.report .tile{border:1px solid var(--report-line);border-radius:12px;padding:10px 14px;margin:0;min-width:0}
.report .tile figcaption{font-size:13px;font-weight:550;margin-bottom:6px;overflow-wrap:anywhere}
.report .tile svg{display:block;width:100%;height:64px}
.report .facts{display:flex;flex-wrap:wrap;gap:10px 32px;margin:6px 0}
.report .facts dt{font-size:13px;color:var(--report-dimmed)}
.report .facts dd{margin:2px 0 0;font-size:15px;font-weight:600;overflow-wrap:anywhere}
@media (max-width:560px){.report th,.report td{padding:7px}.report tbody th{min-width:6.5em}}
.report .badge{margin:4px 0 8px;display:inline-block;padding:2px 9px;border-radius:999px;background:var(--report-soft);color:var(--report-dimmed);font-size:12px;line-height:18px}
`

/** For a file of its own: the page around the report, its colours in light and dark, and on paper. */
export const pageStyle = `
:root{color-scheme:light dark;--report-body:#fafafb;--report-card:#fff;--report-text:#1c1d22;--report-dimmed:#5d626c;--report-line:#e6e7eb;--report-soft:#f4f4f7;--report-accent:#5a5bd0;--report-accent-text:#4a4bbd;--report-real:#a3a9b5;--report-synthetic:#6a6bdb;--report-other:#d9480f;--report-safe:#0b6b4f;--report-error:#c92a2a}
@media screen and (prefers-color-scheme:dark){:root{--report-body:#111216;--report-card:#191a20;--report-text:#e3e4e8;--report-dimmed:#9da2ad;--report-line:#2b2d35;--report-soft:#202128;--report-accent:#8d8ee6;--report-accent-text:#a9a9ee;--report-real:#6d7380;--report-synthetic:#9293f0;--report-other:#ff922b;--report-safe:#63d3a8;--report-error:#ff8787}}
body{margin:0;background:var(--report-body);color:var(--report-text);font:15px/1.5 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans SC",sans-serif}
main{max-width:880px;margin:0 auto;padding:40px 20px 60px}
h1{font-size:26px;line-height:1.25;letter-spacing:-.02em;margin:0 0 6px;overflow-wrap:anywhere}
h2{font-size:18px;letter-spacing:-.01em;margin:0 0 4px;overflow-wrap:anywhere}
section{background:var(--report-card);border:1px solid var(--report-line);border-radius:16px;padding:20px 24px;margin:20px 0}
footer{color:var(--report-dimmed);font-size:13px}
@media (max-width:560px){main{padding:24px 14px 40px}section{padding:16px}}
@page{margin:16mm}
@media print{body{background:#fff}main{max-width:none;padding:0}section{border:0;padding:0;margin:24px 0;border-radius:0}.report .scroll{overflow:visible}details::details-content{content-visibility:visible;block-size:auto}h2,h3,h4{break-after:avoid}tr,figure,.verdict{break-inside:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`
