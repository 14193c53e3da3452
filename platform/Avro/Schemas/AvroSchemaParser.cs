using System.Text.Json;
using static MeshStarter.Platform.Avro.Schemas.AvroSchemaJson;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>Reads a schema's JSON by the rules of Avro 1.12, section "Schema Declaration".</summary>
internal sealed class AvroSchemaParser
{
    // A schema is walked by recursion: deeper ones could exhaust a stack, and larger ones only time.
    public const int MaxLevels = 128;
    private const int MaxFields = 10_000;

    private readonly Dictionary<string, AvroNamedSchema> _named = new(StringComparer.Ordinal);
    private readonly List<(AvroSchema Type, JsonElement Default, string Pointer)> _defaults = [];
    private int _fields;

    private AvroSchemaParser()
    {
    }

    /// <summary>Reads a schema.</summary>
    /// <exception cref="AvroSchemaException">It is none.</exception>
    public static AvroSchema Parse(string json, IEnumerable<AvroSchema> references)
    {
        var parser = new AvroSchemaParser();
        foreach (var reference in references)
        {
            parser.Know(reference, []);
        }

        var schema = parser.Schema(AvroSchemaJson.Load(json), enclosing: null, "", level: 0);

        // Last, because a default may be of a type that was not complete where it stood.
        var defaults = new AvroDefault();
        foreach (var (type, value, pointer) in parser._defaults)
        {
            defaults.Check(value, type, pointer);
        }

        AvroSize.SetMinimum(schema);
        return schema;
    }

    public static string TooDeep => $"The schema is nested deeper than {MaxLevels} levels.";

    private AvroSchema Schema(JsonElement element, string? enclosing, string pointer, int level)
    {
        if (level > MaxLevels)
        {
            throw new AvroSchemaException(pointer.Length > 200 ? pointer[..200] + "…" : pointer, TooDeep);
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => ByName(element.GetString()!, enclosing, pointer, level),
            JsonValueKind.Array => Union(element, enclosing, pointer, level),
            JsonValueKind.Object => Object(element, enclosing, pointer, level),
            _ => throw new AvroSchemaException(pointer, "A schema is a type's name, an object with a type, or an array of a union's branches."),
        };
    }

    private AvroSchema ByName(string name, string? enclosing, string pointer, int level)
    {
        if (AvroKinds.TryFindPrimitive(name, out var kind))
        {
            return AvroPrimitive.Of(kind);
        }

        var resolved = AvroName.TryResolve(name, enclosing);

        // A simple name is looked for in the enclosing namespace and then, as other implementations do, in none.
        if (resolved is not null && (_named.TryGetValue(resolved.Full, out var found) || (!name.Contains('.') && _named.TryGetValue(name, out found))))
        {
            return level + found.Height <= MaxLevels ? found : throw new AvroSchemaException(pointer, TooDeep);
        }

        throw new AvroSchemaException(pointer, name is "record" or "enum" or "array" or "map" or "fixed" or "union"
            ? $"\"{name}\" needs its parts: write an object (or, for a union, an array of its branches)."
            : $"There is no type {Quote(resolved?.Full ?? name)}: it is no primitive, and no type of this name is before this place or in a referenced schema.");
    }

    private AvroUnion Union(JsonElement element, string? enclosing, string pointer, int level)
    {
        List<AvroSchema> branches = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var branch in element.EnumerateArray())
        {
            var at = $"{pointer}/{branches.Count}";
            var schema = Schema(branch, enclosing, at, level);
            if (schema is AvroUnion)
            {
                throw new AvroSchemaException(at, "A union's branch cannot be a union; list its branches in the outer one.");
            }

            var identity = schema is AvroNamedSchema named ? named.Name.Full : AvroKinds.NameOf(schema.Kind);
            if (!seen.Add(identity))
            {
                throw new AvroSchemaException(at, $"The union has the branch {identity} twice.");
            }

            branches.Add(schema);
        }

