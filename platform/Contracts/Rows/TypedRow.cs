using System.Buffers;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Rows.Values;

namespace MeshStarter.Contracts.Rows;

/// <summary>
/// A row of a contract, a value for each column. What the ports and the engine hold is written from it.
/// </summary>
/// <remarks>
/// A value is null or of its column's type: <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="float"/>, <see cref="double"/>, <see cref="string"/>,
/// <see cref="Guid"/>, <see cref="DateOnly"/>, <see cref="TimeOnly"/>, <see cref="DateTimeOffset"/> in UTC, <see cref="DateTime"/>, an array of bytes, <see cref="RowDecimal"/>;
/// for an ARRAY a list of values, for a MAP and a STRUCT a list of pairs of name and value.
/// </remarks>
public sealed class TypedRow
{
    private static readonly JsonWriterOptions Canonical = new() { Encoder = MeshJson.Options.Encoder, SkipValidation = true };

    private readonly StructValues _columns;
    private readonly object?[] _values;

    internal TypedRow(StructValues columns, object?[] values) => (_columns, _values) = (columns, values);

    /// <summary>The values, in the order of the columns.</summary>
    public IReadOnlyList<object?> Values => _values;

    /// <summary>Returns the value of a column; null where the contract has no such column.</summary>
    public object? this[string column] => _columns.PlaceOf(column) is >= 0 and var place ? _values[place] : null;

    /// <summary>Returns the canonical text of a column of single values; null where it has none.</summary>
    public string? TextOf(string column) => _columns.PlaceOf(column) is >= 0 and var place && _values[place] is { } value ? _columns[place].Text(value) : null;

    /// <summary>Returns the row in canonical JSON.</summary>
    public string ToJson()
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output, Canonical))
        {
            _columns.WriteRow(_values, json);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
