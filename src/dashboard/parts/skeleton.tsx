/** Grey bars in place of what is being read. The style sheet keeps them unseen for the first 150 ms. */
export function Skeleton({ rows }: { readonly rows: number }) {
  return (
    <div class="skeleton">
      <span class="unseen">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} class="bar" />
      ))}
    </div>
  );
}
