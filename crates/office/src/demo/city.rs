//! The demonstration city: its places, offices, leaders and kinds of projects. All invented.

/// Regions with their share of the projects and their pace in percent of the city's.
pub const REGIONS: &[(&str, u32, i64)] = &[
    ("东城区", 10, 104),
    ("西城区", 8, 99),
    ("高新区", 13, 92),
    ("经开区", 12, 107),
    ("北原县", 10, 101),
    ("南岭县", 11, 95),
    ("云台县", 9, 110),
    ("石门县", 8, 100),
    ("清源县", 8, 98),
    ("西河县", 6, 103),
    ("中川市", 5, 84),
];

/// A kind of project: category, what the name says, department that supervises it, industry, least and largest total in 万元.
pub struct Kind {
    pub category: &'static str,
    pub name: &'static str,
    pub department: &'static str,
    pub industry: &'static str,
    pub chain: Option<&'static str>,
    pub total: (i64, i64),
    pub progress: &'static [&'static str],
}

const FACTORY: &[&str] =
    &["场地平整", "厂房基础施工", "厂房主体施工", "厂房封顶,设备招标", "设备安装", "单机调试", "试生产"];
const ROAD: &[&str] = &["征地拆迁", "路基施工", "桥涵施工", "路面基层施工", "路面铺筑", "交安设施安装", "交工验收准备"];
const BUILDING: &[&str] =
    &["地勘、土方开挖", "基础施工", "主体施工至三层", "主体封顶", "二次结构砌筑", "内外装修", "竣工验收准备"];
const WATER: &[&str] =
    &["施工导流", "管沟开挖", "管网铺设完成三成", "管网铺设完成七成", "泵站设备安装", "通水试运行", "竣工验收准备"];

const fn kind(
    category: &'static str,
    name: &'static str,
    department: &'static str,
    industry: &'static str,
    chain: Option<&'static str>,
    total: (i64, i64),
    progress: &'static [&'static str],
) -> Kind {
    Kind { category, name, department, industry, chain, total, progress }
}

