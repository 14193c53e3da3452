using Dapper;
using MeshStarter.Contracts.Products;
using Npgsql;

namespace MeshStarter.Platform.Products.MajorVersions;

/// <summary>Reads the major versions of products, as a transaction sees them.</summary>
internal static class MajorVersionRows
{
    private const string Columns = "m.major, v.minor, v.patch, m.active_from, m.deprecated_at, m.retires_at, m.end_is_set";
    private const string From = "FROM major_lives m JOIN product_versions v ON v.name = m.name AND v.major = m.major";
    private const string OfMany = $"SELECT DISTINCT ON (m.name, m.major) m.name, {Columns} {From}";
    private const string OrderOfMany = "ORDER BY m.name, m.major, v.minor DESC, v.patch DESC";

    /// <summary>SQL of the major versions of the product <c>@Name</c>.</summary>
    public const string List = $"SELECT DISTINCT ON (m.major) {Columns} {From} WHERE m.name = @Name ORDER BY m.major, v.minor DESC, v.patch DESC";

    /// <summary>SQL of the major versions of the products <c>$1</c>.</summary>
    public const string ListOfMany = $"{OfMany} WHERE m.name = ANY($1) {OrderOfMany}";

    /// <summary>Reads a row of <see cref="ListOfMany"/>.</summary>
    public static (DataProductId Product, MajorVersionRow Major) Read(NpgsqlDataReader row)
    {
        var major = row.GetInt32(1);
        return (
            DataProductId.Parse(row.GetString(0)),
            new MajorVersionRow(major, new ProductVersion(major, row.GetInt32(2), row.GetInt32(3)), Moment(4)!.Value, Moment(5), Moment(6), row.GetBoolean(7)));

        DateTimeOffset? Moment(int column) => row.IsDBNull(column) ? null : new DateTimeOffset(row.GetDateTime(column));
    }

    /// <summary>The major versions of a domain's products, by name.</summary>
    public static async Task<IReadOnlyList<(DataProductId Product, MajorVersionRow Major)>> OfDomainAsync(NpgsqlConnection connection, string domain, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"{OfMany} WHERE starts_with(m.name, $1) {OrderOfMany}", connection) { Parameters = { new() { Value = domain + "." } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(DataProductId Product, MajorVersionRow Major)> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(Read(reader));
        }

        return found;
    }

    /// <summary>The major versions of a product; none when there is no such product.</summary>
    public static async Task<IReadOnlyList<MajorVersionRow>> ListAsync(NpgsqlConnection connection, DataProductId product, CancellationToken cancellationToken)
    {
        await using var found = await connection.QueryMultipleAsync(new CommandDefinition(List, new { Name = product.ToString() }, cancellationToken: cancellationToken));
        return await ReadListAsync(found);
    }

    /// <summary>Reads the result of <see cref="List"/>.</summary>
    public static async Task<IReadOnlyList<MajorVersionRow>> ReadListAsync(SqlMapper.GridReader found)
    {
        var rows = await found.ReadAsync<(int Major, int Minor, int Patch, DateTimeOffset ActiveFrom, DateTimeOffset? DeprecatedAt, DateTimeOffset? RetiresAt, bool EndIsSet)>();
        return [.. rows.Select(row => new MajorVersionRow(row.Major, new ProductVersion(row.Major, row.Minor, row.Patch), row.ActiveFrom, row.DeprecatedAt, row.RetiresAt, row.EndIsSet))];
    }
}
