using System.Runtime.InteropServices;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Rows.Values;

namespace MeshStarter.Contracts.Rows;

/// <summary>
/// Validates rows against a product's columns and types them. A typed row is written in the one canonical JSON form that every port uses:
/// all columns in declared order, DECIMAL as text with its full scale, TIMESTAMP as UTC with <c>Z</c>, UUID in lower case,
/// BINARY as base64, not-a-number and infinities as text. It never changes and may be shared between threads.
/// </summary>
/// <remarks>What fits can be written with the Avro schema of the columns too (<see cref="AvroSchemas"/>), and nothing else fits.</remarks>
public sealed class RowContract
{
    private readonly StructValues _row;

    /// <summary>Makes the contract of rows of some columns.</summary>
    public RowContract(IReadOnlyList<ColumnDefinition> columns)
        : this(columns, isStored: false)
    {
    }

    private RowContract(IReadOnlyList<ColumnDefinition> columns, bool isStored)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _row = StructValues.OfRow(columns, isStored);
    }

    /// <summary>Makes the contract of rows that were validated when they were stored: a member that is no column is left out, and a column without a member is null, as in a row that was emitted before the column was declared.</summary>
    public static RowContract OfStored(IReadOnlyList<ColumnDefinition> columns) => new(columns, isStored: true);

    /// <summary>Checks and types a row; a column that is absent counts as null.</summary>
    public RowResult Check(IRowRecord row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var violations = new RowViolations();
        return ResultOf(_row.TakeRow(row, violations), violations);
    }

    /// <summary>Checks and types a row; a column that is absent counts as null.</summary>
    public RowResult Check(JsonElement row) => Check(JsonMarshal.GetRawUtf8Value(row));

    /// <summary>Checks and types a row; a column that is absent counts as null.</summary>
    /// <param name="row">The row in JSON.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public RowResult Check(ReadOnlySpan<byte> row)
    {
        var json = new Utf8JsonReader(row);
        json.Read();
        var violations = new RowViolations();
        var values = _row.ReadRow(ref json, violations);

        // Nothing may follow.
        json.Read();
        return ResultOf(values, violations);
    }

    private RowResult ResultOf(object?[]? values, RowViolations violations) =>
        values is null ? new RowResult(null, violations.ToReport()) : new RowResult(new TypedRow(_row, values), []);
}
