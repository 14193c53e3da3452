using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Rows;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Types;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Lake.Reading;

/// <summary>Writes the engine's rows in the canonical JSON form of <see cref="RowContract"/>.</summary>
internal static class RowJson
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = MeshJson.Options.Encoder };

    // As deep as a table's schema can be.
    private static readonly JsonDocumentOptions Parsing = new() { MaxDepth = IcebergJson.MaxDepth };

    /// <summary>Writes one row as an object with a member for each column.</summary>
    public static void WriteRow(Utf8JsonWriter json, IReadOnlyList<DuckDbColumn> columns, DuckDbChunk chunk, int row)
    {
        json.WriteStartObject();
        for (var column = 0; column < columns.Count; column++)
        {
            json.WritePropertyName(columns[column].Name);
            Write(json, chunk[column], row);
        }

        json.WriteEndObject();
    }

    /// <summary>Runs a query and takes all its rows.</summary>
    public static IReadOnlyList<JsonElement> ReadAll(DuckDbConnection connection, string sql, CancellationToken cancellationToken)
    {
        using var result = connection.Query(sql, cancellationToken);
        List<JsonElement> rows = [];
        while (ReadNext(result, cancellationToken) is { } next)
        {
            rows.AddRange(next);
        }

        return rows;
    }

    /// <summary>Runs a query and hands out its rows as the engine yields them.</summary>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(DuckDbConnection connection, string sql, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The engine's calls block, and each goes on on whichever thread is free.
        using var result = await Task.Run(() => connection.Query(sql, cancellationToken), cancellationToken);
        while (await Task.Run(() => ReadNext(result, cancellationToken), cancellationToken) is { } rows)
        {
            foreach (var row in rows)
            {
                yield return row;
            }
        }
    }

    /// <summary>The rows of a result's next chunk; null after the last.</summary>
    public static IReadOnlyList<JsonElement>? ReadNext(DuckDbResult result, CancellationToken cancellationToken)
    {
        if (result.NextChunk(cancellationToken) is not { } chunk)
        {
            return null;
        }

        var rows = new List<JsonElement>(chunk.RowCount);
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Writing);
        for (var row = 0; row < chunk.RowCount; row++)
        {
            WriteRow(json, result.Columns, chunk, row);
            json.Flush();
            rows.Add(JsonElement.Parse(buffer.WrittenSpan, Parsing));
            json.Reset();
            buffer.ResetWrittenCount();
        }

        return rows;
    }

    private static void Write(Utf8JsonWriter json, DuckDbVector vector, int row)
    {
        if (vector.IsNull(row))
        {
            json.WriteNullValue();
            return;
        }

        switch (vector.Type.Id)
        {
            case DuckDbTypeId.Boolean:
                json.WriteBooleanValue(vector.GetBoolean(row));
                break;
            case DuckDbTypeId.TinyInt or DuckDbTypeId.SmallInt or DuckDbTypeId.Integer or DuckDbTypeId.BigInt:
                json.WriteNumberValue(vector.GetWhole(row));
                break;
            case DuckDbTypeId.Float:
                WriteFloating(json, vector.GetFloat(row), () => json.WriteNumberValue(vector.GetFloat(row)));
                break;
            case DuckDbTypeId.Double:
                WriteFloating(json, vector.GetDouble(row), () => json.WriteNumberValue(vector.GetDouble(row)));
                break;
            case DuckDbTypeId.Decimal:
                var exact = vector.GetDecimal(row);
                json.WriteStringValue(new RowDecimal(exact.Unscaled, exact.Scale).ToString());
                break;
            case DuckDbTypeId.Varchar:
                json.WriteStringValue(vector.GetStringBytes(row));
                break;
            case DuckDbTypeId.Uuid:
                json.WriteStringValue(vector.GetUuid(row));
                break;
            case DuckDbTypeId.Date:
                json.WriteStringValue(vector.GetDate(row).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case DuckDbTypeId.Time:
                json.WriteStringValue(CanonicalText.Of(vector.GetTime(row)));
                break;
            case DuckDbTypeId.TimestampTz:
                json.WriteStringValue(CanonicalText.Of(vector.GetDateTimeOffset(row)));
                break;
            case DuckDbTypeId.Timestamp:
                json.WriteStringValue(CanonicalText.Of(vector.GetDateTime(row)));
                break;
            case DuckDbTypeId.Blob:
                json.WriteBase64StringValue(vector.GetBlob(row));
                break;
            case DuckDbTypeId.List:
                WriteList(json, vector, row);
                break;
            case DuckDbTypeId.Map:
                WriteMap(json, vector, row);
                break;
            case DuckDbTypeId.Struct:
                WriteStruct(json, vector, row);
                break;
            default:
                throw new NotSupportedException($"A column of type {vector.Type} is not one that a data product can have.");
        }
    }

    private static void WriteList(Utf8JsonWriter json, DuckDbVector vector, int row)
    {
        var slice = vector.GetList(row);
        json.WriteStartArray();
        for (var element = slice.Offset; element < slice.Offset + slice.Length; element++)
        {
            Write(json, vector.Elements, element);
        }

        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, DuckDbVector vector, int row)
    {
        var slice = vector.GetList(row);
        json.WriteStartObject();
        for (var entry = slice.Offset; entry < slice.Offset + slice.Length; entry++)
        {
            json.WritePropertyName(vector.Keys.Type.Id == DuckDbTypeId.Varchar ? vector.Keys.GetStringBytes(entry) : KeyText(vector.Keys, entry));
            Write(json, vector.Values, entry);
        }

        json.WriteEndObject();
    }

    // Products have text keys alone; a table that others wrote may have any. A member's name is the text that the value would be.
    private static ReadOnlySpan<byte> KeyText(DuckDbVector keys, int entry)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            Write(json, keys, entry);
        }

        return buffer.WrittenSpan is [(byte)'"', .. var text, (byte)'"'] ? text : buffer.WrittenSpan;
    }

    private static void WriteStruct(Utf8JsonWriter json, DuckDbVector vector, int row)
    {
        json.WriteStartObject();
        for (var field = 0; field < vector.Type.Fields.Count; field++)
        {
            json.WritePropertyName(vector.Type.Fields[field].Name);
            Write(json, vector.Field(field), row);
        }

        json.WriteEndObject();
    }

    private static void WriteFloating(Utf8JsonWriter json, double value, Action writeNumber)
    {
        if (double.IsFinite(value))
        {
            writeNumber();
        }
        else
        {
            json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }
}
