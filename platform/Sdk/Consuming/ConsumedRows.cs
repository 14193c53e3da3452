using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Quality;
using MeshStarter.Lake.Reading;
using MeshStarter.Platform.Sql.Conditions;

namespace MeshStarter.Sdk.Consuming;

/// <summary>
/// Rows of one product, or of several that were joined. It is a question, not an answer: nothing is read before
/// <c>ToListAsync</c> or <c>ReadAsync</c>, and then in the consumer's own memory.
/// </summary>
public abstract class ConsumedRows
{
    private protected ConsumedRows()
    {
    }

    /// <summary>The columns in their order.</summary>
    public abstract IReadOnlyList<ColumnDefinition> Schema { get; }

    /// <summary>The name that qualifies columns of the right side of a join.</summary>
    internal abstract string Name { get; }

    /// <summary>Keeps the rows of which a condition is true, such as <c>$"total &gt; {least} AND status = {status}"</c>.</summary>
    /// <param name="condition">SQL of the engine's dialect over the columns. What is in braces is a value there, whatever it holds.</param>
    /// <exception cref="ArgumentException">The condition cannot be parsed, or names what the rows do not have.</exception>
    public ConsumedRows Where(FormattableString condition) => new FilteredRows(this, condition);

    /// <summary>Keeps some columns.</summary>
    /// <param name="columns">Their names, in the order that they are to have.</param>
    /// <exception cref="ArgumentException">There is no such column, none was named, or one twice.</exception>
    public ConsumedRows Select(params IReadOnlyList<string> columns) => new SelectedRows(this, [.. columns.Select(column => (column, column))]);

    /// <summary>Calls a column something else, such as what the other side of a join calls it.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="name">The name it is to have.</param>
    /// <exception cref="ArgumentException">There is no such column, or another is called so.</exception>
    public ConsumedRows Rename(string column, string name)
    {
        _ = Column(column, nameof(column));
        return new SelectedRows(this, [.. Schema.Select(each => (each.Name, each.Name == column ? name : each.Name))]);
    }

    /// <summary>
    /// Pairs each of these rows with each of the other's that has the same value in a column. A column that both have is this
    /// side's, and the other's is called <c>product_column</c>.
    /// </summary>
    /// <param name="other">The right side.</param>
    /// <param name="on">A column that both have, of one type or of two of which one holds the other's values. A null equals nothing.</param>
    /// <param name="kind">The kind of join, for rows without a counterpart.</param>
    /// <exception cref="ArgumentException">One side lacks the column, its types differ, or two columns would have one name.</exception>
    public ConsumedRows Join(ConsumedRows other, string on, JoinKind kind = JoinKind.Inner) => new JoinedRows(this, other, kind, [on]);

    /// <summary>As <see cref="Join(ConsumedRows, string, JoinKind)"/>, by several columns together.</summary>
    /// <param name="other">The right side.</param>
    /// <param name="on">Columns that both have, each of one type or of two of which one holds the other's values.</param>
    /// <param name="kind">The kind of join, for rows without a counterpart.</param>
    /// <exception cref="ArgumentException">One side lacks a column, its types differ, none was named, or two columns would have one name.</exception>
    public ConsumedRows Join(ConsumedRows other, IReadOnlyList<string> on, JoinKind kind = JoinKind.Inner) => new JoinedRows(this, other, kind, on);

    /// <summary>Puts the rows into windows of equal width by the time in a column, side by side (tumbling); rows without one are in no window.</summary>
    /// <param name="column">A column of type TIMESTAMP, TIMESTAMP_NTZ or DATE.</param>
    /// <param name="width">At least a microsecond. Windows begin at whole multiples of it from Monday 2000-01-03 00:00 (UTC for a TIMESTAMP): those of a day at midnight, of a week on Mondays. One that would begin before year 1 is left out.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds no time, or the width is not positive.</exception>
    public WindowedRows GroupByWindow(string column, TimeSpan width) => new(this, column, width, width);

    /// <summary>As <see cref="GroupByWindow(string, TimeSpan)"/>, with windows that overlap (hopping): a row is in each that covers its time.</summary>
    /// <param name="column">A column of type TIMESTAMP, TIMESTAMP_NTZ or DATE.</param>
    /// <param name="width">At least a microsecond.</param>
    /// <param name="hop">From one window's beginning to the next's, at most the width.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds no time, or width and hop do not fit.</exception>
    public WindowedRows GroupByWindow(string column, TimeSpan width, TimeSpan hop) => new(this, column, width, hop);

