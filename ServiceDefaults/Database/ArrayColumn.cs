using System.Data;
using Dapper;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Reads a column of arrays as a member of a record that is a list.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
internal sealed class ArrayColumn<T> : SqlMapper.TypeHandler<IReadOnlyList<T>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<T> Parse(object value) => (T[])value;

    /// <inheritdoc/>
    public override void SetValue(IDbDataParameter parameter, IReadOnlyList<T>? value)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        parameter.Value = value;
    }
}
