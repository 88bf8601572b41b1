//! Who may do what, and with which projects: the one place that says so.
//!
//! A person has roles; a role is a set of [`Permission`]s ([`Role::permissions`] is the whole table). Which projects they
//! may do it with is their [`Scope`]. A page asks for a permission when its route is declared (see [`crate::web::Routes`]),
//! and finds projects only through the viewer's scope.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a role in the office is called and may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Admin,
    Office,
    Reviewer,
    Filer,
    Leader,
    Viewer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    ViewBoard,
    ViewLedger,
    /// Change projects, plans and figures by hand.
    EditLedger,
    /// Bring whole workbooks in.
    Import,
    /// Take lists out as workbooks.
    Export,
    /// File this month's progress.
    File,
    /// Accept or return filings.
    Review,
    /// Draw up and publish bulletins.
    PublishBulletin,
    ManageUsers,
    ChangeSettings,
    /// Read the journal of everything.
    ReadAudit,
    /// Read the server's metrics.
    Operate,
}

impl Permission {
    pub const ALL: [Permission; 12] = [
        Permission::ViewBoard,
        Permission::ViewLedger,
        Permission::EditLedger,
        Permission::Import,
        Permission::Export,
        Permission::File,
        Permission::Review,
        Permission::PublishBulletin,
        Permission::ManageUsers,
        Permission::ChangeSettings,
        Permission::ReadAudit,
        Permission::Operate,
    ];

    /// As in “您没有……的权限”.
    pub const fn label(self) -> &'static str {
        match self {
            Permission::ViewBoard => "查看看板",
            Permission::ViewLedger => "查看台账",
            Permission::EditLedger => "修改台账",
            Permission::Import => "导入台账",
            Permission::Export => "导出数据",
            Permission::File => "填报进度",
            Permission::Review => "审核填报",
            Permission::PublishBulletin => "编发通报",
            Permission::ManageUsers => "管理账号",
            Permission::ChangeSettings => "修改设置",
            Permission::ReadAudit => "查看操作日志",
            Permission::Operate => "查看运行状况",
        }
    }
}

impl Role {
    pub const ALL: [Role; 6] = [Role::Admin, Role::Office, Role::Reviewer, Role::Filer, Role::Leader, Role::Viewer];

    pub const fn id(self) -> &'static str {
        match self {
            Role::Admin => "admin",
            Role::Office => "office",
            Role::Reviewer => "reviewer",
            Role::Filer => "filer",
            Role::Leader => "leader",
            Role::Viewer => "viewer",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Role::Admin => "系统管理员",
            Role::Office => "重点办",
            Role::Reviewer => "审核员",
            Role::Filer => "填报员",
            Role::Leader => "领导",
            Role::Viewer => "查阅人员",
        }
    }

    pub fn read(id: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.id() == id)
    }

    /// The table of rights.
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission::{
            ChangeSettings, EditLedger, Export, File, Import, ManageUsers, Operate, PublishBulletin, ReadAudit, Review,
            ViewBoard, ViewLedger,
        };
        match self {
            // Keeps the accounts and the machine; touches no figure.
            Role::Admin => &[ViewBoard, ViewLedger, ManageUsers, ChangeSettings, ReadAudit, Operate],
            Role::Office => &[
                ViewBoard,
                ViewLedger,
                EditLedger,
                Import,
                Export,
                File,
                Review,
                PublishBulletin,
                ChangeSettings,
                ReadAudit,
            ],
            Role::Reviewer => &[ViewBoard, ViewLedger, Export, File, Review],
            Role::Filer => &[ViewBoard, ViewLedger, File],
            Role::Leader => &[ViewBoard, ViewLedger, Export],
            Role::Viewer => &[ViewBoard, ViewLedger],
        }
    }
}

/// Which projects a person sees. Each side that is given must match; none given means all projects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Names of regions (县市区).
    pub regions: Option<BTreeSet<String>>,
    /// Names of supervising departments (主管部门).
    pub departments: Option<BTreeSet<String>>,
    /// Names of responsible units (责任单位、项目单位).
    pub units: Option<BTreeSet<String>>,
}

impl Scope {
    /// Every project.
    pub fn all() -> Scope {
        Scope::default()
    }

    pub fn regions<I: IntoIterator<Item = S>, S: Into<String>>(names: I) -> Scope {
        Scope { regions: Some(names.into_iter().map(Into::into).collect()), ..Scope::default() }
    }

    pub fn departments<I: IntoIterator<Item = S>, S: Into<String>>(names: I) -> Scope {
        Scope { departments: Some(names.into_iter().map(Into::into).collect()), ..Scope::default() }
    }

    pub fn units<I: IntoIterator<Item = S>, S: Into<String>>(names: I) -> Scope {
        Scope { units: Some(names.into_iter().map(Into::into).collect()), ..Scope::default() }
    }

    pub fn is_all(&self) -> bool {
        self.regions.is_none() && self.departments.is_none() && self.units.is_none()
    }

    /// Whether a project of this region, department and unit is within the scope.
    pub fn admits(&self, region: &str, department: &str, unit: &str) -> bool {
        let within =
            |side: &Option<BTreeSet<String>>, name: &str| side.as_ref().is_none_or(|names| names.contains(name));
        within(&self.regions, region) && within(&self.departments, department) && within(&self.units, unit)
    }

    /// “全部项目” or “东城区、西河县 · 市卫健局”.
    pub fn label(&self) -> String {
        let sides: Vec<String> = [&self.regions, &self.departments, &self.units]
            .into_iter()
            .flatten()
            .map(|names| names.iter().map(String::as_str).collect::<Vec<_>>().join("、"))
            .collect();
        if sides.is_empty() { "全部项目".to_owned() } else { sides.join(" · ") }
    }
}

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    pub id: i64,
    pub login: String,
    pub name: String,
    pub roles: BTreeSet<Role>,
    pub scope: Scope,
}

impl Viewer {
    pub fn may(&self, permission: Permission) -> bool {
        self.roles.iter().any(|role| role.permissions().contains(&permission))
    }

    /// “重点办、审核员”.
    pub fn role_label(&self) -> String {
        self.roles.iter().map(|r| r.label()).collect::<Vec<_>>().join("、")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_admits_what_every_given_side_admits() {
        let county = Scope::regions(["东城区"]);
        assert!(county.admits("东城区", "市卫健局", "市医院"));
        assert!(!county.admits("西河县", "市卫健局", "市医院"));
        let both = Scope { departments: Some(["市交通局".to_owned()].into()), ..county };
        assert!(!both.admits("东城区", "市卫健局", "市医院"));
        assert!(both.admits("东城区", "市交通局", ""));
        assert!(Scope::all().admits("", "", ""));
        // An empty set is not “all”: whoever has lost the last region sees nothing.
        assert!(!Scope::regions(Vec::<String>::new()).admits("", "", ""));
        assert_eq!(both.label(), "东城区 · 市交通局");
    }

    #[test]
    fn every_permission_has_a_holder_and_the_admin_touches_no_figure() {
        for permission in Permission::ALL {
            assert!(Role::ALL.iter().any(|r| r.permissions().contains(&permission)), "{permission:?}");
        }
        for forbidden in [Permission::EditLedger, Permission::Import, Permission::Review, Permission::File] {
            assert!(!Role::Admin.permissions().contains(&forbidden));
        }
    }
}
