namespace MeshStarter.Sdk.Import;

/// <summary>
/// The format of a source system's file: its columns, each with the rule of its values, and the key of its rows. Other columns are ignored.
/// </summary>
/// <param name="Name">The file's name, such as <c>orders.csv</c>.</param>
public sealed record CsvFormat(string Name)
{
    /// <summary>
    /// The columns that distinguish rows. A row that repeats an earlier one whole is passed over; one that repeats only its key
    /// is a bad row: the first counts. Without columns, all rows are read.
    /// </summary>
    public required IReadOnlyList<CsvColumn> Key { get; init; }

    /// <summary>The further columns that are read.</summary>
    public required IReadOnlyList<CsvColumn> Columns { get; init; }

    /// <summary>Columns that nothing reads: checked like the others, and no loss where the header lacks them.</summary>
    public IReadOnlyList<CsvColumn> Unread { get; init; } = [];
}
