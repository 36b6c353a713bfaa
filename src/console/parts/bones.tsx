/** Grey lines in the final geometry while something loads; they come after 150 ms and move nothing. */
export function Bones({ lines = 4 }: { lines?: number }) {
  return (
    <div className="bones" aria-hidden="true">
      {Array.from({ length: lines }, (_, index) => (
        <i key={index} className="bone" style={{ width: `${85 - ((index * 23) % 50)}%` }} />
      ))}
    </div>
  );
}
