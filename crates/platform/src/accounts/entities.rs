//! The accounts' tables.

macro_rules! no_relations {
    () => {
        #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
        pub enum Relation {}

        impl ActiveModelBehavior for ActiveModel {}
    };
}

pub mod account {
    use crate::Moment;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        /// In lower case, without blanks.
        pub login: String,
        pub display_name: String,
        /// A PHC string of Argon2id.
        pub password_hash: String,
        /// Ids of roles, separated by commas.
        pub roles: String,
        /// JSON of [`crate::access::Scope`].
        pub scope: String,
        pub active: bool,
        pub must_change_password: bool,
        pub created_at: Moment,
        pub last_sign_in_at: Option<Moment>,
    }

    no_relations!();
}

pub mod session {
    use crate::Moment;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        pub account_id: i64,
        pub created_at: Moment,
        pub last_seen_at: Moment,
        pub address: String,
        pub agent: String,
    }

    no_relations!();
}

pub mod attempt {
    use crate::Moment;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_attempt")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub login: String,
        pub address: String,
        pub at: Moment,
    }

    no_relations!();
}

pub mod token {
    use crate::Moment;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_token")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub account_id: i64,
        pub token_hash: String,
        pub name: String,
        pub created_at: Moment,
        pub last_used_at: Option<Moment>,
    }

    no_relations!();
}