    /// <summary>Reads all rows.</summary>
    /// <typeparam name="T">A record with the columns it wants, in <c>snake_case</c> on the wire.</typeparam>
    /// <exception cref="SubscriptionRefusedException">A product cannot be read by this caller.</exception>
    /// <exception cref="HttpRequestException">A port does not answer, or its answer broke off.</exception>
    /// <exception cref="JsonException">A row cannot be read as <typeparamref name="T"/>.</exception>
    public async Task<IReadOnlyList<T>> ToListAsync<T>(CancellationToken cancellationToken) => await ReadAsync<T>(cancellationToken).ToListAsync(cancellationToken);

    /// <summary>As <see cref="ToListAsync{T}"/>, row by row.</summary>
    public async IAsyncEnumerable<T> ReadAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var workspace = new RowWorkspace();
        var sql = await SqlAsync(workspace, ToRead(), cancellationToken);
        await foreach (var row in workspace.ReadAsync(sql, cancellationToken))
        {
            yield return Read<T>(row);
        }
    }

    /// <summary>
    /// Follows the streams of the products: all rows by what is there now, and all of them again whenever events have come, until it is
    /// cancelled. A product with a stream port is all its events, from the first one on, of one with a key the last of each; one without is its
    /// table as it was in the beginning. Deleted rows are taken out. The rows are kept in this process's memory.
    /// </summary>
    /// <remarks>
    /// Before each answer every product's service is queried for what the caller may see of it now. When masks or filters are others than those that
    /// the kept rows were read under, these are dropped and all products are read again: an answer never has a value that was read before it
    /// was hidden. They are read again, too, when a row was deleted and masks or filters hide which, and when events were gone by the product's retention before
    /// they were read.
    /// </remarks>
    /// <typeparam name="T">A record with the columns it wants, in <c>snake_case</c> on the wire.</typeparam>
    /// <exception cref="SubscriptionRefusedException">A product cannot be read by this caller, or none of them has a stream port.</exception>
    /// <exception cref="HttpRequestException">A port does not answer, or its answer broke off.</exception>
    /// <exception cref="JsonException">A row cannot be read as <typeparamref name="T"/>.</exception>
    public async IAsyncEnumerable<IReadOnlyList<T>> FollowAsync<T>([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Each round reads all rows again, and lasts as long as the caller sees the same of them.
        HashSet<string> hiddenDeletes = new(StringComparer.Ordinal);
        while (true)
        {
            using var workspace = new RowWorkspace();
            await using var streams = new FollowedStreams(workspace, hiddenDeletes, cancellationToken);
            var read = ToRead(areStored: true);
            var followed = read.Products.Where(product => product.Feed is not null).ToList();
            if (followed.Count == 0)
            {
                throw new SubscriptionRefusedException(read.Products.First().Product, "has no stream port that could be followed; read it again instead, or ask its owner for one");
            }

            var obligations = await read.ObligationsAsync(cancellationToken);
            foreach (var product in followed)
            {
                var table = read.NextTable;
                await streams.AddAsync(product, table);
                read.Add(product, table, version: null);
            }

            var sql = await SqlAsync(workspace, read, cancellationToken);
            while (!streams.AreOutdated && obligations.SequenceEqual(await read.ObligationsAsync(cancellationToken)))
            {
                yield return await workspace.ReadAsync(sql, cancellationToken).Select(Read<T>).ToListAsync(cancellationToken);
                await streams.TakeNextAsync();
            }
        }
    }

    /// <summary>The products that the rows are of, and which of their rows these may be made of.</summary>
    /// <param name="requested">The condition on these rows.</param>
    internal abstract IEnumerable<ProductUse> Uses(RowCondition requested);

    /// <summary>The products that an evaluation of these rows reads.</summary>
    internal ReadProducts ToRead(bool areStored = false) => new(Uses(RowCondition.Unknown)) { AreStored = areStored };

    /// <summary>A SELECT that yields the rows, with every product it needs loaded once.</summary>
    internal abstract Task<string> SqlAsync(RowWorkspace workspace, ReadProducts read, CancellationToken cancellationToken);

    /// <summary>Returns the source columns of a column.</summary>
    internal abstract IEnumerable<ColumnOrigin> OriginsOf(string column);

    /// <summary>The source columns that choose, pair or group the rows.</summary>
    internal abstract IEnumerable<RowOrigin> RowOrigins();

    /// <summary>The source columns of a column that decides about rows.</summary>
    private protected static IEnumerable<RowOrigin> Deciding(ConsumedRows rows, string column, string kind) =>
        rows.OriginsOf(column).Select(origin => new RowOrigin(origin.Dataset, origin.Column, kind));

    /// <summary>A column by its name.</summary>
    internal ColumnDefinition Column(string name, string parameter) =>
        Schema.FirstOrDefault(column => column.Name == name)
        ?? throw new ArgumentException($"{Name} has no column {name}; its columns are {string.Join(", ", Schema.Select(column => column.Name))}.", parameter);

    private T Read<T>(JsonElement row) => RowReading.Read<T>(row, $"A row of {Name}");
}
