using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Lake;

namespace MeshStarter.Sdk.Consuming;

/// <summary>
/// Rows of one product, or of several that were joined. It is a question, not an answer: nothing is read before
/// <c>ToListAsync</c>, and then in the consumer's own memory.
/// </summary>
public abstract class ConsumedRows
{
    private protected ConsumedRows()
    {
    }

    /// <summary>The columns in their order.</summary>
    public abstract IReadOnlyList<ColumnDefinition> Schema { get; }

    /// <summary>What columns of the right side of a join are told apart by.</summary>
    internal abstract string Name { get; }

    /// <summary>
    /// Pairs each of these rows with each of the other's that has the same value in a column; rows without a counterpart
    /// fall away. A column that both have is this side's, and the other's is called <c>product_column</c>.
    /// </summary>
    /// <param name="other">The right side.</param>
    /// <param name="on">A column that both have, of one type.</param>
    /// <exception cref="ArgumentException">One side lacks the column, its types differ, or two columns would have one name.</exception>
    public ConsumedRows Join(ConsumedRows other, string on) => new JoinedRows(this, other, on);

    /// <summary>Puts the rows into windows of equal width by the time in a column; rows without one are in no window.</summary>
    /// <param name="column">A column of type TIMESTAMP, TIMESTAMP_NTZ or DATE.</param>
    /// <param name="width">At least a microsecond. Windows begin at whole multiples of it from Monday 2000-01-03 00:00 (UTC for a TIMESTAMP): those of a day at midnight, of a week on Mondays.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds no time, or the width is not positive.</exception>
    public WindowedRows GroupByWindow(string column, TimeSpan width) => new(this, column, width);

    /// <summary>Reads all rows.</summary>
    /// <typeparam name="T">A record with the columns it wants, in <c>snake_case</c> on the wire.</typeparam>
    /// <exception cref="SubscriptionRefusedException">A product cannot be read by this caller.</exception>
    /// <exception cref="HttpRequestException">A port does not answer, or its answer broke off.</exception>
    /// <exception cref="JsonException">A row cannot be read as <typeparamref name="T"/>.</exception>
    public async Task<IReadOnlyList<T>> ToListAsync<T>(CancellationToken cancellationToken)
    {
        var rows = await EvaluateAsync(sql => sql, cancellationToken);
        return [.. rows.Select(row => row.Deserialize<T>(RowReading.Options) ?? throw new JsonException($"A row of {Name} is null."))];
    }

    /// <summary>Loads what is needed and runs a SELECT over these rows.</summary>
    internal async Task<IReadOnlyList<JsonElement>> EvaluateAsync(Func<string, string> select, CancellationToken cancellationToken)
    {
        using var workspace = new RowWorkspace();
        var tables = new Dictionary<Subscription, string>();
        return await workspace.RowsAsync(select(await SqlAsync(workspace, tables, cancellationToken)), cancellationToken);
    }

    /// <summary>A SELECT that yields the rows, with every product it needs loaded once.</summary>
    internal abstract Task<string> SqlAsync(RowWorkspace workspace, IDictionary<Subscription, string> tables, CancellationToken cancellationToken);

    /// <summary>A column by its name.</summary>
    internal ColumnDefinition Column(string name, string parameter) =>
        Schema.FirstOrDefault(column => column.Name == name)
        ?? throw new ArgumentException($"{Name} has no column {name}; its columns are {string.Join(", ", Schema.Select(column => column.Name))}.", parameter);
}
