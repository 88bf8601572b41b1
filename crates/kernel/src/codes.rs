//! Codes of the State: the national project code and the unified social credit code.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("“{0}”不是项目代码,应为2506-330100-04-01-123456(4位-6位-2位-2位-6位数字)")]
    ProjectCode(String),
    #[error("“{0}”不是统一社会信用代码,应为18位数字或大写字母(不含I、O、S、V、Z)")]
    CreditCode(String),
    #[error("统一社会信用代码“{0}”的校验位不符,应为{1}")]
    CreditCheckDigit(String, char),
}

/// National code of an investment project (投资项目统一代码): year and month of registration, place, industry, kind, number,
/// e.g. `2506-330100-04-01-123456` (older ones begin with a four-digit year).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProjectCode(String);

impl ProjectCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ProjectCode {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<ProjectCode, CodeError> {
        let dash = |c| if matches!(c, '—' | '–' | '－' | '_') { '-' } else { c };
        let tight: String = crate::text::tight(text).chars().map(dash).collect();
        let digits: String = tight.chars().filter(|c| *c != '-').collect();
        let well_formed = digits.len() == 20 && digits.bytes().all(|b| b.is_ascii_digit());
        let parts_fit = !tight.contains('-') || tight.split('-').map(str::len).eq([4, 6, 2, 2, 6]);
        if !well_formed || !parts_fit {
            return Err(CodeError::ProjectCode(text.to_owned()));
        }
        Ok(ProjectCode(format!(
            "{}-{}-{}-{}-{}",
            &digits[..4],
            &digits[4..10],
            &digits[10..12],
            &digits[12..14],
            &digits[14..]
        )))
    }
}

impl TryFrom<String> for ProjectCode {
    type Error = CodeError;
    fn try_from(text: String) -> Result<ProjectCode, CodeError> {
        text.parse()
    }
}

impl From<ProjectCode> for String {
    fn from(code: ProjectCode) -> String {
        code.0
    }
}

impl fmt::Display for ProjectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Unified social credit code (GB 32100-2015), checked by its last digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CreditCode(String);

const CREDIT_DIGITS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const CREDIT_WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

impl CreditCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CreditCode {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<CreditCode, CodeError> {
        let code = crate::text::tight(text).to_uppercase();
        let values: Option<Vec<usize>> = code.chars().map(|c| CREDIT_DIGITS.find(c)).collect();
        let values = values.filter(|v| v.len() == 18).ok_or_else(|| CodeError::CreditCode(text.to_owned()))?;
        let sum: usize = values.iter().zip(CREDIT_WEIGHTS).map(|(v, w)| v * w).sum();
        let expected = (31 - sum % 31) % 31;
        if values[17] != expected {
            let digit = CREDIT_DIGITS.chars().nth(expected).unwrap_or('0');
            return Err(CodeError::CreditCheckDigit(code, digit));
        }
        Ok(CreditCode(code))
    }
}

impl TryFrom<String> for CreditCode {
    type Error = CodeError;
    fn try_from(text: String) -> Result<CreditCode, CodeError> {
        text.parse()
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> String {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_code_is_read_with_and_without_dashes() {
        let code: ProjectCode = "2506-330100-04-01-123456".parse().unwrap();
        assert_eq!("25063301000401123456".parse(), Ok(code.clone()));
        assert_eq!("２５０６－330100－04－01－123456".parse(), Ok(code));
        assert!("2506-330100-04-01-12345".parse::<ProjectCode>().is_err());
        assert!("2506330100-04-01-123456".parse::<ProjectCode>().is_err());
    }

    #[test]
    fn a_credit_code_carries_its_check_digit() {
        assert!("91350100M000100Y43".parse::<CreditCode>().is_ok());
        assert!(matches!("91350100M000100Y44".parse::<CreditCode>(), Err(CodeError::CreditCheckDigit(_, '3'))));
        assert!("91350100M000100Y4".parse::<CreditCode>().is_err());
    }
}
