// Serves the built assets and the playground pages under the product's Content-Security-Policy, with made-up data
// that filters, sorts and pages as the server will. Not shipped. Usage: npm run build && npm run playground
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { ledgerPage } from "./ledger.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const assets = fileURLToPath(new URL("../dist/", import.meta.url));
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json" };
const PLACES = [
  ["/board.html", "看板"],
  ["/ledger.html", "台账"],
  ["/filing.html", "填报"],
  ["/dispatch.html", "调度", 9],
  ["/factors.html", "要素保障"],
  ["/attraction.html", "招商"],
  ["/bulletin.html", "通报考核"],
  ["/import.html", "设置"],
];
let jobStarted = 0;

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  const send = (status, type, body) => {
    response.writeHead(status, { "content-type": type, "content-security-policy": POLICY, "cache-control": "no-store" });
    response.end(body);
  };
  const json = (value, status = 200) => send(status, TYPES[".json"], JSON.stringify(value));
  try {
    if (url.pathname === "/ledger/rows.json") return json(ledgerPage(url.searchParams));
    if (url.pathname === "/search.json") return json(search(url.searchParams.get("q") ?? ""));
    if (url.pathname === "/jobs/17.json") return json(job());
    if (url.pathname === "/jobs/fail.json") return json({ state: "failed", done: 40, total: 230, message: "第41行的项目代码重复，什么也没有保存。", href: "/import.html" });
    if (url.pathname.startsWith("/assets/")) return await file(assets, url.pathname.slice("/assets/".length), send);
    const page = url.pathname === "/" ? "board.html" : url.pathname.slice(1);
    return await file(here, page, send);
  } catch (error) {
    const missing = error.code === "ENOENT";
    send(missing ? 404 : 500, "text/plain; charset=utf-8", missing ? "没有这个页面" : String(error));
  }
});

async function file(root, name, send) {
  const path = normalize(join(root, name));
  if (!path.startsWith(root)) return send(403, "text/plain", "");
  let body = await readFile(path);
  if (extname(path) === ".html") body = String(body).replace("<!--shell-->", shell(name)).replace("<!--head-->", head());
  return send(200, TYPES[extname(path)] ?? "application/octet-stream", body);
}

function head() {
  return `<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="csrf-token" content="made-up">
<meta name="htmx-config" content='{"includeIndicatorCSS":false,"history":"reload"}'>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/app.css"><script type="module" src="/assets/app.js"></script>`;
}

function shell(name) {
  const links = PLACES.map(
    ([href, label, count]) => `<a href="${href}"${href === `/${name}` ? ' aria-current="page"' : ""}><span>${label}</span>${count ? `<b>${count}</b>` : ""}</a>`,
  ).join("");
  return `<a class="skip" href="#main">跳到正文</a><nav class="rail" aria-label="主导航"><a class="name" href="/">抓手<small>示例市重点项目调度平台</small></a><div class="places">${links}</div>
<div class="who">张三 · 重点办 <form method="post" action="/sign-out"><button>退出</button></form></div></nav>`;
}

function search(q) {
  return ledgerPage(new URLSearchParams({ "f.name": q, limit: "8" })).rows.map((row) => ({ id: row.id, name: row.name, href: row.href, where: `${row.region} · ${row.department}` }));
}

function job() {
  jobStarted ||= Date.now();
  const done = Math.min(230, Math.floor((Date.now() - jobStarted) / 40));
  if (done >= 230) jobStarted = 0;
  return { state: done >= 230 ? "done" : "running", done, total: 230, message: done >= 230 ? "已入账" : `正在核对第${done}行`, href: done >= 230 ? "/ledger.html" : null };
}

server.listen(Number(process.env.PORT ?? 4173), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