        return new AvroUnion(branches);
    }

    private AvroSchema Object(JsonElement element, string? enclosing, string pointer, int level)
    {
        if (!element.TryGetProperty("type", out var type))
        {
            throw new AvroSchemaException(pointer, "The schema's object has no \"type\".");
        }

        if (type.ValueKind != JsonValueKind.String)
        {
            throw new AvroSchemaException($"{pointer}/type", "The \"type\" of a schema's object is a text; write the inner schema in the object's place.");
        }

        var name = type.GetString()!;
        switch (name)
        {
            case "record":
                return Record(element, enclosing, pointer, level);
            case "enum":
                return Enum(element, enclosing, pointer);
            case "fixed":
                return Fixed(element, enclosing, pointer);
            case "array":
                return new AvroArray(
                    Schema(Required(element, "items", pointer, "An array"), enclosing, $"{pointer}/items", level + 1),
                    AvroProperties.Of(element, ["type", "items"]));
            case "map":
                return new AvroMap(
                    Schema(Required(element, "values", pointer, "A map"), enclosing, $"{pointer}/values", level + 1),
                    AvroProperties.Of(element, ["type", "values"]));
        }

        return AvroKinds.TryFindPrimitive(name, out var kind)
            ? Primitive(kind, element)
            : ByName(name, enclosing, $"{pointer}/type", level);
    }

    private static AvroPrimitive Primitive(AvroKind kind, JsonElement element)
    {
        var properties = AvroProperties.Of(element, ["type"]);
        return properties.Count == 0 ? AvroPrimitive.Of(kind) : new AvroPrimitive(kind, properties);
    }

    private AvroRecord Record(JsonElement element, string? enclosing, string pointer, int level)
    {
        var name = Name(element, enclosing, pointer, "A record");
        var record = new AvroRecord(name, Aliases(element, name, pointer), OptionalText(element, "doc", pointer), AvroProperties.Of(element, ["type", "name", "namespace", "aliases", "doc", "fields"]));
        Define(record, pointer);
        var fields = Required(element, "fields", pointer, "A record");
        if (fields.ValueKind != JsonValueKind.Array)
        {
            throw new AvroSchemaException($"{pointer}/fields", "A record's \"fields\" is an array.");
        }

        List<AvroField> complete = [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in fields.EnumerateArray())
        {
            var at = $"{pointer}/fields/{complete.Count}";
            var field = Field(item, complete.Count, name.Namespace, at, level);
            if (!names.Add(field.Name))
            {
                throw new AvroSchemaException($"{at}/name", $"The record {name} has two fields named {Quote(field.Name)}.");
            }

            complete.Add(field);
        }

        record.Complete(complete);
        return record;
    }

    private AvroField Field(JsonElement element, int position, string? enclosing, string pointer, int level)
    {
        if (++_fields > MaxFields)
        {
            throw new AvroSchemaException(pointer, $"The schema has more than {MaxFields} fields.");
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new AvroSchemaException(pointer, "A field is an object with a \"name\" and a \"type\".");
        }

        var name = RequiredText(element, "name", pointer, "A field");
        if (!AvroName.IsSimple(name))
        {
            throw new AvroSchemaException($"{pointer}/name", $"{Quote(name)} cannot name a field: letters, digits and underscores, not beginning with a digit.");
        }

        var order = OptionalText(element, "order", pointer);
        if (order is not (null or "ascending" or "descending" or "ignore"))
        {
            throw new AvroSchemaException($"{pointer}/order", $"{Quote(order)} is no order: ascending, descending or ignore.");
        }

        var type = Schema(Required(element, "type", pointer, $"The field \"{name}\""), enclosing, $"{pointer}/type", level + 1);
        if (element.TryGetProperty("default", out var value))
        {
            _defaults.Add((type, value, $"{pointer}/default"));
        }

        return new AvroField(name, position, type)
        {
            Default = element.TryGetProperty("default", out value) ? value : null,
            Aliases = FieldAliases(element, pointer),
            Doc = OptionalText(element, "doc", pointer),
            Order = order,
            Properties = AvroProperties.Of(element, ["name", "type", "default", "aliases", "doc", "order"]),
        };
    }

    private AvroEnum Enum(JsonElement element, string? enclosing, string pointer)
    {
        var name = Name(element, enclosing, pointer, "An enum");
        var symbols = Texts(Required(element, "symbols", pointer, "An enum"), $"{pointer}/symbols");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < symbols.Count; i++)
        {
            if (!AvroName.IsSimple(symbols[i]))
            {
                throw new AvroSchemaException($"{pointer}/symbols/{i}", $"{Quote(symbols[i])} cannot be a symbol: letters, digits and underscores, not beginning with a digit.");
            }

            if (!seen.Add(symbols[i]))
            {
                throw new AvroSchemaException($"{pointer}/symbols/{i}", $"The enum {name} has the symbol {symbols[i]} twice.");
            }
        }

        var @default = OptionalText(element, "default", pointer);
        if (@default is not null && !seen.Contains(@default))
        {
            throw new AvroSchemaException($"{pointer}/default", $"{Quote(@default)} is not a symbol of the enum {name}.");
        }

        var schema = new AvroEnum(
            name, Aliases(element, name, pointer), OptionalText(element, "doc", pointer), AvroProperties.Of(element, ["type", "name", "namespace", "aliases", "doc", "symbols", "default"]), symbols, @default);
        Define(schema, pointer);
        return schema;
    }

    private AvroFixed Fixed(JsonElement element, string? enclosing, string pointer)
    {
        var name = Name(element, enclosing, pointer, "A fixed");
        var size = Required(element, "size", pointer, "A fixed");
        if (size.ValueKind != JsonValueKind.Number || !size.TryGetInt32(out var bytes) || bytes < 0)
        {
            throw new AvroSchemaException($"{pointer}/size", "A fixed's \"size\" is a whole number of bytes, 0 or more.");
        }

        var properties = AvroProperties.Of(element, ["type", "name", "namespace", "aliases", "doc", "size"]);
        var schema = new AvroFixed(name, Aliases(element, name, pointer), OptionalText(element, "doc", pointer), properties, bytes);
        Define(schema, pointer);
        return schema;
    }

    private static AvroName Name(JsonElement element, string? enclosing, string pointer, string what)
    {
        var text = RequiredText(element, "name", pointer, what);
        var space = OptionalText(element, "namespace", pointer);
        if (space is { Length: > 0 } && !AvroName.IsNamespace(space))
        {
            throw new AvroSchemaException($"{pointer}/namespace", $"{Quote(space)} is no namespace: names of letters, digits and underscores, with dots between them.");
        }

        var name = AvroName.TryResolve(text, space is null ? enclosing : space.Length == 0 ? null : space)
            ?? throw new AvroSchemaException($"{pointer}/name", $"{Quote(text)} cannot name a type: letters, digits and underscores, not beginning with a digit, with dots only after namespaces.");
        return AvroKinds.TryFindPrimitive(name.Simple, out _)
            ? throw new AvroSchemaException($"{pointer}/name", $"{Quote(name.Full)} cannot name a type: {name.Simple} is a primitive type, which no namespace may define again.")
            : name;
    }

    private static List<AvroName> Aliases(JsonElement element, AvroName name, string pointer)
    {
        if (!element.TryGetProperty("aliases", out var aliases))
        {
            return [];
        }

        return [.. Texts(aliases, $"{pointer}/aliases").Select((alias, i) => AvroName.TryResolve(alias, name.Namespace)
            ?? throw new AvroSchemaException($"{pointer}/aliases/{i}", $"{Quote(alias)} cannot name a type."))];
    }

    private static List<string> FieldAliases(JsonElement element, string pointer)
    {
        if (!element.TryGetProperty("aliases", out var aliases))
        {
            return [];
        }

        var names = Texts(aliases, $"{pointer}/aliases");
        var wrong = names.FindIndex(alias => !AvroName.IsSimple(alias));
        return wrong < 0 ? names : throw new AvroSchemaException($"{pointer}/aliases/{wrong}", $"{Quote(names[wrong])} cannot name a field.");
    }

    private void Define(AvroNamedSchema schema, string pointer)
    {
        if (!_named.TryAdd(schema.Name.Full, schema))
        {
            throw new AvroSchemaException($"{pointer}/name", $"The type {schema.Name} is defined twice; use it by its name the second time.");
        }
    }

    // A type that two references share is known once.
    private void Know(AvroSchema schema, HashSet<AvroSchema> seen)
    {
        if (!seen.Add(schema))
        {
            return;
        }

        if (schema is AvroNamedSchema named && !_named.TryAdd(named.Name.Full, named) && !ReferenceEquals(_named[named.Name.Full], named))
        {
            throw new AvroSchemaException("", $"Two of the referenced schemas define the type {named.Name}.");
        }

        foreach (var part in AvroParts.Of(schema))
        {
            Know(part, seen);
        }
    }

    // At most 40 characters, what cannot be seen as \u. Half of a surrogate pair is no text, so whole ones are counted.
    private static string Quote(string? text)
    {
        if (text is null)
        {
            return "nothing";
        }

        var begin = string.Concat(text.EnumerateRunes().Take(40));
        return $"\"{JsonEncodedText.Encode(begin)}{(begin.Length < text.Length ? "…" : "")}\"";
    }
}
