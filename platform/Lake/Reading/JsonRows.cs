using System.Buffers;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Rows;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Values;

namespace MeshStarter.Lake.Reading;

/// <summary>
/// Appends rows in canonical JSON (see <see cref="TypedRow"/>) to a table of the engine, typed. A member that is no column is left out;
/// a column without a member is null, as in a row that was emitted before the column was declared.
/// </summary>
internal sealed class JsonRows(IReadOnlyList<ColumnDefinition> columns)
{
    private readonly RowContract _rows = RowContract.OfStored(columns);

    /// <summary>Appends a row's values, a value for each column in their order; the row is not ended.</summary>
    /// <exception cref="RowFormatException">The text is not a row of these columns.</exception>
    public void Append(DuckDbAppender appender, string row)
    {
        foreach (var value in Typed(row).Values)
        {
            appender.Append(Engine(value));
        }
    }

    private TypedRow Typed(string row)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(row.Length));
        try
        {
            var result = _rows.Check(rented.AsSpan(0, Encoding.UTF8.GetBytes(row, rented)));
            return result.Row ?? throw Refused(result.Violations[0].Path);
        }
        catch (JsonException exception)
        {
            throw new RowFormatException("A row is not JSON.", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private RowFormatException Refused(string path)
    {
        var name = path.Split('.', '[')[0];
        return new RowFormatException(columns.FirstOrDefault(column => column.Name == name) is { } column
            ? $"A row's {column.Name} is not {column.Type} in canonical JSON."
            : "A row is not a JSON object.");
    }

    // Decimals are a type of the engine's own.
    private static object? Engine(object? value) => value switch
    {
        RowDecimal exact => new DuckDbDecimal(exact.Unscaled, exact.Scale),
        List<object?> list => list.ConvertAll(Engine),
        List<KeyValuePair<object, object?>> pairs => pairs.ConvertAll(pair => new KeyValuePair<object, object?>(pair.Key, Engine(pair.Value))),
        _ => value,
    };
}
