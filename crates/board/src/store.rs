//! The board itself: dictionaries, blocks of projects, and where each project lies.

use crate::block::Block;
use crate::chunk::{Codes, ROWS};
use crate::dimension::{Dictionary, Dimension, TermId, code_of};
use crate::facts::{ProjectFacts, ProjectId};
use crate::record::record_of;
use crate::scan::cores;
use crate::settings::SizeBands;
use kernel::{Month, Nature, text};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Projects from which new ones are laid together by level, category and region, so that filters skip whole
/// blocks and groups fill them.
const CLUSTERED_FROM: usize = 16 * ROWS;
const CLUSTERED_BY: [Dimension; 3] = [Dimension::Level, Dimension::Category, Dimension::Region];

/// The codes that all rows of a block share.
pub(crate) type Cluster = [u32; 3];
/// A block of small boards, where anything lies beside anything.
pub(crate) const MIXED: Cluster = [u32::MAX; 3];

type RowCodes = [u32; Dimension::COUNT];
type Entry<'f> = (Place, RowCodes, &'f ProjectFacts);

/// Where a project lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub block: u32,
    pub row: u16,
}

/// Every project the product knows, in columns.
///
/// Reading needs `&Board`, writing `&mut Board`; a change is in the next answer. Nothing is read from anywhere else.
#[derive(Clone, Debug)]
pub struct Board {
    pub(crate) dictionaries: Vec<Dictionary>,
    pub(crate) bands: SizeBands,
    pub(crate) blocks: Vec<Arc<Block>>,
    pub(crate) places: HashMap<ProjectId, Place>,
    /// Rows of removed projects, by the cluster of their block.
    pub(crate) free: HashMap<Cluster, Vec<Place>>,
    /// Blocks with room, by cluster.
    pub(crate) open: HashMap<Cluster, u32>,
    /// Whether new projects are laid together by cluster.
    pub(crate) is_clustered: bool,
}

impl Default for Board {
    fn default() -> Board {
        Board::new(SizeBands::default())
    }
}

impl Board {
    pub fn new(bands: SizeBands) -> Board {
        let mut dictionaries = vec![Dictionary::default(); Dimension::COUNT];
        dictionaries[Dimension::Nature.index()] = Dictionary::of(Nature::ALL.iter().map(|n| n.label()));
        dictionaries[Dimension::Size.index()] = Dictionary::of(bands.labels());
        Board {
            dictionaries,
            bands,
            blocks: Vec::new(),
            places: HashMap::new(),
            free: HashMap::new(),
            open: HashMap::new(),
            is_clustered: false,
        }
    }

    /// Says how many projects are about to be entered, so that many are laid together from the first on.
    pub fn expect(&mut self, projects: usize) {
        self.places.reserve(projects);
        self.is_clustered |= self.places.len() + projects >= CLUSTERED_FROM;
    }

    /// The word of a dimension, entered into its dictionary if it is new; `None` for a blank label.
    /// New words come last in the order of groups until [`Board::set_order`] says otherwise.
    pub fn term(&mut self, dimension: Dimension, label: &str) -> Option<TermId> {
        let label = label.trim();
        (!label.is_empty()).then(|| self.dictionaries[dimension.index()].intern(label))
    }

    /// The word, if any project was ever filed under it.
    pub fn find_term(&self, dimension: Dimension, label: &str) -> Option<TermId> {
        self.dictionaries[dimension.index()].find(label.trim())
    }

    /// Its label; 未填写 for none.
    pub fn label(&self, dimension: Dimension, term: Option<TermId>) -> &str {
        self.dictionaries[dimension.index()].label(code_of(term))
    }

    /// Sets a word's place in the order of groups, ascending.
    pub fn set_order(&mut self, dimension: Dimension, term: TermId, order: i64) {
        self.dictionaries[dimension.index()].set_order(term, order);
    }

    /// The words of a dimension in the order in which they came, each with its label and its sort order.
    pub fn terms(&self, dimension: Dimension) -> impl Iterator<Item = (TermId, &str, i64)> {
        self.dictionaries[dimension.index()].terms()
    }

    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    pub fn contains(&self, id: ProjectId) -> bool {
        self.places.contains_key(&id)
    }

    /// Enters a project or replaces what was known of it.
    pub fn upsert(&mut self, facts: &ProjectFacts) {
        let (place, codes) = self.place_for(facts);
        enter(Arc::make_mut(&mut self.blocks[place.block as usize]), place, &codes, facts);
    }

