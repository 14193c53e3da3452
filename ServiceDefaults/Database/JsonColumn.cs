using System.Data;
using System.Text.Json;
using Dapper;
using MeshStarter.Contracts.Json;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Reads a column of JSON as a member of a record: <c>SqlMapper.AddTypeHandler(new JsonColumn&lt;IReadOnlyList&lt;OrderItem&gt;&gt;())</c>.</summary>
/// <typeparam name="T">The type of the member.</typeparam>
public sealed class JsonColumn<T> : SqlMapper.TypeHandler<T>
{
    /// <inheritdoc/>
    public override T? Parse(object value) => JsonSerializer.Deserialize<T>((string)value, MeshJson.Options);

    /// <inheritdoc/>
    public override void SetValue(IDbDataParameter parameter, T? value)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        parameter.Value = JsonSerializer.Serialize(value, MeshJson.Options);
    }
}
