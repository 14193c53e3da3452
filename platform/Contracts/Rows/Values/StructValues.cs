using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Values under names: a row's columns, or the fields of a STRUCT. In JSON an object with a member for each; one that may be null may be left out.</summary>
internal sealed class StructValues : ColumnValues
{
    private readonly (string Name, ColumnValues Values, bool Required)[] _fields;
    private readonly byte[][] _names;
    private readonly Dictionary<string, int> _places;
    private readonly bool _isStored;

    /// <param name="fields">The fields in order.</param>
    /// <param name="isStored">Whether members that are no field are left out, and not refused.</param>
    public StructValues((string Name, ColumnValues Values, bool Required)[] fields, bool isStored)
    {
        (_fields, _isStored) = (fields, isStored);
        _names = [.. fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];
        _places = fields.Select((field, place) => (field.Name, place)).ToDictionary(field => field.Name, field => field.place, StringComparer.Ordinal);
    }

    /// <summary>Returns the values of a row.</summary>
    public static StructValues OfRow(IReadOnlyList<ColumnDefinition> columns, bool isStored) =>
        new([.. columns.Select(column => (column.Name, Of(column.Type, isStored), column.Required && !isStored))], isStored) { IsRow = true };

    /// <summary>The values of the field at a place.</summary>
    public ColumnValues this[int place] => _fields[place].Values;

    // Whether it is the row itself, whose fields are columns.
    private bool IsRow { get; init; }

    protected override string Wanted => "a JSON object, as a STRUCT asks";

    private string NoField => IsRow ? "the contract has no such column; declare it in data-product.yaml or leave it out" : "the STRUCT has no such field";

    /// <summary>Returns the place of a field; -1 where there is none.</summary>
    public int PlaceOf(string name) => _places.GetValueOrDefault(name, -1);

    /// <summary>Reads a row.</summary>
    /// <returns>The values of its columns; null where the row does not fit, which is noted.</returns>
    public object?[]? ReadRow(ref Utf8JsonReader json, RowViolations violations)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            violations.Add("type", "a row is a JSON object with a member for each column");
            json.Skip();
            return null;
        }

        var values = ReadFields(ref json, violations);
        return violations.Count == 0 ? values : null;
    }

    /// <summary>Takes a row of a record.</summary>
    /// <returns>The values of its columns; null where the row does not fit, which is noted.</returns>
    public object?[]? TakeRow(IRowRecord row, RowViolations violations)
    {
        var values = TakeFields(row, violations);
        return violations.Count == 0 ? values : null;
    }

    /// <summary>Writes a row in canonical JSON.</summary>
    public void WriteRow(IReadOnlyList<object?> values, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        for (var place = 0; place < _fields.Length; place++)
        {
            json.WritePropertyName(_names[place]);
            _fields[place].Values.WriteOptional(values[place], json);
        }

        json.WriteEndObject();
    }

    public override void Write(object value, Utf8JsonWriter json) => WriteRow(Fields(value), json);

    protected override object? TryRead(ref Utf8JsonReader json, RowViolations violations)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        return Named(ReadFields(ref json, violations));
    }

    protected override object? TryTake(object value, RowViolations violations) => value is IRowRecord record ? Named(TakeFields(record, violations)) : null;

    private List<KeyValuePair<object, object?>> Named(object?[] values) => [.. values.Select((value, place) => new KeyValuePair<object, object?>(_fields[place].Name, value))];

    private static object?[] Fields(object value) => [.. ((List<KeyValuePair<object, object?>>)value).Select(field => field.Value)];

    private object?[] TakeFields(IRowRecord record, RowViolations violations)
    {
        var given = record.Values;
        var values = new object?[_fields.Length];
        var met = new bool[_fields.Length];
        for (var at = 0; at < given.Count; at++)
        {
            var (name, value) = given[at];
            var place = at < _fields.Length && _fields[at].Name == name ? at : PlaceOf(name);
            if (place >= 0)
            {
                met[place] = true;
                values[place] = Take(value, place, violations);
            }
            else if (value is not null)
            {
                violations.Add("undeclared", NoField, "." + name);
            }
        }

        for (var place = 0; place < met.Length; place++)
        {
            if (!met[place] && !MayLack(place, place + 1))
            {
                AddRequired(violations, place);
            }
        }

        return values;
    }

    private object? Take(object? value, int place, RowViolations violations)
    {
        var (name, values, required) = _fields[place];
        if (value is null)
        {
            if (required)
            {
                AddRequired(violations, place);
            }

            return null;
        }

        var found = violations.Count;
        var taken = values.Take(value, violations);
        if (violations.Count > found)
        {
            violations.Prefix(found, "." + name);
        }

        return taken;
    }

    private object?[] ReadFields(ref Utf8JsonReader json, RowViolations violations)
    {
        var begin = json;
        var found = violations.Count;
        var values = new object?[_fields.Length];
        if (!TryReadInOrder(ref json, values, violations))
        {
            violations.Forget(found);
            json = begin;
            Array.Clear(values);
            ReadInAnyOrder(ref json, values, violations);
        }

        return values;
    }

    // Nearly every row has its members in the columns' order: each is then read as it is met.
    private bool TryReadInOrder(ref Utf8JsonReader json, object?[] values, RowViolations violations)
    {
        var next = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var place = next;
            while (place < _names.Length && (json.ValueIsEscaped || !json.ValueTextEquals(_names[place])))
            {
                place++;
            }

            if (place == _names.Length || !MayLack(next, place))
            {
                return false;
            }

            json.Read();
            values[place] = Read(ref json, place, violations);
            next = place + 1;
        }

        return MayLack(next, _fields.Length);
    }

    private void ReadInAnyOrder(ref Utf8JsonReader json, object?[] values, RowViolations violations)
    {
        var begin = violations.Count;
        var met = new IReadOnlyList<RowViolation>?[_fields.Length];
        List<string> undeclared = [];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = TextAt(ref json) ?? "?";
            json.Read();
            if (PlaceOf(name) is >= 0 and var place)
            {
                // The last of several members with one name counts.
                values[place] = Read(ref json, place, violations);
                met[place] = violations.Take(begin);
            }
            else
            {
                json.Skip();
                undeclared.Add(name);
            }
        }

        for (var place = 0; place < met.Length; place++)
        {
            if (met[place] is { } found)
            {
                violations.AddAll(found);
            }
            else if (!MayLack(place, place + 1))
            {
                AddRequired(violations, place);
            }
        }

        // Undeclared ones come last in the list, because they have no place among the columns.
        foreach (var name in _isStored ? [] : undeclared)
        {
            violations.Add("undeclared", NoField, "." + name);
        }
    }

    private object? Read(ref Utf8JsonReader json, int place, RowViolations violations)
    {
        var (name, values, required) = _fields[place];
        if (json.TokenType == JsonTokenType.Null)
        {
            if (required)
            {
                AddRequired(violations, place);
            }

            return null;
        }

        var found = violations.Count;
        var value = values.Read(ref json, violations);
        if (violations.Count > found)
        {
            violations.Prefix(found, "." + name);
        }

        return value;
    }

    private bool MayLack(int from, int to)
    {
        for (; from < to; from++)
        {
            if (_fields[from].Required)
            {
                return false;
            }
        }

        return true;
    }

    private void AddRequired(RowViolations violations, int place) => violations.Add("required", "the contract requires a value here", "." + _fields[place].Name);
}
