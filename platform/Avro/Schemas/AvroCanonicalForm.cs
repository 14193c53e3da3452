using System.Globalization;
using System.Text;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>Writes the Parsing Canonical Form: full names, seven attributes in a fixed order, no white space.</summary>
internal static class AvroCanonicalForm
{
    public static string Of(AvroSchema schema)
    {
        var text = new StringBuilder();
        Write(schema, text, []);
        return text.ToString();
    }

    private static void Write(AvroSchema schema, StringBuilder text, HashSet<AvroNamedSchema> defined)
    {
        switch (schema)
        {
            case AvroNamedSchema named when !defined.Add(named):
                text.Append('"').Append(named.Name.Full).Append('"');
                break;
            case AvroRecord record:
                Begin(record, text).Append(",\"fields\":[");
                foreach (var field in record.Fields)
                {
                    text.Append(field.Position == 0 ? "" : ",").Append("{\"name\":\"").Append(field.Name).Append("\",\"type\":");
                    Write(field.Type, text, defined);
                    text.Append('}');
                }

                text.Append("]}");
                break;
            case AvroEnum symbols:
                Begin(symbols, text).Append(",\"symbols\":[").AppendJoin(',', symbols.Symbols.Select(symbol => $"\"{symbol}\"")).Append("]}");
                break;
            case AvroFixed @fixed:
                Begin(@fixed, text).Append(",\"size\":").Append(@fixed.Size.ToString(CultureInfo.InvariantCulture)).Append('}');
                break;
            case AvroArray array:
                text.Append("{\"type\":\"array\",\"items\":");
                Write(array.Items, text, defined);
                text.Append('}');
                break;
            case AvroMap map:
                text.Append("{\"type\":\"map\",\"values\":");
                Write(map.Values, text, defined);
                text.Append('}');
                break;
            case AvroUnion union:
                text.Append('[');
                for (var i = 0; i < union.Branches.Count; i++)
                {
                    text.Append(i == 0 ? "" : ",");
                    Write(union.Branches[i], text, defined);
                }

                text.Append(']');
                break;
            default:
                text.Append('"').Append(AvroKinds.NameOf(schema.Kind)).Append('"');
                break;
        }
    }

    private static StringBuilder Begin(AvroNamedSchema named, StringBuilder text) =>
        text.Append("{\"name\":\"").Append(named.Name.Full).Append("\",\"type\":\"").Append(AvroKinds.NameOf(named.Kind)).Append('"');
}
