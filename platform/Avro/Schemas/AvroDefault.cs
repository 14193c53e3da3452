using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>Checks that the JSON of a schema's defaults is a value of their fields' types.</summary>
internal sealed class AvroDefault
{
    // Records that lie within each other through unions are tried once for each branch of each level, which doubles the work of every level.
    private const int MaxValues = 100_000;

    private int _values;

    /// <exception cref="AvroSchemaException">It is none, or there is no end of looking.</exception>
    public void Check(JsonElement value, AvroSchema type, string pointer)
    {
        if (!Fits(value, type, pointer))
        {
            throw new AvroSchemaException(pointer, $"The default is not {Wanted(type)}.");
        }
    }

    private bool Fits(JsonElement value, AvroSchema type, string pointer) => ++_values > MaxValues
        ? throw new AvroSchemaException(pointer, $"More than {MaxValues} values were compared with the types of the schema's defaults. Give shorter defaults, or unions with fewer records.")
        : type switch
        {
            AvroUnion union => union.Branches.Any(branch => Fits(value, branch, pointer)),
            AvroRecord record => value.ValueKind == JsonValueKind.Object && record.Fields.All(field =>
                value.TryGetProperty(field.Name, out var member) ? Fits(member, field.Type, pointer) : field.Default is not null),
            AvroArray array => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => Fits(item, array.Items, pointer)),
            AvroMap map => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(entry => Fits(entry.Value, map.Values, pointer)),
            AvroEnum symbols => IsText(value, out var symbol) && symbols.Symbols.Contains(symbol, StringComparer.Ordinal),
            AvroFixed @fixed => IsText(value, out var bytes) && bytes.Length == @fixed.Size && IsBytes(bytes),
            _ => FitsPrimitive(value, type.Kind),
        };

    private static bool FitsPrimitive(JsonElement value, AvroKind kind) => kind switch
    {
        AvroKind.Null => value.ValueKind == JsonValueKind.Null,
        AvroKind.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        AvroKind.Int => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
        AvroKind.Long => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        AvroKind.Float or AvroKind.Double => value.ValueKind == JsonValueKind.Number,
        AvroKind.Bytes => IsText(value, out var bytes) && IsBytes(bytes),
        _ => IsText(value, out _),
    };

    private static string Wanted(AvroSchema type) => type switch
    {
        AvroUnion union => $"a value of any branch of the union of {string.Join(", ", union.Branches.Select(NameOf))}",
        AvroRecord record => $"an object with a fitting member for each field of {record.Name} that has no default of its own",
        AvroArray array => $"an array of {NameOf(array.Items)}",
        AvroMap map => $"an object of {NameOf(map.Values)}",
        AvroEnum symbols => $"a symbol of the enum {symbols.Name}",
        AvroFixed @fixed => $"a text of {@fixed.Size} characters, each at most U+00FF, one for each byte of {@fixed.Name}",
        _ => type.Kind switch
        {
            AvroKind.Null => "null",
            AvroKind.Boolean => "true or false",
            AvroKind.Int => "a whole number of 32 bits, as an int is",
            AvroKind.Long => "a whole number of 64 bits, as a long is",
            AvroKind.Float or AvroKind.Double => "a number",
            AvroKind.Bytes => "a text whose characters are at most U+00FF, one for each byte",
            _ => "a text",
        },
    };

    private static string NameOf(AvroSchema type) => type is AvroNamedSchema named ? named.Name.Full : AvroKinds.NameOf(type.Kind);

    private static bool IsBytes(string text) => !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00FF');

    private static bool IsText(JsonElement value, out string text)
    {
        text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return value.ValueKind == JsonValueKind.String;
    }
}
