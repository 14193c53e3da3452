using MeshStarter.Contracts;
using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake;

/// <summary>Rows that an engine of this process holds, typed, on their way into a product's table as a whole.</summary>
/// <param name="Id">Names the batch, once and for ever in its table.</param>
/// <param name="Workspace">The engine that has the rows.</param>
/// <param name="Columns">The rows' columns.</param>
/// <param name="Sql">A SELECT of them over the workspace's tables. It is run once.</param>
public sealed record RowBatch(string Id, RowWorkspace Workspace, IReadOnlyList<ColumnDefinition> Columns, string Sql)
{
    /// <summary>Where the rows come from; null where no one says.</summary>
    public BatchOrigin? Origin { get; init; }

    /// <summary>
    /// Fails where the rows may not be put over what the table holds by now. It is asked in each try, of the very state that the commit is made on: where
    /// another commit comes between, the batch is not taken, and it is asked again.
    /// </summary>
    public Func<TableMetadata, CancellationToken, Task> RequireFit { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>In which ways columns are not a contract's; none where rows of them can be rows of it. A column that is left out is null.</summary>
    /// <param name="given">The columns.</param>
    /// <param name="declared">The contract's.</param>
    public static IReadOnlyList<RowViolation> Violations(IReadOnlyList<ColumnDefinition> given, IReadOnlyList<ColumnDefinition> declared)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(declared);
        return
        [
            .. declared.Where(column => column.Required && Find(given, column) is null)
                .Select(column => new RowViolation(column.Name, "required", "the contract requires it, and the rows do not have it.")),
            .. declared.Where(column => Find(given, column) is { } own && !Fits(own.Type, column.Type))
                .Select(column => new RowViolation(column.Name, "type", $"the contract declares {column.Type}, and {Find(given, column)!.Type} is not written as that.")),
            .. given.Where(column => Find(declared, column) is null)
                .Select(column => new RowViolation(column.Name, "undeclared", $"the contract has {string.Join(", ", declared.Select(each => each.Name))}; select those of them that the rows have.")),
        ];
    }

    /// <summary>A SELECT of a contract's columns, of its types.</summary>
    /// <exception cref="ArgumentException">The batch's columns are not the contract's.</exception>
    internal string Typed(IReadOnlyList<ColumnDefinition> declared) => Violations(Columns, declared) is { Count: > 0 } violations
        ? throw new ArgumentException($"The rows of batch {Id} are not the contract's: {string.Join("; ", violations)}", nameof(declared))
        : $"SELECT {string.Join(", ", declared.Select(column => $"CAST({(Find(Columns, column) is null ? "NULL" : SqlIdentifier.Quote(column.Name))} AS {column.Type.ToDuckDb()}) AS {SqlIdentifier.Quote(column.Name)}"))} FROM ({Sql})";

    private static ColumnDefinition? Find(IReadOnlyList<ColumnDefinition> columns, ColumnDefinition column) => columns.FirstOrDefault(each => each.Name == column.Name);

    // Nothing is rounded or cut. An exact number that is too great for its column is refused by the engine.
    private static bool Fits(ColumnType given, ColumnType declared) =>
        TypeWidening.Holds(given, declared) || (ScaleOf(given) is { } scale && ScaleOf(declared) is { } declaredScale && scale <= declaredScale);

    private static int? ScaleOf(ColumnType type) => type switch
    {
        DecimalType exact => exact.Scale,
        PrimitiveType { Kind: PrimitiveKind.Integer or PrimitiveKind.BigInt } => 0,
        _ => null,
    };
}
