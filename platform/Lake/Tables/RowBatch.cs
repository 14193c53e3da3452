using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.Lake.Reading;

namespace MeshStarter.Lake.Tables;

/// <summary>A batch of typed rows that an engine of this process holds, to be published to a product's table as a whole.</summary>
/// <param name="Id">The batch's id, unique in its table.</param>
/// <param name="Workspace">The engine that has the rows.</param>
/// <param name="Columns">The rows' columns.</param>
/// <param name="Sql">A SELECT of the rows over the workspace's tables. It is run once, unless the rows are stored.</param>
public sealed record RowBatch(string Id, RowWorkspace Workspace, IReadOnlyList<ColumnDefinition> Columns, string Sql)
{
    /// <summary>Whether the SELECT only reads a table of the workspace: the checks then read its rows there, and not from the files that were written of them.</summary>
    public bool IsStored { get; init; }

    /// <summary>
    /// Whether the batch replaces every partition that it has a row of as a whole. An unpartitioned table is then replaced as a whole.
    /// </summary>
    public bool OverwritesPartitions { get; init; }

    /// <summary>
    /// The rows of the table that the batch replaces, however many it has itself; null for those of its keys alone. A batch with a row outside of the
    /// range is quarantined, and one that leaves the rows as they are commits nothing.
    /// </summary>
    public ReplacedRange? Replaces { get; init; }

    /// <summary>The fencing token of the publisher: with an outdated one nothing is published. Null when any process may publish the batch.</summary>
    public FencingToken? Fencing { get; init; }

    /// <summary>The origin of the rows; null when it is not known.</summary>
    public BatchOrigin? Origin { get; init; }

    /// <summary>
    /// Returns the differences between columns and a contract; empty when rows of the columns can be rows of the contract. A missing column
    /// is null.
    /// </summary>
    /// <param name="given">The columns.</param>
    /// <param name="declared">The contract's columns.</param>
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

    /// <summary>Returns a SELECT of a contract's columns, in its types.</summary>
    /// <exception cref="ArgumentException">The batch's columns are not the contract's.</exception>
    public string Typed(IReadOnlyList<ColumnDefinition> declared) => Violations(Columns, declared) is { Count: > 0 } violations
        ? throw new ArgumentException($"The rows of batch {Id} are not the contract's: {string.Join("; ", violations)}", nameof(declared))
        : $"SELECT {string.Join(", ", declared.Select(column => $"CAST({(Find(Columns, column) is null ? "NULL" : SqlIdentifier.Quote(column.Name))} AS {column.Type.ToDuckDb()}) AS {SqlIdentifier.Quote(column.Name)}"))} FROM ({Sql})";

    private static ColumnDefinition? Find(IReadOnlyList<ColumnDefinition> columns, ColumnDefinition column) => columns.FirstOrDefault(each => each.Name == column.Name);

    // Nothing is rounded or cut. The engine refuses an exact number that is too great for its column.
    private static bool Fits(ColumnType given, ColumnType declared) =>
        TypeWidening.Holds(given, declared) || (ScaleOf(given) is { } scale && ScaleOf(declared) is { } declaredScale && scale <= declaredScale);

    private static int? ScaleOf(ColumnType type) => type switch
    {
        DecimalType exact => exact.Scale,
        PrimitiveType { Forms.IsWhole: true } => 0,
        _ => null,
    };
}
