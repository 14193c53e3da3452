using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Platform.Sources.Definitions;
using Npgsql;

namespace MeshStarter.Platform.Sources.Postgres;

/// <summary>Reads rows of a source's table as the product's rows.</summary>
internal static class TableRows
{
    /// <summary>Reads the rows that a condition selects.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="source">The table.</param>
    /// <param name="condition">What follows the table's name.</param>
    /// <param name="values">The parameters of the condition.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(
        NpgsqlConnection connection, PostgresSource source, string condition, IReadOnlyList<object> values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] names = [.. source.Columns.All.Select(column => column.Name).Distinct(StringComparer.Ordinal)];
        var places = names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        await using var command = new NpgsqlCommand($"SELECT {string.Join(", ", names.Select(name => $"{PostgresNames.Quote(name)}::text"))} FROM {source.QuotedTable} {condition}", connection) { CommandTimeout = 0 };
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return source.Columns.Row(name => reader.IsDBNull(places[name]) ? null : reader.GetString(places[name]));
        }
    }
}
