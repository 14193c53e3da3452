namespace MeshStarter.Contracts.Quality;

/// <summary>The origin of the rows of a batch.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="Datasets">What was read.</param>
/// <param name="Columns">What each column was made from; null for rows of the outbox, whose columns are the product's.</param>
public sealed record BatchOrigin(string BatchId, IReadOnlyList<ReadDataset> Datasets, IReadOnlyDictionary<string, IReadOnlyList<ColumnOrigin>>? Columns)
{
    /// <summary>Columns that chose, paired or grouped the rows; empty where none is known.</summary>
    public IReadOnlyList<RowOrigin> Rows { get; init; } = [];

    /// <summary>The SQL that computed the rows, without its literals; null where there is none.</summary>
    public string? Sql { get; init; }

    /// <summary>The window of time that the rows are of; null where there is none.</summary>
    public NominalTime? Nominal { get; init; }

    /// <summary>The place of the source code that computed the rows, such as <c>Payments/Products/DailyRevenue.cs#L41</c>; null where that is not known.</summary>
    public string? Source { get; init; }

    /// <summary>Gets the columns that a column was made from; empty where that is not known.</summary>
    public IReadOnlyList<ColumnOrigin> Of(string column) => Columns is null ? [new ColumnOrigin(Datasets[0].Name, column)] : Columns.GetValueOrDefault(column, []);
}
