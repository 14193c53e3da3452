using System.Data;
using System.Text.Json;
using Dapper;
using MeshStarter.Contracts.Json;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>
/// Rows as one parameter of a statement: <c>INSERT INTO shop.orders SELECT * FROM jsonb_populate_recordset(NULL::shop.orders, @orders)</c> takes
/// each member for the column of its name, in <c>snake_case</c>. A member without a column is left out; a column without a member is null.
/// </summary>
public sealed class RowsParameter : SqlMapper.ICustomQueryParameter
{
    private static readonly JsonSerializerOptions Options = new(MeshJson.Options) { Converters = { new MicrosecondConverter() } };

    private readonly string _rows;

    private RowsParameter(string rows) => _rows = rows;

    /// <summary>Makes the parameter's value.</summary>
    public static RowsParameter Of<T>(IEnumerable<T> rows) => new(JsonSerializer.Serialize(rows, Options));

    /// <inheritdoc/>
    public void AddParameter(IDbCommand command, string name)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Jsonb) { Value = _rows });
    }
}