pub const KINDS: &[Kind] = &[
    kind("工业项目", "智能装备产业园", "市工信局", "专用设备制造业", Some("装备制造"), (30_000, 260_000), FACTORY),
    kind(
        "工业项目",
        "动力电池材料生产线",
        "市工信局",
        "电气机械和器材制造业",
        Some("新能源"),
        (50_000, 480_000),
        FACTORY,
    ),
    kind(
        "工业项目",
        "特种钢深加工",
        "市工信局",
        "黑色金属冶炼和压延加工业",
        Some("先进材料"),
        (20_000, 180_000),
        FACTORY,
    ),
    kind("工业项目", "食品精深加工", "市工信局", "农副食品加工业", Some("食品加工"), (8_000, 90_000), FACTORY),
    kind("工业项目", "高端制剂产业园", "市工信局", "医药制造业", Some("生物医药"), (30_000, 220_000), FACTORY),
    kind(
        "工业项目",
        "电子元器件扩产技改",
        "市工信局",
        "计算机、通信和其他电子设备制造业",
        Some("电子信息"),
        (10_000, 120_000),
        FACTORY,
    ),
    kind("工业项目", "尾矿综合利用", "市工信局", "废弃资源综合利用业", Some("先进材料"), (9_000, 70_000), FACTORY),
    kind("基础设施项目", "国省干线改扩建", "市交通局", "道路运输业", None, (30_000, 320_000), ROAD),
    kind("基础设施项目", "城市快速路", "市住建局", "土木工程建筑业", None, (60_000, 420_000), ROAD),
    kind("基础设施项目", "综合管廊", "市住建局", "土木工程建筑业", None, (15_000, 130_000), WATER),
    kind(
        "基础设施项目",
        "220千伏输变电",
        "市发改局",
        "电力、热力生产和供应业",
        Some("新能源"),
        (12_000, 60_000),
        BUILDING,
    ),
    kind("基础设施项目", "水系连通及河道治理", "市水务局", "水利管理业", None, (8_000, 110_000), WATER),
    kind("民生项目", "人民医院住院楼", "市卫健局", "卫生", None, (12_000, 140_000), BUILDING),
    kind("民生项目", "职业学院实训基地", "市教育局", "教育", None, (8_000, 90_000), BUILDING),
    kind("民生项目", "第一中学新校区", "市教育局", "教育", None, (10_000, 80_000), BUILDING),
    kind("民生项目", "养老服务中心", "市民政局", "社会工作", None, (5_000, 40_000), BUILDING),
    kind("民生项目", "老旧小区改造", "市住建局", "房屋建筑业", None, (5_000, 60_000), BUILDING),
    kind("民生项目", "污水处理厂提标改造", "市环境局", "生态保护和环境治理业", None, (6_000, 50_000), WATER),
    kind("服务业项目", "冷链物流园", "市商务局", "装卸搬运和仓储业", Some("现代物流"), (12_000, 110_000), BUILDING),
    kind("服务业项目", "文化旅游度假区", "市文旅局", "公共设施管理业", Some("文化旅游"), (20_000, 300_000), BUILDING),
    kind("服务业项目", "数据中心", "市工信局", "互联网和相关服务", Some("电子信息"), (20_000, 260_000), FACTORY),
    kind("服务业项目", "商贸综合体", "市商务局", "零售业", None, (15_000, 150_000), BUILDING),
    kind(
        "农业农村项目",
        "高标准农田及现代农业产业园",
        "市农业农村局",
        "农业",
        Some("食品加工"),
        (6_000, 60_000),
        WATER,
    ),
    kind("农业农村项目", "畜禽标准化养殖基地", "市农业农村局", "畜牧业", Some("食品加工"), (5_000, 45_000), BUILDING),
];

/// Places inside a region that make names different from each other.
pub const QUARTERS: &[&str] = &[
    "城东", "城西", "城南", "城北", "新城", "老城", "滨河", "凤凰", "龙泉", "青山", "白马", "长岭", "双桥", "柳林",
    "平安", "石桥", "金山", "兴隆", "永丰", "和平",
];

pub const LEADERS: &[&str] = &[
    "王志远",
    "李明辉",
    "张建军",
    "刘文博",
    "陈国栋",
    "杨晓东",
    "赵立新",
    "黄永胜",
    "周海燕",
    "吴德明",
    "徐振华",
    "孙秀兰",
];

pub const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗",
];

pub const GIVEN: &[&str] =
    &["伟", "芳", "建国", "秀英", "敏", "静", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明", "超", "霞"];

/// Why projects are late, and what is done about it: (problem, cause, measure, who).
pub const CAUSES: &[(&str, &str, &str, &str)] = &[
    ("征地拆迁11户未签协议", "征地拆迁", "逐户包保签约,月底前完成剩余户签约腾空", "属地征收办"),
    ("新增建设用地指标未落实", "用地指标", "组卷报批件报省厅,争取列入本批次", "市资源局"),
    ("环境影响评价未批复", "环评手续", "补充监测数据后重新上会", "市环境局"),
    ("施工图审查未完成", "施工图审查", "建立审图绿色通道,一次性告知修改意见", "市住建局"),
    ("企业自筹资金未到位", "资金", "组织银企对接,落实项目贷款", "市金融办"),
    ("招标流标,正在重新招标", "招标", "重新发布招标公告", "项目单位"),
    ("电力外线未通", "水电气配套", "协调供电公司倒排外线工期", "供电公司"),
];

/// Share of a year's investment done in each month, in thousandths: winters are slow, the second and fourth quarters fast.
pub const SEASON: [i64; 12] = [32, 36, 78, 92, 101, 112, 98, 94, 102, 96, 88, 71];
