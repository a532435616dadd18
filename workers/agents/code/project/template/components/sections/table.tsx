import { Part } from "@/components/part";
import type { Table } from "@/lib/content";

export function TableSection({ id, section }: { id: string; section: Table }) {
  const { heading, columns, rows } = section;
  return (
    <Part kind="table" id={id} heading={heading}>
      <div className="scroll" role="region" aria-label={heading} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th key={index} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {columns.map((column, place) => (
                  <td key={place} data-label={column}>
                    {row[place] || "–"}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Part>
  );
}
