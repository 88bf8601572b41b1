//! The ledger's tables, for SQLite and PostgreSQL from one source.

use platform::db::migrate::{Index, Table, TableMigration, big, id, int, optional, text, yes_no};
use sea_orm::sea_query::{ColumnDef, IndexCreateStatement, TableCreateStatement};

/// Migrations of the ledger, in order.
pub fn migrations() -> Vec<TableMigration> {
    vec![
        TableMigration::new("m20260101_000010_ledger", |_| tables()).indexes(|_| indexes()),
        TableMigration::new("m20260101_000011_import_draft", |_| vec![import_draft()]).indexes(|_| {
            vec![Index::create().name("import_draft_by_account").table("import_draft").col("account_id").take()]
        }),
    ]
}

fn table(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name).col(id());
    for column in columns {
        table.col(column);
    }
    table
}

fn texts(names: &[&'static str]) -> Vec<ColumnDef> {
    names.iter().map(|n| text(*n)).collect()
}

fn optional_texts(names: &[&'static str]) -> Vec<ColumnDef> {
    names.iter().map(|n| optional(text(*n))).collect()
}

fn optional_numbers(names: &[&'static str]) -> Vec<ColumnDef> {
    names.iter().map(|n| optional(big(*n))).collect()
}

fn report_columns() -> Vec<ColumnDef> {
    let mut columns = vec![big("project_id"), int("month")];
    columns.extend(optional_numbers(&[
        "done_ytd",
        "done_month",
        "done_total",
        "prev_ytd",
        "funds_arrived",
        "funds_paid",
        "statistics_done",
        "fund_gap",
        "land_need",
        "energy_need",
        "emission_need",
        "stage_id",
    ]));
    columns.extend(["is_started", "is_resumed", "is_finished"].map(|n| optional(yes_no(n))));
    columns.extend(optional_texts(&[
        "progress",
        "problem",
        "cause",
        "measure",
        "measure_owner",
        "measure_due",
        "remark",
    ]));
    columns.extend(texts(&["approvals", "custom"]));
    columns.push(int("revision"));
    columns
}

fn tables() -> Vec<TableCreateStatement> {
    let mut project = texts(&["name", "name_key", "initials", "owner_key"]);
    project.extend(optional_texts(&[
        "code",
        "number",
        "owner",
        "owner_credit_code",
        "location",
        "content",
        "planned_start",
        "start_date",
        "planned_finish",
        "finish_date",
        "production_date",
        "responsible_person",
        "contact",
        "phone",
    ]));
    project.extend(optional_numbers(&[
        "region_id",
        "department_id",
        "unit_id",
        "leader_id",
        "industry_id",
        "chain_id",
        "funding_kind_id",
        "total_investment",
        "done_before",
        "land_area",
    ]));
    project.extend([optional(int("build_from")), optional(int("build_to")), optional(yes_no("is_in_statistics"))]);

    let mut entry = vec![big("project_id"), int("year"), big("list_id")];
    entry.extend(optional_texts(&["sequence", "nature", "nature_word", "reason"]));
    entry.extend(optional_numbers(&["level_id", "category_id"]));
    entry.extend([int("from_month"), optional(int("until_month"))]);

    let mut plan = vec![big("entry_id"), int("from_month")];
    plan.extend(optional_numbers(&["amount", "funds_planned"]));
    plan.extend(optional_texts(&["reason"]));

    let mut earlier = report_columns();
    earlier.extend([big("replaced_at"), text("replaced_by")]);

    let mut term = texts(&["kind", "name", "sort_key"]);
    term.push(int("position"));

    let mut batch = vec![big("list_id"), int("as_of")];
    batch.extend(["created", "updated", "unchanged", "errors", "warnings"].map(int));
    batch.extend(texts(&["file_name", "user_name"]));
    batch.push(big("at"));

    vec![
        table("term", term),
        table("project", project),
        table("project_list", vec![int("year"), text("name"), text("mapping")]),
        table("list_entry", entry),
        table("annual_plan", plan),
        table("monthly_report", report_columns()),
        table("monthly_report_earlier", earlier),
        table("import_batch", batch),
    ]
}

fn import_draft() -> TableCreateStatement {
    let mut draft = vec![big("account_id"), int("year"), optional(int("as_of")), yes_no("accept_valid")];
    draft.extend(texts(&["file_hash", "file_name", "list", "corrections", "decisions"]));
    draft.extend([optional(big("job_id")), optional(text("result")), big("created_at")]);
    table("import_draft", draft)
}

/// (index, table, columns, unique)
const INDEXES: &[(&str, &str, &[&str], bool)] = &[
    ("term_by_name", "term", &["kind", "name"], true),
    ("project_by_code", "project", &["code"], true),
    ("project_by_number", "project", &["number"], false),
    ("project_by_name", "project", &["name_key"], false),
    ("project_by_owner", "project", &["owner_key"], false),
    ("project_list_by_name", "project_list", &["year", "name"], true),
    ("list_entry_by_project", "list_entry", &["project_id", "year"], true),
    ("list_entry_by_year", "list_entry", &["year"], false),
    ("annual_plan_by_entry", "annual_plan", &["entry_id", "from_month"], true),
    ("monthly_report_by_project", "monthly_report", &["project_id", "month"], true),
    ("monthly_report_by_month", "monthly_report", &["month"], false),
    ("monthly_report_earlier_by_project", "monthly_report_earlier", &["project_id", "month", "revision"], true),
];

fn indexes() -> Vec<IndexCreateStatement> {
    INDEXES
        .iter()
        .map(|(name, table, columns, unique)| {
            let mut index = Index::create();
            index.name(*name).table(*table);
            for column in *columns {
                index.col(*column);
            }
            if *unique {
                index.unique();
            }
            index
        })
        .collect()
}
