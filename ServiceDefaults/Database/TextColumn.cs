using System.Data;
using Dapper;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>Reads a column of text as a member of a record, and writes such a value as its text.</summary>
/// <typeparam name="T">The type of the member; its <see cref="object.ToString"/> is what is parsed.</typeparam>
/// <param name="parse">Parses the text.</param>
internal sealed class TextColumn<T>(Func<string, T> parse) : SqlMapper.TypeHandler<T>
{
    /// <inheritdoc/>
    public override T? Parse(object value) => parse((string)value);

    /// <inheritdoc/>
    public override void SetValue(IDbDataParameter parameter, T? value)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        parameter.Value = value?.ToString();
    }
}
