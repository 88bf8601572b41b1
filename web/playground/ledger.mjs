// A made-up ledger of 1,230 projects (or as many as the variable ROWS says), always the same, with the filtering and sorting that the real server does.
const REGIONS = ["云台县", "东城区", "西河县", "北原县", "清源县", "石门县", "南岭县", "高新区", "中川市"];
const DEPARTMENTS = ["市工信局", "市住建局", "市交通局", "市卫健局", "市教育局", "市水利局", "市发改局"];
const THINGS = ["人民医院住院楼", "220千伏输变电", "数据中心", "职业学院实训楼", "化工物流园", "污水处理厂扩建", "高标准农田", "智能装备产业园", "城区道路改造"];
const STAGES = ["前期", "在建", "竣工"];
let seed = 7;
const random = () => ((seed = (seed * 16807) % 2147483647) / 2147483647);
const pick = (list) => list[Math.floor(random() * list.length)];

const ROWS = Array.from({ length: Number(process.env.ROWS ?? 1230) }, (_, at) => {
  const plan = Math.round(random() ** 2 * 90000 + 1000) * 1;
  const rate = random() < 0.08 ? 0 : Math.min(1.1, 0.25 + random() * 0.75);
  const region = pick(REGIONS);
  return {
    id: at + 1,
    href: `/project.html?id=${at + 1}`,
    light: rate < 0.28 ? "red" : rate < 0.48 ? "yellow" : rate >= 1 ? "blue" : "green",
    name: `${region}${pick(THINGS)}项目${at > 80 ? `(${at}期)` : ""}`,
    region,
    department: pick(DEPARTMENTS),
    stage: rate === 0 ? "前期" : rate >= 1 ? "竣工" : pick(STAGES.slice(1)),
    total_investment: (plan * (2 + Math.floor(random() * 6))).toFixed(2),
    annual_plan: plan.toFixed(2),
    done_ytd: (plan * rate).toFixed(2),
    completion: (rate * 100).toFixed(1),
    pace_gap: (rate * 100 - 58.3).toFixed(1),
    start: random() < 0.1 ? null : `202${4 + Math.floor(random() * 2)}-0${1 + Math.floor(random() * 9)}-15`,
    land: random() < 0.4 ? null : (random() * 400).toFixed(1),
    approval: pick(["√", "×", "办理中", null]),
    leader: `市领导${String(1 + Math.floor(random() * 12)).padStart(2, "0")}`,
    measure: rate === 0 ? "用地报批件8月10日前报省厅（市资源局）" : null,
  };
});

const COLUMNS = [
  { field: "name", label: "项目名称", group: null, kind: "text", frozen: true, width: 240, unit: null, filter: "text", visible: true },
  { field: "light", label: "灯", group: null, kind: "light", frozen: false, width: 70, unit: null, filter: "none", visible: true },
  { field: "region", label: "县市区", group: null, kind: "term", frozen: false, width: 90, unit: null, filter: "choice", choices: REGIONS, visible: true },
  { field: "department", label: "主管部门", group: null, kind: "term", frozen: false, width: 100, unit: null, filter: "choice", choices: DEPARTMENTS, visible: true },
  { field: "stage", label: "阶段", group: null, kind: "term", frozen: false, width: 70, unit: null, filter: "choice", choices: STAGES, visible: true },
  { field: "total_investment", label: "总投资", group: null, kind: "money", frozen: false, width: 120, unit: "万元", filter: "range", visible: true },
  { field: "annual_plan", label: "年度计划投资", group: "2025年", kind: "money", frozen: false, width: 145, unit: "万元", filter: "range", visible: true },
  { field: "done_ytd", label: "累计完成", group: "2025年", kind: "money", frozen: false, width: 125, unit: "万元", filter: "range", visible: true },
  { field: "completion", label: "完成率", group: "2025年", kind: "percent", frozen: false, width: 90, unit: "%", filter: "range", visible: true },
  { field: "pace_gap", label: "与序时差", group: "2025年", kind: "points", frozen: false, width: 110, unit: "百分点", filter: "range", visible: true },
  { field: "start", label: "开工时间", group: null, kind: "date", frozen: false, width: 105, unit: null, filter: "range", visible: true },
  { field: "land", label: "用地缺口", group: "要素", kind: "area", frozen: false, width: 100, unit: "亩", filter: "range", visible: true },
  { field: "approval", label: "施工许可", group: "要素", kind: "mark", frozen: false, width: 90, unit: null, filter: "choice", choices: ["√", "×", "办理中"], visible: true },
  { field: "leader", label: "包联领导", group: null, kind: "term", frozen: false, width: 100, unit: null, filter: "text", visible: false },
  { field: "measure", label: "措施", group: null, kind: "text", frozen: false, width: 260, unit: null, filter: "text", visible: true },
];

export function ledgerPage(query) {
  let rows = ROWS;
  for (const [name, value] of query) if (name.startsWith("f.")) rows = rows.filter((row) => passes(row, COLUMNS.find((column) => column.field === name.slice(2)), value));
  const field = query.get("sort");
  if (field) rows = sorted(rows, field, query.get("dir") === "desc" ? -1 : 1);
  const offset = Number(query.get("offset") ?? 0);
  const sum = (one) => rows.reduce((total, row) => total + Number(row[one] ?? 0), 0).toFixed(2);
  return {
    columns: COLUMNS,
    rows: rows.slice(offset, offset + Number(query.get("limit") ?? 200)),
    total_rows: rows.length,
    totals: { total_investment: sum("total_investment"), annual_plan: sum("annual_plan"), done_ytd: sum("done_ytd"), completion: rows.length ? ((Number(sum("done_ytd")) / Number(sum("annual_plan"))) * 100).toFixed(1) : null },
  };
}

function passes(row, column, value) {
  const cell = row[column?.field];
  if (!column || cell === null || cell === undefined) return false;
  if (column.filter === "text") return cell.includes(value);
  if (column.filter === "choice") return cell === value;
  const compare = (limit) => (column.kind === "date" ? cell.slice(0, limit.length).localeCompare(limit) : Number(cell) - Number(limit));
  const one = /^(>=|<=|>|<|=)(.+)$/.exec(value);
  if (one) return { ">=": compare(one[2]) >= 0, "<=": compare(one[2]) <= 0, ">": compare(one[2]) > 0, "<": compare(one[2]) < 0, "=": compare(one[2]) === 0 }[one[1]];
  const two = /^(.+?)(?:\.\.|(?<=\d)-)(.+)$/.exec(value);
  return two ? compare(two[1]) >= 0 && compare(two[2]) <= 0 : false;
}

function sorted(rows, field, sign) {
  const numeric = ["money", "percent", "points", "area"].includes(COLUMNS.find((column) => column.field === field)?.kind);
  return [...rows].sort((a, b) => {
    const [left, right] = [a[field], b[field]];
    if (left === null || right === null) return (left === null) - (right === null);
    return sign * (numeric ? Number(left) - Number(right) : String(left).localeCompare(String(right), "zh"));
  });
}