    /// Enters many projects, on several threads; for the first load and for large imports. The first load is best
    /// given in slices of some ten thousand, so that not all facts need to be in memory at once.
    pub fn upsert_many(&mut self, facts: &[ProjectFacts]) {
        let mut by_block: HashMap<u32, Vec<Entry<'_>>> = HashMap::new();
        for facts in facts {
            let before = self.places.get(&facts.id).copied();
            let (place, codes) = self.place_for(facts);
            if let Some(before) = before.filter(|before| *before != place) {
                // Moved: what the same batch had said of it before is void.
                let earlier = by_block.entry(before.block).or_default();
                earlier.retain(|(place, _, said)| *place != before || said.id != facts.id);
            }
            by_block.entry(place.block).or_default().push((place, codes, facts));
        }
        let blocks = (0_u32..).zip(&mut self.blocks);
        let work = blocks.filter_map(|(number, block)| Some((block, by_block.remove(&number)?))).collect::<Vec<_>>();
        let cores = cores().min(facts.len() / 256 + 1);
        let queue = Mutex::new(work);
        let take = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let run = || {
            while let Some((block, entries)) = take() {
                let block = Arc::make_mut(block);
                entries.into_iter().for_each(|(place, codes, facts)| enter(block, place, &codes, facts));
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..cores {
                scope.spawn(run);
            }
            run();
        });
    }

    fn place_for(&mut self, facts: &ProjectFacts) -> (Place, RowCodes) {
        let mut codes = [0; Dimension::COUNT];
        for dimension in Dimension::ALL {
            codes[dimension.index()] = code_of(facts.terms.get(dimension));
        }
        codes[Dimension::Nature.index()] = 0;
        codes[Dimension::Size.index()] = self.bands.code(facts.total_investment);
        if let Some(&place) = self.places.get(&facts.id) {
            if self.is_at_home(place, &codes) {
                return (place, codes);
            }
            self.remove(facts.id);
        }
        (self.new_place(facts.id, &codes), codes)
    }

    /// Whether a project may stay where it is: in a mixed block, or in one of its cluster. (A filter or a group is fast
    /// as long as whole blocks agree.)
    fn is_at_home(&self, place: Place, codes: &RowCodes) -> bool {
        let cluster = Board::cluster_of(&self.blocks[place.block as usize]);
        !self.is_clustered || cluster == MIXED || cluster == CLUSTERED_BY.map(|d| codes[d.index()])
    }

    /// Forgets a project; false when it was not known.
    pub fn remove(&mut self, id: ProjectId) -> bool {
        let Some(place) = self.places.remove(&id) else { return false };
        let block = Arc::make_mut(&mut self.blocks[place.block as usize]);
        block.erase(usize::from(place.row));
        self.free.entry(Board::cluster_of(block)).or_default().push(place);
        true
    }

    /// Bytes held, without the allocator's own.
    pub fn bytes(&self) -> usize {
        let blocks: usize = self.blocks.iter().map(|block| block.bytes()).sum();
        blocks + self.places.capacity() * (size_of::<(ProjectId, Place)>() + 1)
    }

    /// Bytes that a question about all projects as of a month has to read when nothing is remembered: with the speed of
    /// memory, the least that its answer can take.
    pub fn bytes_read(&self, as_of: Month) -> usize {
        self.blocks.iter().map(|block| block.bytes_read(as_of)).sum()
    }

    /// Drops the remembered sums of all blocks, so that the next answer is worked out anew. For measurements.
    pub fn forget_totals(&mut self) {
        for block in &mut self.blocks {
            Arc::make_mut(block).totals.forget();
        }
    }

    /// The cluster a block was begun for, as far as its rows still tell.
    pub(crate) fn cluster_of(block: &Block) -> Cluster {
        let codes = CLUSTERED_BY.map(|d| match block.codes[d.index()] {
            Codes::Same(code) => Some(code),
            _ => None,
        });
        match codes {
            [Some(a), Some(b), Some(c)] => [a, b, c],
            _ => MIXED,
        }
    }

    fn new_place(&mut self, id: ProjectId, codes: &[u32; Dimension::COUNT]) -> Place {
        self.is_clustered |= self.places.len() >= CLUSTERED_FROM;
        let cluster = if self.is_clustered { CLUSTERED_BY.map(|d| codes[d.index()]) } else { MIXED };
        let place = self.take_free(cluster).unwrap_or_else(|| {
            let block = match self.open.get(&cluster) {
                Some(&block) if self.blocks[block as usize].len() < ROWS => block,
                _ => {
                    self.blocks.push(Arc::default());
                    u32::try_from(self.blocks.len() - 1).unwrap_or(u32::MAX)
                }
            };
            self.open.insert(cluster, block);
            Place { block, row: Arc::make_mut(&mut self.blocks[block as usize]).push(codes) as u16 }
        });
        self.places.insert(id, place);
        place
    }

    /// A row that a removed project left, among those of the cluster or in a mixed block.
    fn take_free(&mut self, cluster: Cluster) -> Option<Place> {
        let pop = |places: &mut Vec<Place>| places.pop();
        let found = self.free.get_mut(&cluster).and_then(pop).or_else(|| self.free.get_mut(&MIXED).and_then(pop));
        if found.is_none() && !self.is_clustered {
            return self.free.values_mut().find_map(pop);
        }
        found
    }
}

fn enter(block: &mut Block, place: Place, codes: &RowCodes, facts: &ProjectFacts) {
    let name = text::fold(&facts.name).into_boxed_str();
    block.write(usize::from(place.row), facts.id, name, codes, &record_of(facts));
}
