//! The journal's tables.

/// `journal`: one row per change. On PostgreSQL it has one column more, `txid`, the transaction that wrote it.
pub mod entry {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "journal")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub at: crate::Moment,
        pub actor_id: Option<i64>,
        pub actor_name: String,
        pub action: String,
        pub subject_kind: String,
        pub subject_id: String,
        pub project_id: Option<i64>,
        /// [`kernel::Month::index`].
        pub month: Option<i32>,
        pub from_text: Option<String>,
        pub to_text: Option<String>,
        pub why: Option<String>,
        pub source: String,
        pub batch: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `journal_seal`: the place of an entry in the chain and its hash.
pub mod seal {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "journal_seal")]
    pub struct Model {
        /// 1, 2, 3 … without a gap.
        #[sea_orm(primary_key, auto_increment = false)]
        pub no: i64,
        pub entry_id: i64,
        /// SM3 in hexadecimal.
        pub hash: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `journal_sealing`: one row per run of the sealing job.
pub mod sealing {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "journal_sealing")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub at: crate::Moment,
        /// The last seal of the run.
        pub last_no: i64,
        pub head: String,
        /// Everything visible at this [`Cursor`](crate::journal::Cursor) is sealed.
        pub cursor: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
