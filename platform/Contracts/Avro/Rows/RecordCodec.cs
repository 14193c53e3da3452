using System.Text;
using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Contracts.Avro.Rows;

/// <summary>A record, in JSON an object with a member for each field; one that may be null may be left out.</summary>
internal sealed class RecordCodec : AvroValueCodec
{
    // Only a type within itself gets so deep, and JSON writers stop at 1,000.
    private const int MaxLevels = 500;

    private readonly AvroRecord _schema;
    private readonly bool _isRow;
    private readonly byte[][] _names;
    private readonly Dictionary<string, int> _places;
    private AvroValueCodec[] _fields = [];

    /// <param name="schema">The record.</param>
    /// <param name="isRow">Whether it is the row itself, whose fields are columns.</param>
    public RecordCodec(AvroRecord schema, bool isRow)
    {
        (_schema, _isRow) = (schema, isRow);
        _names = [.. schema.Fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];
        _places = schema.Fields.ToDictionary(field => field.Name, field => field.Position, StringComparer.Ordinal);
    }

    // A field may be the record itself, so the record is there before its fields are.
    public void Complete(AvroValueCodec[] fields) => _fields = fields;

    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level)
    {
        if (level > MaxLevels)
        {
            throw reader.Damaged($"the value is nested deeper than {MaxLevels} levels");
        }

        json.WriteStartObject();
        for (var i = 0; i < _fields.Length; i++)
        {
            json.WritePropertyName(_names[i]);
            _fields[i].Decode(ref reader, json, level + 1);
        }

        json.WriteEndObject();
    }

    protected override void RefuseNull(RowViolations violations)
    {
        if (_isRow)
        {
            RefuseType(violations);
        }
        else
        {
            base.RefuseNull(violations);
        }
    }

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            RefuseType(violations);
            return;
        }

        var (length, found) = (output.Length, violations.Count);
        if (!TryEncodeInOrder(value, output, violations))
        {
            output.Length = length;
            violations.Forget(found);
            EncodeAnyOrder(value, output, violations);
        }
    }

    private void RefuseType(RowViolations violations) =>
        violations.Add("type", _isRow ? "a row is a JSON object with a member for each column" : "the value is not a JSON object, as a STRUCT asks");

    // Nearly every row has its members in the schema's order: each is then written as it is met.
    private bool TryEncodeInOrder(JsonElement value, RowBuffer output, RowViolations violations)
    {
        var next = 0;
        foreach (var member in value.EnumerateObject())
        {
            var place = next;
            while (place < _names.Length && !HasName(member, _names[place]))
            {
                place++;
            }

            if (place == _names.Length || !TryLeaveOut(next, place, output))
            {
                return false;
            }

            Encode(place, member.Value, output, violations);
            next = place + 1;
        }

        return TryLeaveOut(next, _names.Length, output);
    }

    private void EncodeAnyOrder(JsonElement value, RowBuffer output, RowViolations violations)
    {
        var members = new JsonElement?[_fields.Length];
        var found = violations.Count;
        foreach (var member in value.EnumerateObject())
        {
            if (NameOf(member) is { } name && _places.TryGetValue(name, out var place))
            {
                members[place] = member.Value;
            }
            else
            {
                violations.Add("undeclared", _isRow ? "the contract has no such column; declare it in data-product.yaml or leave it out" : "the STRUCT has no such field", "." + (NameOf(member) ?? "?"));
            }
        }

        // Undeclared fields come last in the list, because they have no place in the schema.
        var undeclared = violations.Found.Skip(found).ToList();
        violations.Forget(found);
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i] is { } member)
            {
                Encode(i, member, output, violations);
            }
            else if (!TryLeaveOut(i, i + 1, output))
            {
                AddRequired(violations, "." + _schema.Fields[i].Name);
            }
        }

        foreach (var violation in undeclared)
        {
            violations.Add(violation);
        }
    }

    private void Encode(int place, JsonElement value, RowBuffer output, RowViolations violations)
    {
        var found = violations.Count;
        _fields[place].Encode(value, output, violations);
        if (violations.Count > found)
        {
            violations.Prefix(found, "." + _schema.Fields[place].Name);
        }
    }

    private bool TryLeaveOut(int from, int to, RowBuffer output)
    {
        for (; from < to; from++)
        {
            if (!_fields[from].TakesNull)
            {
                return false;
            }

            _fields[from].EncodeNull(output);
        }

        return true;
    }

    private static bool HasName(JsonProperty member, byte[] name)
    {
        try
        {
            return member.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // Null for an escaped half of a surrogate pair, which is no text.
    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
