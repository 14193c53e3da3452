using Dapper;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Sdk.Publishing;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Sdk.Refill;

/// <summary>Emits the rows of one table of the domain again, in the order of a column whose values differ.</summary>
/// <param name="table">The table, such as <c>shop.orders</c>.</param>
/// <param name="key">The column.</param>
/// <param name="map">Makes the product's row of the table's.</param>
/// <param name="publisher">The product's publisher.</param>
internal sealed class TableRefill<T, TRow>(string table, string key, Func<T, TRow> map, DataProductPublisher<TRow> publisher) : IRefill
    where TRow : class, IPublishedRow
{
    private const string Place = "refill_place";

    private readonly string _column = SqlIdentifier.Quote(key);

    /// <inheritdoc/>
    public string Product => DataProductPublisher<TRow>.Name(ProductReference.Parse(TRow.Product));

    /// <inheritdoc/>
    public async Task<RefillPage> EmitAsync(string? after, int limit, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters(new { limit });
        if (after is not null)
        {
            parameters.Add("after", new TextOfAnyType(after));
        }

        var found = await FindAsync($"{(after is null ? "IS NOT NULL" : "> @after")} ORDER BY {_column} LIMIT @limit", parameters, transaction, cancellationToken);
        var next = found.Count < limit ? null : found[^1].Place;
        if (next is null)
        {
            // Rows without a value have no place, and come with the last of the others.
            found.AddRange(await FindAsync("IS NULL", parameters: null, transaction, cancellationToken));
        }

        await publisher.EmitAllAsync(found.Select(page => map(page.Row)), transaction, cancellationToken);
        return new RefillPage(found.Count, next);
    }

    private async Task<List<(T Row, string? Place)>> FindAsync(string condition, DynamicParameters? parameters, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        (await transaction.Connection!.QueryAsync<T, string?, (T Row, string? Place)>(
            new CommandDefinition($"SELECT *, {_column}::text AS {Place} FROM {table} WHERE {_column} {condition} FOR UPDATE", parameters, transaction, cancellationToken: cancellationToken),
            (row, place) => (row, place),
            splitOn: Place)).AsList();

    // PostgreSQL reads the text as the type of the column that it is compared with.
    private sealed class TextOfAnyType(string text) : SqlMapper.ICustomQueryParameter
    {
        public void AddParameter(System.Data.IDbCommand command, string name) => command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Unknown) { Value = text });
    }
}
