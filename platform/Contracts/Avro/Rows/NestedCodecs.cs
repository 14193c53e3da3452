using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Contracts.Avro.Rows;

/// <summary>A value or null: the union of null and one other type.</summary>
internal sealed class OptionalCodec(AvroValueCodec inner, int nullBranch) : AvroValueCodec
{
    public override bool TakesNull => true;

    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level)
    {
        if (reader.ReadBranch(2) == nullBranch)
        {
            json.WriteNullValue();
        }
        else
        {
            inner.Decode(ref reader, json, level + 1);
        }
    }

    public override void EncodeNull(RowBuffer output) => output.Writer.WriteLong(nullBranch);

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            EncodeNull(output);
            return;
        }

        output.Writer.WriteLong(1 - nullBranch);
        inner.Encode(value, output, violations);
    }
}

/// <summary>A union of other types: a value is written as the first branch that it fits, a whole number as an int or a long where the union has one.</summary>
internal sealed class UnionCodec(IReadOnlyList<AvroValueCodec> branches) : AvroValueCodec
{
    private readonly int _nullBranch = branches.ToList().FindIndex(branch => branch is NullCodec);

    // A float or double takes any number, and rounds whole ones; a float rounds what a double has.
    private readonly int[] _order = [.. Enumerable.Range(0, branches.Count).OrderBy(place => branches[place] switch
    {
        IntCodec or LongCodec => 0,
        FloatingCodec { IsSingle: true } when branches.Any(branch => branch is FloatingCodec { IsSingle: false }) => 2,
        _ => 1,
    })];

    public override bool TakesNull => _nullBranch >= 0;

    public override void EncodeNull(RowBuffer output) => output.Writer.WriteLong(_nullBranch);

    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level) =>
        branches[reader.ReadBranch(branches.Count)].Decode(ref reader, json, level + 1);

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        var (length, found) = (output.Length, violations.Count);
        foreach (var place in _order)
        {
            output.Writer.WriteLong(place);
            branches[place].Encode(value, output, violations);
            if (violations.Count == found)
            {
                return;
            }

            output.Length = length;
            violations.Forget(found);
        }

        violations.Add("type", $"the value fits none of the union's {branches.Count} branches");
    }
}

/// <summary>Values of one type in order.</summary>
internal sealed class ArrayCodec(AvroValueCodec items, int minimumBytes) : AvroValueCodec
{
    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level)
    {
        json.WriteStartArray();
        for (int count; (count = reader.ReadBlockCount(minimumBytes)) > 0;)
        {
            for (var i = 0; i < count; i++)
            {
                items.Decode(ref reader, json, level + 1);
            }
        }

        json.WriteEndArray();
    }

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            AddType(violations, "a JSON array, as an ARRAY asks");
            return;
        }

        var count = value.GetArrayLength();
        if (count > 0)
        {
            output.Writer.WriteBlockCount(count);
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var found = violations.Count;
            items.Encode(item, output, violations);
            if (violations.Count > found)
            {
                violations.Prefix(found, $"[{index}]");
            }

            index++;
        }

        output.Writer.WriteEnd();
    }
}

/// <summary>Values of one type, each under a text. The last of several entries with one text counts.</summary>
internal sealed class MapCodec(AvroValueCodec values, int minimumBytes) : AvroValueCodec
{
    public override void Decode(ref AvroReader reader, Utf8JsonWriter json, int level)
    {
        json.WriteStartObject();
        for (int count; (count = reader.ReadBlockCount(minimumBytes + 1)) > 0;)
        {
            for (var i = 0; i < count; i++)
            {
                json.WritePropertyName(reader.ReadString());
                values.Decode(ref reader, json, level + 1);
            }
        }

        json.WriteEndObject();
    }

    protected override void EncodeValue(JsonElement value, RowBuffer output, RowViolations violations)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            AddType(violations, "a JSON object, as a MAP asks");
            return;
        }

        OrderedDictionary<string, JsonElement> entries = new(StringComparer.Ordinal);
        try
        {
            foreach (var entry in value.EnumerateObject())
            {
                entries[entry.Name] = entry.Value;
            }
        }
        catch (InvalidOperationException)
        {
            violations.Add("type", "a key holds half of a surrogate pair, which is no text");
            return;
        }

        if (entries.Count > 0)
        {
            output.Writer.WriteBlockCount(entries.Count);
        }

        for (var i = 0; i < entries.Count; i++)
        {
            var found = violations.Count;
            output.Writer.WriteString(entries.GetAt(i).Key);
            values.Encode(entries.GetAt(i).Value, output, violations);
            if (violations.Count > found)
            {
                // Names its place: the key is data, too.
                violations.Prefix(found, $"[{i}]");
            }
        }

        output.Writer.WriteEnd();
    }
}
