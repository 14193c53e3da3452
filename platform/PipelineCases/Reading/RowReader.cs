using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Platform.Pipelines.Reading;

namespace MeshStarter.Platform.PipelineCases.Reading;

/// <summary>Reads rows that are written in YAML, each value by the type of its column. What a row leaves out is null.</summary>
/// <param name="columns">The columns.</param>
/// <param name="product">The product that has them, for messages.</param>
/// <param name="issues">The list that collects issues.</param>
internal sealed partial class RowReader(IReadOnlyList<ColumnDefinition> columns, string product, YamlIssues issues)
{
    private const string Member = "value";

    private readonly Dictionary<ColumnType, RowContract> _single = [];

    /// <summary>Returns rows in JSON; what is no row is left out, and noted.</summary>
    public IReadOnlyList<string> Read(IEnumerable<YamlNode> rows)
    {
        List<string> read = [];
        foreach (var row in rows)
        {
            if (row is YamlMapping mapping)
            {
                read.Add(Json(writer => WriteMembers(writer, mapping, columns, product)));
            }
            else
            {
                issues.Error(row, "row.form", $"A row of {product} is a mapping of its columns.", $"Write {{ {columns[0].Name}: … }}.");
            }
        }

        return read;
    }

    private void WriteMembers(Utf8JsonWriter json, YamlMapping mapping, IReadOnlyList<ColumnDefinition> known, string owner)
    {
        json.WriteStartObject();
        foreach (var entry in mapping.Entries)
        {
            var name = new YamlScalar(entry.Key, IsPlain: false, entry.Line, entry.Value.Path);
            if (SectionValues.Column(name, known, owner, issues) is { } column)
            {
                json.WritePropertyName(column.Name);
                Write(json, entry.Value, column.Type, column.Name);
            }
        }

        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, YamlNode node, ColumnType type, string name)
    {
        switch (node, type)
        {
            case (YamlScalar { IsNull: true }, _):
                json.WriteNullValue();
                break;
            case (YamlSequence list, ArrayType array):
                json.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(json, item, array.Element, name);
                }

                json.WriteEndArray();
                break;
            case (YamlMapping mapping, StructType structure):
                WriteMembers(json, mapping, [.. structure.Fields.Select(field => new ColumnDefinition { Name = field.Name, Type = field.Type })], name);
                break;
            case (YamlMapping mapping, MapType map):
                json.WriteStartObject();
                foreach (var entry in mapping.Entries)
                {
                    json.WritePropertyName(entry.Key);
                    Write(json, entry.Value, map.Value, name);
                }

                json.WriteEndObject();
                break;
            case (YamlScalar scalar, DecimalType or PrimitiveType):
                WriteValue(json, scalar, type, name);
                break;
            default:
                Refuse(node, type, name);
                json.WriteNullValue();
                break;
        }
    }

    private void WriteValue(Utf8JsonWriter json, YamlScalar scalar, ColumnType type, string name)
    {
        var value = Json(writer => WriteText(writer, scalar.Text, type));
        if (!_single.TryGetValue(type, out var contract))
        {
            _single[type] = contract = new RowContract([new ColumnDefinition { Name = Member, Type = type }]);
        }

        if (contract.Check(Encoding.UTF8.GetBytes($"{{\"{Member}\":{value}}}")).Row is null)
        {
            Refuse(scalar, type, name);
        }

        json.WriteRawValue(value);
    }

    private void Refuse(YamlNode node, ColumnType type, string name)
    {
        var given = node switch
        {
            YamlScalar scalar => Quoted.Text(scalar.Text),
            YamlSequence => "a list",
            _ => "a mapping",
        };
        issues.Error(node, "value.type", $"{name} is {type}, which {given} is not.", $"Write {Form(type)}.");
    }

    private static string Form(ColumnType type) => type switch
    {
        ArrayType => "a list such as [ … ]",
        StructType structure => $"a mapping such as {{ {structure.Fields[0].Name}: … }}",
        MapType => "a mapping such as { key: … }",
        DecimalType exact => $"a number with up to {exact.Scale} decimals that {exact} holds",
        PrimitiveType { Kind: PrimitiveKind.Binary } => "bytes in base64",
        _ => ((PrimitiveType)type).Forms.Written ?? $"a {type}",
    };

    private static void WriteText(Utf8JsonWriter json, string text, ColumnType type)
    {
        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.Boolean } when bool.TryParse(text, out var flag):
                json.WriteBooleanValue(flag);
                break;
            case PrimitiveType { Forms.IsNumber: true } when Number().IsMatch(text):
                json.WriteRawValue(text);
                break;
            default:
                json.WriteStringValue(text);
                break;
        }
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [GeneratedRegex("^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Number();
}
