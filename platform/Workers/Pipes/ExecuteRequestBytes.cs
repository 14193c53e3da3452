using System.Text;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Prepared;

namespace MeshStarter.Platform.Workers.Pipes;

/// <summary>
/// A request on its way to a worker, which is of the same build. It is written and read by hand: what a serializer needs for each of its types would be
/// compiled in every worker, and was a quarter of the time until its first answer.
/// </summary>
internal static class ExecuteRequestBytes
{
    public static byte[] Of(ExecuteRequest request)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        Write(writer, request.Setup);
        writer.Write(request.Definitions.Count);
        foreach (var definition in request.Definitions)
        {
            writer.Write((byte)definition.Kind);
            writer.Write(definition.Name);
            writer.Write(definition.Body);
            Write(writer, definition.Schema);
        }

        Write(writer, request.Files);
        Write(writer, request.Folder);
        Write(writer, request.HashKey is null ? null : Convert.ToHexString(request.HashKey));
        Write(writer, request.Sql);
        Write(writer, request.Tree);
        Write(writer, request.Text);
        Write(writer, request.ColumnNames);
        Write(writer, request.ZonedColumns);
        Write(writer, request.ColumnShapes);
        writer.Write(request.Parameters.Count);
        foreach (var parameter in request.Parameters)
        {
            writer.Write(parameter.Name);
            Write(writer, parameter.Value);
            writer.Write(parameter.IsCast);
        }

        writer.Write((byte)request.Use);
        Write(writer, request.Answer);
        Write(writer, request.Schema);
        writer.Write((byte)request.Format);
        writer.Write(request.ParametricDateTime);
        writer.Write(request.MaxRows);
        writer.Write(request.MaxResultBytes);
        return bytes.ToArray();
    }

    // In the order in which they are written: initializers run in that of the text.
    public static ExecuteRequest Read(ReadOnlyMemory<byte> content)
    {
        using var bytes = new MemoryStream(content.ToArray());
        using var reader = new BinaryReader(bytes, Encoding.UTF8);
        return new ExecuteRequest
        {
            Setup = Texts(reader),
            Definitions = Definitions(reader),
            Files = Texts(reader),
            Folder = Text(reader),
            HashKey = Text(reader) is { } key ? Convert.FromHexString(key) : null,
            Sql = Text(reader),
            Tree = Text(reader),
            Text = Text(reader),
            ColumnNames = Columns(reader),
            ZonedColumns = Columns(reader),
            ColumnShapes = Columns(reader),
            Parameters = Parameters(reader),
            Use = (StatementUse)reader.ReadByte(),
            Answer = Text(reader),
            Schema = Text(reader),
            Format = (RowFormat)reader.ReadByte(),
            ParametricDateTime = reader.ReadBoolean(),
            MaxRows = reader.ReadInt64(),
            MaxResultBytes = reader.ReadInt64(),
        };
    }

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<string> texts)
    {
        writer.Write(texts.Count);
        foreach (var text in texts)
        {
            writer.Write(text);
        }
    }

    private static void Write(BinaryWriter writer, IReadOnlyDictionary<int, string> columns)
    {
        writer.Write(columns.Count);
        foreach (var (place, text) in columns)
        {
            writer.Write(place);
            writer.Write(text);
        }
    }

    private static void Write(BinaryWriter writer, ParameterValue value)
    {
        writer.Write((byte)value.Type);
        Write(writer, value.Text);
        writer.Write(value.Items?.Count ?? -1);
        foreach (var item in value.Items ?? [])
        {
            Write(writer, item);
        }
    }

    private static string? Text(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    private static string[] Texts(BinaryReader reader)
    {
        var texts = new string[reader.ReadInt32()];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = reader.ReadString();
        }

        return texts;
    }

    private static Dictionary<int, string> Columns(BinaryReader reader)
    {
        var columns = new Dictionary<int, string>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var place = reader.ReadInt32();
            columns.Add(place, reader.ReadString());
        }

        return columns;
    }

    private static Definition[] Definitions(BinaryReader reader)
    {
        var definitions = new Definition[reader.ReadInt32()];
        for (var i = 0; i < definitions.Length; i++)
        {
            definitions[i] = new Definition((DefinitionKind)reader.ReadByte(), reader.ReadString(), reader.ReadString()) { Schema = Text(reader) };
        }

        return definitions;
    }

    private static BoundParameter[] Parameters(BinaryReader reader)
    {
        var parameters = new BoundParameter[reader.ReadInt32()];
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i] = new BoundParameter(reader.ReadString(), Value(reader), reader.ReadBoolean());
        }

        return parameters;
    }

    private static ParameterValue Value(BinaryReader reader)
    {
        var (type, text, count) = ((ParameterType)reader.ReadByte(), Text(reader), reader.ReadInt32());
        var items = count < 0 ? null : new ParameterValue[count];
        for (var i = 0; i < count; i++)
        {
            items![i] = Value(reader);
        }

        return new ParameterValue(type, text, items);
    }
}
