/** Where a typed word stands in a name, so that the list can show why a project was found. */
export interface Piece {
  text: string;
  match: boolean;
}

export function splitByMatch(name: string, typed: string): Piece[] {
  const word = typed.trim().toLowerCase();
  const at = word === "" ? -1 : name.toLowerCase().indexOf(word);
  if (at < 0) return [{ text: name, match: false }];
  return [
    { text: name.slice(0, at), match: false },
    { text: name.slice(at, at + word.length), match: true },
    { text: name.slice(at + word.length), match: false },
  ].filter((piece) => piece.text !== "");
}
