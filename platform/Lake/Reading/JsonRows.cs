using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.Lake.Reading;

/// <summary>
/// Appends rows in canonical JSON (see <see cref="RowContract"/>) to a table of the engine, typed. A member that is no column is left out;
/// a column without a member is null, as in a row that was emitted before the column was declared.
/// </summary>
internal sealed class JsonRows
{
    private readonly IReadOnlyList<ColumnDefinition> _columns;
    private readonly byte[][] _names;
    private readonly Dictionary<string, int> _places;
    private readonly Range?[] _values;

    public JsonRows(IReadOnlyList<ColumnDefinition> columns)
    {
        _columns = columns;
        _names = [.. columns.Select(column => Encoding.UTF8.GetBytes(column.Name))];
        _places = columns.Select((column, at) => (column.Name, at)).ToDictionary(column => column.Name, column => column.at, StringComparer.Ordinal);
        _values = new Range?[columns.Count];
    }

    /// <summary>Appends a row's values, a value for each column in their order; the row is not ended. For one thread at a time.</summary>
    /// <exception cref="RowFormatException">The text is not a row of these columns.</exception>
    public void Append(DuckDbAppender appender, string row)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(row.Length));
        try
        {
            Append(appender, rented.AsSpan(0, Encoding.UTF8.GetBytes(row, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void Append(DuckDbAppender appender, ReadOnlySpan<byte> row)
    {
        Find(row);
        for (var column = 0; column < _values.Length; column++)
        {
            if (_values[column] is not { } value)
            {
                appender.AppendNull();
                continue;
            }

            try
            {
                var reader = new Utf8JsonReader(row[value]);
                reader.Read();
                appender.Append(Read(ref reader, _columns[column].Type));
            }
            catch (Exception exception) when (exception is FormatException or InvalidOperationException or OverflowException or ArgumentException or InvalidCastException)
            {
                throw new RowFormatException($"A row's {_columns[column].Name} is not {_columns[column].Type} in canonical JSON.", exception);
            }
        }
    }

    // Finds the place of each column's value in the row. Members mostly come in the columns' order.
    private void Find(ReadOnlySpan<byte> row)
    {
        Array.Clear(_values);
        try
        {
            var reader = new Utf8JsonReader(row);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new RowFormatException("A row is not a JSON object.");
            }

            var expected = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var column = expected < _names.Length && reader.ValueTextEquals(_names[expected]) ? expected : _places.GetValueOrDefault(reader.GetString()!, -1);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (column >= 0)
                {
                    _values[column] = start..(int)reader.BytesConsumed;
                    expected = column + 1;
                }
            }

            // Nothing may follow.
            reader.Read();
        }
        catch (JsonException exception)
        {
            throw new RowFormatException("A row is not JSON.", exception);
        }
    }

    private static object? Read(ref Utf8JsonReader reader, ColumnType type) => reader.TokenType == JsonTokenType.Null ? null : type switch
    {
        PrimitiveType { Kind: var kind } => Primitive(ref reader, kind),
        DecimalType => Exact(ref reader),
        ArrayType array => Elements(ref reader, array.Element),
        MapType map => Members(ref reader, _ => map.Value),
        StructType structure => Members(ref reader, name => structure.Fields.FirstOrDefault(field => field.Name == name)?.Type),
        _ => throw new NotSupportedException($"A column of type {type} is not one that a data product can have."),
    };

    private static object? Primitive(ref Utf8JsonReader reader, PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => reader.GetBoolean(),
        PrimitiveKind.Integer => reader.GetInt32(),
        PrimitiveKind.BigInt => reader.GetInt64(),
        PrimitiveKind.Real => reader.TokenType == JsonTokenType.String ? (float)NoNumber(reader.GetString()) : reader.GetSingle(),
        PrimitiveKind.Double => reader.TokenType == JsonTokenType.String ? NoNumber(reader.GetString()) : reader.GetDouble(),
        PrimitiveKind.String => reader.GetString(),
        PrimitiveKind.Uuid => reader.GetGuid(),
        PrimitiveKind.Date => DateOnly.ParseExact(reader.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        PrimitiveKind.Time => TimeOnly.ParseExact(reader.GetString()!, "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        PrimitiveKind.Timestamp => reader.GetDateTimeOffset(),
        PrimitiveKind.TimestampNtz => reader.GetDateTime(),
        PrimitiveKind.Binary => reader.GetBytesFromBase64(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    // As the contract writes what JSON has no number for.
    private static double NoNumber(string? text) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => throw new FormatException("The text is no number."),
    };

    private static object Exact(ref Utf8JsonReader reader)
    {
        var text = reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString()!;
        return CanonicalText.TryParseDecimal(text, out var unscaled, out var scale) ? new DuckDbDecimal((Int128)unscaled, scale) : throw new FormatException("The text is no number.");
    }

    private static List<object?> Elements(ref Utf8JsonReader reader, ColumnType type)
    {
        Require(ref reader, JsonTokenType.StartArray);
        List<object?> elements = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(Read(ref reader, type));
        }

        return elements;
    }

    private static List<KeyValuePair<object, object?>> Members(ref Utf8JsonReader reader, Func<string, ColumnType?> typeOf)
    {
        Require(ref reader, JsonTokenType.StartObject);
        List<KeyValuePair<object, object?>> members = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (typeOf(name) is { } type)
            {
                members.Add(new(name, Read(ref reader, type)));
            }
            else
            {
                reader.Skip();
            }
        }

        return members;
    }

    private static void Require(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (reader.TokenType != token)
        {
            throw new FormatException($"The value begins with {reader.TokenType}, not with {token}.");
        }
    }
}
