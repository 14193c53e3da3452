using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Values;
using MeshStarter.Sdk.Publishing;

namespace MeshStarter.Sdk.Batches;

/// <summary>Appends records to a table of the engine, value by value, without an intermediate text.</summary>
/// <typeparam name="TRow">The record: its properties have the names of the columns on the wire.</typeparam>
internal sealed class RowAppending<TRow>
{
    private readonly DataProductDescriptor _product;

    /// <summary>Creates the appender for a product's columns; a column that the record lacks is null.</summary>
    public RowAppending(DataProductDescriptor product) => _product = product;

    // Compiled with the first row: many batches have none.
    private IReadOnlyList<Action<DuckDbAppender, TRow>> Columns => field ??= Compile();

    /// <summary>Appends a row's values; the caller ends the row.</summary>
    /// <exception cref="ContractViolationException">A value does not fit its column.</exception>
    public void Append(DuckDbAppender appender, TRow row)
    {
        var at = 0;
        try
        {
            for (; at < Columns.Count; at++)
            {
                Columns[at](appender, row);
            }
        }
        catch (Exception exception) when (exception is OverflowException or InvalidCastException or ArgumentException or FormatException)
        {
            var column = _product.Schema[at];
            throw new ContractViolationException(_product.Name, [new RowViolation(column.Name, "range", $"the contract declares {column.Type}, which cannot hold the value.")]);
        }
    }

    private List<Action<DuckDbAppender, TRow>> Compile()
    {
        var properties = typeof(TRow).GetProperties(BindingFlags.Instance | BindingFlags.Public).ToDictionary(WireName, StringComparer.Ordinal);
        return [.. _product.Schema.Select(column => properties.TryGetValue(column.Name, out var property) ? Of(property, column.Type) : static (appender, _) => appender.AppendNull())];
    }

    private static Action<DuckDbAppender, TRow> Of(PropertyInfo property, ColumnType type)
    {
        var (appender, row) = (Expression.Parameter(typeof(DuckDbAppender)), Expression.Parameter(typeof(TRow)));
        Expression value = Expression.Property(row, property);
        var plain = Nullable.GetUnderlyingType(value.Type);
        var append = type is DecimalType && value.Type == typeof(string) ? null : typeof(DuckDbAppender).GetMethod(nameof(DuckDbAppender.Append), BindingFlags.Instance | BindingFlags.Public, [plain ?? value.Type]);
        // Another parameter is one that reflection would widen to, such as float for ulong.
        if (append is null || append.GetParameters()[0].ParameterType != (plain ?? value.Type))
        {
            var given = Expression.Call(typeof(RowAppending<TRow>), nameof(Nested), null, Expression.Convert(value, typeof(object)), Expression.Constant(type));
            return Compiled(Expression.Call(appender, nameof(DuckDbAppender.Append), null, given));
        }

        return Compiled(plain is null
            ? Expression.Call(appender, append, value)
            : Expression.Condition(Expression.Property(value, "HasValue"), Expression.Call(appender, append, Expression.Property(value, "Value")), Expression.Call(appender, nameof(DuckDbAppender.AppendNull), null)));

        Action<DuckDbAppender, TRow> Compiled(Expression call) => Expression.Lambda<Action<DuckDbAppender, TRow>>(call, appender, row).Compile();
    }

    // Converts nested values to the appender's form: lists as lists, maps and records as pairs.
    private static object? Nested(object? value, ColumnType type) => (value, type) switch
    {
        (null, _) => null,
        // A record holds a number that System.Decimal cannot hold as a text.
        (string text, DecimalType) => CanonicalText.TryParseDecimal(text, out var unscaled, out var scale) ? new DuckDbDecimal((Int128)unscaled, scale) : throw new FormatException(),
        (IEnumerable items, ArrayType list) => items.Cast<object?>().Select(item => Nested(item, list.Element)).ToArray(),
        (IEnumerable entries, MapType map) => entries.Cast<object>().Select(entry => KeyValuePair.Create(Part(entry, "Key")!, Nested(Part(entry, "Value"), map.Value)!)).ToList(),
        (_, StructType structure) => Pairs(value, structure),
        _ => value,
    };

    private static List<KeyValuePair<object, object>> Pairs(object record, StructType structure)
    {
        var types = structure.Fields.ToDictionary(field => field.Name, field => field.Type, StringComparer.Ordinal);
        return [.. record.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(property => (Name: WireName(property), Property: property)).Where(part => types.ContainsKey(part.Name))
            .Select(part => KeyValuePair.Create<object, object>(part.Name, Nested(part.Property.GetValue(record), types[part.Name])!))];
    }

    private static object? Part(object entry, string name) => entry.GetType().GetProperty(name)!.GetValue(entry);

    private static string WireName(PropertyInfo property) => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}
