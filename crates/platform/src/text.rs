//! Chinese text made searchable and sortable.
//!
//! Both databases compare Chinese by code point and only one of them ignores case, so a table that is searched keeps a
//! column with [`search_key`] and one that is sorted by name a column with [`sort_key`].

use pinyin::ToPinyin;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Names whose usual reading a dictionary of single characters gets wrong, longest first within a beginning.
/// From the Ministry of Civil Affairs' gazetteer; readings in tone numbers.
const READINGS: &[(&str, &str)] = &[
    ("重庆", "chong2 qing4"),
    ("厦门", "xia4 men2"),
    ("六安", "lu4 an1"),
    ("六合", "lu4 he2"),
    ("蚌埠", "beng4 bu4"),
    ("长春", "chang2 chun1"),
    ("长沙", "chang2 sha1"),
    ("长治", "chang2 zhi4"),
    ("长安", "chang2 an1"),
    ("长江", "chang2 jiang1"),
    ("长乐", "chang2 le4"),
    ("长宁", "chang2 ning2"),
    ("长兴", "chang2 xing1"),
    ("乐山", "le4 shan1"),
    ("乐亭", "lao4 ting2"),
    ("乐陵", "lao4 ling2"),
    ("乐清", "yue4 qing1"),
    ("台州", "tai1 zhou1"),
    ("天台", "tian1 tai1"),
    ("丽水", "li2 shui3"),
    ("浚县", "xun4 xian4"),
    ("浚河", "xun4 he2"),
    ("铅山", "yan2 shan1"),
    ("单县", "shan4 xian4"),
    ("莘县", "shen1 xian4"),
    ("莘庄", "xin1 zhuang1"),
    ("东阿", "dong1 e1"),
    ("大城县", "dai4 cheng2 xian4"),
    ("洪洞", "hong2 tong2"),
    ("繁峙", "fan2 shi4"),
    ("曲阜", "qu1 fu4"),
    ("曲靖", "qu3 jing4"),
    ("番禺", "pan1 yu2"),
    ("大埔", "da4 bu4"),
    ("黄埔", "huang2 pu3"),
    ("井陉", "jing3 xing2"),
    ("蔚县", "yu4 xian4"),
    ("涡阳", "guo1 yang2"),
    ("砀山", "dang4 shan1"),
    ("歙县", "she4 xian4"),
    ("黟县", "yi1 xian4"),
    ("枞阳", "zong1 yang2"),
    ("会稽", "kuai4 ji1"),
    ("鄞州", "yin2 zhou1"),
    ("嵊州", "sheng4 zhou1"),
    ("尉犁", "yu4 li2"),
    ("什邡", "shi2 fang1"),
    ("犍为", "qian2 wei2"),
    ("郫都", "pi2 du1"),
    ("荥阳", "xing2 yang2"),
    ("荥经", "ying2 jing1"),
    ("中牟", "zhong1 mu4"),
    ("渑池", "mian3 chi2"),
    ("柘城", "zhe4 cheng2"),
    ("泌阳", "bi4 yang2"),
    ("武陟", "wu3 zhi4"),
    ("监利", "jian4 li4"),
    ("黄陂", "huang2 pi2"),
    ("郧阳", "yun2 yang2"),
    ("耒阳", "lei3 yang2"),
    ("郴州", "chen1 zhou1"),
    ("吴堡", "wu2 bu3"),
    ("瓦窑堡", "wa3 yao2 bu3"),
    ("阿城", "a1 cheng2"),
    ("牟平", "mu4 ping2"),
    ("莒县", "ju3 xian4"),
    ("侯马", "hou2 ma3"),
    ("闽侯", "min3 hou4"),
    ("长汀", "chang2 ting1"),
    ("沙坪坝", "sha1 ping2 ba4"),
    ("北碚", "bei3 bei4"),
    ("涪陵", "fu2 ling2"),
    ("綦江", "qi2 jiang1"),
    ("万州", "wan4 zhou1"),
    ("朝阳", "chao2 yang2"),
    ("银行", "yin2 hang2"),
    ("行业", "hang2 ye4"),
    ("重点", "zhong4 dian3"),
    ("重型", "zhong4 xing2"),
];

/// How names are compared when searching: no blanks, no punctuation, lower case. See [`kernel::text::fold`].
pub fn search_key(text: &str) -> String {
    kernel::text::fold(text)
}

/// Pinyin of the text with tone numbers, one syllable a word, other characters as they are, in lower case:
/// `重庆2路` → `chong2 qing4 2 lu4`. Ordering by it is ordering as in a Chinese dictionary.
pub fn sort_key(text: &str) -> String {
    let mut key = String::new();
    for syllable in syllables(text) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&syllable);
    }
    key
}

/// The first letters, as people type them to find something: `重庆长寿` → `cqcs`.
pub fn initials(text: &str) -> String {
    syllables(text).iter().filter_map(|s| s.chars().find(|c| c.is_alphanumeric())).collect()
}

/// The place that the text begins with, if it is one of [`READINGS`]; `first` is its first character.
fn reading_at(text: &str, first: char) -> Option<&'static (&'static str, &'static str)> {
    static BY_FIRST: LazyLock<HashMap<char, Vec<&'static (&'static str, &'static str)>>> = LazyLock::new(|| {
        let mut by_first: HashMap<char, Vec<_>> = HashMap::new();
        for reading in READINGS {
            by_first.entry(reading.0.chars().next().unwrap_or_default()).or_default().push(reading);
        }
        by_first
    });
    if first.is_ascii() {
        return None;
    }
    BY_FIRST.get(&first)?.iter().find(|(name, _)| text.starts_with(name)).copied()
}

fn syllables(text: &str) -> Vec<String> {
    let text = kernel::text::normal(text).to_lowercase();
    let mut syllables: Vec<String> = Vec::new();
    let mut rest = text.as_str();
    // Whether the last syllable still takes letters and digits that follow.
    let mut plain = false;
    while let Some(c) = rest.chars().next() {
        if let Some((name, reading)) = reading_at(rest, c) {
            syllables.extend(reading.split(' ').map(str::to_owned));
            rest = &rest[name.len()..];
            plain = false;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c.to_pinyin() {
            Some(pinyin) => {
                syllables.push(pinyin.with_tone_num_end().to_owned());
                plain = false;
            }
            None if !c.is_alphanumeric() => plain = false,
            None => match syllables.last_mut().filter(|_| plain) {
                Some(word) => word.push(c),
                None => {
                    syllables.push(c.to_string());
                    plain = true;
                }
            },
        }
    }
    syllables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_their_people_read_them() {
        for (name, key) in [
            ("重庆市", "chong2 qing4 shi4"),
            ("六安", "lu4 an1"),
            ("乐清", "yue4 qing1"),
            ("市重点项目", "shi4 zhong4 dian3 xiang4 mu4"),
            ("G318线 二期", "g318 xian4 er4 qi1"),
            ("", ""),
        ] {
            assert_eq!(sort_key(name), key, "{name}");
        }
    }

    #[test]
    fn names_sort_as_in_a_dictionary_and_are_found_by_initials() {
        let mut names = ["中川市", "云台县", "东城区", "重庆", "八里"];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(names, ["八里", "重庆", "东城区", "云台县", "中川市"]);
        assert_eq!(initials("重庆长安(2期)"), "cqca2q");
    }
}
