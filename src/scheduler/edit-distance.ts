/** Letters to insert, delete or replace to turn one word into the other (Levenshtein). */
export function editDistance(from: string, to: string): number {
  let distance = to.length;
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(from).entries()) {
    let diagonal = row;
    let left = row + 1;
    const current = [left];
    for (const [column, above] of previous.slice(1).entries()) {
      left = Math.min(left + 1, above + 1, diagonal + (letter === to[column] ? 0 : 1));
      diagonal = above;
      current.push(left);
    }
    distance = left;
    previous = current;
  }
  return distance;
}
